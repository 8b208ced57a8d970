"""The nightly look: who is looked at, what is left, what happens when it stops in the middle."""

import datetime as dt
from concurrent.futures import Future

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from orphee.access.context import as_system, reading_as
from orphee.access.queries import reader_of
from orphee.care.leads import put_back, set_aside
from orphee.foundation.models import AuditLine
from orphee.insight.ranking.tests.conftest import DELAY, RASH, SEIZURE, SPOTS
from orphee.undiagnosed import looking, nights, outlines, ranker
from orphee.undiagnosed.looking import UnderWay, alone
from orphee.undiagnosed.models import Cue, CueLine, Followed, Look, Night, Outline
from orphee.undiagnosed.rules.reasons import Act, Cause
from orphee.undiagnosed.tests.conftest import (
    CONFIRMED,
    MURMURING,
    ONGOING,
    SPOTTED,
    cues,
    enter,
    leads_of,
    look,
    say,
    searching,
)

pytestmark = pytest.mark.django_db


def outline_of(record_key):
    with as_system("test"):
        return Outline.objects.get(pk=record_key)


def lines():
    with as_system("test"):
        return [(one.act, one.by) for one in CueLine.objects.all()]


def test_what_is_drawn_of_a_record(sites):
    key = enter(entries=[searching(DELAY, "ORPHA:93890", first_signs={"period": "767023003", "months": 14},
                                   genes=["HGNC:1"])])  # fmt: skip
    outlines.redraw(now=timezone.now(), tell=lambda *told: None)
    drawn = outline_of(key)
    assert (drawn.observed, drawn.birth_month) == ([12], "2019-05")
    assert drawn.query["observed"][0] == DELAY
    assert (drawn.query["genes"], drawn.query["sex"], drawn.query["onset"]) == (["HGNC:1"], "F", "P14M")
    assert "age" not in drawn.query


def test_a_first_look_leaves_candidates_and_no_cue(sites, knowledge):
    key = enter(entries=[searching(SPOTS)])
    found = look(knowledge)
    assert (found.outlined, found.looked, found.cues) == (1, 1, 0)
    assert leads_of(key)[0][0] == SPOTTED


def test_a_look_without_news_ranks_nobody(sites, knowledge):
    enter(entries=[searching(SPOTS)])
    look(knowledge)
    found = look(knowledge)
    assert (found.outlined, found.looked, found.cues) == (0, 0, 0)


def test_a_change_of_something_else_draws_and_ranks_nobody(sites, knowledge):
    key = enter(entries=[searching(SPOTS)])
    look(knowledge)
    say(key, searching(SPOTS, comment="Revu en consultation"))
    found = look(knowledge)
    assert (found.outlined, found.looked) == (1, 0)


@pytest.mark.parametrize(("status", "disease", "looked"), [
    (ONGOING, {}, 1), ("42425007", {}, 1), ("2931005", {"disease": "ORPHA:586"}, 1),
    (CONFIRMED, {"disease": "ORPHA:586"}, 0),
])  # fmt: skip
def test_who_is_looked_at(sites, knowledge, status, disease, looked):
    enter(entries=[searching(SPOTS, status=status, **disease)])
    assert look(knowledge).looked == looked


def test_a_new_feature_leaves_one_explained_cue(sites, knowledge):
    key = enter(entries=[searching(DELAY)])
    look(knowledge)
    say(key, searching(DELAY, SPOTS))
    assert look(knowledge).cues == 1
    (cue,) = cues()
    assert (cue.cause, cue.codes[0], cue.is_open, cue.news["observed"]) == (Cause.FEATURE, SPOTTED, True, [SPOTS])
    assert cue.before < 0.1 < cue.after
    assert SPOTS in cue.because
    assert look(knowledge).cues == 0


def test_a_new_release_leaves_a_cue_for_whom_it_concerns(sites, knowledge, newer):
    spotted, _other = enter(entries=[searching(SPOTS)]), enter(given="Zoé", entries=[searching(RASH)])
    look(knowledge)
    found = look(newer)
    assert (found.outlined, found.looked, found.cues) == (0, 2, 1)
    (cue,) = cues()
    assert (cue.record_id, cue.cause, cue.codes[0]) == (cue.record_id, Cause.KNOWLEDGE, MURMURING)
    assert str(cue.record_id) == str(spotted)
    assert look(newer).looked == 0


