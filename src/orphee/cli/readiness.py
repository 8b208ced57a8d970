"""Get Django and the database ready for a command."""

from __future__ import annotations

import os

from orphee.cli.answers import stop


def ready(*, database: bool = True, as_json: bool = False) -> None:
    """Set Django up and, unless a command works without it, start and check the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orphee.config.settings")
    _set_up(as_json=as_json)
    if database:
        _refuse_bad_keys(as_json=as_json)
        _start(as_json=as_json)


def _set_up(*, as_json: bool) -> None:
    import django

    from orphee.config.environment import Misconfigured
    from orphee.foundation.postgres.cluster import UnableToStartPostgres

    try:
        django.setup()
    except (Misconfigured, UnableToStartPostgres) as problem:
        stop(f"{problem}.", as_json=as_json)
    except OSError as error:
        stop(f"The data directory cannot be written or read ({error.strerror}). Run: orphee doctor", as_json=as_json)


def _refuse_bad_keys(*, as_json: bool) -> None:
    """Before anything is received that could not be sealed."""
    from orphee.foundation.sealing import UnableToUseKeys, check_keys

    try:
        check_keys()
    except UnableToUseKeys as problem:
        stop(f"{problem}.", as_json=as_json)
    except OSError as error:
        stop(f"seal.key cannot be made or read in the data directory ({error.strerror}).", as_json=as_json)


def _start(*, as_json: bool) -> None:
    from django.db import connection
    from django.db.utils import OperationalError

    from orphee.config.database import migrate, start
    from orphee.foundation.postgres.cluster import UnableToStartPostgres
    from orphee.foundation.postgres.programs import UnableToFindPostgres

    try:
        start()
        if has_migrations_to_run():
            migrate(verbosity=0)
        connection.ensure_connection()
    except (UnableToStartPostgres, UnableToFindPostgres) as error:
        stop(str(error), as_json=as_json)
    except OperationalError as error:
        stop(f"The database does not answer: {error}. Check DATABASE_URL, or run: orphee doctor", as_json=as_json)


def has_migrations_to_run() -> bool:
    """Whether the tables are older than the program."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
