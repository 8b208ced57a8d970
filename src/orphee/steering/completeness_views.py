"""The pages of completeness: a collection, its file, the least complete records by number."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.access.trail import leave_line
from orphee.care.rules.spreadsheet import as_csv
from orphee.foundation.models import AuditAction
from orphee.foundation.secrecy import SMALLEST_PUBLISHED_COUNT
from orphee.record import progress
from orphee.steering.completeness import CompletenessPage, completeness_page, rows_of, set_title


@require_GET
@needs(Action.READ_USE)
def completeness(request: HttpRequest) -> HttpResponseBase:
    """How complete a collection is: overall, by network, by centre, by question."""
    reader = reader_of(request)
    page, known = _page(request)
    context = {
        "page": page,
        "sets": [(key, set_title(key), key == page.dataset) for key in known],
        "smallest": SMALLEST_PUBLISHED_COUNT,
        "may_open": reader.may(Action.READ_ENTRIES) and not page.national,
    }
    return render(request, "steering/completeness.html", context)


@require_GET
@needs(Action.READ_USE)
def completeness_file(request: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    page, _known = _page(request)
    headings = [
        _("Level"), _("Name"), _("Network or form"), _("Records"), _("Share answered (%)"),
        _("Records without an answer"),
    ]  # fmt: skip
    name = f"orphee-completeness-{page.dataset}-{timezone.localdate()}.csv"
    return HttpResponse(
        as_csv(headings, rows_of(page)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_GET
@needs(Action.READ_ENTRIES)
def completeness_records(request: HttpRequest) -> HttpResponseBase:
    """The records of my network, the least complete first, by number."""
    reader = reader_of(request)
    dataset = _chosen(request, progress.collections(reader))
    site = request.GET.get("site", "")[:40]
    records = progress.least_complete(reader, dataset, site=site)
    detail = {"found": len(records), "by": "completeness"}
    leave_line(reader, AuditAction.SEARCH, right=Action.READ_ENTRIES, detail=detail, now=timezone.now())
    context = {
        "dataset": dataset,
        "title": set_title(dataset),
        "records": records,
        "site": site,
        "most": progress.MOST_RECORDS,
    }
    return render(request, "steering/completeness_records.html", context)


def _page(request: HttpRequest) -> tuple[CompletenessPage, tuple[str, ...]]:
    reader = reader_of(request)
    known = progress.collections(reader)
    return completeness_page(progress.measured(reader, _chosen(request, known))), known


def _chosen(request: HttpRequest, known: tuple[str, ...]) -> str:
    asked = request.GET.get("dataset", "") or known[0]
    if asked not in known:
        raise Http404
    return asked
