"""How proposals do in real use, for data managers: accepted, corrected, rejected, per question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from orphee.access.permissions import needs
from orphee.access.rules.policy import Action
from orphee.care.desk_sets import item_at
from orphee.care.rules.spreadsheet import as_csv
from orphee.datasets.definition import UnknownName
from orphee.foundation.language import current_language
from orphee.prefill.models import ReadingUse
from orphee.prefill.presenters import stand_words
from orphee.prefill.rules.findings import Stand
from orphee.prefill.rules.measuring import Precision, Row, precisions

MOST_READ = 200_000


@dataclass(frozen=True, slots=True)
class ItemUse:
    """One question, and how its proposals did."""

    key: str
    title: str
    stand: str
    figures: Precision


def _uses() -> tuple[ItemUse, ...]:
    by_item: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for one in ReadingUse.objects.order_by("-pk")[:MOST_READ]:
        by_item[one.item, one.stand].append(Row(one.act, one.count, one.seconds, one.together))
    return tuple(_use(item, stand, rows) for (item, stand), rows in sorted(by_item.items()))


def _use(item: str, stand: str, rows: Iterable[Row]) -> ItemUse:
    try:
        title = item_at(item).label.in_(current_language())
    except UnknownName:
        title = item
    return ItemUse(item, title, stand_words(Stand(stand)), precisions(rows))


@needs(Action.READ_USE)
def use(request: HttpRequest) -> HttpResponse:
    """The measures of each question."""
    return render(request, "prefill/use.html", {"items": _uses()})


@needs(Action.READ_USE)
def use_csv(request: HttpRequest) -> HttpResponse:
    """The same as a CSV."""
    headings = (
        _("Question"), _("Said"), _("Decided"), pgettext("proposals", "Accepted"), _("Corrected"), _("Rejected"),
        _("Right as proposed (%)"), _("Median seconds to decide"),
    )  # fmt: skip
    rows = (
        (
            one.key, one.stand, str(one.figures.decided), str(one.figures.accepted), str(one.figures.corrected),
            str(one.figures.rejected), str(one.figures.percent), str(one.figures.median_seconds),
        )
        for one in _uses()
    )  # fmt: skip
    response = HttpResponse(as_csv(headings, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="orphee-reading-{timezone.localdate()}.csv"'
    return response
