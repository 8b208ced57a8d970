"""Tell PostgreSQL who reads, for the length of a transaction.

Row-level security compares each row with these settings. `set_config(…, true)` lasts to the end of the outer
transaction, so leaving a nested context restores what was there before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction

from orphee.access.rules.policy import Action, Purpose, Reader, Scope, system_reader

_READ = (
    "SELECT coalesce(current_setting('app.scope', true), ''), coalesce(current_setting('app.sites', true), ''), "
    "coalesce(current_setting('app.identity', true), '')"
)
_WRITE = (
    "SELECT set_config('app.scope', %s, true), set_config('app.sites', %s, true), set_config('app.identity', %s, true)"
)


@contextmanager
def reading_as(reader: Reader, *, using: str = "default") -> Iterator[None]:
    """Open a transaction in which the database shows what `reader` may see."""
    sites = "{" + ",".join(str(site) for site in sorted(reader.site_ids)) + "}"
    identity = "shown" if reader.may(Action.READ_IDENTITY) else ""
    with transaction.atomic(using=using), _settings(reader.scope.value, sites, identity, using=using):
        yield


@contextmanager
def as_system(actor: str, purpose: Purpose = Purpose.EXCHANGE, *, using: str = "default") -> Iterator[Reader]:
    """Open a transaction that sees everything: for jobs, and for finding a person across centres."""
    reader = system_reader(actor, purpose)
    with transaction.atomic(using=using), _settings(Scope.SYSTEM.value, "{}", "shown", using=using):
        yield reader


@contextmanager
def _settings(scope: str, sites: str, identity: str, *, using: str) -> Iterator[None]:
    with connections[using].cursor() as cursor:
        cursor.execute(_READ)
        former = cursor.fetchone()
        cursor.execute(_WRITE, [scope, sites, identity])
    try:
        yield
    finally:
        if connections[using].in_atomic_block and not connections[using].needs_rollback and not _broken(using):
            with connections[using].cursor() as cursor:
                cursor.execute(_WRITE, list(former))


def _broken(using: str) -> bool:
    """Whether the transaction has failed: it will be rolled back, and takes no more statements."""
    connection = connections[using].connection
    return connection is None or connection.closed or connection.info.transaction_status.name == "INERROR"
