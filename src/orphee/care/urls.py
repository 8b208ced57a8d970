"""Addresses of the room: keys only, never a name."""

from django.urls import path

from orphee.care.views import (
    attachments,
    chart,
    collections,
    entries,
    forms,
    leads,
    newcomer,
    preview,
    signs,
    terms,
    typing,
    use,
    worklist,
)

FORM = "records/<uuid:record_key>/forms/<slug:dataset>/<slug:instrument>/"
NEW = FORM + "new/<uuid:new_key>/"
ENTRY = FORM + "<uuid:entry_key>/"

urlpatterns = [
    path("people/", worklist.worklist, name="worklist"),
    path("people/list.csv", worklist.worklist_csv, name="worklist-csv"),
    path("people/new/", newcomer.new_person, name="new-person"),
    path("people/new/duplicates/", newcomer.duplicates, name="new-person-duplicates"),
    path("records/<uuid:record_key>/", chart.chart, name="chart"),
    path("records/<uuid:record_key>/accesses/", chart.accesses, name="accesses"),
    path("records/<uuid:record_key>/entries/<uuid:entry_key>/", chart.history, name="entry-history"),
    path("records/<uuid:record_key>/documents/<uuid:document_key>/", chart.document, name="document"),
    path("records/<uuid:record_key>/documents/<uuid:document_key>/original/", chart.original, name="document-original"),
    path("records/<uuid:record_key>/collections/", collections.collections, name="other-collections"),
    path("records/<uuid:record_key>/attachments/<uuid:key>/", attachments.attachment, name="attachment"),
    path("records/<uuid:record_key>/signs/", signs.add, name="sign-add"),
    path("records/<uuid:record_key>/signs/term/", signs.term, name="sign-term"),
    path("records/<uuid:record_key>/signs/companions/", signs.companions, name="sign-companions"),
    path("records/<uuid:record_key>/signs/<uuid:entry_key>/", signs.change, name="sign-change"),
    path("records/<uuid:record_key>/leads/", leads.panel, name="leads"),
    path("records/<uuid:record_key>/leads/aside/", leads.aside, name="lead-aside"),
    path("records/<uuid:record_key>/leads/back/", leads.back, name="lead-back"),
    path(FORM, forms.form, name="form"),
    path(FORM + "draft/", typing.keep_draft, name="form-draft"),
    path(FORM + "draft/drop/", typing.drop_draft, name="form-draft-drop"),
    path(FORM + "known/", typing.take_known, name="form-known"),
    path(FORM + "attachments/", attachments.attach, name="form-attach"),
    path(FORM + "new/", forms.new_entry, name="new-entry"),
    path(NEW, forms.new_entry_form, name="new-entry-form"),
    path(NEW + "draft/", typing.keep_draft, name="new-entry-draft"),
    path(NEW + "draft/drop/", typing.drop_draft, name="new-entry-draft-drop"),
    path(NEW + "known/", typing.take_known, name="new-entry-known"),
    path(NEW + "attachments/", attachments.attach, name="new-entry-attach"),
    path(ENTRY, forms.entry_form, name="entry-form"),
    path(ENTRY + "draft/", typing.keep_draft, name="entry-draft"),
    path(ENTRY + "draft/drop/", typing.drop_draft, name="entry-draft-drop"),
    path(ENTRY + "known/", typing.take_known, name="entry-known"),
    path(ENTRY + "attachments/", attachments.attach, name="entry-attach"),
    path(ENTRY + "withdraw/", entries.withdraw, name="entry-withdraw"),
    path(ENTRY + "restore/", entries.restore, name="entry-restore"),
    path("definitions/<slug:dataset>/<slug:instrument>/", preview.preview, name="definition-preview"),
    path("use/", use.use, name="form-use"),
    path("use/use.csv", use.use_csv, name="form-use-csv"),
    path("typing/session/", typing.session, name="typing-session"),
    path("terms/", terms.terms, name="care-terms"),
]
