"""Bring the database to the present: start it, create what is missing, migrate, apply the rights."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command

from orphee.access import rights
from orphee.foundation.postgres.cluster import SUPERUSER
from orphee.foundation.postgres.roles import prepare


def start() -> None:
    """Start the embedded cluster and prepare its database; nothing when `DATABASE_URL` names a server."""
    if settings.DATABASE_IS_EMBEDDED:
        settings.EMBEDDED.start()
        prepare(settings.EMBEDDED.dsn("postgres", SUPERUSER), "orphee")


def migrate(*, verbosity: int = 1) -> None:
    """Migrate as the owner, then give each role exactly the rights of the matrix."""
    call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
    rights.apply()
