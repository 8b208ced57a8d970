"""What may be said, across centres, of someone who is like one's own patient: plain Python.

A reader is a named professional bound by secrecy, and each look is written down; but they do not follow the others. So
of people of other centres they read lines without a person: a diagnosis, a centre to ask, what is shared. Never a key,
a number, a sex, an age, a date, nor how many they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# Fewest people of the bank with a feature, or with a diagnosis, before it is named across centres. Ours: 11 is for what
# is published (CASD); here readers are known, and a diagnosis of ten people is what they look for.
FEWEST = 5
FEWEST_SHARED = 2  # telling features in common before a line is shown across centres
MOST_LINES = 8
VERY, RATHER = 0.5, 0.3  # likeness


class Degree(StrEnum):
    """How alike, without a number that would tell one person from another."""

    VERY = "very"
    RATHER = "rather"
    SOMEWHAT = "somewhat"


@dataclass(frozen=True, slots=True)
class Other:
    """Someone of another centre, as found: never shown as such. `diagnosis` is empty without a firm one."""

    likeness: float
    diagnosis: str
    site: str
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What is shown of one or more of them. `is_few`: they have a diagnosis that too few share to name it here."""

    diagnosis: str
    is_few: bool
    site: str
    shared: tuple[str, ...]
    degree: Degree


def degree(likeness: float) -> Degree:
    """A likeness in three steps."""
    return Degree.VERY if likeness >= VERY else Degree.RATHER if likeness >= RATHER else Degree.SOMEWHAT


def lines(others: Iterable[Other], people_with: Mapping[str, int]) -> tuple[Line, ...]:
    """The lines across centres, the likest first: one a diagnosis and centre, for one person or more.

    `people_with`: how many people of the bank have each diagnosis. What is said to be shared is what all people of a
    line share with the reader's patient, as far as it may be named.
    """
    grouped: dict[tuple[str, bool, str], list[Other]] = {}
    for one in others:
        if len(one.shared) >= FEWEST_SHARED and one.site:
            is_few = bool(one.diagnosis) and people_with.get(one.diagnosis, 0) < FEWEST
            grouped.setdefault(("" if is_few else one.diagnosis, is_few, one.site), []).append(one)
    found = [(max(one.likeness for one in them), key, them) for key, them in grouped.items()]
    found.sort(key=lambda each: (-each[0], each[1]))
    return tuple(Line(*key, _common(them), degree(likeness)) for likeness, key, them in found[:MOST_LINES])


def _common(them: Sequence[Other]) -> tuple[str, ...]:
    """The features of the likest that all of them share; those of the likest when they share none by the same name."""
    first = max(them, key=lambda one: one.likeness)
    common = set(first.shared).intersection(*(one.shared for one in them))
    return tuple(one for one in first.shared if one in common) or first.shared
