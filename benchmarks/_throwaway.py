"""What benchmarks stand on: a folder, and an installation in it, that leave nothing behind.

Imported by the benchmarks beside it (its name begins with `_`: `make bench` runs the others). A benchmark imports
Django's models inside its functions, once `installation` has said where the database is.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ADDRESSES = ("DATABASE_URL", "ORPHEE_OWNER_DATABASE_URL", "ORPHEE_WAREHOUSE_DATABASE_URL")


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of this run, which the server's account can enter."""
    with tempfile.TemporaryDirectory(prefix="orphee-bench-", ignore_cleanup_errors=True) as name:
        found = Path(name)
        found.chmod(0o755)
        yield found


@contextmanager
def installation() -> Iterator[Path]:
    """The folder of an Orphée of its own: an embedded PostgreSQL that keeps its promises (fsync on), migrated, empty.

    Whatever database the environment names is left alone. The test client may ask for its pages.
    """
    with folder() as found:
        for name in ADDRESSES:
            os.environ.pop(name, None)
        os.environ |= {
            "ORPHEE_DATA_DIR": str(found),
            "ORPHEE_HOSTS": "testserver",
            "DJANGO_SETTINGS_MODULE": "orphee.config.settings",
        }
        import django

        django.setup()
        from django.conf import settings
        from django.db import connections

        from orphee.config.database import migrate, start

        try:
            start()
            migrate(verbosity=0)
            yield found
        finally:
            connections.close_all()
            settings.EMBEDDED.remove()


def terminologies(*, bare: bool = False) -> dict[str, str]:
    """Load what installations have (ORPHEE_REFERENCE_DIR, else what the package ships): the release of each source.

    Without them a code cannot be looked up, and validation passes over it. `bare`: load nothing.
    """
    if bare:
        return {}
    from orphee.terminology.loading import load

    report = load(progress=lambda text: print(text, file=sys.stderr))
    assert not report.refused, [f"{one.title}: {one.problem}" for one in report.refused]
    return {one.source: one.version for one in report.sources}
