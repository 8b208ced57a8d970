"""From raw groups to what may be published: every cell of every indicator protected together.

All figures of a build share one system of sums, because they share people: the people of a region, by age, by
status, by year. Protecting them one by one would let a reader subtract one table from another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from orphee.warehouse.disclosure import hidden_cells, is_small, may_show_quantile
from orphee.warehouse.indicators import INDICATORS
from orphee.warehouse.indicators.counting import CellKey, Group, ParquetFrames, cell_key, count, count_territories
from orphee.warehouse.indicators.definition import UNKNOWN, Cut, Indicator, Statistic
from orphee.warehouse.sums import Sum


@dataclass(frozen=True, slots=True)
class Territories:
    """The values of each scope, in order of display; `region_of` ties departments to regions."""

    filieres: tuple[str, ...]
    regions: tuple[str, ...]
    region_of: Mapping[str, str]

    def values(self, scope: str) -> tuple[str, ...]:
        """Every value of a scope, "not known" last."""
        known = {"filiere": self.filieres, "region": self.regions, "department": tuple(self.region_of)}[scope]
        return (*known, UNKNOWN)


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """What may be known of a group: its size (None: hidden), and for each indicator the values that may be shown."""

    people: int | None
    values: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def publish(frames: ParquetFrames, territories: Territories, *, year: int) -> dict[CellKey, PublishedCell]:
    """Every cell that exists, ready to be shown to anyone."""
    raw = _raw(frames)
    sums = tuple(_sums(territories, year=year))
    counts: dict[CellKey, int] = {cell: 0 for one in sums for cell in (one.total, *one.parts)}
    counts |= {cell: found[""].people for cell, found in raw.items()}
    hidden = hidden_cells(counts, sums)
    return {
        cell: PublishedCell(
            None if cell in hidden else people,
            {} if cell in hidden else _values(raw.get(cell, {})),
        )
        for cell, people in counts.items()
    }


def _raw(frames: ParquetFrames) -> dict[CellKey, dict[str, Group]]:
    """Groups by cell and indicator ("" holds the size, which is the same for all)."""
    found: dict[CellKey, dict[str, Group]] = {}
    for cell, group in count_territories(frames):
        found.setdefault(cell, {})[""] = group
    for indicator in INDICATORS.values():
        for cell, group in count(indicator, frames):
            groups = found.setdefault(cell, {})
            groups.setdefault("", group)
            groups[indicator.key] = group
    return found


def _values(groups: Mapping[str, Group]) -> dict[str, dict[str, float]]:
    """The means and quantiles of a shown group that may be shown too, rounded. How many people had a value is not
    said: the reader could take it from the size of the group."""
    shown = {}
    for key, group in groups.items():
        if key and (found := dict(_rounded(INDICATORS[key], group))):
            shown[key] = found
    return shown


SHARES = {"lower": 0.25, "median": 0.5, "upper": 0.75}


def _rounded(indicator: Indicator, group: Group) -> Iterator[tuple[str, float]]:
    for name, value in group.values.items():
        if indicator.statistic is Statistic.MEAN:
            is_open = not is_small(group.known)
        else:
            is_open = may_show_quantile(group.known, SHARES[name])
        if is_open:
            yield name, float(round(value))


def _sums(territories: Territories, *, year: int) -> Iterator[Sum[CellKey]]:
    """Every total that a reader could take apart."""
    yield from _territory_sums(territories)
    for indicator in INDICATORS.values():
        for cut in indicator.cuts:
            yield from _cut_sums(indicator, cut, territories, year=year)


def _territory_sums(territories: Territories) -> Iterator[Sum[CellKey]]:
    filieres, regions = territories.values("filiere"), territories.values("region")
    yield Sum((), tuple(cell_key(filiere=one) for one in filieres))
    yield Sum((), tuple(cell_key(region=one) for one in regions))
    for region in regions:
        inside = [one for one in territories.values("department") if territories.region_of.get(one, UNKNOWN) == region]
        yield Sum(cell_key(region=region), tuple(cell_key(department=one) for one in inside))
        yield Sum(cell_key(region=region), tuple(cell_key(filiere=one, region=region) for one in filieres))
    for filiere in filieres:
        yield Sum(cell_key(filiere=filiere), tuple(cell_key(filiere=filiere, region=one) for one in regions))


def _cut_sums(indicator: Indicator, cut: Cut, territories: Territories, *, year: int) -> Iterator[Sum[CellKey]]:
    keys = tuple(category.key for category in cut.categories(year))
    if cut.within:
        for coarse in indicator.cut(cut.within).categories(year):
            inside = tuple(cell_key(**{cut.key: key}) for key in keys if key[:4] == coarse.key)
            if inside:
                yield Sum(cell_key(**{cut.within: coarse.key}), inside)
        return
    yield Sum((), tuple(cell_key(**{cut.key: key}) for key in keys))
    for scope in cut.scopes:
        values = territories.values(scope)
        for value in values:
            yield Sum(cell_key(**{scope: value}), tuple(cell_key(**{cut.key: key, scope: value}) for key in keys))
        for key in keys:
            yield Sum(cell_key(**{cut.key: key}), tuple(cell_key(**{cut.key: key, scope: value}) for value in values))
