"""The list of dossiers, and making one: empty, from a data set that exists, or from a file."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.datasets import catalogue
from orphee.datasets.definition import UnknownName
from orphee.dossiers import actions, importing, queries
from orphee.dossiers.actions import Imported, UnableToMake
from orphee.dossiers.importing import FORMATS, Line, UnableToTake
from orphee.dossiers.models import Dossier
from orphee.dossiers.rules.rights import is_national
from orphee.dossiers.telling import OBSTACLES, STATE_BADGES
from orphee.foundation.language import current_language

FROM_FILE, FROM_SET, EMPTY = "file", "set", "empty"


@require_GET
@needs(Action.MANAGE_DOSSIERS)
def dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers that the reader manages, each with its versions and their states."""
    found = queries.dossiers_of(reader_of(request))
    return render(request, "dossiers/list.html", {"dossiers": [_line(one) for one in found]})


def _line(one: Dossier) -> dict[str, object]:
    versions = [
        {"version": each.version, "state": each.get_state_display(), "badge": STATE_BADGES[each.state]}
        for each in reversed(list(one.versions.all()))
    ]
    title = one.title_en if current_language() == "en" else one.title_fr
    return {"key": one.key, "title": title, "filiere": one.filiere, "versions": versions, "example": one.is_synthetic}


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_DOSSIERS)
def new(request: HttpRequest) -> HttpResponse:
    """Make a dossier; when the file cannot be read, every fault with its line, and nothing is made."""
    if request.method != "POST":
        return _form(request, {"origin": request.GET.get("origin", EMPTY)})
    typed = {
        key: str(request.POST.get(key, "")).strip()
        for key in ("origin", "title_fr", "title_en", "filiere", "set", "kind")
    }
    if request.FILES.get("file") and typed["origin"] == EMPTY:
        typed["origin"] = FROM_FILE  # a file was chosen: that is what was meant
    try:
        text, imported = _begin(request, typed)
        made = actions.create(
            reader=reader_of(request), filiere=typed["filiere"], now=timezone.now(), text=text, imported=imported,
            title={"fr": typed["title_fr"], "en": typed["title_en"]},
        )  # fmt: skip
    except UnableToTake as problem:
        return _form(request, typed, lines=problem.lines)
    except UnableToMake as problem:
        return _form(request, typed, problem=str(OBSTACLES[str(problem)]))
    if made.losses:
        return redirect("dossier-losses", made.dossier.key, made.version)
    return redirect("dossier-editor", made.dossier.key, made.version)


def _begin(request: HttpRequest, typed: dict[str, str]) -> tuple[str, Imported | None]:
    """The text a dossier begins with, and where it comes from."""
    if typed["origin"] == FROM_SET:
        return _text_of(typed["set"]), Imported("catalogue")
    if typed["origin"] != FROM_FILE:
        return "", None
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        raise UnableToTake(
            (Line(0, "", "Choisissez un fichier ; il n’est pas vide.", "Choose a file that is not empty."),)
        )
    if file.size > importing.LARGEST_UPLOAD:
        return importing.take(typed["kind"], b"x" * (importing.LARGEST_UPLOAD + 1), title=typed["title_fr"])
    return importing.take(typed["kind"], file.read(), title=typed["title_fr"])


def _text_of(key: str) -> str:
    """The YAML of a data set in use. Raises UnableToTake."""
    from orphee.datasets.writing import write

    try:
        return write(catalogue.dataset(key))
    except UnknownName:
        raise UnableToTake((Line(0, "", "Ce recueil n’existe pas.", "There is no such data set."),)) from None


def _form(
    request: HttpRequest, typed: dict[str, str], *, lines: tuple[Line, ...] = (), problem: str = ""
) -> HttpResponse:
    speak = current_language()
    context = {
        "typed": typed,
        "problem": problem,
        "lines": [{"line": one.line, "path": one.path, "text": one.en if speak == "en" else one.fr} for one in lines],
        "filieres": queries.filieres_of(reader_of(request)),
        "may_be_national": is_national(reader_of(request)),
        "sets": [(one.key, one.title.in_(speak)) for one in catalogue.all_datasets()],
        "formats": [(key, one.title) for key, one in FORMATS.items()],
    }
    return render(request, "dossiers/new.html", context, status=422 if lines or problem else 200)
