"""Entries into the lines of the data sets' tables (`set_tables`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from orphee.datasets import catalogue
from orphee.datasets.definition import Dataset, Instrument, UnknownName
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.view import EntryView
from orphee.warehouse.set_tables import SetTable, is_exported, tables_of
from orphee.warehouse.set_values import Known
from orphee.warehouse.tables import Table

Row = dict[str, object]
COMPLETE = frozenset(("complete", "validated"))


class SetTables:
    """The tables of some data sets, and how entries fill them."""

    def __init__(self, datasets: Iterable[Dataset]) -> None:
        self.datasets = {one.key: one for one in datasets}
        self._versions = {key: {one.version, *catalogue.versions(key)} for key, one in self.datasets.items()}
        self._tables = {
            (key, instrument): table
            for key, dataset in self.datasets.items()
            for instrument, table in tables_of(dataset).items()
        }

    def all(self) -> Iterator[Table]:
        """Every table, also one that nobody has an entry for."""
        for one in self._tables.values():
            yield from one.all()

    def rows(
        self, entries: Iterable[EntryView], pseudonyms: Mapping[str, str], common: Row, sites: Iterable[str]
    ) -> Iterator[tuple[str, Row]]:
        """The lines of one person's entries, as (table, line). `pseudonyms`: of the entries, by their key."""
        stood = [one for one in entries if one.state != ENTERED_IN_ERROR]
        by_place = {(one.dataset, one.instrument, one.source_key): pseudonyms[one.key] for one in stood}
        known = Known(sites=frozenset(sites), entries=by_place)
        for entry in stood:
            table = self._tables.get((entry.dataset, entry.instrument))
            if table is not None:
                yield from self._rows_of(table, entry, common | {"entry": pseudonyms[entry.key]}, known)

    def _rows_of(self, table: SetTable, entry: EntryView, common: Row, known: Known) -> Iterator[tuple[str, Row]]:
        head: Row = {
            "entry_site": entry.site if entry.site in known.sites else None,
            "entry_version": entry.version if entry.version in self._versions[entry.dataset] else "unknown",
            "entry_month": entry.said_at.date().isoformat()[:7],
            "entry_complete": entry.state in COMPLETE,
        }
        shared = _shared(self.datasets[entry.dataset], entry.version, entry.instrument)
        yield from _lines(table, entry.payload, common, head, shared, known, ())


def _lines(
    table: SetTable,
    answers: object,
    common: Row,
    head: Row,
    shared: frozenset[tuple[str, ...]],
    known: Known,
    position: tuple[int, ...],
) -> Iterator[tuple[str, Row]]:
    row = common | head
    for reading in table.readings:
        row[reading.column] = reading.cell(_at(answers, reading.keys) if reading.item in shared else None, known)
    yield table.table.name, row
    for child in table.children:
        if child.item not in shared:
            continue
        for number, element in enumerate(_several(_at(answers, child.repeats)), start=1):
            here = (*position, number)
            where: Row = {"position": ".".join(str(one) for one in here)}
            yield from _lines(child, element, common, where, shared, known, here)


def _at(answers: object, keys: tuple[str, ...]) -> object:
    for key in keys:
        answers = answers.get(key) if isinstance(answers, Mapping) else None
    return answers


def _several(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else () if value is None else (value,)


@lru_cache(maxsize=2048)
def _shared(dataset: Dataset, version: str, instrument: str) -> frozenset[tuple[str, ...]]:
    """The questions whose answers in this version may go into the table: asked there too, in the same way, of all.

    What was a free text or confidential when it was answered does not become a column because it is one today.
    """
    ours = dataset.instrument(instrument)
    theirs = ours if version == dataset.version else _in_version(dataset.key, version, instrument)
    if theirs is None:
        return frozenset()
    paths: set[tuple[str, ...]] = set()
    for path, item in theirs.by_path.items():
        same = ours.by_path.get(path)
        is_open = is_exported(item) and (len(path) == 1 or path[:-1] in paths)
        if is_open and same is not None and same.type is item.type:
            paths.add(path)
    return frozenset(paths)


def _in_version(key: str, version: str, instrument: str) -> Instrument | None:
    try:
        return catalogue.load(key, version).instrument(instrument)
    except UnknownName:
        return None
