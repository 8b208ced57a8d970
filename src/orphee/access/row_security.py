"""Which rows of which table a reader may see or write: the wall under the policy.

A room registers its tables when it starts. `apply` writes the policies, forced on the owner too, so that a
forgotten filter shows nothing rather than everything.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

# Each setting is read in a sub-select of its own: PostgreSQL then reads it once a statement, not once a row.
SCOPE = "(SELECT coalesce(current_setting('app.scope', true), ''))"
IS_SYSTEM = f"{SCOPE} = 'system'"
KNOWS_PEOPLE = "(SELECT coalesce(current_setting('app.identity', true), '')) = 'shown'"
SITES = "(SELECT coalesce(nullif(current_setting('app.sites', true), ''), '{}')::bigint[])::bigint[]"  # for ANY: no set


@dataclass(frozen=True, slots=True)
class Wall:
    """The row condition of one table, in SQL; `write` defaults to the same as `read`."""

    table: str
    read: str
    write: str = ""


_MADE = """
    SELECT c.relrowsecurity, c.relforcerowsecurity, p.polpermissive, p.polcmd::text, p.polroles::text,
           pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid), obj_description(p.oid, 'pg_policy')
    FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'reader' WHERE c.oid = %s::regclass
"""
_walls: dict[str, Wall] = {}


def register(wall: Wall) -> None:
    """Put a table behind row-level security from the next `orphee database migrate` on."""
    _walls[wall.table] = wall


def walls() -> tuple[Wall, ...]:
    """Every registered table."""
    return tuple(_walls.values())


def apply(cursor: CursorWrapper) -> None:
    """Write the policy of each registered table. Idempotent. Table names and conditions come from the code only.

    A wall that stands as it was built is left alone: building it again would hold the table against everyone, and a
    server may be running. The policy's comment is the digest of what it was built from and of what PostgreSQL made
    of that: whoever altered it by hand sees it rebuilt.
    """
    for wall in walls():
        table = ".".join(f'"{part}"' for part in wall.table.split("."))
        rows = f"USING ({IS_SYSTEM} OR ({wall.read})) WITH CHECK ({IS_SYSTEM} OR ({wall.write or wall.read}))"
        if _stands(cursor, table, rows):
            continue
        cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        cursor.execute(f"DROP POLICY IF EXISTS reader ON {table}")
        cursor.execute(f"CREATE POLICY reader ON {table} {rows}")
        cursor.execute(_MADE, [table])
        cursor.execute(f"COMMENT ON POLICY reader ON {table} IS '{_digest(rows, *cursor.fetchone()[:-1])}'")


def _stands(cursor: CursorWrapper, table: str, rows: str) -> bool:
    cursor.execute(_MADE, [table])
    found = cursor.fetchone()
    if found is None:
        return False
    *made, comment = found
    return bool(comment == _digest(rows, *made))


def _digest(rows: str, *made: object) -> str:
    return hashlib.sha256(repr((rows, made)).encode()).hexdigest()
