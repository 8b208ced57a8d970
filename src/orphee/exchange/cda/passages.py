"""The text of a document as its author wrote it for people: sections, paragraphs, lists and tables.

The coded part is what the record takes (`reading`); this is what a clinician reads beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orphee.exchange.cda.nodes import Node, child, children, elements, name, words
from orphee.exchange.cda.safety import parse

BLOCKS = {"table", "list", "paragraph"}


@dataclass(frozen=True, slots=True)
class Passage:
    """A section: its title, how deep it stands (1 outermost), its paragraphs, and the rows of its tables."""

    title: str
    depth: int
    paragraphs: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def passages(content: bytes) -> tuple[Passage, ...]:
    """Every section that has a text, in the order of the document. Raises `Refused` when it cannot be parsed."""
    body = child(parse(content), "component", "structuredBody")
    return tuple(_below(body, 1)) if body is not None else ()


def _below(node: Node, depth: int) -> Iterator[Passage]:
    for section in children(node, "component", "section"):
        text = child(section, "text")
        found = _passage(words(child(section, "title")), depth, text)
        if found.paragraphs or found.rows:
            yield found
        yield from _below(section, depth + 1)


def _passage(title: str, depth: int, text: Node | None) -> Passage:
    if text is None:
        return Passage(title, depth)
    blocks = [one for one in text.iterdescendants() if name(one) in BLOCKS]
    tables = [one for one in blocks if name(one) == "table"]
    inside = {cell for table in tables for cell in table.iterdescendants()}
    paragraphs = [said for one in blocks if one not in inside and name(one) != "table" for said in _said(one)]
    bare = "" if blocks else words(text)
    return Passage(
        title, depth, tuple([bare] if bare else paragraphs), tuple(row for table in tables for row in _rows(table))
    )


def _said(block: Node) -> Iterator[str]:
    parts = [block] if name(block) == "paragraph" else [one for one in elements(block) if name(one) == "item"]
    for part in parts:
        if said := words(part):
            yield f"• {said}" if name(part) == "item" else said


def _rows(table: Node) -> Iterator[tuple[str, ...]]:
    for row in table.iterdescendants():
        if name(row) == "tr":
            cells = tuple(words(cell) for cell in elements(row) if name(cell) in {"td", "th"})
            if any(cells):
                yield cells
