"""A file into rows: XLSX or CSV, checked before it is opened, columns named by the definition."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from orphee.datasets.definition import Dataset, Instrument, StoredIn, Text
from orphee.datasets.interchange.results import UnableToImport
from orphee.datasets.interchange.tables import read_csv
from orphee.datasets.interchange.workbooks import check_workbook
from orphee.exchange.sheets.columns import FIXED, RECORD, Column, column_of
from orphee.exchange.sheets.wording import ERROR, RowProblem, UnableToReadSheet, say

LARGEST_CSV = 200_000_000  # bytes
MOST_ROWS = 100_000
MOST_CELLS = 12_000_000
MOST_COLUMNS = 4_000
_BLANK_ROWS = 2_000  # after so many empty rows, the sheet has ended


@dataclass(frozen=True)
class Sheet:
    """The rows of one form: its title line, the column of each place, and each row with its number in the file."""

    name: str
    instrument: Instrument
    header: tuple[str, ...]
    fixed: dict[str, int]
    columns: tuple[tuple[int, Column], ...]
    rows: list[tuple[int, list[Any]]] = field(repr=False)
    labels: list[Any] | None = None


@dataclass(frozen=True)
class Opened:
    """What a file holds; `is_csv` says how to give it back, `note` what to check."""

    sheets: tuple[Sheet, ...]
    is_csv: bool
    note: Text | None = None


def open_file(content: bytes, dataset: Dataset, instrument: str = "") -> Opened:
    """The sheets of a file. Raises `UnableToReadSheet`, every wrong column listed."""
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return Opened(tuple(_workbook(content, dataset, instrument)), is_csv=False)
    try:
        table = read_csv(content, largest=LARGEST_CSV, most_rows=MOST_ROWS + 2)
    except UnableToImport as problem:
        raise UnableToReadSheet(
            tuple(RowProblem("", one.line, "", ERROR, one.what) for one in problem.faults)
        ) from None
    note = None if table.coding == "UTF-8" else say("read-as", coding=table.coding)
    rows: list[tuple[int, list[Any]]] = [(line, list(row)) for line, row in table.rows]
    chosen = _chosen(rows, dataset, instrument)
    return Opened((_sheet(chosen.key, chosen, rows),), is_csv=True, note=note)


def instruments_of(dataset: Dataset) -> tuple[Instrument, ...]:
    """The forms whose entries can come from a sheet."""
    return tuple(one for one in dataset.instruments if one.stored_in is StoredIn.RECORD)


def _chosen(rows: list[tuple[int, list[Any]]], dataset: Dataset, instrument: str) -> Instrument:
    """The form that a single table fills: the one named, the only one, or the only one that knows its columns."""
    forms = instruments_of(dataset)
    if instrument:
        return dataset.instrument(instrument)
    if len(forms) > 1 and rows:
        names = [str(cell).strip() for cell in rows[0][1] if str(cell).strip() not in ("", *FIXED)]
        forms = tuple(form for form in forms if names and all(column_of(form, name) for name in names))
    if len(forms) != 1:
        known = ", ".join(form.key for form in instruments_of(dataset))
        raise UnableToReadSheet((RowProblem("", 0, "", ERROR, say("which-form", known=known)),))
    return forms[0]


def _workbook(content: bytes, dataset: Dataset, instrument: str) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    try:
        check_workbook(content)
    except UnableToImport as problem:
        raise UnableToReadSheet(tuple(RowProblem("", 0, "", ERROR, one.what) for one in problem.faults)) from None
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        read = {sheet.title: sheet for sheet in book.worksheets}
    except Exception as problem:  # whatever a broken part makes the library raise
        raise _unreadable(problem) from None
    forms = {form.key[:31]: form for form in instruments_of(dataset) if not instrument or form.key == instrument}
    found = [(title, forms[title]) for title in read if title in forms]
    if not found and len(read) == 1:
        title, sheet = next(iter(read.items()))
        rows = _rows(sheet)
        yield _sheet(title, _chosen(rows, dataset, instrument), rows)
        return
    if not found:
        raise UnableToReadSheet((RowProblem("", 0, "", ERROR, say("no-sheet", known=", ".join(forms))),))
    opened = [_sheet(title, form, _rows(read[title]), may_be_empty=len(found) > 1) for title, form in found]
    filled = [sheet for sheet in opened if sheet.rows]
    if not filled:
        raise UnableToReadSheet((RowProblem(found[0][0], 1, "", ERROR, say("no-rows")),))
    yield from filled


def _rows(sheet: Any) -> list[tuple[int, list[Any]]]:
    """The rows that hold something, each cut to the width of the title line."""
    rows: list[tuple[int, list[Any]]] = []
    kept: dict[str, str] = {}  # one copy of a word that comes a thousand times
    width = cells = blank = 0
    try:
        for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
            row = list(values[: width or None])
            while row and row[-1] is None:
                row.pop()
            if not row:
                blank += 1
                if blank > _BLANK_ROWS:
                    break
                continue
            blank = 0
            width = width or len(row)
            cells += len(row)
            _check_size(sheet.title, number, len(rows), cells)
            rows.append((number, [kept.setdefault(one, one) if type(one) is str else one for one in row]))
    except UnableToReadSheet:
        raise
    except Exception as problem:
        raise _unreadable(problem) from None
    return rows


def _check_size(sheet: str, number: int, rows: int, cells: int) -> None:
    if rows > MOST_ROWS + 1:
        raise UnableToReadSheet((RowProblem(sheet, number, "", ERROR, say("too-many-rows", most=MOST_ROWS)),))
    if cells > MOST_CELLS:
        raise UnableToReadSheet((RowProblem(sheet, number, "", ERROR, say("too-many-cells", most=MOST_CELLS)),))


def _sheet(
    name: str, instrument: Instrument, rows: list[tuple[int, list[Any]]], *, may_be_empty: bool = False
) -> Sheet:
    header = tuple(str(cell).strip() if cell is not None else "" for cell in rows[0][1]) if rows else ()
    fixed = {word: header.index(word) for word in FIXED if word in header}
    columns = {
        place: column_of(instrument, title) for place, title in enumerate(header) if title and title not in FIXED
    }
    _check_columns(name, header, [header[place] for place, column in columns.items() if column is None])
    body = rows[1:]
    labels = body.pop(0)[1] if body and _is_label_row(body[0][1], fixed) else None
    if not body and not may_be_empty:
        raise UnableToReadSheet((RowProblem(name, 1, "", ERROR, say("no-rows")),))
    known = tuple((place, column) for place, column in columns.items() if column is not None)
    return Sheet(name, instrument, header, fixed, known, body, labels)


def _check_columns(name: str, header: Sequence[str], unknown: Iterable[str]) -> None:
    """Every wrong column at once."""
    problems = []
    if listed := list(unknown):
        problems.append(say("unknown-columns", columns=", ".join(_shown(one) for one in listed)))
    twice = sorted({title for title in header if title and header.count(title) > 1})
    if twice:
        problems.append(say("twice-columns", columns=", ".join(_shown(one) for one in twice)))
    if RECORD not in header:
        problems.append(say("missing-columns", columns=RECORD))
    if problems:
        raise UnableToReadSheet(tuple(RowProblem(name, 1, "", ERROR, text) for text in problems))


def _shown(title: str) -> str:
    return title if len(title) <= 60 else title[:59] + "…"


def _is_label_row(row: list[Any], fixed: dict[str, int]) -> bool:
    """The second line of a template says what the columns mean."""
    place = fixed[RECORD]
    said = row[place] if place < len(row) else None
    return said in (FIXED[RECORD].fr, FIXED[RECORD].en)


def _unreadable(problem: Exception) -> UnableToReadSheet:
    return UnableToReadSheet((RowProblem("", 0, "", ERROR, say("not-read", why=type(problem).__name__)),))
