"""The figures on screen as a file that a spreadsheet opens."""

from __future__ import annotations

import csv
import io

from orphee.steering.presenting import Figures
from orphee.warehouse.builds import Build

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(figures: Figures, build: Build, *, title: str, note: str) -> bytes:
    """Semicolons and a byte-order mark, as French spreadsheets expect; the first lines say what and when."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_harmless(title)])
    writer.writerow([f"{build.built_at:%Y-%m-%d}", _harmless(note)])
    writer.writerow([_harmless(column) for column in figures.columns])
    writer.writerows([_harmless(cell) for cell in row] for row in figures.rows)
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def _harmless(cell: str) -> str:
    """A cell that begins like a formula is quoted, so that no spreadsheet runs it."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
