"""Pages of the collections: which data sets there are, what each asks, and its files."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.datasets import catalogue
from orphee.datasets.definition import IN_USE, Dataset, Status, UnknownName, walk_items
from orphee.datasets.interchange.dictionary import Described, described, write_dictionary
from orphee.datasets.interchange.fhir_questionnaire import write_fhir_questionnaire
from orphee.datasets.interchange.redcap import write_redcap
from orphee.datasets.interchange.results import Exported
from orphee.datasets.writing import write
from orphee.exchange.sheets.opening import instruments_of
from orphee.exchange.sheets.templates import csv_template, xlsx_template
from orphee.foundation.language import current_language
from orphee.identity.rules.folding import fold

SHOWN = IN_USE | {Status.RETIRED}
_BADGES = {Status.PUBLISHED: "success", Status.PROPOSED: "info", Status.RETIRED: "warning"}


@dataclass(frozen=True, slots=True)
class Line:
    """One data set of the list."""

    key: str
    version: str
    title: str
    description: str
    kind: str
    status: str
    badge: str
    source: str
    forms: int
    items: int
    former: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the readable dictionary, with the items that were looked for."""

    key: str
    title: str
    items: tuple[Described, ...]


@require_GET
@needs(Action.READ_DICTIONARY)
def collections(request: HttpRequest) -> HttpResponse:
    """Every data set in use, searched by title, key or a word of its description."""
    sought = fold(request.GET.get("q", "")[:100])
    lines = [_line(one, current_language()) for one in catalogue.all_datasets()]
    found = [one for one in lines if sought in fold(f"{one.key} {one.title} {one.description}")]
    found.sort(key=lambda one: fold(one.title))
    return render(request, "exchange/collections.html", {"lines": found, "sought": request.GET.get("q", "")[:100]})


@require_GET
@needs(Action.READ_DICTIONARY)
def collection(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """What a data set asks, in words, searched; and its files."""
    dataset = _dataset(key, version)
    language, sought = current_language(), request.GET.get("q", "")[:100]
    words = sought.casefold().split()
    forms = [
        Form(one.key, one.title.in_(language), tuple(
            item for item in described(dataset, one, language) if all(word in item.search for word in words)
        ))
        for one in dataset.instruments
    ]  # fmt: skip
    shown = {
        "line": _line(dataset, language),
        "forms": [form for form in forms if form.items],
        "found": sum(len(form.items) for form in forms),
        "sought": sought,
        "versions": _versions(key),
        "may_import": reader_of(request).may(Action.IMPORT_ENTRIES) and bool(instruments_of(dataset)),
    }
    template = "exchange/collection_items.html" if request.headers.get("HX-Request") else "exchange/collection.html"
    return render(request, template, shown)


@require_GET
@needs(Action.READ_DICTIONARY)
def collection_file(request: HttpRequest, key: str, version: str, form: str, extension: str) -> HttpResponse:
    """One file of a data set: dictionary.html, dictionary.csv, dictionary.xlsx, fhir.json, redcap.csv, orphee.yaml."""
    dataset = _dataset(key, version)
    if form == "orphee" and extension == "yaml":
        return _handed(Exported(write(dataset).encode(), "application/yaml; charset=utf-8"), f"{key}-{version}.yaml")
    if form == "fhir" and extension == "json":
        made = write_fhir_questionnaire(dataset)
    elif form == "redcap" and extension == "csv":
        made = write_redcap(dataset, language=current_language())
    elif form == "dictionary" and extension in ("html", "csv", "xlsx"):
        made = write_dictionary(dataset, file_format=extension, language=current_language())
    else:
        raise Http404
    return _handed(made, f"{key}-{version}-{form}.{extension}")


@require_GET
@needs(Action.IMPORT_ENTRIES)
def template(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """The sheet to fill: a workbook of every form, or with `form` one of them, as CSV when asked."""
    dataset = _dataset(key, version)
    form = request.GET.get("form", "")
    if form and form not in {one.key for one in instruments_of(dataset)}:
        raise Http404
    name = f"{key}-{version}" + (f"-{form}" if form else "")
    if form and request.GET.get("format") == "csv":
        return _handed(csv_template(dataset.instrument(form), language=current_language()), f"{name}.csv")
    return _handed(xlsx_template(dataset, form, language=current_language()), f"{name}.xlsx")


def _line(dataset: Dataset, language: str) -> Line:
    kinds = {
        "national": _("National set"),
        "specialty": _("Specialty dossier"),
        "questionnaire": _("Questionnaire"),
    }
    states = {
        Status.PUBLISHED: _("published"),
        Status.PROPOSED: _("proposed"),
        Status.RETIRED: _("retired"),
    }
    return Line(
        key=dataset.key,
        version=dataset.version,
        title=dataset.title.in_(language),
        description=dataset.description.in_(language) if dataset.description else "",
        kind=kinds[dataset.kind.value],
        status=states.get(dataset.status, dataset.status.value),
        badge=_BADGES.get(dataset.status, "new"),
        source=dataset.source,
        forms=len(dataset.instruments),
        items=sum(1 for form in dataset.instruments for _path, _item in walk_items(form.items)),
        former=tuple(one for one in _versions(dataset.key) if one != dataset.version),
    )


def _versions(key: str) -> tuple[str, ...]:
    """The versions that may be shown, newest first: drafts are their authors' own."""
    found = [one for one in catalogue.versions(key) if catalogue.load(key, one).status in SHOWN]
    return tuple(reversed(found))


def _dataset(key: str, version: str) -> Dataset:
    try:
        found = catalogue.load(key, version)
    except UnknownName:
        raise Http404 from None
    if found.status not in SHOWN:
        raise Http404
    return found


def _handed(made: Exported, name: str) -> HttpResponse:
    response = HttpResponse(made.content, content_type=made.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
