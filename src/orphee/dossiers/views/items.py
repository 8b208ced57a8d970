"""One item of a draft: every change of its form is kept at once."""

from __future__ import annotations

import re
from dataclasses import asdict
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from orphee.access.permissions import needs
from orphee.access.rules.policy import Action
from orphee.dossiers import known_items
from orphee.dossiers.models import Version, VersionState
from orphee.dossiers.problems import problems_of
from orphee.dossiers.rules import editing, item_form
from orphee.dossiers.rules.condition_rows import OPERATORS as OPERATOR_KEYS
from orphee.dossiers.rules.condition_rows import Row
from orphee.dossiers.rules.editing import Tree, UnableToChange
from orphee.dossiers.telling import ASKED, OBSTACLES, OPERATIONS, OPERATORS, PAIRS, SYSTEMS, TYPES
from orphee.dossiers.views.editor import frame
from orphee.dossiers.views.finding import (
    back_to,
    changed,
    found_or_404,
    said,
    told_if_changed,
    tree_of,
    version_of,
)
from orphee.foundation.language import current_language

BLANK_ROWS = 2
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,63}")


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
@told_if_changed
def item(request: HttpRequest, key: str, name: str, form: str, path: str) -> HttpResponse:
    """The form of an item. Without a click on “Save” (htmx), only what says that it was kept comes back."""
    found = version_of(request, key, name)
    if request.method == "POST":
        return _keep(request, found, form, path)
    return render(request, "dossiers/item.html", _context(found, form, path))


def _keep(request: HttpRequest, found: Version, form: str, path: str) -> HttpResponse:
    key, name = found.dossier.key, found.version
    before = _item_or_404(tree_of(found), form, path)
    stored = changed(request, key, name, partial(_change, request, form, path))
    is_saved = "save" in request.POST
    if is_saved or not request.headers.get("HX-Request"):
        path = _renamed(request, found, form, path) if stored else path
        if stored:
            messages.success(request, _("Kept."))
        page = back_to("dossier-item", key, name, form, path)
        # A click on “Save” waits for the change it follows, so it comes the same way (htmx), and asks for the page.
        return HttpResponseClientRedirect(page.url) if request.headers.get("HX-Request") else page
    found = version_of(request, key, name)
    after = _item_or_404(tree_of(found), form, path)
    context = _context(found, form, path) | {"kept": stored is not None, "redraw": _shape(before) != _shape(after)}
    return render(request, "dossiers/item_kept.html", context)


def _change(request: HttpRequest, form: str, path: str, tree: Tree) -> None:
    kinds = {one: str(each.get("type", "")) for one, each in editing.items_of(tree, form)}
    former = editing.item(tree, form, path)
    editing.change_item(tree, form, path, item_form.values_from(request.POST, former, kinds))


def _renamed(request: HttpRequest, found: Version, form: str, path: str) -> str:
    """Give the item another key, when one was typed; only with “Save”: the address of the page changes with it."""
    typed = str(request.POST.get("key", "")).strip()
    last = path.rpartition(".")[2]
    if not typed or typed == last:
        return path
    if not _KEY.fullmatch(typed):
        messages.error(request, str(OBSTACLES["key-shape"]))
        return path
    key, name = found.dossier.key, found.version
    edits = version_of(request, key, name).edits
    stored = changed(request, key, name, lambda tree: _rename(tree, form, path, typed), based_on=edits)
    return ".".join([*path.split(".")[:-1], typed]) if stored else path


def _rename(tree: Tree, form: str, path: str, key: str) -> None:
    editing.rename_item(tree, form, path, key)


def _shape(one: Tree) -> tuple[object, ...]:
    """What decides which fields the form of an item has."""
    rows = item_form.shown_condition(one)
    return (one.get("type"), [(row.item, row.operator) for row in rows.rows] if rows else None,
            next(iter(one.get("compute") or {}), ""), bool(one.get("values")))  # fmt: skip


def _item_or_404(definition: Tree, form: str, path: str) -> Tree:
    try:
        return editing.item(definition, form, path)
    except UnableToChange:
        raise Http404 from None


