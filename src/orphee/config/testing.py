"""What the tests stand on: a throw-away PostgreSQL, its roles, and a database for each worker.

Loaded by pytest (`-p orphee.config.testing`). The addresses are chosen at once, so that settings can be
read; the server starts only when the first test asks for the database. With `ORPHEE_TEST_DATABASE_URL`
(a superuser's URL) the tests run on that server instead.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from orphee.datasets.catalogue import Source
from orphee.foundation.places import reference_directory, samples_directory
from orphee.foundation.postgres.cluster import SUPERUSER, Cluster, cluster_in
from orphee.foundation.postgres.roles import APPLICATION, OWNER, WAREHOUSE, address, prepare

if TYPE_CHECKING:
    from playwright.sync_api import Page

GIVEN = os.environ.get("ORPHEE_TEST_DATABASE_URL")
FOLDER = Path(
    os.environ.setdefault("ORPHEE_TEST_FOLDER", tempfile.mkdtemp(prefix="orphee-test-", dir=tempfile.gettempdir()))
)
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
LONGEST_IN_A_NAME = 20  # bytes
PATIENCE = 120.0  # seconds that a busy machine may take for what is always done in one
DATABASE = f"orphee_test_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{FOLDER.name[-8:]}".lower()

_sources: list[Source] = []

# How long an example takes says how busy the machine is, not whether the property holds.
settings.register_profile("orphee", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("orphee")

FOLDER.chmod(0o755)  # the server's account must be able to reach its own folder below


def cluster() -> Cluster:
    """The throw-away cluster of this test run, shared by its workers."""
    return cluster_in(FOLDER / "postgres", throw_away=True)


SUPERUSER_DSN = GIVEN or cluster().dsn("postgres", SUPERUSER)


def addresses(database: str) -> dict[str, str]:
    """The environment that points Orphée at one test database."""
    return {
        "DATABASE_URL": address(SUPERUSER_DSN, role=APPLICATION, database=database),
        "ORPHEE_OWNER_DATABASE_URL": address(SUPERUSER_DSN, role=OWNER, database=database),
        "ORPHEE_WAREHOUSE_DATABASE_URL": address(SUPERUSER_DSN, role=WAREHOUSE, database=database),
    }


os.environ.update(addresses(DATABASE))
os.environ["ORPHEE_NIGHTLY_LOOK"] = "0"  # no server of a test compiles the knowledge on its own
os.environ["ORPHEE_DATA_DIR"] = str(FOLDER / "data")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orphee.config.settings")
# Playwright's loop runs in the thread of the tests; they query beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def start() -> None:
    """Start the throw-away server, once for all workers; nothing when a server is given."""
    if not GIVEN:
        cluster().start()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A migrated database of this worker, under the application's role: row-level security holds in tests too."""
    from orphee.config.database import migrate

    start()
    prepare(SUPERUSER_DSN, DATABASE, recreate=True)
    with django_db_blocker.unblock():
        migrate(verbosity=0)
        _let_tests_truncate()
    yield
    from django.db import connections

    connections.close_all()


def pytest_sessionstart() -> None:
    """Leave to tests with a database the sources that keep definitions in one; no page compiles the knowledge."""
    from orphee.care import knowing
    from orphee.datasets import catalogue
    from orphee.foundation import counting
    from orphee.insight.knowledge import UnableToCompile

    def none() -> NoReturn:
        raise UnableToCompile("A test that needs the knowledge puts one in `knowing.HOLDER` or `knowing.READER`.")

    counting.ALIAS = "default"  # what a test counts is undone with the rest
    knowing.HOLDER = knowing.Holder(none)
    knowing.READER = knowing.Holder(none)

    _sources.extend(catalogue._SOURCES)
    catalogue._SOURCES.clear()


@pytest.fixture(autouse=True)
def _language_of_the_country() -> None:
    """The language of the last page that another test asked for stays with the thread."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(autouse=True)
def _sources_with_a_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if {"db", "transactional_db"} & set(request.fixturenames) or request.node.get_closest_marker("django_db"):
        monkeypatch.setattr("orphee.datasets.catalogue._SOURCES", list(_sources))
        _forget_other_tests(keeps_terms=request.node.get_closest_marker("reference") is not None)


def _forget_other_tests(*, keeps_terms: bool) -> None:
    """What this process remembers of the database is of a test that was undone, and which one is up to chance."""
    from orphee.dossiers.source import SOURCE
    from orphee.terminology.lookup import forget_caches

    SOURCE.forget()
    if not keeps_terms:  # loaded once for a file, which forgets them itself
        forget_caches()


def _let_tests_truncate() -> None:
    """Tests with real transactions empty the tables between them; the application itself never may."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public, identity TO {APPLICATION}")
    connections["owner"].close()


def clients() -> set[int]:
    """The processes of the server that work on this test's database for others than this thread."""
    from django.db import connections

    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        return {pid for (pid,) in cursor.fetchall()}


def wait_for_clients(known: set[int]) -> None:
    """Wait until the server has ended what others than the known clients asked of it, even one that was killed."""
    limit = time.monotonic() + PATIENCE
    while clients() - known:
        if time.monotonic() > limit:
            raise TimeoutError("The server still works for a client that is gone.")
        time.sleep(0.05)


def settled(page: Page) -> None:
    """Wait until the scripts of the page have run, and all that they asked for is in its place and listens."""
    from playwright.sync_api import expect

    page.wait_for_load_state("load")
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


def wait_for_truth(page: Page, expression: str) -> None:
    """Wait until a JavaScript expression is true.

    Our Content Security Policy refuses `wait_for_function`: it works only when it has nothing to wait for.
    """
    limit = time.monotonic() + PATIENCE
    while not page.evaluate(expression):
        if time.monotonic() > limit:
            raise TimeoutError(f"Still not true: {expression}")
        page.wait_for_timeout(50)


def pytest_unconfigure() -> None:
    """Remove the server with the run that started it."""
    if not IS_WORKER and not GIVEN:
        cluster().remove()


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name bytes by their number: those of an archive hold the second at which they were made.

    Two processes that share the tests must call each by the same name, or none is run.
    """
    return f"{len(val)} bytes" if isinstance(val, bytes) and len(val) > LONGEST_IN_A_NAME else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out, loudly, what needs material that is not beside this clone."""
    missing = {
        "reference": (
            reference_directory() is None,
            "ORPHEE_REFERENCE_DIR is not set: terminologies left out",
        ),
        "samples": (samples_directory() is None, "ORPHEE_SAMPLES_DIR is not set: real samples left out"),
    }
    for item in items:
        for marker, (is_missing, reason) in missing.items():
            if is_missing and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out, where the eye falls at the end of a run."""
    for what, directory, variable in (
        ("the terminologies", reference_directory(), "ORPHEE_REFERENCE_DIR"),
        ("the real samples", samples_directory(), "ORPHEE_SAMPLES_DIR"),
    ):
        if directory is None:
            terminalreporter.write_line(
                f"LEFT OUT: every test that needs {what}: set {variable}.", yellow=True, bold=True
            )


def plain(text: str) -> str:
    """What a page says, whichever space holds its signs to their words."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
