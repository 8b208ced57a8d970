"""Walls are built once, and again when somebody touched them."""

import pytest
from django.db import connections

from orphee.access import row_security

TABLE = "record_entry"
_AGE = "SELECT p.oid, c.relrowsecurity FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relname = %s"


pytestmark = pytest.mark.django_db(databases=["owner"])


@pytest.fixture
def cursor(db):
    with connections["owner"].cursor() as opened:
        row_security.apply(opened)
        yield opened


def standing(cursor):
    cursor.execute(_AGE, [TABLE])
    return cursor.fetchall()


def test_a_wall_that_stands_is_left_alone(cursor):
    before = standing(cursor)
    row_security.apply(cursor)
    assert standing(cursor) == before
    cursor.execute("SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'AccessExclusiveLock'")
    held = cursor.fetchone()[0]
    row_security.apply(cursor)
    cursor.execute("SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'AccessExclusiveLock'")
    assert cursor.fetchone()[0] == held


@pytest.mark.parametrize(
    "harm",
    [
        f"ALTER POLICY reader ON {TABLE} USING (true)",
        f"ALTER POLICY reader ON {TABLE} WITH CHECK (true)",
        f"ALTER POLICY reader ON {TABLE} TO orphee_warehouse",
        f"DROP POLICY reader ON {TABLE}",
        f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY",
    ],
)
def test_a_wall_altered_by_hand_is_built_again(cursor, harm):
    cursor.execute("SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = %s::regclass", [TABLE])
    sound = cursor.fetchone()
    (before,) = standing(cursor)
    cursor.execute(harm)
    row_security.apply(cursor)
    (after,) = standing(cursor)
    assert after[0] != before[0]
    assert after[1] is True
    cursor.execute("SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = %s::regclass", [TABLE])
    assert cursor.fetchone() == sound
