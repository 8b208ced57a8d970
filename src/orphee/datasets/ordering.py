"""Which of two answers is greater or earlier: numbers, ages, and dates known to the year, month or day.

A partial date is compared by what it can mean: 2024 is neither before nor after 2024-05, so the
comparison cannot be judged (None) and nobody is asked to correct what may be right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import lru_cache

from orphee.datasets import ages
from orphee.foundation.partial_date import PartialDate

_NUMBERS: dict[str, Callable[[float, float], bool]] = {
    "at_least": lambda a, b: a >= b,
    "at_most": lambda a, b: a <= b,
    "above": lambda a, b: a > b,
    "below": lambda a, b: a < b,
    "before": lambda a, b: a < b,
    "after": lambda a, b: a > b,
    "not_before": lambda a, b: a >= b,
    "not_after": lambda a, b: a <= b,
}


def compare_order(operator: str, value: object, other: object, *, months: int = 0) -> bool | None:
    """Apply an ordering operator; None when the two cannot be put in order.

    `months` moves the operand: `not_before birth_date, months: -10` allows ten months before birth.
    """
    number = _number(value)
    if number is not None:
        other_number = _number(other)
        return None if other_number is None else _NUMBERS[operator](number, other_number + months)
    span = _span(value)
    other_span = _span(other) if span is not None else None
    if span is None or other_span is None:
        return None
    if months:
        other_span = (add_months(other_span[0], months), add_months(other_span[1], months))
    return _compare_spans(operator, span, other_span)


def same(value: object, other: object) -> bool:
    """Equality of answers: a boolean is never a number, an age equals an age of the same period and months."""
    if isinstance(value, bool) is not isinstance(other, bool):
        return False
    return value == other


@lru_cache(maxsize=4096)
def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later (or earlier), or the last day of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR - 1:
        return dt.date.min if months < 0 else dt.date.max
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = following - dt.timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def _number(value: object) -> float | None:
    if isinstance(value, str):
        return None
    if isinstance(value, Mapping):
        return ages.rank(value) if ages.is_age(value) else None
    return ages.finite(value)


def _span(value: object) -> tuple[dt.date, dt.date] | None:
    if isinstance(value, str):
        value = PartialDate.read(value)
    if isinstance(value, PartialDate):
        return value.earliest, value.latest
    if isinstance(value, dt.date):
        return value, value
    return None


def _compare_spans(operator: str, mine: tuple[dt.date, dt.date], other: tuple[dt.date, dt.date]) -> bool | None:
    surely_before, surely_after = mine[1] < other[0], mine[0] > other[1]
    if operator in ("before", "below"):
        return _sure(surely_before, mine[0] >= other[1])
    if operator in ("after", "above"):
        return _sure(surely_after, mine[1] <= other[0])
    if operator in ("not_before", "at_least"):
        return _sure(mine[0] >= other[1], surely_before)
    return _sure(mine[1] <= other[0], surely_after)


def _sure(yes: bool, no: bool) -> bool | None:
    if yes:
        return True
    return False if no else None
