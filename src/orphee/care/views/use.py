"""Use of forms: what is answered without typing, what is typed although known, how long a form takes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from orphee.access.permissions import needs
from orphee.access.rules.policy import Action
from orphee.care.models import FormUse
from orphee.care.presenters.use import SetUse, uses_of_sets
from orphee.care.rules.spreadsheet import as_csv
from orphee.foundation.language import current_language

MOST_READ = 200_000  # forms completed, the latest


def _uses() -> tuple[SetUse, ...]:
    return uses_of_sets(FormUse.objects.order_by("-pk")[:MOST_READ], current_language())


@needs(Action.READ_USE)
def use(request: HttpRequest) -> HttpResponse:
    """The measures of each data set."""
    return render(request, "care/use.html", {"sets": _uses()})


@needs(Action.READ_USE)
def use_csv(request: HttpRequest) -> HttpResponse:
    """The same as a CSV."""
    headings = (
        _("Data set"), _("Forms completed"), _("Answers"), _("Answered without typing"), _("Share (%)"),
        _("Typed although known"), _("Median seconds open"), _("Median seconds typing"),
    )  # fmt: skip
    rows = (
        tuple(
            str(one)
            for one in (
                said.key, said.completed, said.answered, said.without_typing, said.percent, said.retyped_count,
                said.median_open, said.median_active,
            )
        )
        for said in _uses()
    )  # fmt: skip
    response = HttpResponse(as_csv(headings, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="orphee-use-{timezone.localdate()}.csv"'
    return response
