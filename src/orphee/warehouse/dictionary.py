"""The data dictionary of a build: every table, every column, in French and English, beside the tables themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from orphee.warehouse.builds import write_json
from orphee.warehouse.tables import Column, Table

JSON_NAME, CSV_NAME = "dictionary.json", "dictionary.csv"
HEADINGS = ("table", "column", "type", "required", "item", "description_fr", "description_en", "codes")
RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def write_dictionary(folder: Path, tables: Iterable[Table]) -> None:
    """Write both files, the same content in each."""
    known = list(tables)
    write_json(folder / JSON_NAME, [_as_json(table) for table in known])
    (folder / CSV_NAME).write_text(_as_csv(known), encoding="utf-8", newline="")


def _as_json(table: Table) -> dict[str, object]:
    return {
        "table": table.name,
        "grain": {"fr": table.french or table.grain, "en": table.grain},
        "columns": [_column(one) for one in table.columns],
    }


def _column(column: Column) -> dict[str, object]:
    said: dict[str, object] = {
        "name": column.name,
        "type": column.kind.value,
        "required": column.required,
        "description": {"fr": column.french or column.description, "en": column.description},
    }
    if column.item:
        said["item"] = column.item
    if column.codes:
        said["codes"] = {code: {"fr": french, "en": english} for code, french, english in column.codes}
    return said


def _as_csv(tables: Iterable[Table]) -> str:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEADINGS)
    for table in tables:
        for one in table.columns:
            codes = " | ".join(f"{code}: {french}" for code, french, _english in one.codes)
            row = (
                table.name, one.name, one.kind.value, "yes" if one.required else "no", one.item,
                one.french or one.description, one.description, codes,
            )  # fmt: skip
            lines.writerow(_harmless(cell) for cell in row)
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A label may come from an imported dictionary: it must not become a formula."""
    return f"'{cell}" if cell.startswith(RISKY) else cell
