"""The narrative of a section: what a human reads, in French, and what the coded part refers to."""

from __future__ import annotations

from itertools import count

from orphee.exchange.cda.building import add, clean
from orphee.exchange.cda.nodes import Node
from orphee.foundation.partial_date import PartialDate


class Narrative:
    """One `text` element filled with tables of two columns: the question and the answer."""

    def __init__(self, text: Node, prefix: str) -> None:
        self._text = text
        self._prefix = prefix
        self._numbers = count(1)
        self._rows: Node | None = None

    def table(self, heading: str = "") -> None:
        """Start a table, under a heading when one is given."""
        self._rows = self._started(heading)

    def _started(self, heading: str) -> Node:
        table = add(self._text, "table", border="0")
        if heading:
            row = add(add(table, "thead"), "tr")
            add(row, "th", heading, colspan="2")
        return add(table, "tbody")

    def row(self, question: str, answer: str) -> str:
        """A line; returns the reference to its answer ("#diagnosis-3")."""
        if self._rows is None:
            self._rows = self._started("")
        row = add(self._rows, "tr")
        add(row, "td", question)
        identifier = f"{self._prefix}-{next(self._numbers)}"
        content = add(add(row, "td"), "content")
        content.set("ID", identifier)
        _fill(content, answer)
        return f"#{identifier}"

    def close(self) -> None:
        """A table needs a line: an empty one goes."""
        for table in list(self._text):
            body = table.find("{*}tbody")
            if body is not None and not len(body):
                self._text.remove(table)


def _fill(node: Node, text: str) -> None:
    first, *others = clean(text).split("\n")
    node.text = first
    for line in others:
        add(node, "br").tail = line


def spoken_date(iso: str) -> str:
    """A date as French people write it: 12/01/2024, 01/2024, 2024; with the hour when there is one."""
    day, _, time = iso.partition("T")
    date = PartialDate.read(day)
    if date is None:
        return iso
    parts = [f"{part:02d}" for part in (date.day, date.month) if part is not None]
    return "/".join([*parts, f"{date.year:04d}"]) + (f" à {time[:5].replace(':', 'h')}" if time else "")


def spoken_flag(value: object) -> str:
    """Oui or Non."""
    return "Oui" if value else "Non"
