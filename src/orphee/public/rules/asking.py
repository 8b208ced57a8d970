"""What a physician says of a person without saying who: findings, sex, age, first signs, family. Nothing is kept.

Whatever a browser sends is read or left out: codes that are none, words that no choice has, numbers out of bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from orphee.insight.ranking.query import Query

MOST_FINDINGS = 120  # read; nobody ticks more
LONGEST_TEXT = 20_000  # letters of pasted text; more is refused, not cut: the end of a letter concludes
LONGEST_PLACE, LONGEST_SEARCH = 80, 120
OLDEST = {"years": 120, "months": 36}
OBSERVED, EXCLUDED = "observed", "excluded"
PREFIX = "s."
ONSETS = (
    "HP:0030674", "HP:0003577", "HP:0003623", "HP:0003593", "HP:0011463", "HP:0003621", "HP:0003581",
)  # fmt: skip
RELATIVES = ("mother", "father", "brother", "sister", "son", "daughter", "other")
_CODE = re.compile(r"HP:\d{7}")
_SITE = re.compile(r"[\w.-]{1,40}")

Posted = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Case:
    """What was said. `said`: HPO code -> observed | excluded; a term that was said both ways is in `both`."""

    said: Mapping[str, str] = field(default_factory=dict)
    both: frozenset[str] = frozenset()
    sex: str = ""
    age: int | None = None
    age_unit: str = "years"
    onset: str = ""
    affected: tuple[str, ...] = ()
    is_consanguineous: bool = False
    place: str = ""
    centre: str = ""

    @property
    def observed(self) -> tuple[str, ...]:
        """What is there."""
        return tuple(code for code, what in self.said.items() if what == OBSERVED)

    @property
    def excluded(self) -> tuple[str, ...]:
        """What was looked for and is absent."""
        return tuple(code for code, what in self.said.items() if what == EXCLUDED)

    def query(self) -> Query:
        """The question put to the engine."""
        unit = "Y" if self.age_unit == "years" else "M"
        return Query(
            observed=self.observed,
            excluded=self.excluded,
            sex=self.sex,
            age="" if self.age is None else f"P{self.age}{unit}",
            onset=self.onset,
            affected=tuple("relative" if one == "other" else one for one in self.affected),
            is_consanguineous=self.is_consanguineous or None,
        )

    def fields(self) -> list[tuple[str, str]]:
        """The same as the hidden fields of a page that goes on with it."""
        found = [(f"{PREFIX}{code}", what) for code, what in self.said.items()]
        age = "" if self.age is None else str(self.age)
        simple = {"sex": self.sex, "age": age, "age_unit": self.age_unit, "onset": self.onset, "place": self.place}
        found += [*simple.items(), *(("affected", one) for one in self.affected)]
        found.append(("consanguinity", "yes" if self.is_consanguineous else ""))
        return [(name, value) for name, value in found if value]

    def adding(self, more: Iterable[tuple[str, str]]) -> Case:
        """The same person with findings added; what was said already stays."""
        said = dict(self.said)
        for code, what in more:
            if len(said) < MOST_FINDINGS:
                said.setdefault(code, what)
        return replace(self, said=said)


def case_of(posted: Posted) -> Case:
    """What a page sent, read."""
    said, both = _said(posted)
    age, unit = _one(posted, "age"), _choice(posted, "age_unit", tuple(OLDEST)) or "years"
    return Case(
        said=said,
        both=both,
        sex=_choice(posted, "sex", ("F", "M")),
        age=_number(age, OLDEST[unit]),
        age_unit=unit,
        onset=_choice(posted, "onset", ONSETS),
        affected=tuple(one for one in RELATIVES if one in posted.get("affected", ())),
        is_consanguineous=_one(posted, "consanguinity") == "yes",
        place=_one(posted, "place")[:LONGEST_PLACE],
        centre=_code(_one(posted, "centre"), _SITE),
    )


def _said(posted: Posted) -> tuple[dict[str, str], frozenset[str]]:
    """A button of the page says "HP:0001250 observed": it comes last and replaces what was said of that term."""
    found: dict[str, set[str]] = {}
    for name, values in posted.items():
        code = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and _CODE.fullmatch(code) and len(found) < MOST_FINDINGS:
            found[code] = {one for one in values if one in (OBSERVED, EXCLUDED)}
    for value in posted.get("add", ())[:1]:
        code, _, what = value.partition(" ")
        if _CODE.fullmatch(code):
            found[code] = {one for one in (what,) if one in (OBSERVED, EXCLUDED)}
    both = frozenset(code for code, what in found.items() if len(what) > 1)
    return {code: next(iter(what)) for code, what in found.items() if len(what) == 1}, both


def _one(posted: Posted, name: str) -> str:
    values = posted.get(name) or [""]
    return values[-1].strip()


def _choice(posted: Posted, name: str, choices: tuple[str, ...]) -> str:
    value = _one(posted, name)
    return value if value in choices else ""


def _number(text: str, most: int) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) <= 3):
        return None
    return int(text) if int(text) <= most else None


def _code(text: str, shape: re.Pattern[str]) -> str:
    return text if shape.fullmatch(text) else ""
