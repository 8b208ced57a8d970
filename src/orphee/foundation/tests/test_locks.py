"""Names held: by one transaction at a time, of one kind, and in one order."""

from __future__ import annotations

import pytest
from django.db import connection

from orphee.foundation.locks import hold

pytestmark = pytest.mark.django_db


def held() -> list[int]:
    """The numbers that this transaction holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks "
            "WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        return sorted(row[0] for row in cursor.fetchall())


def test_each_name_is_held_once_whatever_it_is_made_of() -> None:
    hold("document", [])
    assert held() == []
    hold("document", ["a", "b", "a", "", "é\"'\\"])
    assert len(held()) == 4
    hold("document", ["b", "a"])
    assert len(held()) == 4


def test_a_name_of_another_kind_is_another() -> None:
    hold("document", ["a"])
    (first,) = held()
    hold("person", ["a"])
    assert len(held()) == 2
    assert first in held()
