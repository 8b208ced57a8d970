"""`orphee doctor`: what is configured, what is missing, what to do."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from orphee.cli.answers import DONE, NOT_READY, answer, paper
from orphee.cli.options import AsJson
from orphee.cli.readiness import ready
from orphee.foundation.places import data_directory, reference_directory

GIBIBYTE = 1024**3


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at. `state` is ok, advice (works, but…) or missing."""

    what: str
    state: str
    found: str
    todo: str = ""


def doctor(as_json: AsJson = False) -> None:
    """Say what is configured, what is missing, and what to do."""
    ready(database=False)
    found = [diagnosis for look in LOOKS for diagnosis in look()]
    for one in found if not as_json else ():
        mark = {"ok": "[green]ok[/]", "advice": "[yellow]advice[/]", "missing": "[red]missing[/]"}[one.state]
        paper.print(f"{mark:24} {one.what}: {one.found}" + (f"\n         → {one.todo}" if one.todo else ""))
    is_ready = all(one.state != "missing" for one in found)
    answer(
        {"ready": is_ready, "checks": [asdict(one) for one in found]},
        as_json=as_json,
        code=DONE if is_ready else NOT_READY,
    )


def _machine() -> Iterator[Diagnosis]:
    yield Diagnosis("Python", "ok", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    folder = data_directory()
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free / GIBIBYTE
    state, todo = ("ok", "") if free > 2 else ("advice", "Free some space: 150,000 people need about 2 GiB.")
    yield Diagnosis("Data directory", state, f"{folder} ({free:.0f} GiB free)", todo)


def _secrets() -> Iterator[Diagnosis]:
    for variable, what in (
        ("ORPHEE_SECRET_KEY", "Session key"),
        ("ORPHEE_SEAL_KEYS", "Keys that seal documents"),
        ("ORPHEE_WAREHOUSE_KEY", "Key of the pseudonyms"),
    ):
        if os.environ.get(variable):
            yield Diagnosis(what, "ok", f"{variable} is set")
        else:
            yield Diagnosis(what, "advice", "a file in the data directory", f"Set {variable} in production.")


def _fhir() -> Iterator[Diagnosis]:
    from orphee.datasets.interchange.fhir_names import OURS, UNSET

    todo = "Set ORPHEE_FHIR_BASE to an address that you own before definitions are published as FHIR."
    yield Diagnosis("FHIR base", *(("advice", "a reserved name", todo) if OURS == UNSET else ("ok", OURS)))


def _roles() -> Iterator[Diagnosis]:
    """Without a role of its own, the pseudonymised build could read names."""
    from django.conf import settings

    for variable in ("ORPHEE_OWNER_DATABASE_URL", "ORPHEE_WAREHOUSE_DATABASE_URL"):
        if not settings.DATABASE_IS_EMBEDDED and not os.environ.get(variable):
            yield Diagnosis(
                variable, "missing", "DATABASE_URL serves in its place", f"Set {variable} to a role of its own."
            )


def _database() -> Iterator[Diagnosis]:
    from django.conf import settings
    from django.db import connection
    from django.db.utils import OperationalError

    from orphee.cli.readiness import _has_migrations_to_run

    where = "embedded" if settings.DATABASE_IS_EMBEDDED else "DATABASE_URL"
    try:
        if settings.DATABASE_IS_EMBEDDED:
            from orphee.config.database import start

            start()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version'), rolsuper OR rolbypassrls FROM pg_roles "
                           "WHERE rolname = current_user")  # fmt: skip
            version, is_above_rows = cursor.fetchone()
        yield Diagnosis("PostgreSQL", "ok", f"{version} ({where})")
        if is_above_rows:
            yield Diagnosis("Database role", "missing", "is above row-level security", "Use the role orphee_app.")
        if _has_migrations_to_run():
            yield Diagnosis("Tables", "missing", "not up to date", "Run: orphee database migrate")
    except (OperationalError, RuntimeError) as error:
        yield Diagnosis(
            "PostgreSQL", "missing", str(error).splitlines()[0], "Check DATABASE_URL, or ORPHEE_POSTGRES_BIN."
        )


def _terminologies() -> Iterator[Diagnosis]:
    from django.db import DatabaseError

    from orphee.terminology.models import Release

    reference = reference_directory()
    advice = "" if reference else "Set ORPHEE_REFERENCE_DIR for French terms, or run: orphee terminology update"
    yield Diagnosis("Reference directory", "ok" if reference else "advice", str(reference or "none"), advice)
    try:
        loaded = sorted({release.source for release in Release.objects.filter(is_current=True)})
    except DatabaseError:
        return
    todo = "" if loaded else "Run: orphee terminology load"
    yield Diagnosis("Terminologies", "ok" if loaded else "missing", ", ".join(loaded) or "none loaded", todo)


def _browser() -> Iterator[Diagnosis]:
    if sys.stdout.isatty() and not os.environ.get("ORPHEE_HTTPS"):
        yield Diagnosis("HTTPS", "advice", "off", "Set ORPHEE_HTTPS=1 behind a reverse proxy in production.")


LOOKS: tuple[Callable[[], Iterator[Diagnosis]], ...] = (
    _machine,
    _secrets,
    _fhir,
    _roles,
    _database,
    _terminologies,
    _browser,
)
