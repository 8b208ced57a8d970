"""The lists of codes of a draft."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from orphee.access.permissions import needs
from orphee.access.rules.policy import Action
from orphee.dossiers.models import Version
from orphee.dossiers.problems import problems_of
from orphee.dossiers.rules import editing
from orphee.dossiers.rules.editing import Tree
from orphee.dossiers.rules.item_form import _number, _word
from orphee.dossiers.views.editor import frame
from orphee.dossiers.views.finding import back_to, changed, found_or_404, said, told_if_changed, tree_of, version_of

BLANK_ROWS = 5
MOST_CODES = 400  # on one page; longer lists are edited as YAML
NEW = "new"


@require_GET
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
def value_sets(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The lists of codes, and how many items use each."""
    found = version_of(request, key, name)
    definition = tree_of(found)
    users: dict[str, int] = {}
    for form in editing.forms_of(definition):
        for _path, one in editing.items_of(definition, str(form.get("key"))):
            users[str(one.get("values"))] = users.get(str(one.get("values")), 0) + 1
    lines = [
        {
            "key": one,
            "title": said(each.get("title")) or one,
            "codes": len(each.get("codes") or []),
            "users": users.get(one, 0),
        }
        for one, each in (definition.get("value_sets") or {}).items()
        if isinstance(each, dict)
    ]
    return render(request, "dossiers/value_sets.html", frame(found, definition, ()) | {"sets": lines})


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
@told_if_changed
def value_set(request: HttpRequest, key: str, name: str, values: str) -> HttpResponse:
    """One list: its title and its codes, one a row; an empty row is left out."""
    found = version_of(request, key, name)
    if request.method != "POST":
        return _page(request, found, values)
    if request.POST.get("do") == "delete":
        changed(request, key, name, lambda tree: editing.delete_value_set(tree, values))
        messages.info(request, _("Deleted. “Undo”, above, brings it back."))
        return back_to("dossier-value-sets", key, name)
    kept: list[str] = []
    stored = changed(request, key, name, partial(_change, request, "" if values == NEW else values, kept))
    if stored is not None:
        messages.success(request, _("Kept."))
    return back_to("dossier-value-set", key, name, kept[0] if kept else values)


def _change(request: HttpRequest, values: str, kept: list[str], tree: Tree) -> None:
    post = request.POST
    codes: list[Tree] = []
    for number in range(MOST_CODES + BLANK_ROWS):
        code, french = _word(post, f"code_{number}"), _word(post, f"fr_{number}")
        english = _word(post, f"en_{number}")
        if not (code or french or english):
            continue
        code = code or editing.key_from(french or english, {str(one["code"]) for one in codes})
        one: Tree = {"code": code, "label": {"fr": french, "en": english}}
        score = _number(_word(post, f"score_{number}"))
        codes.append(one if score is None else one | {"score": score})
    title = {"fr": _word(post, "title_fr"), "en": _word(post, "title_en")}
    kept.append(editing.change_value_set(tree, values, title=title, codes=codes))


def _page(request: HttpRequest, found: Version, values: str) -> HttpResponse:
    definition = tree_of(found)
    sets = definition.get("value_sets") or {}
    if values != NEW and values not in sets:
        return back_to("dossier-value-sets", found.dossier.key, found.version)
    chosen = sets.get(values, {}) if values != NEW else {}
    codes = [one for one in chosen.get("codes") or [] if isinstance(one, dict)]
    rows: list[dict[str, object]] = [
        {"code": one.get("code", ""), "label": one.get("label") or {}, "score": one.get("score", "")} for one in codes
    ]
    rows += [{"code": "", "label": {}, "score": ""} for _ in range(BLANK_ROWS)]
    here = tuple(one for one in problems_of(found, definition) if one.where == values)
    context = {"key": values, "set": chosen, "rows": list(enumerate(rows)), "too_long": len(codes) > MOST_CODES}
    return render(request, "dossiers/value_set.html", frame(found, definition, here) | context)
