"""How forms are used, as its page and its file show it: per data set, never per person."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from orphee.care.desk_sets import instrument_of, latest
from orphee.care.models import FormUse
from orphee.datasets.definition import UnknownName

MOST_RETYPED = 8  # questions listed a data set


@dataclass(frozen=True, slots=True)
class Retyped:
    """A question typed although the record knew its answer, and how often."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class SetUse:
    """How the forms of one data set were filled."""

    key: str
    title: str
    completed: int
    answered: int
    without_typing: int
    retyped: tuple[Retyped, ...]
    retyped_count: int
    median_open: int
    median_active: int

    @property
    def percent(self) -> int:
        """The share of answers that nobody typed: taken from the record or computed."""
        return round(self.without_typing * 100 / self.answered) if self.answered else 0


def uses_of_sets(rows: Iterable[FormUse], language: str) -> tuple[SetUse, ...]:
    """The measures of each data set, by title."""
    by_set: dict[str, list[FormUse]] = {}
    for row in rows:
        by_set.setdefault(row.dataset, []).append(row)
    return tuple(sorted((_use(key, found, language) for key, found in by_set.items()), key=lambda one: one.title))


def _use(key: str, rows: list[FormUse], language: str) -> SetUse:
    typed_anyway = Counter((row.instrument, item) for row in rows for item in row.retyped)
    without = sum(row.taken + row.computed for row in rows)
    return SetUse(
        key=key,
        title=_title(key, language),
        completed=len(rows),
        answered=without + sum(row.typed for row in rows),
        without_typing=without,
        retyped=tuple(
            Retyped(_label(key, instrument, item, language), count)
            for (instrument, item), count in typed_anyway.most_common(MOST_RETYPED)
        ),
        retyped_count=typed_anyway.total(),
        median_open=round(statistics.median(row.seconds_open for row in rows)),
        median_active=round(statistics.median(row.seconds_active for row in rows)),
    )


def _title(key: str, language: str) -> str:
    try:
        return latest(key).title.in_(language)
    except UnknownName:
        return key


def _label(dataset: str, instrument: str, item: str, language: str) -> str:
    found = instrument_of(dataset, instrument)
    question = found.by_key.get(item) if found else None
    return f"{found.title.in_(language)} – {question.label.in_(language)}" if found and question else item
