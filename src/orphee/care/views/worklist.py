"""My patients: find, filter, see what is missing.

Everything is posted, never put in the address: what one searches for is a name. It stays in the session, the name
sealed, so that one finds the list again as one left it.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
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
from orphee.foundation.language import current_language
from orphee.foundation.models import AuditAction
from orphee.foundation.sealing import UnableToOpenSeal, open_sealed, seal
from orphee.record.queries import PeopleFilters, PeoplePage, note_search, people

CHOSEN = ("site_code", "status", "missing", "activity", "order", "page")
NARROWING = ("site_code", "status", "missing", "activity")
MOST_EXPORTED = 5_000


@needs(Action.LIST_PEOPLE)
def worklist(request: HttpRequest) -> HttpResponse:
    """The people followed at my sites. What was posted is remembered, then shown: going back asks nothing again."""
    if request.method == "POST":
        _remember(request, {} if "clear" in request.POST else _asked(request))
        if not request.headers.get("HX-Request"):
            return redirect("worklist")
    reader, now, asked = reader_of(request), timezone.now(), _remembered(request)
    filters = _filters(reader, asked)
    found = people(reader, filters, today=timezone.localdate())
    note_search(reader, found, now=now)
    language = current_language()
    page = presenter.worklist_page(
        found, today=timezone.localdate(), language=language, notices=_notices(reader, found)
    )
    context: dict[str, object] = {
        "page": page, "filters": filters, "may_export": reader.may(Action.EXPORT_RECORD),
        "missing": asked["missing"], "narrowing": sum(bool(asked[name]) for name in NARROWING),
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "care/worklist_people.html", context)
    context["waiting"] = to_answer(reader).count()
    context["marked"] = [(one, one.said(n)) for one in marks() if (n := one.count(reader))]
    context["choices"] = presenter.filter_choices(filters, sites_of(reader), language, asked["missing"])
    return render(request, "care/worklist.html", context)


@needs(Action.EXPORT_RECORD)
@require_POST
def worklist_csv(request: HttpRequest) -> HttpResponse:
    """The same list as a CSV, all its pages."""
    reader = reader_of(request).doing(Action.EXPORT_RECORD)
    filters = replace(_filters(reader, _asked(request)), page=1, size=MOST_EXPORTED)
    found = people(reader, filters, today=timezone.localdate(), near=False)
    page = presenter.worklist_page(found, today=timezone.localdate(), language=current_language())
    detail = {"what": "worklist", "found": len(page.lines)}
    leave_line(reader, AuditAction.EXPORT, right=Action.EXPORT_RECORD, detail=detail, now=timezone.now())
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


def _asked(request: HttpRequest) -> dict[str, str]:
    """What was posted."""
    asked = {name: clean(request.POST.get(name, ""))[:80] for name in CHOSEN}
    return asked | {"search": clean(request.POST.get("search", ""))[:120]}


def _remember(request: HttpRequest, asked: dict[str, str]) -> None:
    """Keep in the session what is asked, the search sealed: it is a name."""
    kept = {name: value for name, value in asked.items() if value}
    if "search" in kept:
        kept["search"] = seal(kept["search"].encode()).decode()
    request.session["worklist"] = kept


def _remembered(request: HttpRequest) -> dict[str, str]:
    """What was asked last in this session."""
    kept = request.session.get("worklist", {})
    asked = {name: str(kept.get(name, "")) for name in CHOSEN}
    try:
        return asked | {"search": open_sealed(str(kept.get("search", "")).encode()).decode()}
    except UnableToOpenSeal:  # nothing, or a key that is gone
        return asked | {"search": ""}


def _filters(reader: Reader, asked: dict[str, str]) -> PeopleFilters:
    missing = asked["missing"]
    people_with = {presenter.QUESTIONS: _with_questions, **{mark.key: mark.people for mark in marks()}}
    among = people_with.get(missing)
    return PeopleFilters(
        search=asked["search"],
        site_code=asked["site_code"],
        status=asked["status"],
        missing="" if among is not None or missing == presenter.DRAFTS else missing,
        drafts=missing == presenter.DRAFTS,
        among=among(reader) if among is not None else None,
        activity=asked["activity"],
        order=asked["order"] or "name",
        page=position(asked["page"]) or 1,
    )


def _with_questions(reader: Reader) -> frozenset[UUID]:
    return frozenset(to_answer(reader).values_list("record_key", flat=True))
