"""What people type, and how it is shown to them: dates, numbers, durations.

Reading is tolerant and never loses anything: what cannot be understood is kept as typed, and validation says so.
"""

from __future__ import annotations

import math
import re

from orphee.foundation.partial_date import PartialDate, UnableToReadDate

MOST_FIGURES = 30  # more is no measure: it is kept as typed, and validation says so
_DAY_FIRST = re.compile(r"(?:(?:(\d{1,2})\s*[/.\-\s]\s*)?(\d{1,2})\s*[/.\-\s]\s*)?(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})(?:[/.\-](\d{1,2})(?:[/.\-](\d{1,2}))?)?")
_TIME = re.compile(
    r"(.*?)[T\s]+(?:à\s+|at\s+)?(\d{1,2})\s*[:hH]\s*(\d{2})?(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_ISO_DURATION = re.compile(r"P(?=\d|T\d)(?:(\d{1,5})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,5})D)?(T.+)?")
_SPOKEN_DURATION = re.compile(
    r"(?:(\d{1,5})\s*(?:ans?|a|years?|yrs?|y)\b)?[\s,]*(?:et\s+|and\s+)?"
    r"(?:(\d{1,5})\s*(?:mois|months?|m)\b)?[\s,]*(?:et\s+|and\s+)?"
    r"(?:(\d{1,5})\s*(?:semaines?|weeks?|w|s)\b)?[\s,]*(?:et\s+|and\s+)?"
    r"(?:(\d{1,5})\s*(?:jours?|j|days?|d)\b)?",
    re.IGNORECASE,
)


def read_date(text: str) -> str:
    """The ISO date that was typed (“12/01/2024”, “01/2024”, “2024”, “2024-01-12”), or the text itself.

    Day comes first, as in France, in either language: the hint beside each field says so.
    """
    typed = text.strip()
    if match := _YEAR_FIRST.fullmatch(typed):
        return _iso(*match.groups()) or typed
    if match := _DAY_FIRST.fullmatch(typed):
        day, month, year = match.groups()
        return _iso(year, month, day) or typed
    return typed


def _iso(year: str, month: str | None, day: str | None) -> str:
    try:
        return str(PartialDate(int(year), int(month) if month else None, int(day) if day else None))
    except UnableToReadDate:
        return ""


def show_date(value: str) -> str:
    """An ISO date as people write it: “12/01/2024”, “01/2024”, “2024”."""
    date = PartialDate.read(value) if "T" not in value else None
    if date is None:
        return value
    parts = (date.day, date.month)
    return "/".join([f"{part:02d}" for part in parts if part] + [f"{date.year:04d}"])


def read_datetime(text: str) -> str:
    """The ISO instant that was typed (“12/01/2024 14:30”, “12/01/2024”), or the text itself."""
    typed = text.strip()
    match = _TIME.fullmatch(typed)
    if not match:
        return read_date(typed)
    date, hour, minute, second, zone = match.groups()
    day = read_date(date)
    if len(day) != 10 or int(hour) > 23 or int(minute or 0) > 59 or not _is_date(day):
        return typed
    seconds = f":{second}" if second else ""
    return f"{day}T{int(hour):02d}:{int(minute or 0):02d}{seconds}{zone or ''}"


def _is_date(text: str) -> bool:
    return PartialDate.read(text) is not None


def show_datetime(value: str) -> str:
    """An ISO instant as people write it: “12/01/2024 14:30”; the zone is kept by the stored value, not shown."""
    day, _, time = value.partition("T")
    if not time or not _is_date(day):
        return show_date(value)
    return f"{show_date(day)} {time[:5]}"


def read_number(text: str, *, whole: bool) -> int | float | str:
    """The number that was typed, with a comma or a point and spaces between thousands, or the text itself."""
    typed = text.strip()
    plain = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3})", "", typed)
    if len(plain) > MOST_FIGURES or not _NUMBER.fullmatch(plain):
        return typed
    value = float(plain.replace(",", "."))
    if not math.isfinite(value):
        return typed
    if value.is_integer() and "," not in plain and "." not in plain:
        return int(plain)
    return typed if whole else value


def show_number(value: object, language: str) -> str:
    """A number as the language writes it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    shown = f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)
    return shown.replace(".", ",") if language != "en" else shown


def read_duration(text: str) -> str:
    """The ISO 8601 duration that was typed (“3 ans 2 mois”, “5 days”, “P3Y2M”), or the text itself."""
    typed = text.strip()
    if _ISO_DURATION.fullmatch(typed.upper()):
        return typed.upper()
    match = _SPOKEN_DURATION.fullmatch(typed)
    if not typed or not match or not any(match.groups()):
        return typed
    return "P" + "".join(f"{int(n)}{letter}" for n, letter in zip(match.groups(), "YMWD", strict=True) if n)


_UNITS = {
    "fr": (("an", "ans"), ("mois", "mois"), ("semaine", "semaines"), ("jour", "jours")),
    "en": (("year", "years"), ("month", "months"), ("week", "weeks"), ("day", "days")),
}


def show_duration(value: str, language: str) -> str:
    """An ISO 8601 duration in words; one with hours is shown as it is."""
    match = _ISO_DURATION.fullmatch(value)
    if not match or match.group(5):
        return value
    units = _UNITS["en" if language == "en" else "fr"]
    return " ".join(f"{int(n)} {units[i][0 if int(n) == 1 else 1]}" for i, n in enumerate(match.groups()[:4]) if n)
