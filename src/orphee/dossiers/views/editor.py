"""The draft: its forms and sections, one section at a time, and what is done with a click."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.datasets.yaml_tree import UnableToReadDefinition
from orphee.dossiers import actions
from orphee.dossiers.actions import UnableToDecide
from orphee.dossiers.models import Version, VersionState
from orphee.dossiers.problems import Problem, problems_of
from orphee.dossiers.rules import editing
from orphee.dossiers.rules.editing import Change, Tree, UnableToChange
from orphee.dossiers.telling import STATE_BADGES, TYPES
from orphee.dossiers.views.finding import (
    back_to,
    changed,
    found_or_404,
    refused,
    said,
    stamp_of,
    told,
    told_if_changed,
    tree_of,
    version_of,
)
from orphee.foundation.language import current_language


@require_GET
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
def editor(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One section of one form, with the others beside it and everything that is wrong above."""
    found = version_of(request, key, name)
    definition = tree_of(found)
    problems = problems_of(found, definition)
    try:
        page = _page(definition, request.GET.get("form", ""), request.GET.get("section", ""), problems)
    except UnableToChange:
        return back_to("dossier-text", key, name)
    return render(request, "dossiers/editor.html", frame(found, definition, problems) | page)


def frame(found: Version, definition: Tree, problems: tuple[Problem, ...]) -> dict[str, object]:
    """What every page of a version shows around itself."""
    return {
        "version": found,
        "dossier": found.dossier,
        "title": said(definition.get("title")) or found.dossier.title_fr,
        "state": found.get_state_display(),
        "badge": STATE_BADGES[found.state],
        "is_draft": found.state == VersionState.DRAFT,
        "problems": problems,
        "losses_unseen": not found.losses_seen,
        "can_undo": found.former_texts.filter(step=found.step - 1).exists() if found.step else False,
        "can_redo": found.former_texts.filter(step=found.step + 1).exists(),
        "dossier_title": definition.get("title") or {},
        "previews": [(one.get("key"), said(one.get("title"))) for one in editing.forms_of(definition)],
    }


def _page(definition: Tree, form: str, section: str, problems: tuple[Problem, ...]) -> dict[str, object]:
    forms = editing.forms_of(definition)
    chosen = next((one for one in forms if one.get("key") == form), forms[0] if forms else None)
    if chosen is None:
        return {"forms": [], "form": None, "types": TYPES.items()}
    sections = chosen.get("sections") or []
    here = next((one for one in sections if one.get("key") == section), sections[0] if sections else None)
    section_key = str(here["key"]) if here else ""
    wrong = {(one.form, one.item) for one in problems}
    items = [_item(one, path, (str(chosen["key"]), path) in wrong) for path, one in _of_section(chosen, section_key)]
    return {
        "forms": [_form(one, chosen, section_key) for one in forms],
        "form": {"key": chosen["key"], "title": chosen.get("title") or {}, "repeats": bool(chosen.get("repeats"))},
        "section": {"key": section_key, "title": (here or {}).get("title") or {}},
        "items": items,
        "groups": [(one["path"], one["label"]) for one in items if one["type"] == "group"],
        "types": TYPES.items(),
    }


def _form(one: Tree, chosen: Tree, section: str) -> dict[str, object]:
    counts: dict[str, int] = {}
    for item in one.get("items") or []:
        counts[str(item.get("section", ""))] = counts.get(str(item.get("section", "")), 0) + 1
    sections = [
        {
            "key": each.get("key"),
            "title": said(each.get("title")) or each.get("key"),
            "items": counts.get(str(each.get("key")), 0),
            "is_here": one is chosen and each.get("key") == section,
        }
        for each in one.get("sections") or []
    ]
    return {"key": one.get("key"), "title": said(one.get("title")) or one.get("key"), "sections": sections,
            "is_here": one is chosen, "items": len(one.get("items") or [])}  # fmt: skip


def _of_section(form: Tree, section: str) -> list[tuple[str, Tree]]:
    inside: list[tuple[str, Tree]] = []
    for one in form.get("items") or []:
        if not section or str(one.get("section", "")) == section:
            inside.extend(editing.walk([one]))
    return inside


def _item(one: Tree, path: str, is_wrong: bool) -> dict[str, Any]:
    kind = str(one.get("type", ""))
    return {
        "path": path,
        "anchor": path.replace(".", "-"),
        "depth": path.count("."),
        "label": said(one.get("label")) or path,
        "type": kind,
        "kind": TYPES.get(kind, kind),
        "asked": one.get("asked") == "always",
        "when": "when" in one,
        "prefill": bool(one.get("prefill")),
        "compute": "compute" in one,
        "is_wrong": is_wrong,
    }


Operation = Callable[[Tree, HttpRequest, str, str], object]


