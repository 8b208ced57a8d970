"""Many rows in one statement.

`COPY` refuses tables behind row-level security, and an insert a row is ten times slower. A few rows travel as one JSON
text that PostgreSQL reads back into columns; many are copied to a temporary table first, which takes half the time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django.db.backends.utils import CursorWrapper

_AS_JSON = json.JSONEncoder(ensure_ascii=False, default=str, check_circular=False).encode
_PLAIN = {str, type(None)}
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
    by_column = [_copied(values, kind) for values, kind in zip(zip(*rows, strict=True), columns.values(), strict=True)]
    cursor.execute(f"CREATE TEMPORARY TABLE {stage} ({_typed(columns)}) ON COMMIT DROP")
    with cursor.copy(f"COPY {stage} ({listed}) FROM STDIN") as copy:
        for row in zip(*by_column, strict=True):
            copy.write_row(row)
    cursor.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {stage} {extra}")  # noqa: S608
    cursor.execute(f"DROP TABLE {stage}")


def _typed(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


def _copied(values: Sequence[object], kind: str) -> Sequence[object]:
    """The values of one column as `COPY` takes them; an enumeration by its value, as JSON writes it."""
    if kind == "jsonb":
        return [None if value is None else _AS_JSON(value) for value in values]
    if kind == "text[]":
        return [None if value is None else _array(value) for value in values]  # type: ignore[arg-type]
    if kind == "text" and not {type(value) for value in values} <= _PLAIN:
        return [None if value is None else str(value) for value in values]
    return values


def _array(parts: Sequence[object]) -> str:
    """A PostgreSQL array of texts, written as the server reads it."""
    quoted = (str(part).replace("\\", "\\\\").replace('"', '\\"') for part in parts)
    return "{" + ",".join(f'"{part}"' for part in quoted) + "}"
