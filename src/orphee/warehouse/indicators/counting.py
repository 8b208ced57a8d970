"""Count an indicator over one build: every cut, alone and crossed with each scope.

The result is raw: it holds groups of any size and goes to `publication`, which hides what must be hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orphee.warehouse.indicators.definition import UNKNOWN, Cut, Indicator, Statistic

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend
    from ibis.expr.types import Table

SCOPES = ("filiere", "region", "department")
QUARTILES = (0.25, 0.5, 0.75)

CellKey = tuple[tuple[str, str], ...]  # sorted (dimension, value) pairs; () is everyone


def cell_key(**where: str) -> CellKey:
    """The name of a group: which value in which dimension."""
    return tuple(sorted((dimension, value) for dimension, value in where.items() if value))


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one cell, and what their values say: `known` people have one."""

    people: int
    known: int = 0
    values: Mapping[str, float] = field(default_factory=dict)


class ParquetFrames:
    """The tables of a build folder, read by DuckDB when asked for."""

    def __init__(self, folder: Path, *, year: int) -> None:
        import ibis

        self.year = year
        self._folder = folder
        self._connection: Backend = ibis.duckdb.connect()

    @cached_property
    def person(self) -> Table:
        """Everyone."""
        return self._read("person")

    @cached_property
    def diagnosis(self) -> Table:
        """Every diagnosis."""
        return self._read("diagnosis")

    def _read(self, name: str) -> Table:
        return self._connection.read_parquet(str(self._folder / f"{name}.parquet"), table_name=name)

    def keep(self, name: str, table: Table) -> Table:
        """Work a table out once, for the many groupings that follow."""
        self._connection.con.execute(f"CREATE OR REPLACE TABLE {name} AS {self._connection.compile(table)}")
        return self._connection.table(name)

    def close(self) -> None:
        """Let go of the files."""
        self._connection.disconnect()


def count(indicator: Indicator, frames: ParquetFrames) -> Iterator[tuple[CellKey, Group]]:
    """Every group of an indicator with at least one person, sizes and values exact."""
    person = frames.person.select("person", *SCOPES)
    lines = frames.keep(f"lines_{indicator.key}".replace("-", "_"), indicator.classify(frames).join(person, "person"))
    if indicator.statistic is not Statistic.NONE:
        for scopes in ((), ("filiere",), ("region",), ("department",)):
            yield from _groups(lines, indicator, scopes=scopes)
    for cut in indicator.cuts:
        keys = tuple(category.key for category in cut.categories(frames.year))
        yield from _groups(lines, indicator, scopes=(), cut=cut, categories=keys)
        for scope in cut.scopes:
            yield from _groups(lines, indicator, scopes=(scope,), cut=cut, categories=keys)


def count_territories(frames: ParquetFrames) -> Iterator[tuple[CellKey, Group]]:
    """How many people in each filière, region and department, and in each filière by region."""
    for scopes in ((), ("filiere",), ("region",), ("department", "region"), ("filiere", "region")):
        for line in _aggregated(frames.person, dimensions=_filled(frames.person, scopes), measures={}):
            where = {scope: str(line[scope]) for scope in scopes}
            if "department" in scopes:
                where.pop("region")
            yield cell_key(**where), Group(people=int(str(line["people"])))


def _groups(
    lines: Table,
    indicator: Indicator,
    *,
    scopes: tuple[str, ...],
    cut: Cut | None = None,
    categories: tuple[str, ...] = (),
) -> Iterator[tuple[CellKey, Group]]:
    import ibis

    dimensions = _filled(lines, scopes)
    if cut is not None:
        column = lines[cut.key]
        if cut.within:  # groups outside the finer cut are counted by the coarser one
            lines = lines.filter(column.isin(categories))
            dimensions[cut.key] = lines[cut.key]
        else:
            dimensions[cut.key] = ibis.cases((column.isin(categories), column), else_=UNKNOWN)
    for line in _aggregated(lines, dimensions=dimensions, measures=_measures(lines, indicator.statistic)):
        where = {name: str(line[name]) for name in dimensions}
        values = _values(line)
        yield (
            cell_key(**where),
            Group(people=int(str(line["people"])), known=int(str(line.get("known", 0))), values=values),
        )


def _values(line: Mapping[str, Any]) -> dict[str, float]:
    """The mean or the quartiles of one group; nothing when nobody in it has a value."""
    quartiles = line.get("quartiles") or (None, None, None)
    found = {"mean": line.get("mean"), **dict(zip(("lower", "median", "upper"), quartiles, strict=True))}
    return {name: float(value) for name, value in found.items() if value is not None}


def _filled(lines: Table, scopes: tuple[str, ...]) -> dict[str, object]:
    return {scope: lines[scope].fill_null(UNKNOWN) for scope in scopes}


def _measures(lines: Table, statistic: Statistic) -> dict[str, object]:
    if statistic is Statistic.NONE:
        return {}
    if statistic is Statistic.MEAN:
        return {"known": lines.value.count(), "mean": lines.value.mean()}
    return {"known": lines.value.count(), "quartiles": lines.value.quantile(list(QUARTILES))}


def _aggregated(
    lines: Table, *, dimensions: Mapping[str, object], measures: Mapping[str, object]
) -> list[dict[str, object]]:
    wanted = {"people": lines.count(), **measures}
    grouped = lines.group_by(**dimensions).agg(**wanted) if dimensions else lines.aggregate(**wanted)
    rows: list[dict[str, object]] = grouped.to_pyarrow().to_pylist()
    return rows
