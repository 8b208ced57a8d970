"""Pages of the sheets: choose a collection, take its template, bring the file, look, import, take it back."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.datasets import catalogue
from orphee.datasets.definition import UnknownName
from orphee.datasets.interchange.workbooks import LARGEST_FILE
from orphee.exchange.models import SheetImport, SheetState
from orphee.exchange.sheets import working
from orphee.exchange.sheets.importing import Mode
from orphee.exchange.sheets.opening import instruments_of
from orphee.exchange.sheets.returning import with_problems
from orphee.foundation.language import current_language

SHOWN_PROBLEMS = 200


@require_GET
@needs(Action.IMPORT_ENTRIES)
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a collection and bring a file; what one brought before."""
    return _chooser(request, chosen=request.GET.get("collection", ""))


@require_POST
@needs(Action.IMPORT_ENTRIES)
def new_import(request: HttpRequest) -> HttpResponseBase:
    """Take a file in, check it, and show what it would do."""
    chosen, file = request.POST.get("collection", ""), request.FILES.get("file")
    key, _slash, instrument = chosen.partition("/")
    try:
        dataset = catalogue.dataset(key)
    except UnknownName:
        return _chooser(request, chosen=chosen, problem=_("Choose the collection that the file fills."))
    if instrument and instrument not in {one.key for one in instruments_of(dataset)}:
        instrument = ""
    if file is None:
        return _chooser(request, chosen=chosen, problem=_("Choose a file: an XLSX workbook or a CSV table."))
    if (file.size or 0) > LARGEST_FILE:
        most = LARGEST_FILE // 1_000_000
        return _chooser(
            request, chosen=chosen, problem=_("The file has more than %(most)s MB: split it.") % {"most": most}
        )
    made = working.receive(
        file.read(),
        reader=reader_of(request),
        dataset=dataset.key,
        version=dataset.version,
        instrument=instrument,
        now=timezone.now(),
    )
    return redirect("sheet", made.key)


@require_GET
@needs(Action.IMPORT_ENTRIES)
def sheet(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One sheet: its progress, what the check found, or what was imported."""
    return render(request, "exchange/sheet.html", _shown(request, _found(request, key)))


@require_GET
@needs(Action.IMPORT_ENTRIES)
def progress(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """How far the work is; at its end the page comes anew."""
    found = _found(request, key)
    response = render(request, "exchange/sheet_progress.html", _shown(request, found))
    if found.state not in (SheetState.CHECKING, SheetState.IMPORTING, SheetState.RECEIVED):
        response.headers["HX-Redirect"] = reverse("sheet", args=[key])
    return response


@require_POST
@needs(Action.IMPORT_ENTRIES)
def start(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Import a checked sheet, every row or the good ones; or go on with what stopped."""
    found = _found(request, key)
    asked = request.POST.get("mode", "")
    mode = Mode(asked) if asked in set(Mode) else Mode(found.mode) if found.mode else None
    is_checked = found.state in (SheetState.CHECKED, SheetState.IMPORTING)
    working.begin(key, reader=reader_of(request), now=timezone.now(), mode=mode if is_checked else None)
    return redirect("sheet", key)


@require_GET
@needs(Action.IMPORT_ENTRIES)
def problems_file(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The same file with its problems beside each row."""
    try:
        opened, problems = working.opened_again(reader_of(request), key)
    except (working.UnableToFindSheet, UnknownName, ValueError):
        raise Http404 from None
    made = with_problems(opened, problems, language=current_language())
    response = HttpResponse(made.content, content_type=made.media_type)
    extension = "csv" if opened.is_csv else "xlsx"
    response["Content-Disposition"] = f'attachment; filename="import-{str(key)[:8]}.{extension}"'
    return response


def _found(request: HttpRequest, key: uuid.UUID) -> SheetImport:
    try:
        return working.sheet_of(reader_of(request), key)
    except working.UnableToFindSheet:
        raise Http404 from None


def _chooser(request: HttpRequest, *, chosen: str, problem: str = "") -> HttpResponse:
    language = current_language()
    offered = [
        {
            "key": one.key,
            "version": one.version,
            "title": one.title.in_(language),
            "forms": [{"key": form.key, "title": form.title.in_(language)} for form in instruments_of(one)],
        }
        for one in catalogue.all_datasets()
        if instruments_of(one)
    ]
    offered.sort(key=lambda one: str(one["title"]).casefold())
    key = chosen.partition("/")[0]
    context = {
        "offered": offered,
        "chosen": chosen,
        "collection": next((one for one in offered if one["key"] == key), None),
        "problem": problem,
        "sheets": [{"sheet": one, "title": _title(one)} for one in working.sheets_of(reader_of(request))],
    }
    return render(request, "exchange/imports.html", context, status=422 if problem else 200)


def _shown(request: HttpRequest, found: SheetImport) -> dict[str, object]:
    language = current_language()
    problems = [one | {"text": one[language]} for one in found.problems[:SHOWN_PROBLEMS]]
    counts = found.counts
    rows = int(counts.get("rows", 0))
    return {
        "sheet": found,
        "title": _title(found),
        "counts": counts,
        "good": max(0, rows - int(counts.get("bad", 0))),
        "percent": round(100 * int(counts.get("done", 0)) / rows) if rows else 0,
        "is_busy": found.state in (SheetState.CHECKING, SheetState.IMPORTING, SheetState.RECEIVED),
        "is_stopped": working.is_stopped(found, now=timezone.now()),
        "problems": problems,
        "not_shown": len(found.problems) - len(problems) + int(counts.get("more_problems", 0)),
        "preview": [_previewed(one, language) for one in found.preview],
        "seconds": max(0, round((found.moved_at - found.received_at).total_seconds())),
    }


def _previewed(form: dict[str, Any], language: str) -> dict[str, Any]:
    return {**form, "form": form["form"][language], "titles": [one[language] for one in form["columns"]]}


def _title(found: SheetImport) -> str:
    try:
        dataset = catalogue.load(found.dataset, found.version)
    except UnknownName:
        return found.dataset
    title = dataset.title.in_(current_language())
    form = dataset.by_key.get(found.instrument)
    return f"{title} – {form.title.in_(current_language())}" if form else title
