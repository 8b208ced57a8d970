"""Many rows in one statement.

`COPY` refuses tables behind row-level security, and an insert a row is ten times slower. A few rows travel as one JSON
text that PostgreSQL reads back into columns; many are copied to a temporary table first, which takes half the time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db.backends.utils import CursorWrapper

_NOTHING = "\\N"  # how COPY writes NULL
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_TO_ESCAPE = re.compile(r"[\\\t\n\r]")
_OFTEN_THE_SAME = {"timestamptz", "date", "integer", "bigint", "smallint"}
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
    text = as_json([dict(zip(names, row, strict=True)) for row in rows])
    listed = ", ".join(names)
    source = f"json_to_recordset(%s::json) AS rows ({_typed(columns)})"
    cursor.execute(_insert(table, listed, source, extra), [text])


def _insert_staged(
    cursor: CursorWrapper, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]], extra: str
) -> None:
    stage, listed = f"staged_{table.replace('.', '_')}", ", ".join(columns)
    by_column = [_copied(values, kind) for values, kind in zip(zip(*rows, strict=True), columns.values(), strict=True)]
    lines = map("\t".join, zip(*by_column, strict=True))
    cursor.execute(f"CREATE TEMPORARY TABLE {stage} ({_typed(columns)}) ON COMMIT DROP")
    with cursor.db.wrap_database_errors, cursor.copy(f"COPY {stage} ({listed}) FROM STDIN") as copy:
        copy.write("\n".join(lines) + "\n")
    cursor.execute(_insert(table, listed, stage, extra))
    cursor.execute(f"DROP TABLE {stage}")


def _insert(table: str, listed: str, source: str, extra: str) -> str:
    return f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {source} {extra}"  # noqa: S608 - names from the code


def as_json(value: object) -> str:
    """Compact JSON text; what JSON has no form for is written as `str` does.

    A number that is none (NaN, infinity) stays one, for PostgreSQL to refuse: orjson alone would make it null.
    """
    try:
        text = orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # a number of more than 64 bits, which PostgreSQL holds
        return json.dumps(value, ensure_ascii=False, default=str)
    if "null" in text:
        exact = json.dumps(value, ensure_ascii=False, default=str)
        return exact if "NaN" in exact or "Infinity" in exact else text
    return text


def _typed(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


def _copied(values: Sequence[Any], kind: str) -> Sequence[str]:
    """The values of a column in the text format of `COPY`. A column at a time: a row at a time takes twice as long."""
    if kind == "jsonb":
        return [_NOTHING if value is None else as_json(value).replace("\\", "\\\\") for value in values]
    if kind == "uuid":
        return _keys(values)
    if kind == "text":
        return _texts(values)
    if kind == "text[]":
        return [_NOTHING if value is None else _escaped(_array(value)) for value in values]
    if kind == "boolean":
        return [_NOTHING if value is None else "t" if value else "f" for value in values]
    return _told_once(values) if kind in _OFTEN_THE_SAME else [_NOTHING if one is None else str(one) for one in values]


def _keys(values: Sequence[UUID | None]) -> list[str]:
    """Keys without hyphens: read as well, written three times as fast. The same one often comes several times."""
    told, last, text = [], None, _NOTHING
    for value in values:
        if value is not last:
            last, text = value, _NOTHING if value is None else f"{value.int:032x}"
        told.append(text)
    return told


def _texts(values: Sequence[object]) -> list[str]:
    """Texts, an enumeration by its value; most columns hold few different ones, and few hold anything to escape."""
    told: dict[object, str] = {value: str(value) for value in set(values) if value is not None}
    if _TO_ESCAPE.search("".join(told.values())):
        told = {value: text.translate(_ESCAPES) for value, text in told.items()}
    told[None] = _NOTHING
    return [told[value] for value in values]


def _told_once(values: Sequence[object]) -> list[str]:
    told = {value: _NOTHING if value is None else str(value) for value in set(values)}
    return [told[value] for value in values]


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES) if _TO_ESCAPE.search(text) else text


def _array(parts: Sequence[object]) -> str:
    """A PostgreSQL array of texts, written as the server reads it."""
    quoted = (str(part).replace("\\", "\\\\").replace('"', '\\"') for part in parts)
    return "{" + ",".join(f'"{part}"' for part in quoted) + "}"
