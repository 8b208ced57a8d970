"""What anyone may ask of the latest build: an indicator, divided one way, for everyone or for one filière or region.

Answers come from the published cells only: whatever is asked, nothing is counted again and nothing hidden can show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orphee.foundation.secrecy import SMALLEST_PUBLISHED_COUNT
from orphee.warehouse.builds import Build, NoBuildYet, figures_of, latest_build
from orphee.warehouse.disclosure import is_small
from orphee.warehouse.indicators import INDICATORS
from orphee.warehouse.indicators.counting import SCOPES, CellKey, cell_key
from orphee.warehouse.indicators.definition import NOT_KNOWN, UNKNOWN, Category, Indicator, Text
from orphee.warehouse.publication import PublishedCell
from orphee.warehouse.records import france, names

CROSSINGS = {("region", "filiere"), ("filiere", "region"), ("department", "region")}
EMPTY = PublishedCell(people=0)


class UnknownIndicator(LookupError):
    """There is no such indicator; the message lists those there are."""


class UnableToDivide(ValueError):
    """These figures are not published divided that way; the message says which ways there are."""


@dataclass(frozen=True, slots=True)
class Line:
    """One group: `people` is None when it is hidden. `values` are the means or quantiles that may be shown."""

    key: str
    label: Text
    people: int | None
    values: Mapping[str, float]

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "key": self.key,
            "label": dict(self.label),
            "people": self.people,
            "hidden": self.people is None,
            "values": dict(self.values),
        }


@dataclass(frozen=True, slots=True)
class Result:
    """An indicator as published: the whole and its groups."""

    indicator: Indicator
    build: Build
    by: str
    where: CellKey
    whole: Line
    lines: tuple[Line, ...]

    @property
    def hides(self) -> bool:
        """Whether any group is hidden."""
        return any(line.people is None for line in (*self.lines, self.whole))

    def as_json(self) -> dict[str, object]:
        """For programs: definitions, the day, and every line. Hidden groups have `people` null."""
        return {
            "indicator": self.indicator.key,
            "question": dict(self.indicator.question),
            "population": dict(self.indicator.population),
            "method": dict(self.indicator.method),
            "unit": dict(self.indicator.unit),
            "built_at": self.build.built_at.isoformat(),
            "synthetic": self.build.is_synthetic,
            "smallest_published_count": SMALLEST_PUBLISHED_COUNT,
            "by": self.by,
            "where": dict(self.where),
            "whole": self.whole.as_json(),
            "lines": [line.as_json() for line in self.lines],
        }


def indicator(key: str, *, by: str = "", filiere: str = "", region: str = "", build: Build | None = None) -> Result:
    """One indicator of the latest build, divided `by` one of its cuts (the first by default) or by a scope.

    Raises `UnknownIndicator`, `UnableToDivide` and `NoBuildYet`.
    """
    asked = INDICATORS.get(key)
    if asked is None:
        raise UnknownIndicator(f"no indicator {key[:40]}: there are {', '.join(INDICATORS)}")
    made = build or latest_build()
    if made is None:
        raise NoBuildYet
    where = cell_key(filiere=filiere, region=region)
    division = by or asked.cuts[0].key
    _check(asked, division, where)
    cells = figures_of(made.folder)
    values = dict(where)
    lines = tuple(
        _line(cells, asked, category, cell_key(**_narrowed(values, division, category.key)))
        for category in _categories(asked, division, year=made.built_at.year, where=values)
    )
    whole = Category("", {"fr": "Ensemble", "en": "All"})
    return Result(asked, made, division, where, _line(cells, asked, whole, where), lines)


def _check(asked: Indicator, by: str, where: CellKey) -> None:
    scopes = tuple(scope for scope, _value in where)
    if len(scopes) > 1:
        raise UnableToDivide("give a filière or a region, not both: such groups would be too small to publish")
    if by in SCOPES:
        if scopes and (by, scopes[0]) not in CROSSINGS:
            raise UnableToDivide(f"{by} is not published within one {scopes[0]}")
        return
    if by not in asked.cut_keys:
        raise UnableToDivide(f"{asked.key} is by {', '.join((*asked.cut_keys, *SCOPES))}, not by {by[:40]}")
    if scopes and scopes[0] not in asked.cut(by).scopes:
        raise UnableToDivide(f"{by} is published for the whole country only")


def _narrowed(where: dict[str, str], by: str, value: str) -> dict[str, str]:
    if by == "department":  # a department lies in its region: the department alone names the group
        return {by: value}
    return where | {by: value}


def _categories(asked: Indicator, by: str, *, year: int, where: Mapping[str, str]) -> tuple[Category, ...]:
    if by not in SCOPES:
        return asked.cut(by).categories(year)
    territories, labels = france(), names()[by]
    values = territories.values(by)
    if by == "department" and "region" in where:
        return tuple(_named(code, labels) for code in values if territories.region_of.get(code) == where["region"])
    return tuple(_named(code, labels) for code in values)


def _named(code: str, labels: Mapping[str, str]) -> Category:
    return Category(code, NOT_KNOWN if code == UNKNOWN else {"fr": labels[code], "en": labels[code]})


def _line(cells: Mapping[CellKey, PublishedCell], asked: Indicator, category: Category, key: CellKey) -> Line:
    cell = cells.get(key, EMPTY)
    return Line(category.key, category.label, cell.people, cell.values.get(asked.key, {}))


def opposed(build: Build) -> int | None:
    """How many people opposed the reuse of their data, or None when they are too few to be told."""
    return None if is_small(build.opposed) else build.opposed
