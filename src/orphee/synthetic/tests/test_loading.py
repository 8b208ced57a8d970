"""Loading a cohort: all of it once, resumable, growing, and whole people only."""

import datetime as dt
from collections.abc import Iterator

import pytest

from orphee.access.context import as_system
from orphee.identity.models import Person
from orphee.record.models import Entry, Record
from orphee.synthetic import actions, loading
from orphee.synthetic.actions import load_cohort, missing_runs
from orphee.synthetic.models import CohortPart
from orphee.synthetic.world_reading import UnableToBuildWorld, read_world
from orphee.terminology.lookup import forget_caches
from orphee.terminology.models import Concept, PhenotypeAnnotation, Release

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
SEED = 5
pytestmark = pytest.mark.django_db


@pytest.fixture
def _terminology(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Six diseases with a feature each: less than any real release, enough to draw from."""
    release = Release.objects.create(source="test", digest="0", loaded_at=NOW)
    for code in ("ORPHA:586", "ORPHA:399", "ORPHA:558", "ORPHA:905", "ORPHA:77", "ORPHA:101"):
        Concept.objects.create(code=code, system="orpha", level="disorder")
        PhenotypeAnnotation.objects.create(
            release=release, disease=code, term="HP:0001250", excluded=False, share=0.8, aspect="P"
        )
    for code in ("HP:0001250", "HP:0012825", "HP:0012826", "HP:0012828"):  # a feature, and three severities
        Concept.objects.create(code=code, system="hpo")
    forget_caches()
    monkeypatch.setattr(actions, "PEOPLE_A_PART", 20)
    monkeypatch.setattr(actions, "_analyse", lambda: None)
    yield
    forget_caches()


def counts() -> tuple[int, int, int]:
    with as_system("test"):
        return Person.objects.count(), Record.objects.count(), Entry.objects.filter(state="complete").count()


def test_without_terminologies_it_says_what_to_load() -> None:
    with pytest.raises(UnableToBuildWorld, match="terminology load"):
        load_cohort(10, SEED, now=NOW)


@pytest.mark.usefixtures("_terminology")
def test_everyone_arrives_complete_and_marked() -> None:
    told: list[tuple[int, int]] = []
    answer = load_cohort(70, SEED, now=NOW, workers=1, progress=lambda done, wanted: told.append((done, wanted)))
    assert (answer.people, answer.added, answer.refused) == (70, 70, 0)
    assert told == [(20, 70), (40, 70), (60, 70), (70, 70)]
    people, records, entries = counts()
    assert people == records == 70
    assert entries == answer.entries > 350
    with as_system("test"):
        assert not Record.objects.filter(is_synthetic=False).exists()
        assert not Person.objects.filter(is_synthetic=False).exists()


@pytest.mark.usefixtures("_terminology")
def test_a_second_run_does_nothing_and_a_larger_one_adds_the_rest() -> None:
    load_cohort(30, SEED, now=NOW, workers=1)
    before = counts()
    assert load_cohort(30, SEED, now=NOW, workers=1).added == 0
    assert load_cohort(10, SEED, now=NOW, workers=1).people == 30
    assert counts() == before
    later = NOW + dt.timedelta(days=40)
    assert load_cohort(55, SEED, now=later, workers=1).added == 25
    assert counts()[1] == 55
    assert set(CohortPart.objects.values_list("as_of", flat=True)) == {NOW.date()}


@pytest.mark.usefixtures("_terminology")
def test_killed_at_any_moment_it_leaves_whole_people_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = loading._accept

    def killed(given: object, *, now: dt.datetime) -> object:
        receipts = stored(given, now=now)
        if CohortPart.objects.count() == 2:
            raise KeyboardInterrupt
        return receipts

    monkeypatch.setattr(loading, "_accept", killed)
    with pytest.raises(KeyboardInterrupt):
        load_cohort(70, SEED, now=NOW, workers=1)
    assert counts()[:2] == (40, 40)
    monkeypatch.setattr(loading, "_accept", stored)
    assert load_cohort(70, SEED, now=NOW, workers=1).added == 30
    assert counts()[:2] == (70, 70)


@pytest.mark.usefixtures("_terminology")
def test_two_with_the_same_ins_are_both_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from orphee.synthetic.rules import identities

    monkeypatch.setattr(identities, "HAS_INS", 1.0)
    monkeypatch.setattr(identities, "_ins", lambda *_: "180019402861012")
    answer = load_cohort(12, SEED, now=NOW, workers=1)
    assert answer.refused == 0
    assert counts()[0] > 6  # those who share a name or a birth date by chance are joined


def test_what_is_missing_is_cut_around_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "PEOPLE_A_PART", 10)
    for first, people in ((0, 10), (20, 5)):
        CohortPart.objects.create(seed=SEED, first=first, people=people, as_of=NOW.date(), loaded_at=NOW)
    assert missing_runs(SEED, 40) == [(10, 20), (25, 35), (35, 40)]
    assert missing_runs(SEED, 22) == [(10, 20)]
    assert missing_runs(SEED + 1, 15) == [(0, 10), (10, 15)]


@pytest.mark.usefixtures("_terminology")
def test_the_world_is_read_from_what_is_loaded() -> None:
    from orphee.synthetic.network import ensure_synthetic_network

    ensure_synthetic_network()
    world = read_world(seed=1, today=NOW.date())
    assert {disease.curie for disease in world.diseases} >= {"ORPHA:586", "ORPHA:101"}
    assert len(world.centres) == 2433
    assert {town.department for town in world.towns} == set(world.region_of)
    rpps = world.centres[0].physicians[0][0]
    assert len(rpps) == 11
