"""Addresses of the room: keys only, never a name."""

from django.urls import path

from orphee.care.views import chart, forms, newcomer, terms, worklist

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
    path(FORM, forms.form, name="form"),
    path(FORM + "draft/", forms.keep_draft, name="form-draft"),
    path(FORM + "draft/drop/", forms.drop_draft, name="form-draft-drop"),
    path(FORM + "known/", forms.take_known, name="form-known"),
    path(FORM + "new/", forms.new_entry, name="new-entry"),
    path(NEW, forms.new_entry_form, name="new-entry-form"),
    path(NEW + "draft/", forms.keep_draft, name="new-entry-draft"),
    path(NEW + "draft/drop/", forms.drop_draft, name="new-entry-draft-drop"),
    path(NEW + "known/", forms.take_known, name="new-entry-known"),
    path(ENTRY, forms.entry_form, name="entry-form"),
    path(ENTRY + "draft/", forms.keep_draft, name="entry-draft"),
    path(ENTRY + "draft/drop/", forms.drop_draft, name="entry-draft-drop"),
    path(ENTRY + "known/", forms.take_known, name="entry-known"),
    path(ENTRY + "withdraw/", forms.withdraw, name="entry-withdraw"),
    path(ENTRY + "restore/", forms.restore, name="entry-restore"),
    path("terms/", terms.terms, name="care-terms"),
]