def _label(request: HttpRequest, key: str) -> Tree:
    french, english = (str(request.POST.get(f"{key}_{each}", "")).replace("\x00", "").strip() for each in ("fr", "en"))
    return {"fr": french, "en": english or french}


def _add_item(tree: Tree, request: HttpRequest, form: str, at: str) -> object:
    kind = str(request.POST.get("new_type", "text"))
    return editing.add_item(
        tree, form, group=str(request.POST.get("new_group", "")), section=at, kind=kind if kind in TYPES else "text",
        label=_label(request, "new_label"),
    )  # fmt: skip


# What a button of the page does: the tree, the request, the form, and what it is done to.
OPERATIONS: dict[str, Operation] = {
    "up": lambda tree, request, form, at: editing.move_item(tree, form, at, by=-1),
    "down": lambda tree, request, form, at: editing.move_item(tree, form, at, by=1),
    "copy": lambda tree, request, form, at: editing.duplicate_item(tree, form, at),
    "delete": lambda tree, request, form, at: editing.delete_item(tree, form, at),
    "add-item": _add_item,
    "add-section": lambda tree, request, form, at: editing.add_section(
        tree, form, title=_label(request, "new_section")
    ),
    "section-title": lambda tree, request, form, at: editing.change_section(
        tree, form, at, title=_label(request, "section")
    ),
    "section-up": lambda tree, request, form, at: editing.move_section(tree, form, at, by=-1),
    "section-down": lambda tree, request, form, at: editing.move_section(tree, form, at, by=1),
    "section-delete": lambda tree, request, form, at: editing.delete_section(tree, form, at),
    "add-form": lambda tree, request, form, at: editing.add_form(
        tree, title=_label(request, "new_form"), repeats=bool(request.POST.get("new_form_repeats"))
    ),
    "form-title": lambda tree, request, form, at: editing.change_form(
        tree, form, title=_label(request, "form_title"), repeats=bool(request.POST.get("form_repeats"))
    ),
    "form-delete": lambda tree, request, form, at: editing.delete_form(tree, form),
    "title": lambda tree, request, form, at: tree.update(title=_label(request, "title")),
}
UNDOABLE = {"delete", "section-delete", "form-delete"}


@require_POST
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
@told_if_changed
def change(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Do what a button says, and come back to the same place."""
    word, _colon, at = str(request.POST.get("do", "")).partition(":")
    form, section = str(request.POST.get("form", "")), str(request.POST.get("section_key", ""))
    if word in {"undo", "redo"}:
        return _step(request, key, name, by=-1 if word == "undo" else 1)
    operation = OPERATIONS.get(word)
    if operation is None:
        raise Http404
    results: list[object] = []
    found = changed(request, key, name, partial(_run, operation, request, form, at or section, results))
    if found is not None and word in UNDOABLE:
        messages.info(request, _("Deleted. “Undo”, above, brings it back."))
    if word == "add-section" and results:
        section = str(results[0])
    if word == "add-form" and results:
        form, section = str(results[0]), ""
    anchor = at if word in {"up", "down"} else str(results[0]) if word in {"copy", "add-item"} and results else ""
    anchor = f"item-{anchor.replace('.', '-')}" if anchor else ""
    return back_to("dossier-editor", key, name, form=form, section=section, anchor=anchor)


def _run(operation: Operation, request: HttpRequest, form: str, at: str, results: list[object], tree: Tree) -> None:
    results.append(operation(tree, request, form, at))


def _step(request: HttpRequest, key: str, name: str, *, by: int) -> HttpResponse:
    try:
        actions.step_through(reader=reader_of(request), key=key, name=name, by=by, now=timezone.now())
    except UnableToDecide as problem:
        refused(request, problem)
    query = {each: str(request.POST.get(part, "")) for each, part in (("form", "form"), ("section", "section_key"))}
    return back_to("dossier-editor", key, name, **query)


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
@told_if_changed
def text(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The draft as YAML, for those who prefer it; what is no YAML is not kept, and shown with its line."""
    found = version_of(request, key, name)
    definition = tree_of(found)
    context = frame(found, definition, problems_of(found, definition)) | {
        "text": found.text,
        "language": current_language(),
    }
    if request.method != "POST":
        return render(request, "dossiers/text.html", context)
    typed = str(request.POST.get("text", "")).replace("\x00", "").replace("\r\n", "\n")
    try:
        actions.replace_text(
            reader=reader_of(request), key=key, name=name, based_on=stamp_of(request), text=typed, now=timezone.now()
        )
    except UnableToReadDefinition as problem:
        return render(
            request, "dossiers/text.html", context | {"text": typed, "faults": told(problem.faults)}, status=422
        )
    except UnableToDecide as problem:
        refused(request, problem)
    return back_to("dossier-text", key, name)


__all__ = ["Change", "change", "editor", "frame", "text"]
