"""What the pages share: the version an address names, and the answers to what cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone

from orphee.access.permissions import reader_of
from orphee.datasets.yaml_tree import Fault, UnableToReadDefinition
from orphee.dossiers import actions, queries
from orphee.dossiers.actions import ChangedMeanwhile, UnableToDecide
from orphee.dossiers.models import Version
from orphee.dossiers.rules.editing import Change, Tree, UnableToChange, parse
from orphee.dossiers.rules.french_faults import in_french
from orphee.dossiers.telling import OBSTACLES
from orphee.foundation.language import current_language

View = Callable[..., HttpResponseBase]


def said(text: object) -> str:
    """A text of a tree ({fr, en}) in the language of the page; the other one when it is missing."""
    if not isinstance(text, dict):
        return ""
    return str(text.get(current_language()) or text.get("fr") or text.get("en") or "")


def told(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Faults in the language of the page."""
    if current_language() == "en":
        return faults
    return tuple(Fault(one.path, one.line, in_french(one.message)) for one in faults)


def found_or_404(view: View) -> View:
    """Answer 404 for a dossier that does not exist or is another network's."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except queries.UnableToFindDossier:
            raise Http404 from None

    return answered


def version_of(request: HttpRequest, key: str, name: str) -> Version:
    """The version an address names. Raises UnableToFindDossier."""
    return queries.version(reader_of(request), key, name)


def tree_of(found: Version) -> Tree:
    """The tree of a version; empty when its text is no YAML at all."""
    try:
        return parse(found.text)
    except UnableToReadDefinition:
        return {}


def changed(request: HttpRequest, key: str, name: str, what: Change, *, based_on: int | None = None) -> Version | None:
    """Change a draft as the form asks; None, with a message, when that cannot be.

    `based_on`: the change it follows, when that is not the one the page was shown with.
    """
    stamp = stamp_of(request) if based_on is None else based_on
    try:
        return actions.change(
            reader=reader_of(request), key=key, name=name, based_on=stamp, what=what, now=timezone.now()
        )
    except (UnableToChange, UnableToDecide) as problem:
        messages.error(request, str(OBSTACLES[str(problem)]))
        return None


def stamp_of(request: HttpRequest) -> int | None:
    """The number of changes the page was shown with."""
    stamp = str(request.POST.get("stamp", ""))
    return int(stamp) if stamp.isdecimal() and len(stamp) < 10 else -1


def told_if_changed(view: View) -> View:
    """Tell the second of two editors that the first one was quicker: nothing is stored, nothing overwritten."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ChangedMeanwhile as problem:
            found = problem.version
            context = {"version": found, "by": queries.name_of(found.updated_by), "back": request.get_full_path()}
            if request.headers.get("HX-Request"):
                return render(request, "dossiers/changed_note.html", context, status=200)
            return render(request, "dossiers/changed.html", context, status=409)

    return answered


def refused(request: HttpRequest, problem: ValueError) -> None:
    """Say why something was not done; the problem bears a code of `telling`."""
    messages.error(request, str(OBSTACLES[str(problem)]))


def back_to(name: str, *args: str, anchor: str = "", **query: str) -> HttpResponseRedirect:
    """Back to a page, at a place of it."""
    from urllib.parse import urlencode

    from django.urls import reverse

    address = reverse(name, args=args)
    if wanted := {key: value for key, value in query.items() if value}:
        address += f"?{urlencode(wanted)}"
    return redirect(address + (f"#{anchor}" if anchor else ""))