def _context(found: Version, form: str, path: str) -> dict[str, object]:
    definition = tree_of(found)
    one = _item_or_404(definition, form, path)
    problems = problems_of(found, definition)
    others = [(key, each) for key, each in editing.items_of(definition, form) if key != path]
    kind = str(one.get("type", "text"))
    chosen_form = editing.form(definition, form)
    return frame(found, definition, tuple(each for each in problems if (each.form, each.item) == (form, path))) | {
        "all_problems": len(problems),
        "form": form,
        "path": path,
        "key": path.rpartition(".")[2],
        "item": one,
        "label": said(one.get("label")) or path,
        "section": str(one.get("section", "")),
        "sections": [(each.get("key"), said(each.get("title"))) for each in chosen_form.get("sections") or []],
        "is_inside": "." in path,
        "types": TYPES.items(),
        "asked_choices": ASKED.items(),
        "allowed": item_form.ANSWERED_WITH.get(kind, ()),
        "value_sets": [(key, said(each.get("title"))) for key, each in (definition.get("value_sets") or {}).items()],
        "systems": SYSTEMS.items(),
        "system": _system(one),
        "under": ", ".join((one.get("terminology") or {}).get("under") or []),
        "units": ", ".join(one.get("units") or []) if isinstance(one.get("units"), list) else one.get("units", ""),
        "conditions": _conditions(one, definition, others),
        "items": [(key, said(each.get("label")) or key) for key, each in others if each.get("type") != "markdown"],
        "computation": _computation(one),
        "operations": OPERATIONS.items(),
        "pairs": PAIRS,
        "prefills": known_items.picked([item_form.path_of(each) for each in _prefills(one)], current_language()),
        "is_fixed": found.state != VersionState.DRAFT,
    }


def _system(one: Tree) -> str:
    bound = one.get("terminology")
    system = bound.get("system", "") if isinstance(bound, dict) else ""
    return ",".join(system) if isinstance(system, list) else str(system)


def _prefills(one: Tree) -> list[object]:
    said_ = one.get("prefill") or []
    return said_ if isinstance(said_, list) else [said_]


def _conditions(one: Tree, definition: Tree, others: list[tuple[str, Tree]]) -> dict[str, object]:
    rows = item_form.shown_condition(one)
    if rows is None:
        return {"is_rich": True, "yaml": editing.render(one["when"])}
    every = [*rows.rows, *(Row("", "is") for _ in range(BLANK_ROWS))]
    items = dict(others)
    shown = [
        {"number": number, **asdict(row), "choices": choices_of(definition, items.get(row.item, {}))}
        for number, row in enumerate(every[: item_form.MOST_ROWS])
    ]
    return {"is_rich": False, "mode": rows.mode, "rows": shown, "operators": [(k, OPERATORS[k]) for k in OPERATOR_KEYS]}


def choices_of(definition: Tree, one: Tree) -> list[tuple[str, str]]:
    """The answers an item can have, when they are few enough to choose from."""
    if one.get("type") == "boolean":
        return [("true", _("Yes")), ("false", _("No"))]
    values = (definition.get("value_sets") or {}).get(one.get("values"), {})
    codes = values.get("codes") if isinstance(values, dict) else None
    return [(str(each.get("code")), said(each.get("label"))) for each in codes or [] if isinstance(each, dict)]


def _computation(one: Tree) -> dict[str, object]:
    shown = item_form.shown_computation(one)
    if shown is None:
        return {"is_rich": True, "yaml": editing.render(one["compute"])}
    facts = [("fact:birth_date", _("Birth date")), ("fact:today", _("Today"))]
    return shown | {"is_rich": False, "facts": facts, "is_pair": shown["operation"] in PAIRS}


@require_GET
@needs(Action.MANAGE_DOSSIERS)
def known(request: HttpRequest) -> HttpResponse:
    """Items of the catalogue that hold the words typed: what an answer can be taken from."""
    found = known_items.search(str(request.GET.get("q", ""))[:120], current_language())
    return render(request, "dossiers/known_items.html", {"found": found, "asked": request.GET.get("q", "")})