def test_a_gene_that_a_result_names_leaves_a_cue(sites, knowledge):
    key = enter(entries=[searching(SEIZURE, DELAY)])
    look(knowledge)
    say(key, searching(SEIZURE, DELAY, genes=["HGNC:1"]))
    look(knowledge)
    assert [(cue.cause, cue.news["genes"]) for cue in cues()] == [(Cause.RESULT, ["HGNC:1"])]


def test_a_newer_cue_takes_the_place_of_the_older(sites, knowledge, newer):
    key = enter(entries=[searching(DELAY)])
    look(knowledge)
    say(key, searching(DELAY, SPOTS))
    look(knowledge)
    say(key, searching(SPOTS))
    look(newer)
    assert [cue.is_open for cue in cues()] == [False, True]
    assert lines() == [(Act.REPLACED, outlines.ACTOR)]


def test_what_a_clinician_set_aside_gives_no_cue(sites, knowledge, newer, clinician):
    key = enter(entries=[searching(SPOTS)])
    look(knowledge)
    reader = reader_of(clinician)
    with reading_as(reader):
        set_aside(reader, key, MURMURING, "tested", "", now=timezone.now())
    assert look(newer).cues == 0
    assert MURMURING not in [code for code, _ in leads_of(key)]
    with reading_as(reader):
        put_back(reader, key, MURMURING, now=timezone.now())
    assert look(newer).cues == 0  # nothing changed since: it is on the chart, and gives no cue by itself


@pytest.mark.parametrize(("disease", "expected"), [("ORPHA:11", 0), ("OMIM:100001", 0), ("ORPHA:586", 1)])
def test_what_the_record_names_already_is_no_news(sites, knowledge, disease, expected):
    key = enter(entries=[searching(DELAY, status="2931005", disease=disease)])
    look(knowledge)
    say(key, searching(DELAY, SPOTS, status="2931005", disease=disease))
    assert look(knowledge).cues == expected


def test_a_diagnosis_closes_the_cue_and_forgets_the_look(sites, knowledge, newer):
    key = enter(entries=[searching(SPOTS)])
    look(knowledge)
    look(newer)
    say(key, searching(SPOTS, status=CONFIRMED, disease="ORPHA:586", clinical_diagnosis={"period": "303112003"}))
    assert look(newer).settled == 1
    assert [cue.is_open for cue in cues()] == [False]
    assert lines() == [(Act.SETTLED, outlines.ACTOR)]
    with as_system("test"):
        assert not Look.objects.filter(pk=key).exists()


def test_a_look_that_was_killed_goes_on_where_it_stopped(sites, knowledge, newer, monkeypatch):
    monkeypatch.setattr(looking, "RUN", 2)
    keys = [enter(given=f"Lina{n}", entries=[searching(SPOTS)]) for n in range(5)]
    look(knowledge)

    def kill(what, done, total):
        if what == "ranking" and done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        look(newer, tell=kill)
    assert len(cues()) == 4
    assert Night.objects.filter(finished_at=None).count() == 1
    found = look(newer)
    assert (found.looked, found.cues) == (1, 1)
    assert {str(cue.record_id) for cue in cues()} == {str(key) for key in keys}
    assert look(newer).looked == 0


@pytest.mark.django_db(databases=["default", "owner"])
def test_only_one_looks_at_a_time(knowledge):
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [looking.LOCK])
        try:
            assert nights.is_under_way()
            with pytest.raises(UnderWay):
                look(knowledge)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [looking.LOCK])
    connections["owner"].close()
    with alone():
        pass


def test_the_look_is_in_the_audit_trail_without_anybody(sites, knowledge):
    enter(entries=[searching(SPOTS)])
    look(knowledge)
    line = AuditLine.objects.filter(actor=outlines.ACTOR).get()
    assert (line.action, line.record_key) == ("build", None)
    assert line.detail == {"what": "undiagnosed", "outlined": 1, "looked": 1, "cues": 0}


