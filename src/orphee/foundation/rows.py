"""Many rows in one statement.

`COPY` refuses tables behind row-level security, and an insert a row is ten times slower: the columns travel as
arrays and PostgreSQL unnests them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django.db.backends.utils import CursorWrapper


def insert_rows(
    cursor: CursorWrapper, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]], *, extra: str = ""
) -> None:
    """Insert `rows` (one value a column, in order). `columns` maps names to PostgreSQL types.

    Values of `jsonb` columns are given as Python objects, those of `text[]` as sequences of text. `extra` is an
    `ON CONFLICT` clause. Table and column names come from the code only.
    """
    if not rows:
        return
    by_column = [
        _as_array(values, kind) for values, kind in zip(zip(*rows, strict=True), columns.values(), strict=True)
    ]
    names = ", ".join(columns)
    picked = ", ".join(_picked(f"c{number}", kind) for number, kind in enumerate(columns.values()))
    arrays = ", ".join(f"%s::{_carried(kind)}[]" for kind in columns.values())
    aliases = ", ".join(f"c{number}" for number in range(len(columns)))
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {picked} FROM unnest({arrays}) AS rows ({aliases}) {extra}",  # noqa: S608
        by_column,
    )


def _carried(kind: str) -> str:
    return "text" if kind in ("jsonb", "text[]") else kind


def _picked(column: str, kind: str) -> str:
    if kind == "text[]":
        return f"ARRAY(SELECT jsonb_array_elements_text({column}::jsonb))"
    return f"{column}::jsonb" if kind == "jsonb" else column


def _as_array(values: Sequence[object], kind: str) -> list[object]:
    if kind not in ("jsonb", "text[]"):
        return list(values)
    return [None if value is None else json.dumps(value, ensure_ascii=False) for value in values]
