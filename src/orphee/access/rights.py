"""What each database role may do with each table: the matrix, applied after every migration.

The application may do everything but alter history: tables registered with `append_only` take new rows and
nothing else. The warehouse reads only the tables registered for it, and has no way into the identity schema.
A table that no room has registered fails the tests.
"""

from __future__ import annotations

from django.db import connections, transaction

from orphee.access import row_security
from orphee.foundation.postgres.roles import APPLICATION, WAREHOUSE

APPEND_ONLY: set[str] = {"foundation_auditline"}
APPEND_ONLY_BUT: dict[str, str] = {}
FOR_THE_WAREHOUSE: set[str] = set()


def append_only(*tables: str) -> None:
    """These tables are history: the application adds rows and never changes or deletes one."""
    APPEND_ONLY.update(tables)


def append_only_but(table: str, column: str) -> None:
    """This table is history too, except for one column that the application may change (a mark, a state)."""
    APPEND_ONLY_BUT[table] = column


def for_the_warehouse(*tables: str) -> None:
    """The pseudonymised build may read these tables. Never a table of the identity schema."""
    FOR_THE_WAREHOUSE.update(tables)


def apply() -> None:
    """Grant and revoke until the database says what the matrix says."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION}, {WAREHOUSE}")
        cursor.execute(f"GRANT USAGE ON SCHEMA identity TO {APPLICATION}")
        for schema in ("public", "identity"):
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {APPLICATION}")
            cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {APPLICATION}")
            cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {WAREHOUSE}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {APPLICATION}")
        for table in sorted(APPEND_ONLY):
            cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {APPLICATION}")
        for table, column in sorted(APPEND_ONLY_BUT.items()):
            cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {APPLICATION}")
            cursor.execute(f"GRANT UPDATE ({column}) ON {table} TO {APPLICATION}")
        for table in sorted(FOR_THE_WAREHOUSE):
            cursor.execute(f"GRANT SELECT ON {table} TO {WAREHOUSE}")
        row_security.apply(cursor)
