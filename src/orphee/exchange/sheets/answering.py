"""The rows of a sheet as answers: which record, which entry, what it says, and what cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from orphee.datasets.definition import Instrument
from orphee.datasets.payload import digest
from orphee.exchange.sheets.cells import answer, is_empty, mixed_columns
from orphee.exchange.sheets.columns import ENTRY, RECORD, Column
from orphee.exchange.sheets.opening import Sheet
from orphee.exchange.sheets.wording import ERROR, CellProblem, RowProblem, say

LONGEST_KEY = 200  # the column of the record's table
_NUMBER = re.compile(r"[A-Za-z0-9]{3}-?[A-Za-z0-9]{3}-?[A-Za-z0-9]{3}-?[A-Za-z0-9]")


@dataclass(slots=True)
class Row:
    """One row: `reference` names the record as written, `key` the entry; a row with an error is not imported."""

    sheet: str
    number: int
    instrument: Instrument
    reference: str
    key: str
    payload: dict[str, Any]
    problems: list[RowProblem]

    @property
    def is_good(self) -> bool:
        """Whether nothing keeps the row out."""
        return not any(one.severity == ERROR for one in self.problems)

    def add(self, code: str, column: str = "", /, **params: object) -> None:
        """Note an error of the row."""
        self.problems.append(RowProblem(self.sheet, self.number, column, ERROR, say(code, **params)))


def rows_of(sheet: Sheet) -> Iterator[Row]:
    """Every row of a sheet, read; the same entry said twice is a problem of the second row."""
    mixed = mixed_columns(sheet.columns, (cells for _, cells in sheet.rows))
    seen: dict[tuple[str, str], int] = {}
    for number, cells in sheet.rows:
        row = _row(sheet, number, cells, mixed)
        place = (row.reference.upper().replace("-", "") if _NUMBER.fullmatch(row.reference) else row.reference, row.key)
        if row.reference and (row.key or not sheet.instrument.repeats):
            if place in seen:
                row.add("same-row", first=seen[place])
            seen.setdefault(place, number)
        yield row


def _row(sheet: Sheet, number: int, cells: list[Any], mixed: frozenset[int]) -> Row:
    row = Row(sheet.name, number, sheet.instrument, _fixed(sheet, cells, RECORD), _fixed(sheet, cells, ENTRY), {}, [])
    for place, column in sheet.columns:
        raw = cells[place] if place < len(cells) else None
        if is_empty(raw):
            continue
        try:
            _put(row.payload, column, answer(column, raw, mixed=place in mixed))
        except CellProblem as problem:
            row.problems.append(RowProblem(sheet.name, number, column.name, ERROR, problem.text))
    _tidy(row.payload)
    _check(row)
    return row


def _check(row: Row) -> None:
    if not row.reference:
        row.add("no-record", RECORD)
    if not row.payload and not row.problems:
        row.add("empty-row")
    if len(row.key) > LONGEST_KEY:
        row.add("key-too-long", ENTRY, length=len(row.key), most=LONGEST_KEY)
    if row.key and not row.instrument.repeats:
        row.add("key-without-need", ENTRY)
    if not row.key and row.instrument.repeats and row.is_good:
        # Without a key, what the row says is its key: the same row again is the same entry.
        row.key = f"row-{digest(row.payload)[:24]}"


def _fixed(sheet: Sheet, cells: list[Any], word: str) -> str:
    place = sheet.fixed.get(word)
    raw = cells[place] if place is not None and place < len(cells) else None
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return "" if raw is None else str(raw).strip()


def _put(payload: dict[str, Any], column: Column, value: Any) -> None:
    """Set one answer; the groups and positions on the way are made."""
    holder: Any = payload
    path = [*column.path, *([column.part] if column.part else [])]
    for step, following in pairwise(path):
        made: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            while len(holder) <= step:
                holder.append({})
            holder = holder[step]
        else:
            holder = holder.setdefault(step, made)
    holder[path[-1]] = value


def _tidy(value: Any) -> None:
    """Take out the positions of a group that nothing was said of."""
    if isinstance(value, dict):
        for part in value.values():
            _tidy(part)
        for key in [key for key, part in value.items() if part == [] or part == {}]:
            del value[key]
    elif isinstance(value, list):
        for part in value:
            _tidy(part)
        value[:] = [part for part in value if part != {}]
