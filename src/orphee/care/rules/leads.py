"""Diseases to think of, in plain Python: what is asked of the engine, how a score is said, what was set aside."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from orphee.datasets import ages
from orphee.foundation.partial_date import PartialDate, months_between
from orphee.insight.ranking.query import Query

DISEASE = re.compile(r"(ORPHA|OMIM):\d{1,8}")
MOST_WORDS = 500
LIKELY, POSSIBLE, CONCEIVABLE = 0.5, 0.2, 0.05
STRONG, FAIR = 3.0, 1.1  # natural logarithms: 20 times and 3 times more (or less) likely


class Act(StrEnum):
    """What is done about a candidate."""

    ASIDE = "aside"
    BACK = "back"


class Reason(StrEnum):
    """Why a candidate is set aside."""

    TESTED = "tested"
    PICTURE = "picture"
    COURSE = "course"
    KNOWN = "known"
    OTHER = "other"


class UnableToSetAside(Exception):
    """No candidate, no reason, or no words where the reason is another one. `kind`: no-reason | no-words | too-long."""

    def __init__(self, kind: str) -> None:
        """`kind` says which, for the page."""
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Line:
    """One thing done about a candidate, in the order it was done."""

    disease: str
    act: str
    reason: str
    words: str
    by: str
    at: dt.datetime


def standing(lines: Iterable[Line]) -> tuple[Line, ...]:
    """What is set aside now, by the last thing done about each disease; the newest first."""
    last: dict[str, Line] = {}
    for line in lines:
        last[line.disease] = line
    return tuple(sorted((one for one in last.values() if one.act == Act.ASIDE), key=lambda one: one.at, reverse=True))


def checked(disease: str, reason: str, words: str) -> Reason:
    """The reason given, when it can be kept. Raises `UnableToSetAside`."""
    if not DISEASE.fullmatch(disease) or reason not in set(Reason):
        raise UnableToSetAside("no-reason")
    if reason == Reason.OTHER and not words:
        raise UnableToSetAside("no-words")
    if len(words) > MOST_WORDS:
        raise UnableToSetAside("too-long")
    return Reason(reason)


def asked(said: Mapping[str, bool], *, sex: str, birth_date: str, onset: str, until: dt.date) -> Query:
    """The question put to the engine. `said`: terms, and whether each is absent; `onset`: see `onset_of`."""
    return Query(
        observed=tuple(code for code, is_absent in said.items() if code and not is_absent),
        excluded=tuple(code for code, is_absent in said.items() if code and is_absent),
        sex=sex if sex in ("F", "M") else "",
        age=_age(birth_date, until),
        onset=onset,
    )


def onset_of(first_signs: Iterable[object]) -> str:
    """The earliest of some ages of the data set as the engine reads it: HPO term, completed months, or "" for none."""
    told: dict[str, float] = {}
    for one in first_signs:
        months = ages.months_of(one)
        if isinstance(one, Mapping) and months is not None:
            term = ages.ONSET_TERMS.get(str(one["period"]))
            if term or 0 <= months <= ages.GREATEST_MONTHS:
                told[term or f"P{int(months)}M"] = months
    return min(told, key=lambda age: told[age], default="")


def _age(birth_date: str, until: dt.date) -> str:
    born = PartialDate.read(birth_date)
    if born is None:
        return ""
    months = months_between(born.earliest, until)
    return f"P{months}M" if months >= 0 else ""


def likeliness(score: float) -> str:
    """A calibrated score as a key for words: likely | possible | conceivable | remote."""
    if score >= LIKELY:
        return "likely"
    if score >= POSSIBLE:
        return "possible"
    return "conceivable" if score >= CONCEIVABLE else "remote"


def percent(share: float) -> str:
    """A share as a whole number of percent, never 0 or 100 for what is merely close."""
    if share < 0.01:
        return "< 1"
    return "> 99" if 0.99 < share < 1 else str(round(share * 100))


def strength(weight: float) -> str:
    """How much a reason weighs: strong | fair | slight."""
    if abs(weight) >= STRONG:
        return "strong"
    return "fair" if abs(weight) >= FAIR else "slight"
