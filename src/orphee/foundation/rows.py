"""Many rows in one statement.

`COPY` refuses tables behind row-level security, and an insert a row is ten times slower: the rows travel as one JSON
text that PostgreSQL reads back into columns.
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
    `ON CONFLICT` clause. Table and column names come from the code only. Text may not hold U+0000, which PostgreSQL
    cannot store.
    """
    if not rows:
        return
    names = tuple(columns)
    text = json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, default=str)
    typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    listed = ", ".join(names)
    cursor.execute(
        f"INSERT INTO {table} ({listed}) SELECT {listed} FROM json_to_recordset(%s::json) AS rows ({typed}) {extra}",  # noqa: S608
        [text],
    )
