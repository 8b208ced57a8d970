"""A text cut where findings begin and end, so that each piece can be marked; together the pieces are the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

EXCERPT = 45  # letters shown on each side of a passage


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and the marks that cover it, the narrowest first. `start` is its place in the text."""

    text: str
    start: int
    marks: tuple[str, ...] = ()


Marked = tuple[int, int, str]  # start, end, mark


def pieces(text: str, marked: Iterable[Marked]) -> tuple[Piece, ...]:
    """The pieces of a text, in order; spans outside the text are left out."""
    spans = [one for one in marked if 0 <= one[0] < one[1] <= len(text)]
    opening: dict[int, list[Marked]] = {}
    for one in spans:
        opening.setdefault(one[0], []).append(one)
    edges = sorted({0, len(text), *(one[0] for one in spans), *(one[1] for one in spans)})
    made: list[Piece] = []
    active: list[Marked] = []
    for start, end in pairwise(edges):
        active = [one for one in active if one[1] > start] + opening.get(start, [])
        made.append(Piece(text[start:end], start, _names(active)))
    return tuple(made)


def _names(active: Sequence[Marked]) -> tuple[str, ...]:
    ordered = sorted(active, key=lambda one: (one[1] - one[0], one[2]))
    return tuple(dict.fromkeys(name for _, _, name in ordered))


def excerpt(text: str, start: int, end: int) -> tuple[str, str, str]:
    """A passage with the words before and after it, on one line."""
    before = text[max(0, start - EXCERPT) : start]
    after = text[end : end + EXCERPT]
    if start > EXCERPT and " " in before:
        before = "… " + before.partition(" ")[2]
    if end + EXCERPT < len(text) and " " in after:
        after = after.rpartition(" ")[0] + " …"
    return _one_line(before), _one_line(text[start:end]), _one_line(after)


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")).replace("\r", " ")
