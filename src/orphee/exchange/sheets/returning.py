"""The same file back, with a column that says what is wrong with each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from orphee.datasets.interchange.dictionary import XLSX, harmless
from orphee.datasets.interchange.results import Exported
from orphee.exchange.sheets.columns import FIXED, PROBLEMS
from orphee.exchange.sheets.opening import Opened, Sheet
from orphee.exchange.sheets.templates import CSV
from orphee.exchange.sheets.wording import RowProblem


def with_problems(opened: Opened, problems: Iterable[RowProblem], *, language: str = "fr") -> Exported:
    """The sheets as they came, problems in the last column; corrected, the file can be imported as it is."""
    said: dict[tuple[str, int], list[str]] = {}
    for one in problems:
        column = f"{one.column} : " if one.column else ""
        said.setdefault((one.sheet, one.row), []).append(column + one.text.in_(language))
    if opened.is_csv:
        return Exported(_csv(opened.sheets[0], said, language), CSV)
    return Exported(_workbook(opened.sheets, said, language), XLSX)


def _csv(sheet: Sheet, said: dict[tuple[str, int], list[str]], language: str) -> bytes:
    paper = io.StringIO()
    writer = csv.writer(paper)
    for row in _rows(sheet, said, language):
        writer.writerow([harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + paper.getvalue().encode()


def _workbook(sheets: Iterable[Sheet], said: dict[tuple[str, int], list[str]], language: str) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for one in sheets:
        sheet = book.create_sheet(one.name[:31])
        for row in _rows(one, said, language):
            cells = [WriteOnlyCell(sheet, value=_plain(value)) for value in row]
            for cell in cells:
                if cell.data_type == "f":  # a formula comes back as its text
                    cell.data_type = "s"
            sheet.append(cells)
    paper = io.BytesIO()
    book.save(paper)
    return paper.getvalue()


def _rows(sheet: Sheet, said: dict[tuple[str, int], list[str]], language: str) -> Iterable[list[Any]]:
    place = sheet.fixed.get(PROBLEMS, len(sheet.header))
    yield _with(list(sheet.header), place, PROBLEMS)
    if sheet.labels is not None:
        yield _with(list(sheet.labels), place, FIXED[PROBLEMS].in_(language))
    for number, cells in sheet.rows:
        yield _with(list(cells), place, "\n".join(said.get((sheet.name, number), ())))


def _with(cells: list[Any], place: int, word: str) -> list[Any]:
    cells += [None] * (place + 1 - len(cells))
    cells[place] = word or None
    return cells


def _plain(value: Any) -> Any:
    """What a cell can hold: an array formula is said by its text."""
    if value is None or isinstance(value, str | int | float | bool) or hasattr(value, "isoformat"):
        return value
    return str(getattr(value, "text", value))
