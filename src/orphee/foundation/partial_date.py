"""Dates known to the year, the month or the day.

Hospitals and families often know only a year or a month; inventing the rest would be a lie that
later reads as a fact. ISO 8601 reduced precision: "2024", "2024-01", "2024-01-12".
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
EARLIEST_YEAR = 1850  # nobody in a care record was born before; catches typing errors such as 0202


class UnableToReadDate(ValueError):
    """The text is not a date of the calendar; the message never repeats the text."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month or a year of the Gregorian calendar."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not EARLIEST_YEAR <= self.year <= 9999:
            raise UnableToReadDate(f"the year must lie between {EARLIEST_YEAR} and 9999")
        if self.day is not None and self.month is None:
            raise UnableToReadDate("a day needs a month")
        if self.month is not None:
            if not 1 <= self.month <= 12:
                raise UnableToReadDate("the month must lie between 1 and 12")
            last = calendar.monthrange(self.year, self.month)[1]
            if self.day is not None and not 1 <= self.day <= last:
                raise UnableToReadDate(f"the day must lie between 1 and {last}")

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read an ISO 8601 date of any precision; a time of day behind a full date is ignored."""
        return _parse(text)

    @classmethod
    def read(cls, value: object) -> PartialDate | None:
        """What `parse` reads, or None for anything that is not the text of a date."""
        try:
            return _parse(value) if isinstance(value, str) else None
        except UnableToReadDate:
            return None

    @classmethod
    def of(cls, day: dt.date) -> PartialDate:
        """The full date of a calendar day."""
        return cls(day.year, day.month, day.day)

    @property
    def earliest(self) -> dt.date:
        """The first day this date can mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        """The last day this date can mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def is_full(self) -> bool:
        """Whether the day is known."""
        return self.day is not None

    def definitely_after(self, other: PartialDate | dt.date) -> bool:
        """Whether every day this can mean comes after every day the other can mean."""
        return self.earliest > (other.latest if isinstance(other, PartialDate) else other)

    def __str__(self) -> str:
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"


@lru_cache(maxsize=65536)
def _parse(text: str) -> PartialDate:
    match = _ISO.fullmatch(text.split("T", 1)[0].strip())
    if not match:
        raise UnableToReadDate("write the date as year, year-month or year-month-day")
    year, month, day = match.groups()
    return PartialDate(int(year), int(month) if month else None, int(day) if day else None)


def months_between(start: dt.date, end: dt.date) -> int:
    """Completed months from start to end; negative when end comes first."""
    months = (end.year - start.year) * 12 + end.month - start.month
    last_day = calendar.monthrange(end.year, end.month)[1]
    if end.day < min(start.day, last_day):
        months -= 1
    return months
