"""Many rows in one statement.

`COPY` refuses tables behind row-level security, and an insert a row is ten times slower. A few rows travel as one JSON
text that PostgreSQL reads back into columns; many are copied to a temporary table first, which takes half the time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django.db.backends.utils import CursorWrapper

ENOUGH_TO_STAGE = 200  # rows: below, making the temporary table costs more than it saves


def insert_rows(
    cursor: CursorWrapper, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]], *, extra: str = ""
) -> None:
    """Insert `rows` (one value a column, in order). `columns` maps names to PostgreSQL types.

    Values of `jsonb` columns are given as Python objects, those of `text[]` as sequences of text. `extra` is an
    `ON CONFLICT` clause. Table and column names come from the code only. Text may not hold U+0000, which PostgreSQL
    cannot store.
    """
    if not rows:
        return
    if len(rows) < ENOUGH_TO_STAGE:
        _insert_as_json(cursor, table, columns, rows, extra)
    else:
        _insert_staged(cursor, table, columns, rows, extra)


def _insert_as_json(
    cursor: CursorWrapper, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]], extra: str
) -> None:
    names = tuple(columns)
    text = json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, default=str)
    listed = ", ".join(names)
    cursor.execute(
        f"INSERT INTO {table} ({listed}) SELECT {listed} FROM json_to_recordset(%s::json) AS rows ({_typed(columns)}) "  # noqa: S608
        f"{extra}",
        [text],
    )


def _insert_staged(
    cursor: CursorWrapper, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]], extra: str
) -> None:
    stage, listed = f"staged_{table.replace('.', '_')}", ", ".join(columns)
    kinds = tuple(columns.values())
    cursor.execute(f"CREATE TEMPORARY TABLE {stage} ({_typed(columns)}) ON COMMIT DROP")
    with cursor.copy(f"COPY {stage} ({listed}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_copied(value, kind) for value, kind in zip(row, kinds, strict=True)])
    cursor.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {stage} {extra}")  # noqa: S608
    cursor.execute(f"DROP TABLE {stage}")


def _typed(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


def _copied(value: object, kind: str) -> object:
    """A value as `COPY` takes it; an enumeration by its value, as JSON writes it."""
    if value is None or type(value) is str:
        return value if kind != "jsonb" else None if value is None else json.dumps(value, ensure_ascii=False)
    if kind == "jsonb":
        return json.dumps(value, ensure_ascii=False, default=str)
    if kind == "text[]":
        return [str(part) for part in value]  # type: ignore[attr-defined]
    return str(value) if kind == "text" else value
