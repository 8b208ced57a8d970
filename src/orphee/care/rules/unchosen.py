"""A term typed in a picker and never chosen: kept beside the answer, shown again, refused until it is settled.

It stands among the codes of its question with a mark before it ("typed:marfan"), in drafts alone: a form that holds
one is never saved, so that no record and no export ever meets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from orphee.datasets.definition import Instrument, Item, ItemType, Severity, Text
from orphee.datasets.problems import Path, Problem

BOX = "_typed"  # the name of a picker's box, after that of its question
LONGEST = 200
COMMUNE = "insee-commune"  # the format of a text that is the code of a French commune
_MARK = "typed:"
_TEXT = Text(
    "choisissez un terme de la liste, ou effacez ce que vous avez écrit",
    "choose a term of the list, or erase what you typed",
)


def marked(text: str) -> str:
    """What was typed, as it stands among the codes; empty for nothing."""
    text = text.strip()[:LONGEST]
    return f"{_MARK}{text}" if text else ""


def is_unchosen(value: object) -> bool:
    """Whether this is no code but what was typed to find one."""
    return isinstance(value, str) and value.startswith(_MARK)


def typed_in(codes: Sequence[str]) -> str:
    """What stands in the box of a picker with these codes."""
    return next((one.removeprefix(_MARK) for one in codes if is_unchosen(one)), "")


def is_picked(item: Item) -> bool:
    """Whether the question is answered with a picker: a code of a terminology, or of a commune."""
    return (item.type is ItemType.CODE and item.value_set is None) or item.format == COMMUNE


def unchosen(instrument: Instrument, answers: Mapping[str, object]) -> tuple[Problem, ...]:
    """A problem for each question that holds a text nobody chose a term for."""
    return tuple(_unchosen(instrument.items, answers, ()))


def judged(instrument: Instrument, answers: Mapping[str, object], problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems found, where a text is no term: that one alone of its question."""
    ours = unchosen(instrument, answers)
    places = [one.path for one in ours]
    kept = (one for one in problems if not any(one.path[: len(place)] == place for place in places))
    return (*ours, *kept) if ours else problems


def _unchosen(items: Sequence[Item], answers: Mapping[str, object], above: Path) -> Iterator[Problem]:
    for item in items:
        value, here = answers.get(item.key), (*above, item.key)
        if is_picked(item):
            codes = value if isinstance(value, list) else [value]
            if any(is_unchosen(one) for one in codes):
                yield Problem(here, "term-not-chosen", Severity.ERROR, item.label, _TEXT, {})
        elif item.items and isinstance(value, Mapping):
            yield from _unchosen(item.items, value, here)
        elif item.items and isinstance(value, list):
            for index, one in enumerate(value):
                if isinstance(one, Mapping):
                    yield from _unchosen(item.items, one, (*here, index))
