"""Names held until the end of a transaction: whoever else asks for one of them waits."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from orphee.foundation.rows import as_json


def hold(kind: str, names: Iterable[str]) -> None:
    """Hold each name of this kind, thousands in one statement; what it names need not exist yet.

    Always taken in the same order, so that two transactions that want some of the same never wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(number) FROM "
            "(SELECT DISTINCT hashtextextended(%s || ' ' || name, 0) AS number "
            "FROM json_array_elements_text(%s::json) AS names (name) ORDER BY number) AS ordered",
            [kind, as_json(list(names))],
        )
