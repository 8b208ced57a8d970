"""What an indicator is: a question, the people it counts, and the ways it divides them.

An indicator sees the warehouse's tables and nothing else. `classify` gives one line a person with a column for each
cut; everyone of the warehouse has a line, so that "not known" is a group like another and no group can be worked
out from what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ibis.expr.types import Table

Text = Mapping[str, str]  # {"fr": …, "en": …}

UNKNOWN = "unknown"
NOT_KNOWN: Text = {"fr": "Non renseigné", "en": "Not known"}


class Frames(Protocol):
    """The tables of one build, as Ibis tables. `year` is that of the build."""

    @property
    def year(self) -> int: ...
    @property
    def person(self) -> Table: ...
    @property
    def diagnosis(self) -> Table: ...


class Statistic(StrEnum):
    """What is published of a group beside its size."""

    NONE = ""
    MEAN = "mean"
    QUARTILES = "quartiles"


@dataclass(frozen=True, slots=True)
class Category:
    """One group of a cut."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True)
class Cut:
    """A way to divide people into groups: each person falls into exactly one.

    `key` is also the column of `classify`. `scopes` are the dimensions with which it may be crossed; `within` is
    the coarser cut whose groups it divides (months within years).
    """

    key: str
    label: Text
    categories: Callable[[int], tuple[Category, ...]]
    scopes: tuple[str, ...] = ("filiere", "region")
    within: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure of the plan. `method` says who counts, what is divided by what, and what is left out."""

    key: str
    title: Text
    question: Text
    population: Text
    method: Text
    plan: str
    cuts: tuple[Cut, ...]
    classify: Callable[[Frames], Table]
    statistic: Statistic = Statistic.NONE
    unit: Text = field(default_factory=dict)

    def cut(self, key: str) -> Cut:
        """One of its cuts. Raises KeyError."""
        for cut in self.cuts:
            if cut.key == key:
                return cut
        raise KeyError(f"{self.key} is not divided by {key[:40]}, but by {', '.join(self.cut_keys)}")

    @property
    def cut_keys(self) -> tuple[str, ...]:
        """The keys of its cuts."""
        return tuple(cut.key for cut in self.cuts)


def fixed(*categories: Category, rest: Text = NOT_KNOWN) -> Callable[[int], tuple[Category, ...]]:
    """Groups that do not depend on the year of the build; those who fall in none are the `rest`."""
    return lambda _year: (*categories, Category(UNKNOWN, rest))
