"""CSV files as programs really write them: UTF-8 or Latin-1, commas or semicolons; refused with a reason otherwise."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from orphee.datasets.definition import Text
from orphee.datasets.interchange.results import Loss, UnableToImport
from orphee.datasets.interchange.wording import lost

LARGEST_FIELD = 200_000  # characters of one cell
_SEPARATORS = ",;\t|"
_CODINGS = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file with the line where each begins; `coding` is how its characters were written."""

    rows: tuple[tuple[int, list[str]], ...]
    coding: str


def read_csv(content: bytes, *, largest: int, most_rows: int) -> Table:
    """Every row that is not empty. Raises `UnableToImport` for what is no table, or too large a one."""
    if len(content) > largest:
        raise UnableToImport([lost("too-large", size=len(content), most=largest)])
    text, coding = decoded(content)
    rows: list[tuple[int, list[str]]] = []
    try:
        for line, row in _rows(text):
            if any(cell.strip() for cell in row):
                rows.append((line, row))
            if len(rows) > most_rows:
                raise UnableToImport([lost("too-many-rows", line=line, most=most_rows)])
    except csv.Error as problem:
        raise UnableToImport([lost("not-csv", line=len(rows) + 1, why=str(problem))]) from None
    return Table(tuple(rows), coding)


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding: UTF-8, UTF-16 with its mark, else Windows-1252 (Latin-1).

    Raises `UnableToImport` for bytes that are no text.
    """
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for name in (coding, "cp1252"):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, _CODINGS[name]
        break
    raise UnableToImport([Loss("", 1, lost("not-text").what)])


def coding_note(table: Table) -> Text | None:
    """What to say of a file that is not UTF-8, as Excel writes them in French."""
    if table.coding == "UTF-8":
        return None
    return Text(
        f"Le fichier est en {table.coding} : il est lu comme tel. Vérifiez les accents.",
        f"The file is in {table.coding}: it is read as such. Check the accents.",
    )


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LARGEST_FIELD)
    source = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    before = 0
    for row in source:
        yield before + 1, row
        before = source.line_num


def _separator(text: str) -> str:
    """The separator that the first line uses most, outside quotes."""
    first = text[: text.find("\n") if "\n" in text else len(text)]
    bare = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=lambda one: (bare.count(one), one == ","))
