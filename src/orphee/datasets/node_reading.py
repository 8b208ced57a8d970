"""Reading parts of a definition: each function returns something usable and notes the fault if there is one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar, overload

from orphee.datasets.definition import NOTHING, Text
from orphee.datasets.yaml_tree import Fault, Node

LONGEST_TEXT = 4_000
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,63}")
Choice = TypeVar("Choice", bound=StrEnum)
Parts = Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Place:
    """A path in the definition."""

    path: str

    def at(self, name: str) -> Place:
        """The place one step deeper."""
        glue = "" if not self.path or name.startswith("[") else "."
        return Place(f"{self.path}{glue}{name}")


@dataclass(slots=True)
class Reader:
    """Collects faults while reading."""

    faults: list[Fault] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    items: int = 0  # met so far, in all instruments

    def fault(self, place: Place, node: Node | None, message: str) -> None:
        """Note a fault; without a node the line is that of the nearest known place."""
        self.faults.append(Fault(place.path, node.line if node else self._line_of(place), message))

    def remember(self, place: Place, node: Node) -> None:
        """Keep the line of a place, for faults found when the tree is gone."""
        self.lines[place.path] = node.line

    def _line_of(self, place: Place) -> int:
        path = place.path
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return self.lines.get(path, 1)

    def entries(self, node: Node | None, place: Place) -> dict[str, Node]:
        """The children of a mapping, whatever their keys."""
        if node is None:
            return {}
        if node.entries is None:
            self.fault(place, node, "expected keys and values here")
            return {}
        return node.entries

    def mapping(self, node: Node, place: Place, known: Collection[str]) -> Parts:
        """The children of a mapping with known keys."""
        children = self.entries(node, place)
        for key, child in children.items():
            if key not in known:
                self.fault(place, child, f"unknown key “{key[:60]}”; known keys: {', '.join(known)}")
        return children

    def sequence(
        self, node: Node | None, place: Place, *, required: bool = False, at: Node | None = None
    ) -> list[Node]:
        """The children of a list."""
        if node is None:
            if required:
                self.fault(place, at, "a list is missing here")
            return []
        if node.items is None:
            self.fault(place, node, "expected a list here")
            return []
        if required and not node.items:
            self.fault(place, node, "the list is empty")
        return node.items

    def text(self, parts: Parts, key: str, place: Place, *, required: bool = False, at: Node | None = None) -> str:
        """A text; a bare number is a fault, because 2025.10 would lose its zero."""
        node = parts.get(key)
        if node is None or node.scalar is None:
            if required or (node is not None and (node.items is not None or node.entries is not None)):
                self.fault(place.at(key), node or at, f"“{key}” is missing")
            return ""
        if not isinstance(node.scalar, str):
            self.fault(place.at(key), node, f"put “{key}” between quotes")
            return str(node.scalar)
        if len(node.scalar) > LONGEST_TEXT:
            self.fault(place.at(key), node, f"longer than {LONGEST_TEXT} characters")
        return node.scalar

    def key(self, parts: Parts, key: str, place: Place, *, at: Node | None = None) -> str:
        """A key: lower-case letters, figures, - and _."""
        value = self.text(parts, key, place, required=True, at=at)
        if value and not _KEY.fullmatch(value):
            self.fault(place.at(key), parts[key], "a key has lower-case letters, figures, - and _ (64 at most)")
        return value

    def texts(self, node: Node | None, place: Place) -> tuple[str, ...]:
        """One text or a list of texts."""
        if node is None:
            return ()
        nodes = node.items if node.items is not None else [node]
        found: list[str] = []
        for child in nodes:
            if isinstance(child.scalar, str):
                found.append(child.scalar)
            else:
                self.fault(place, child, "expected a text between quotes")
        return tuple(found)

    def flag(self, parts: Parts, key: str, place: Place) -> bool:
        """true or false; absent is false."""
        node = parts.get(key)
        if node is None:
            return False
        if not isinstance(node.scalar, bool):
            self.fault(place.at(key), node, "write true or false")
            return False
        return node.scalar

    def number(self, parts: Parts, key: str, place: Place) -> float | None:
        """A number or nothing."""
        node = parts.get(key)
        if node is None:
            return None
        if isinstance(node.scalar, bool) or not isinstance(node.scalar, int | float):
            self.fault(place.at(key), node, "write a number")
            return None
        return node.scalar

    @overload
    def choice(
        self, parts: Parts, key: str, place: Place, kind: type[Choice], default: Choice, *, at: Node | None = ...
    ) -> Choice: ...
    @overload
    def choice(
        self, parts: Parts, key: str, place: Place, kind: type[Choice], default: None, *, at: Node | None = ...
    ) -> Choice | None: ...
    def choice(
        self,
        parts: Parts,
        key: str,
        place: Place,
        kind: type[Choice],
        default: Choice | None,
        *,
        at: Node | None = None,
    ) -> Choice | None:
        """One of a few words; without a default the word is required."""
        word = self.text(parts, key, place, required=default is None, at=at)
        if not word:
            return default
        try:
            return kind(word)
        except ValueError:
            known = ", ".join(kind)
            self.fault(place.at(key), parts[key], f"“{word[:40]}” is not one of: {known}")
            return default

    def label(self, parts: Parts, key: str, place: Place, *, at: Node | None = None) -> Text:
        """A text in both languages."""
        node = parts.get(key)
        if node is None:
            self.fault(place.at(key), at, f"“{key}” is missing: write it in French (fr) and English (en)")
            return Text("", "")
        languages = self.mapping(node, place.at(key), ("fr", "en"))
        found = {language: self.text(languages, language, place.at(key)) for language in ("fr", "en")}
        for language, text in found.items():
            if not text.strip():
                self.fault(
                    place.at(key), node, f"the label is missing in {'French' if language == 'fr' else 'English'}"
                )
        return Text(found["fr"], found["en"])

    def optional_label(self, parts: Parts, key: str, place: Place) -> Text | None:
        """A text in both languages, or none at all."""
        return self.label(parts, key, place) if key in parts else None

    def maps(self, node: Node | None, place: Place) -> Mapping[str, tuple[str, ...]]:
        """The names an item bears elsewhere: standard, then one or several names."""
        if node is None:
            return NOTHING
        children = self.entries(node, place)
        return MappingProxyType({name: self.texts(child, place.at(name)) for name, child in children.items()})

    def distinct(self, names: Iterable[str], place: Place, node: Node | None, *, what: str = "key") -> None:
        """Note each name that comes twice."""
        seen: set[str] = set()
        for name in names:
            if name and name in seen:
                self.fault(place, node, f"the {what} “{name[:60]}” comes twice")
            seen.add(name)
