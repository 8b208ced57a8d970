"""What `orphee doctor` finds of the database: each role connects, to the same one, and may no more than it should."""

from __future__ import annotations

import os
from collections.abc import Iterator

from orphee.cli.diagnosis import MISSING, OK, Diagnosis, Look

ROLES = {
    "default": ("DATABASE_URL", "orphee_app"),
    "owner": ("ORPHEE_OWNER_DATABASE_URL", "orphee_owner"),
    "warehouse": ("ORPHEE_WAREHOUSE_DATABASE_URL", "orphee_warehouse"),
}
_ASKED = """
    SELECT current_setting('server_version'), current_database(), pg_postmaster_start_time(),
           rolsuper OR rolbypassrls,
           COALESCE(has_schema_privilege(to_regnamespace('identity')::oid, 'USAGE'), false),
           COALESCE(has_table_privilege(to_regclass('warehouse_entry')::oid, 'SELECT'), true)
    FROM pg_roles WHERE rolname = current_user
"""


def database() -> Iterator[Diagnosis]:
    """The server, and each role in turn. Nothing is asked of the others when it does not answer."""
    from django.conf import settings
    from django.db import DatabaseError

    try:
        if settings.DATABASE_IS_EMBEDDED:
            from orphee.config.database import start

            start()
        version, *here, is_above_rows, _, _ = _told("default")
    except (DatabaseError, RuntimeError, OSError) as error:
        yield Diagnosis("PostgreSQL", MISSING, _first_line(error), "Check DATABASE_URL, or ORPHEE_POSTGRES_BIN.")
        return
    yield Diagnosis("PostgreSQL", OK, f"{version} ({'embedded' if settings.DATABASE_IS_EMBEDDED else 'DATABASE_URL'})")
    if is_above_rows:
        yield Diagnosis("Database role", MISSING, "is above row-level security", "Use the role orphee_app.")
    others = [one for alias in ("owner", "warehouse") for one in _role(alias, here)]
    yield from others
    if all(one.state == OK or one.what != ROLES["owner"][0] for one in others):
        yield from _tables()


def _role(alias: str, here: list[object]) -> Iterator[Diagnosis]:
    """Whether the other roles reach the same database as the application, and the warehouse's no names."""
    from django.conf import settings
    from django.db import DatabaseError

    variable, role = ROLES[alias]
    if not settings.DATABASE_IS_EMBEDDED and not os.environ.get(variable):
        yield Diagnosis(variable, MISSING, "DATABASE_URL serves in its place", f"Set {variable} to the role {role}.")
        return
    try:
        _, *there, is_above_rows, reaches_names, reads_entries = _told(alias)
    except DatabaseError as error:
        todo = f"Check the host, port, database, user and password in {variable}."
        yield Diagnosis(variable, MISSING, _first_line(error), todo)
        return
    if there != here:
        yield Diagnosis(variable, MISSING, "is another database than the application's", f"Correct {variable}.")
    elif alias == "warehouse" and (is_above_rows or reaches_names or not reads_entries):
        found = "can read names" if is_above_rows or reaches_names else "cannot read entries"
        yield Diagnosis(variable, MISSING, found, f"Set it to the role {role}, then run: orphee database migrate")
    else:
        yield Diagnosis(variable, OK, "connects")


def _tables() -> Iterator[Diagnosis]:
    from orphee.cli.readiness import has_migrations_to_run

    if has_migrations_to_run():
        yield Diagnosis("Tables", MISSING, "not up to date", "Run: orphee database migrate")


def _told(alias: str) -> tuple[object, ...]:
    from django.db import DatabaseError, connections

    with connections[alias].cursor() as cursor:
        cursor.execute(_ASKED)
        found = cursor.fetchone()
    if found is None:
        raise DatabaseError("the role of this connection is not known to the server")
    return tuple(found)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


LOOKS: tuple[Look, ...] = (database,)
