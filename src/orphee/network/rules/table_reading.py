"""Read a CSV as people send it: any of the usual encodings and separators, nothing guessed silently.

Spreadsheets save UTF-8 with or without a byte order mark, UTF-16, or Windows-1252; they separate with a
semicolon (French), a comma or a tab. Bytes in, lines out; what is wrong is a `LineProblem`.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass

from orphee.network.rules.line_problems import LineProblem, problem

MAX_BYTES = 20_000_000  # the whole national directory is about half a megabyte
MAX_LINES = 100_000
MAX_CELL = 1_000  # characters; the longest official name has fewer than 200
SEPARATORS = (";", ",", "\t")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # OWASP: CSV injection


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: its number in the file (the header is line 1) and its cells by column.

    `beyond` counts the cells that stand behind the last column and say something.
    """

    number: int
    cells: dict[str, str]
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """What was read, and how: encoding and separator are shown in the report."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    encoding: str
    separator: str


def decode(content: bytes) -> tuple[str, str] | LineProblem:
    """The text and the name of its encoding, or why it is not a text."""
    if len(content) > MAX_BYTES:
        return problem("file-too-large", size=len(content) // 1_000_000, limit=MAX_BYTES // 1_000_000)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(content, "utf-16")
    if b"\x00" in content:
        return problem("file-not-text")
    strict = _decoded(content, "utf-8-sig")
    return strict if isinstance(strict, tuple) else _decoded(content, "cp1252", errors="replace")


def _decoded(content: bytes, encoding: str, *, errors: str = "strict") -> tuple[str, str] | LineProblem:
    try:
        return content.decode(encoding, errors), encoding.removesuffix("-sig")
    except UnicodeDecodeError:
        return problem("file-not-text")


def read_table(content: bytes) -> Table | LineProblem:
    """The lines of a CSV with a header. Empty lines are skipped; their numbers still count."""
    decoded = decode(content)
    if isinstance(decoded, LineProblem):
        return decoded
    text, encoding = decoded
    separator = separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        return problem("file-not-csv", line=reader.line_num)
    if not rows or not any(cell.strip() for cell in rows[0]):
        return problem("file-empty")
    if len(rows) > MAX_LINES:
        return problem("too-many-lines", count=len(rows), limit=MAX_LINES)
    columns = tuple(cell.strip() for cell in rows[0])
    lines = tuple(
        Line(number, dict(zip(columns, (cell.strip() for cell in row), strict=False)), _beyond(row, len(columns)))
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    )
    return Table(columns, lines, encoding, separator)


def _beyond(row: list[str], columns: int) -> int:
    return sum(bool(cell.strip()) for cell in row[columns:])


def separator_of(text: str) -> str:
    """The separator that occurs most in the header; a semicolon when none does."""
    header = text.lstrip("\ufeff").split("\n", 1)[0]
    return max(SEPARATORS, key=header.count)


def cell_problem(line: Line, column: str) -> LineProblem | None:
    """A cell no directory should hold: a formula, a control character, an endless text, a broken accent."""
    value = line.cells.get(column, "")
    if len(value) > MAX_CELL:
        return problem("cell-too-long", line=line.number, column=column, length=len(value), limit=MAX_CELL)
    if value.startswith(FORMULA_STARTS):
        return problem("cell-formula", line=line.number, column=column)
    if any(ord(character) < 32 or character == "\ufffd" for character in value):
        return problem("cell-control-character", line=line.number, column=column)
    return None
