"""Which rows of which table a reader may see or write: the wall under the policy.

A room registers its tables when it starts. `apply` writes the policies, forced on the owner too, so that a
forgotten filter shows nothing rather than everything.
"""

from __future__ import annotations

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


_walls: dict[str, Wall] = {}


def register(wall: Wall) -> None:
    """Put a table behind row-level security from the next `orphee migrate` on."""
    _walls[wall.table] = wall


def walls() -> tuple[Wall, ...]:
    """Every registered table."""
    return tuple(_walls.values())


def apply(cursor: CursorWrapper) -> None:
    """Write the policy of each registered table. Idempotent. Table names and conditions come from the code only."""
    for wall in walls():
        table = ".".join(f'"{part}"' for part in wall.table.split("."))
        read, write = f"{IS_SYSTEM} OR ({wall.read})", f"{IS_SYSTEM} OR ({wall.write or wall.read})"
        cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        cursor.execute(f"DROP POLICY IF EXISTS reader ON {table}")
        cursor.execute(f"CREATE POLICY reader ON {table} USING ({read}) WITH CHECK ({write})")
