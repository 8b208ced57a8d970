"""My patients: find, filter, see what is missing.

Everything is posted, never put in the address: what one searches for is a name.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from orphee.access.permissions import needs, reader_of
from orphee.access.queries import sites_of
from orphee.access.rules.policy import Action, Reader
from orphee.access.trail import leave_line
from orphee.care.panels import marks
from orphee.care.presenters import worklist as presenter
from orphee.care.questions import to_answer
from orphee.care.rules.clean import clean, position
from orphee.care.rules.spreadsheet import as_csv
from orphee.foundation.models import AuditAction
from orphee.record.queries import PeopleFilters, PeoplePage, note_search, people

REMEMBERED = ("site_code", "status", "missing", "activity", "order")  # never the search: it is a name
MOST_EXPORTED = 5_000


@needs(Action.LIST_PEOPLE)
def worklist(request: HttpRequest) -> HttpResponse:
    """The people followed at my sites."""
    reader, now = reader_of(request), timezone.now()
    filters = _filters(request)
    found = people(reader, filters, today=timezone.localdate())
    note_search(reader, found, now=now)
    language = get_language() or "fr"
    page = presenter.worklist_page(
        found, today=timezone.localdate(), language=language, notices=_notices(reader, found)
    )
    context: dict[str, object] = {
        "page": page, "filters": filters, "may_export": reader.may(Action.EXPORT_RECORD),
        "missing": str(request.session.get("worklist", {}).get("missing", "")),
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "care/worklist_people.html", context)
    context["waiting"] = to_answer(reader).count()
    context["marked"] = [(one, one.said(n)) for one in marks() if (n := one.count(reader))]
    context["choices"] = presenter.filter_choices(filters, sites_of(reader), language, str(context["missing"]))
    return render(request, "care/worklist.html", context)


@needs(Action.EXPORT_RECORD)
@require_POST
def worklist_csv(request: HttpRequest) -> HttpResponse:
    """The same list as a CSV, all its pages."""
    reader = reader_of(request)
    filters = replace(_filters(request), page=1, size=MOST_EXPORTED)
    found = people(reader, filters, today=timezone.localdate())
    page = presenter.worklist_page(found, today=timezone.localdate(), language=get_language() or "fr")
    leave_line(reader, AuditAction.EXPORT, detail={"what": "worklist", "found": len(page.lines)}, now=timezone.now())
    content = as_csv(presenter.csv_headings(), (presenter.csv_row(line) for line in page.lines))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="orphee-{timezone.localdate()}.csv"'
    return response


def _notices(reader: Reader, found: PeoplePage) -> dict[str, list[str]]:
    """What other rooms say of the people of a page, by record: a query for each room."""
    said: dict[str, list[str]] = {}
    keys = [UUID(row.record_key) for row in found.rows]
    for mark in marks() if keys else ():
        for key, line in mark.lines(reader, keys).items():
            said.setdefault(str(key), []).append(line)
    return said


def _filters(request: HttpRequest) -> PeopleFilters:
    """What is asked now; on a plain visit, what was chosen last time in this session."""
    remembered = request.session.get("worklist", {})
    given = request.POST if request.method == "POST" else remembered
    chosen = {name: clean(str(given.get(name, "")))[:80] for name in REMEMBERED}
    if request.method == "POST" and chosen != remembered:
        request.session["worklist"] = chosen
    people_with = {presenter.QUESTIONS: _with_questions, **{mark.key: mark.people for mark in marks()}}
    among = people_with.get(chosen["missing"])
    return PeopleFilters(
        search=clean(request.POST.get("search", ""))[:120],
        site_code=chosen["site_code"],
        status=chosen["status"],
        missing="" if among is not None or chosen["missing"] == presenter.DRAFTS else chosen["missing"],
        drafts=chosen["missing"] == presenter.DRAFTS,
        among=among(reader_of(request)) if among is not None else None,
        activity=chosen["activity"],
        order=chosen["order"] or "name",
        page=position(request.POST.get("page", "")) or 1,
    )


def _with_questions(reader: Reader) -> frozenset[UUID]:
    return frozenset(to_answer(reader).values_list("record_key", flat=True))
