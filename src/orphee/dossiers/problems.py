"""What is wrong in a draft, each with the page where it is mended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from orphee.datasets.yaml_tree import Fault
from orphee.dossiers.models import Version
from orphee.dossiers.queries import judged
from orphee.dossiers.rules.editing import Tree, UnableToChange, forms_of, items_of
from orphee.dossiers.rules.french_faults import in_french
from orphee.foundation.language import current_language

MOST_SHOWN = 100
_AT = re.compile(r"^instruments\.(?P<form>[^.\[]+)\.?(?P<rest>.*)$")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: its line, where it is in words, the sentence, the page that mends it, and the item (form, path)."""

    line: int
    where: str
    sentence: str
    url: str
    form: str = ""
    item: str = ""


def problems_of(found: Version, definition: Tree) -> tuple[Problem, ...]:
    """Every fault of a draft's text."""
    paths = _paths(definition)
    return tuple(_problem(found, fault, paths) for fault in judged(found.text).faults[:MOST_SHOWN])


def _paths(definition: Tree) -> dict[str, set[str]]:
    try:
        return {
            str(one.get("key")): {path for path, _ in items_of(definition, one["key"])} for one in forms_of(definition)
        }
    except (UnableToChange, KeyError):
        return {}


def _problem(found: Version, fault: Fault, paths: dict[str, set[str]]) -> Problem:
    at = (found.dossier.key, found.version)
    match = _AT.match(fault.path)
    form = match.group("form") if match else ""
    if form in paths and match:
        item = _item_at(match.group("rest"), paths[form])
        if item:
            url = reverse("dossier-item", args=[*at, form, item])
            return Problem(fault.line, item, _sentence(fault), url, form, item)
        url = f"{reverse('dossier-editor', args=at)}?{urlencode({'form': form})}"
        return Problem(fault.line, form, _sentence(fault), url, form)
    if fault.path.startswith("value_sets.") and (key := fault.path.split(".")[1].split("[")[0]):
        return Problem(fault.line, key, _sentence(fault), reverse("dossier-value-set", args=[*at, key]))
    if fault.path.startswith("inclusion"):
        return Problem(fault.line, _("inclusion"), _sentence(fault), reverse("dossier-inclusion", args=at))
    where = fault.path or _("the whole text")
    return Problem(fault.line, where, _sentence(fault), f"{reverse('dossier-text', args=at)}#text")


def _sentence(fault: Fault) -> str:
    return fault.message if current_language() == "en" else in_french(fault.message)


def _item_at(rest: str, paths: set[str]) -> str:
    """The longest beginning of a path that is an item."""
    parts = [part.split("[")[0] for part in rest.removeprefix("items.").split(".")]
    for length in range(len(parts), 0, -1):
        if (path := ".".join(parts[:length])) in paths:
            return path
    return ""
