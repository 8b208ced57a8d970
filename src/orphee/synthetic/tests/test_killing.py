"""A load that is really killed, and one that really works in two processes."""

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from orphee.access.context import as_system
from orphee.config.testing import clients, wait_for_clients
from orphee.record.models import Entry, Record
from orphee.synthetic import actions
from orphee.synthetic.actions import load_cohort
from orphee.synthetic.models import CohortPart
from orphee.terminology.lookup import forget_caches
from orphee.terminology.models import Concept, PhenotypeAnnotation, Release

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
SEED = 6
PATIENCE = 180.0  # seconds that a busy machine may take to start a process
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _terminology(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    release = Release.objects.create(source="test", digest="0", loaded_at=NOW)
    for code in ("ORPHA:586", "ORPHA:399"):
        Concept.objects.create(code=code, system="orpha", level="disorder")
        PhenotypeAnnotation.objects.create(
            release=release, disease=code, term="HP:0001250", excluded=False, share=0.8, aspect="P"
        )
    Concept.objects.create(code="HP:0001250", system="hpo")
    monkeypatch.setattr(actions, "_analyse", lambda: None)
    forget_caches()
    yield
    forget_caches()


def whole_people() -> int:
    """The people in the database, after checking that nobody is there by half."""
    with as_system("test"):
        records = Record.objects.count()
        assert Entry.objects.filter(instrument="case_file").count() == records
        assert Record.objects.filter(summary__isnull=True).count() == 0
    assert sum(CohortPart.objects.values_list("people", flat=True)) == records
    return records


# What the process to be killed does: small runs, so that death comes in the middle of one.
LOAD = f"""
import datetime as dt, django
django.setup()
from orphee.synthetic import actions
actions.PEOPLE_A_PART = 10
now = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
actions.load_cohort(5_000, {SEED}, now=now, workers=1)
"""


def test_killed_without_warning_it_leaves_whole_people_and_goes_on() -> None:
    known = clients()
    process = subprocess.Popen([sys.executable, "-c", LOAD])
    limit = time.monotonic() + PATIENCE
    while CohortPart.objects.count() < 3 and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.02)
    process.kill()
    process.wait()
    wait_for_clients(known)
    there = whole_people()
    assert 30 <= there < 5_000
    assert load_cohort(there + 25, SEED, now=NOW, workers=1).added == 25
    assert whole_people() == there + 25


def test_two_processes_load_what_one_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "FEWEST_FOR_WORKERS", 0)
    monkeypatch.setattr(actions, "PEOPLE_A_PART", 15)
    answer = load_cohort(100, SEED, now=NOW, workers=2)
    assert (answer.added, answer.refused) == (100, 0)
    assert whole_people() == 100
