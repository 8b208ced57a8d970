"""The chart, who opened it, the history of an entry, a document received."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.care import documents
from orphee.care.actions import note_page
from orphee.care.desk_sets import MAIN
from orphee.care.leads import is_settled
from orphee.care.panels import exports_for, panels_for
from orphee.care.presenters import chart as presenter
from orphee.care.presenters.accesses import accesses_of
from orphee.care.presenters.documents import document_page
from orphee.care.presenters.entries import entry_cards, versions
from orphee.care.presenters.words import display_name_of
from orphee.care.signs import has_observed
from orphee.care.views.finding import record_or_404
from orphee.foundation import audit
from orphee.foundation.language import current_language
from orphee.record import queries

ACCESSES_SHOWN = 2000


@needs(Action.READ_RECORD)
def chart(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """One person's record on one page."""
    reader, view = reader_of(request), record_or_404(request, record_key, audit=True)
    histories = queries.histories(record_key, (UUID(one.key) for one in view.of(MAIN, "diagnosis")))
    page = presenter.chart(view, histories, reader, today=timezone.localdate(), language=current_language())
    loaded = [(panel, panel.load(view, reader)) for panel in panels_for(reader)]
    panels = [(panel, content) for panel, content in loaded if content is not None]
    return render(
        request,
        "care/chart.html",
        {
            "chart": page,
            "exports": exports_for(view, reader),
            "first_panels": [one for one in panels if one[0].is_first],
            "panels": [one for one in panels if not one[0].is_first],
            "has_leads": has_observed(view),
            "is_settled": is_settled(view),
            "may_write": reader.may(Action.WRITE_RECORD),
            "may_audit": reader.may(Action.READ_AUDIT),
        },
    )


@needs(Action.READ_AUDIT)
def accesses(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """Who opened this record, when, for what."""
    view = record_or_404(request, record_key)
    note_page(reader_of(request), record_key, "accesses", right=Action.READ_AUDIT, now=timezone.now())
    rows = accesses_of(audit.of_record(record_key)[:ACCESSES_SHOWN])
    shown = {"view": view, "name": display_name_of(view), "rows": rows, "most": ACCESSES_SHOWN}
    return render(request, "care/accesses.html", shown)


@needs(Action.READ_RECORD)
def history(request: HttpRequest, record_key: UUID, entry_key: UUID) -> HttpResponse:
    """Every version of one entry: who said what, and what changed."""
    view = record_or_404(request, record_key)
    entry = next((one for one in view.entries if one.key == str(entry_key)), None)
    cards = entry_cards([entry], current_language()) if entry else ()
    if not cards:
        raise Http404
    note_page(reader_of(request), record_key, "history", now=timezone.now())
    found = versions(queries.revisions(record_key, entry_key), current_language())
    context = {"view": view, "name": display_name_of(view), "card": cards[0], "versions": found}
    return render(request, "care/history.html", context)


@needs(Action.READ_DOCUMENTS)
def document(request: HttpRequest, record_key: UUID, document_key: UUID) -> HttpResponse:
    """A document received: what it says of itself, its problems, what was kept without being understood."""
    view = record_or_404(request, record_key)
    found = queries.document_of(record_key, document_key)
    if found is None:
        raise Http404
    note_page(reader_of(request), record_key, "document", right=Action.READ_DOCUMENTS, now=timezone.now())
    context = {"view": view, "name": display_name_of(view), "page": document_page(found, current_language())}
    return render(request, "care/document.html", context | {"passages": documents.text_of(found)})


@needs(Action.READ_DOCUMENTS)
def original(request: HttpRequest, record_key: UUID, document_key: UUID) -> HttpResponse:
    """The document as it came, as a file to keep: never shown as a page of ours."""
    record_or_404(request, record_key)
    found = documents.opened(record_key, document_key, reader_of(request), now=timezone.now())
    if found is None:
        raise Http404
    document, content = found
    response = HttpResponse(content, content_type=document.media_type)
    response["Content-Disposition"] = f'attachment; filename="document-{document.received_at:%Y-%m-%d}.xml"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