def test_two_processes_share_the_people(sites, knowledge, monkeypatch):
    """The process beside is asked with what can be sent to it, and answers for the knowledge it has."""

    class Beside:
        def __init__(self, *given, **named):
            self.digests = iter(["another", *["0" * 64] * 9])

        def __enter__(self):
            return self

        def __exit__(self, *raised):
            return None

        def submit(self, act, tasks):
            done = Future()
            done.set_result((next(self.digests), ranker.look(knowledge, tasks)))
            return done

    monkeypatch.setattr(looking, "ProcessPoolExecutor", Beside)
    monkeypatch.setattr(looking, "FEWEST_FOR_WORKERS", 1)
    monkeypatch.setattr(looking, "RUN", 1)
    monkeypatch.setattr(looking.kept, "load", lambda: knowledge)
    keys = [enter(given=f"Lina{n}", entries=[searching(SPOTS)]) for n in range(7)]
    assert looking.look(now=timezone.now()).looked == 7
    assert {leads_of(key)[0][0] for key in keys} == {SPOTTED}


# Between nights


def test_what_changed_is_drawn_before_the_night(sites, knowledge):
    key = enter(entries=[searching(DELAY)])
    assert outlines.follow(now=timezone.now()) == 1
    say(key, searching(DELAY, SPOTS))
    assert outlines.follow(now=timezone.now()) == 1
    assert outline_of(key).observed == [12, 14]
    assert outlines.follow(now=timezone.now()) == 0


def test_what_the_look_drew_is_not_followed_again(sites, knowledge):
    enter(entries=[searching(DELAY)])
    look(knowledge)
    assert outlines.follow(now=timezone.now()) == 0
    assert Followed.objects.count() == 1


HOUR = dt.time(2, 30)


@pytest.mark.parametrize(("now", "expected"), [  # Paris is an hour ahead of UTC in winter
    ("2026-01-10T01:29", "2026-01-09T01:30"), ("2026-01-10T01:30", "2026-01-10T01:30"),
    ("2026-01-10T12:00", "2026-01-10T01:30"), ("2026-07-10T00:29", "2026-07-09T00:30"),
])  # fmt: skip
def test_the_last_hour_of_the_look(now, expected):
    found = nights.last_hour(dt.datetime.fromisoformat(f"{now}+00:00"), HOUR)
    assert found == dt.datetime.fromisoformat(f"{expected}+00:00")


@pytest.mark.parametrize(("started", "finished", "expected"), [
    (None, None, True),                                       # never looked
    ("2026-01-10T01:30", "2026-01-10T01:40", False),          # last night
    ("2026-01-10T01:29", "2026-01-10T01:40", True),           # the night before, a little late
    ("2026-01-10T11:30", None, False),                        # half an hour ago, perhaps still at work
    ("2026-01-10T10:59", None, True),                         # more than an hour ago, and it did not end
])  # fmt: skip
def test_when_a_look_is_due(settings, started, finished, expected):
    settings.NIGHTLY_LOOK_AT = HOUR

    def at(text):
        return text and dt.datetime.fromisoformat(f"{text}+00:00")

    if started:
        Night.objects.create(started_at=at(started), finished_at=at(finished))
    assert nights.is_due(now=at("2026-01-10T12:00")) is expected


def test_the_minute_starts_a_look_that_is_due_in_a_process_of_its_own(monkeypatch):
    started, now = [], timezone.now()
    monkeypatch.setattr(nights.subprocess, "Popen", lambda command, **named: started.append(command))
    nights.tick(now=now)
    assert started[0][-3:] == ["undiagnosed", "look", "--json"]
    Night.objects.create(started_at=now, finished_at=now)
    nights.tick(now=now)
    assert len(started) == 1


def test_the_watch_begins_only_where_the_settings_say_so(settings, monkeypatch):
    begun = []
    monkeypatch.setattr(nights.threading.Thread, "start", lambda thread: begun.append(thread.name))
    for wanted, expected in ((False, []), (True, ["nights"])):
        settings.NIGHTLY_LOOK = wanted
        nights.start()
        assert begun == expected


def test_nobody_but_the_look_writes_what_it_keeps(sites, knowledge, clinician):
    key = enter(entries=[searching(SPOTS)])
    look(knowledge)
    with reading_as(reader_of(clinician)):
        for kept in (Outline, Look):
            assert kept.objects.filter(pk=key).exists()
            with pytest.raises(DatabaseError), transaction.atomic():
                kept.objects.filter(pk=key).update(digest="x")


def test_a_cue_is_never_rewritten(sites, knowledge, newer):
    enter(entries=[searching(SPOTS)])
    look(knowledge)
    look(newer)
    for change in (
        lambda: Cue.objects.update(after=1.0),
        lambda: CueLine.objects.update(by="x"),
        Cue.objects.all().delete,
    ):
        with pytest.raises(DatabaseError), as_system("test"), transaction.atomic():
            change()
