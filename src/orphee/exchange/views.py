"""Pages of the exchange: what hospitals sent and how it was answered; documents made from a record."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.exchange import exports, queries
from orphee.exchange.cda.writing import UnableToWrite
from orphee.exchange.models import Delivery, State
from orphee.exchange.naming import missing_answer
from orphee.foundation.language import current_language
from orphee.record.view import UnableToFindRecord

A_PAGE = 25


@require_GET
@needs(Action.READ_DELIVERIES)
def deliveries(request: HttpRequest) -> HttpResponse:
    """Every document received from the reader's organisations, newest first."""
    state = request.GET.get("state", "")
    found = queries.deliveries_for(reader_of(request), state=state if state in State.values else "")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    names = queries.names_of_senders({one.sender for one in page})
    counts = queries.counts_for(reader_of(request))
    shown = {
        "page": page,
        "rows": [(one, names.get(one.sender, one.sender)) for one in page],
        "state": state,
        "states": [(value, label, counts.get(value, 0)) for value, label in State.choices],
        "counts": counts,
    }
    return render(request, "exchange/deliveries.html", shown)


@require_GET
@needs(Action.READ_DELIVERIES)
def delivery(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One document received: its answer, each problem with its place and what to do."""
    found = _delivery(request, key)
    language = current_language()
    problems = [
        {"severity": one["severity"], "text": one[language], "xpath": one["xpath"], "code": one["code"]}
        for one in found.answer.get("problems", [])
    ]
    shown = {
        "delivery": found,
        "problems": problems,
        "has_original": queries.may_have_original(reader_of(request), found),
    }
    return render(request, "exchange/delivery.html", shown)


@require_GET
@needs(Action.READ_DELIVERIES)
def original(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The refused document as it was received, for the sender's own integrator."""
    try:
        content = queries.original_for(reader_of(request), key, now=timezone.now())
    except queries.UnableToFindDelivery:
        raise Http404 from None
    if not content:
        raise Http404
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="document-{key}.xml"'
    return response


def _delivery(request: HttpRequest, key: uuid.UUID) -> Delivery:
    try:
        return queries.delivery_for(reader_of(request), key)
    except queries.UnableToFindDelivery:
        raise Http404 from None


@require_GET
@needs(Action.EXPORT_RECORD)
def export_preview(request: HttpRequest, record_key: uuid.UUID, kind: exports.Kind) -> HttpResponse:
    """What a document of this record would hold and leave out."""
    shown: dict[str, object] = {"record_key": record_key, "title": kind.title, "file": f"export-{kind.key}-file"}
    try:
        made = kind.export(record_key, reader_of(request), now=timezone.now(), preview=True)
        shown |= {"losses": exports.grouped(kind, made.losses, current_language()), "size": len(made.content)}
    except UnableToFindRecord:
        raise Http404 from None
    except UnableToWrite as problem:
        language = current_language()
        shown |= {"missing": [missing_answer(one, record_key, language) for one in problem.missing]}
    return render(request, "exchange/export.html", shown)


@require_GET
@needs(Action.EXPORT_RECORD)
def export_file(request: HttpRequest, record_key: uuid.UUID, kind: exports.Kind) -> HttpResponse:
    """The document."""
    try:
        made = kind.export(record_key, reader_of(request), now=timezone.now())
    except (UnableToFindRecord, UnableToWrite):
        raise Http404 from None
    response = HttpResponse(made.content, content_type=made.media_type)
    response["Content-Disposition"] = f'attachment; filename="{kind.key}-{record_key}.{kind.extension}"'
    return response
