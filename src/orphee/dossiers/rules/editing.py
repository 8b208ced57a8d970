"""Changes to a definition while it is a draft: on the tree of its YAML, so that a text with faults can be mended.

Each change takes the tree (what `parse` gives) and alters it in place; `render` writes the text again.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import yaml

from orphee.datasets.vocabulary import ITEM_KEYS
from orphee.datasets.yaml_tree import tree
from orphee.dossiers.rules.names import folded

Tree = dict[str, Any]
Change = Callable[[Tree], None]
LONGEST_KEY = 40
_ITEM_ORDER = {key: place for place, key in enumerate(ITEM_KEYS)}


class UnableToChange(ValueError):
    """The change makes no sense on this text; the message is a code of `telling`."""


def parse(text: str) -> Tree:
    """The tree of a definition. Raises `UnableToReadDefinition` for what is not YAML."""
    found = tree(text).plain()
    return found if isinstance(found, dict) else {}


class _Writer(yaml.CSafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def render(definition: Tree) -> str:
    """The text of a tree, keys in the order they have."""
    return yaml.dump(definition, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=120)


def blank(*, key: str, version: str, title: Tree, inclusion: Tree | None = None) -> Tree:
    """A new definition: one form with one section, and nothing asked yet."""
    general = {"key": "general", "title": {"fr": "Généralités", "en": "General"}}
    form = {"key": "main", "title": dict(title), "subject": "person", "sections": [general], "items": []}
    return {
        "key": key, "version": version, "kind": "specialty", "title": dict(title), "inclusion": inclusion or {},
        "instruments": [form],
    }  # fmt: skip


def key_from(label: str, taken: set[str]) -> str:
    """A key for a label that no neighbour has: « Âge (mois) » gives age_mois, then age_mois_2."""
    word = re.sub(r"[^a-z0-9]+", "_", folded(label)).strip("_")[:LONGEST_KEY] or "item"
    word = word if word[0].isalpha() else f"item_{word}"
    found, number = word, 2
    while found in taken:
        found, number = f"{word}_{number}", number + 1
    return found


def forms_of(definition: Tree) -> list[Tree]:
    """The instruments of a tree."""
    return _list(definition, "instruments")


def form(definition: Tree, key: str) -> Tree:
    """One instrument. Raises UnableToChange."""
    return next((one for one in forms_of(definition) if one.get("key") == key), None) or _gone()


def find(definition: Tree, instrument: str, path: str) -> tuple[list[Tree], int]:
    """The list in which an item stands and its place there. Raises UnableToChange."""
    siblings = _list(form(definition, instrument), "items")
    for key in path.split(".")[:-1]:
        group = next((one for one in siblings if one.get("key") == key), None) or _gone()
        siblings = _list(group, "items")
    last = path.split(".")[-1]
    for place, one in enumerate(siblings):
        if one.get("key") == last:
            return siblings, place
    return _gone()


def item(definition: Tree, instrument: str, path: str) -> Tree:
    """One item. Raises UnableToChange."""
    siblings, place = find(definition, instrument, path)
    return siblings[place]


def add_item(definition: Tree, instrument: str, *, group: str, section: str, kind: str, label: Tree) -> str:
    """Add an item at the end of a section, or of a group; its path."""
    holder = item(definition, instrument, group) if group else form(definition, instrument)
    siblings = _list(holder, "items")
    key = key_from(str(label.get("fr", "")), {str(one.get("key")) for one in siblings})
    added: Tree = {"key": key, "type": kind, "label": label}
    if kind == "markdown":
        added["text"] = dict(label)
    if kind == "group":
        added["items"] = []
    if section and not group:
        added["section"] = section
    siblings.append(_ordered(added))
    return f"{group}.{key}" if group else key


def change_item(definition: Tree, instrument: str, path: str, values: Tree) -> None:
    """Set what an item says; an empty value takes the key away."""
    siblings, place = find(definition, instrument, path)
    changed = siblings[place] | values
    siblings[place] = _ordered({key: value for key, value in changed.items() if value not in (None, "", [], {}, False)})


def move_item(definition: Tree, instrument: str, path: str, *, by: int) -> None:
    """Move an item up (-1) or down (1), past its neighbour of the same section."""
    siblings, place = find(definition, instrument, path)
    section = siblings[place].get("section")
    together = [index for index, one in enumerate(siblings) if one.get("section") == section]
    aim = together.index(place) + by
    if 0 <= aim < len(together):
        other = together[aim]
        siblings[place], siblings[other] = siblings[other], siblings[place]


def duplicate_item(definition: Tree, instrument: str, path: str) -> str:
    """Put a copy after an item, under a key of its own; its path."""
    siblings, place = find(definition, instrument, path)
    twin = copy.deepcopy(siblings[place])
    twin["key"] = key_from(str(twin["key"]), {str(one.get("key")) for one in siblings})
    siblings.insert(place + 1, twin)
    return ".".join([*path.split(".")[:-1], twin["key"]])


def delete_item(definition: Tree, instrument: str, path: str) -> None:
    """Take an item away; conditions that speak of it become faults, each with its place."""
    siblings, place = find(definition, instrument, path)
    del siblings[place]


def rename_item(definition: Tree, instrument: str, path: str, key: str) -> str:
    """Give an item another key, also in every condition, computation and message that names it; its new path."""
    siblings, place = find(definition, instrument, path)
    if any(one.get("key") == key for one in siblings if one is not siblings[place]):
        raise UnableToChange("key-taken")
    new = ".".join([*path.split(".")[:-1], key])
    siblings[place]["key"] = key
    if "." in path:
        _rewrite(siblings, path.rpartition(".")[2], key)
    _rewrite(form(definition, instrument), path, new)
    _rewrite(forms_of(definition), f"{instrument}.{path}", f"{instrument}.{new}", only="record")
    return new


def _rewrite(node: object, old: str, new: str, *, only: str = "") -> None:
    """Replace a path where conditions and computations name it (`only`: under one key)."""
    if isinstance(node, list):
        for child in node:
            _rewrite(child, old, new, only=only)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in {"when", "check", "compute"}:
                node[key] = _renamed(value, old, new, only, "")
            else:
                _rewrite(value, old, new, only=only)


def _renamed(node: Any, old: str, new: str, only: str, under: str) -> Any:
    if isinstance(node, list):
        return [_renamed(child, old, new, only, under) for child in node]
    if isinstance(node, dict):
        return {key: _renamed(value, old, new, only, key) for key, value in node.items()}
    if not isinstance(node, str) or (only and under != only):
        return node
    if under in {"fr", "en"}:
        return node.replace(f"{{{old}}}", f"{{{new}}}")
    if under in {"is", "in", "not_in", "then", "else", "code", "source", "severity"} or (under == "record") != bool(
        only
    ):
        return node
    return new + node[len(old) :] if node == old or node.startswith(f"{old}.") else node


def add_form(definition: Tree, *, title: Tree, repeats: bool) -> str:
    """Add a form with one section; its key."""
    forms = _list(definition, "instruments")
    key = key_from(str(title.get("fr", "")), {str(one.get("key")) for one in forms})
    added = form(blank(key=key, version="", title=title), "main") | {"key": key}
    forms.append(added | ({"repeats": True} if repeats else {}))
    return key


def change_form(definition: Tree, instrument: str, *, title: Tree, repeats: bool) -> None:
    """Set the title of a form, and whether it is filled several times."""
    found = form(definition, instrument)
    found["title"] = title
    found.pop("repeats", None)
    if repeats:
        found["repeats"] = True


def delete_form(definition: Tree, instrument: str) -> None:
    """Take a form away with all its items."""
    forms_of(definition).remove(form(definition, instrument))


def add_section(definition: Tree, instrument: str, *, title: Tree) -> str:
    """Add a section at the end of a form; the items of a form without sections go to its first one."""
    found = form(definition, instrument)
    sections = _list(found, "sections")
    key = key_from(str(title.get("fr", "")), {str(one.get("key")) for one in sections})
    sections.append({"key": key, "title": title})
    for one in _list(found, "items"):
        one.setdefault("section", key)
    return key


def change_section(definition: Tree, instrument: str, section: str, *, title: Tree) -> None:
    """Set the title of a section."""
    _section(definition, instrument, section)["title"] = title


def move_section(definition: Tree, instrument: str, section: str, *, by: int) -> None:
    """Move a section up (-1) or down (1)."""
    sections = _list(form(definition, instrument), "sections")
    place = sections.index(_section(definition, instrument, section))
    aim = min(max(place + by, 0), len(sections) - 1)
    sections.insert(aim, sections.pop(place))


def delete_section(definition: Tree, instrument: str, section: str) -> None:
    """Take a section away; its items go to the one before, or to the next. The last section stays."""
    found = form(definition, instrument)
    sections = _list(found, "sections")
    place = sections.index(_section(definition, instrument, section))
    if len(sections) == 1:
        raise UnableToChange("last-section")
    del sections[place]
    heir = sections[max(place - 1, 0)]["key"]
    for one in _list(found, "items"):
        if one.get("section") == section:
            one["section"] = heir


def change_value_set(definition: Tree, key: str, *, title: Tree, codes: list[Tree]) -> str:
    """Set a value set, known or new (without a key); what its codes carry besides a label stays. Its key."""
    sets = definition.setdefault("value_sets", {})
    key = key or key_from(str(title.get("fr", "")), set(sets)).replace("_", "-")
    former = sets.get(key, {})
    known = {str(one.get("code")): one for one in former.get("codes", [])}
    merged = [known.get(str(one["code"]), {}) | one for one in codes]
    sets[key] = former | {"title": title, "codes": merged}
    return key


def delete_value_set(definition: Tree, key: str) -> None:
    """Take a value set away; items that use it become faults."""
    if key not in definition.get("value_sets", {}):
        _gone()
    del definition["value_sets"][key]


def walk(items: list[Tree], above: str = "") -> Iterator[tuple[str, Tree]]:
    """Every item with its path, a group before its questions."""
    for one in items:
        path = f"{above}.{one.get('key')}" if above else str(one.get("key"))
        yield path, one
        yield from walk(_list(one, "items"), path) if "items" in one else ()


def items_of(definition: Tree, instrument: str) -> list[tuple[str, Tree]]:
    """Every item of a form with its path."""
    return list(walk(_list(form(definition, instrument), "items")))


def _section(definition: Tree, instrument: str, key: str) -> Tree:
    sections = _list(form(definition, instrument), "sections")
    return next((one for one in sections if one.get("key") == key), None) or _gone()


def _ordered(values: Tree) -> Tree:
    return dict(sorted(values.items(), key=lambda pair: _ITEM_ORDER.get(pair[0], len(_ITEM_ORDER))))


def _list(holder: Tree, key: str) -> list[Tree]:
    found = holder.setdefault(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UnableToChange("not-a-list")
    return found


def _gone() -> NoReturn:
    raise UnableToChange("gone")
