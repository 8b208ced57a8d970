"""GA4GH's TimeElement and the group of items that says the same: an age, a range, a day, a stage of life."""

from __future__ import annotations

import re
from collections.abc import Mapping

from orphee.exchange.phenopackets.terms import Labels, Term, code_of, term_of

Moment = dict[str, object]  # term | age | age_start, age_end | gestation_weeks, gestation_days | on, until

MIDNIGHT = "T00:00:00Z"

_AGE = re.compile(r"P(?=\d|T\d)(\d+(?:\.\d+)?Y)?(\d+(?:\.\d+)?M)?(\d+(?:\.\d+)?W)?(\d+(?:\.\d+)?D)?(T[\dHMS.]+)?")
_DAYS = (365.2425, 365.2425 / 12, 7.0, 1.0)


def is_age(text: object) -> bool:
    """Whether the text is an ISO 8601 duration such as P3Y2M."""
    return isinstance(text, str) and _AGE.fullmatch(text) is not None


def days_of(age: object) -> float | None:
    """An ISO 8601 age in days (average years and months), to compare ages; None when it is not one."""
    match = _AGE.fullmatch(age) if isinstance(age, str) else None
    if match is None:
        return None
    return sum(float(part[:-1]) * days for part, days in zip(match.groups()[:4], _DAYS, strict=True) if part)


def moment_said(element: object, labels: Labels) -> Moment:
    """The items that a TimeElement fills."""
    if not isinstance(element, dict):
        return {}
    for name, given in element.items():
        if name == "age":
            age = given.get("iso8601duration")
            return {"age": age} if is_age(age) else {}
        if name == "ontologyClass":
            term = code_of(given, labels)
            return {"term": term} if term else {}
        if name == "timestamp":
            return {"on": day_or_instant(given)}
        if name == "gestationalAge":
            return {f"gestation_{part}": given[part] for part in ("weeks", "days") if part in given}
        if name == "ageRange":
            return _range_said(given)
        if name == "interval":
            return {item: day_or_instant(given[end]) for item, end in _ENDS if end in given}
    return {}


_ENDS = (("on", "start"), ("until", "end"))


def day_or_instant(timestamp: str) -> str:
    """A day when the timestamp says midnight UTC, as packets write days; the instant otherwise."""
    return timestamp.removesuffix(MIDNIGHT)


def _range_said(given: Mapping[str, Mapping[str, object]]) -> Moment:
    start = given.get("start", {}).get("iso8601duration")
    end = given.get("end", {}).get("iso8601duration")
    said: Moment = {}
    if is_age(start):
        said["age_start"] = start
    if is_age(end):
        said["age_end"] = end
    return said


def moment_told(moment: object, labels: Labels) -> Term | None:
    """The TimeElement that says these items: the most precise one, since it holds one only."""
    if not isinstance(moment, Mapping):
        return None
    if moment.get("age"):
        return {"age": {"iso8601duration": moment["age"]}}
    if moment.get("age_start") or moment.get("age_end"):
        ends = {"start": moment.get("age_start"), "end": moment.get("age_end")}
        return {"ageRange": {name: {"iso8601duration": age} for name, age in ends.items() if age}}
    if moment.get("gestation_weeks") is not None:
        parts = {part: moment.get(f"gestation_{part}") for part in ("weeks", "days")}
        return {"gestationalAge": {part: value for part, value in parts.items() if value is not None}}
    return _dates_told(moment) or _term_told(moment.get("term"), labels)


def _dates_told(moment: Mapping[str, object]) -> Term | None:
    ends = {end: timestamp_of(moment.get(item)) for item, end in _ENDS}
    if ends["end"]:
        return {"interval": {end: text for end, text in ends.items() if text}}
    return {"timestamp": ends["start"]} if ends["start"] else None


def _term_told(term: object, labels: Labels) -> Term | None:
    return {"ontologyClass": term_of(term, labels)} if isinstance(term, str) and term else None


def timestamp_of(text: object) -> str | None:
    """The timestamp of a full date or an instant; None for a date known to the month or the year only."""
    if not isinstance(text, str) or len(text) < len("2024-01-12"):
        return None
    if len(text) == len("2024-01-12"):
        return f"{text}{MIDNIGHT}"
    return text if text.endswith("Z") or text[-6] in "+-" else f"{text}Z"
