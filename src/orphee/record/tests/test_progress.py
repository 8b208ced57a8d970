"""How far a record is with a collection: counted with the entries, seen by those who see the record."""

from __future__ import annotations

import pytest
from django.utils import timezone

from orphee.access.context import as_system, reading_as
from orphee.access.rules.policy import Reader, Scope
from orphee.datasets import catalogue
from orphee.datasets.reading import read
from orphee.network.models import Organisation, Site
from orphee.record import watching
from orphee.record.intake import accept
from orphee.record.models import Progress
from orphee.record.rules.submission import Channel, EntryAsGiven, LocalId, PersonAsGiven, Submission

DEFINITION = """
key: asked-trial
version: "1"
title: {fr: Essai, en: Trial}
source: test
instruments:
  - key: visit
    title: {fr: Visite, en: Visit}
    subject: person
    repeats: true
    asked: always
    items:
      - {key: weight, label: {fr: Poids, en: Weight}, type: decimal, asked: always}
      - {key: smokes, label: {fr: Fume, en: Smokes}, type: boolean, asked: usually}
      - {key: packs, label: {fr: Paquets, en: Packs}, type: integer, asked: usually, when: {item: smokes, is: true}}
      - {key: note, label: {fr: Note, en: Note}, type: integer}
  - key: history
    title: {fr: Histoire, en: History}
    subject: person
    asked: usually
    items:
      - {key: since, label: {fr: Depuis, en: Since}, type: partial_date, asked: usually}
"""


class OneSet:
    """A source with one data set."""

    made = read(DEFINITION)

    def dataset_keys(self):
        return ["asked-trial"]

    def versions(self, key):
        return ["1"]

    def load(self, key, version):
        return self.made


@pytest.fixture(autouse=True)
def trial(monkeypatch):
    monkeypatch.setattr(catalogue, "_SOURCES", [OneSet()])


@pytest.fixture
def sites(db):
    hospital = Organisation.objects.create(code="chu-p", kind="hospital", name="CHU", finess="750000009")
    return [Site.objects.create(code=code, kind="ccmr", name=code, hospital=hospital) for code in ("S901", "S902")]


def say(*entries, site="S901"):
    now = timezone.now()
    given = Submission(
        channel=Channel.FORM, sender="test", received_at=now, site_codes=(site,), entries=entries,
        person=PersonAsGiven(local_ids=(LocalId("1.2.3", "P1"),), birth_name="MARTIN", sex="F", birth_date="2000-01"),
    )  # fmt: skip
    with as_system("test"):
        return accept(given, now=now)


def visit(key="v1", **answers):
    return EntryAsGiven("asked-trial", "1", "visit", answers, key=key)


def told():
    with as_system("test"):
        return {
            one.instrument: (one.entries, one.asked, one.answered, one.missing) for one in Progress.objects.all()
        }  # fmt: skip


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ([{"weight": 60.5, "smokes": False}], (1, 2, 2, [])),
        ([{"weight": 60.5, "smokes": True}], (1, 3, 2, ["packs"])),  # one more question is put
        ([{}], (1, 2, 0, ["weight", "smokes"])),
        ([{"weight": 1.0, "smokes": False}, {}], (2, 4, 2, ["weight", "smokes"])),
    ],
)
def test_a_form_is_counted_entry_by_entry(sites, visits, expected):
    say(*(visit(f"v{number}", **answers) for number, answers in enumerate(visits)))
    assert told() == {"visit": expected, "history": (0, 1, 0, ["since"])}


def test_a_record_without_an_entry_of_a_set_has_no_line(sites):
    say(EntryAsGiven("sdm-mr", "2025.01", "diagnosis", {"identifier": "1", "status": "2931005"}, key="1"))
    assert told() == {}


def test_a_correction_and_a_withdrawal_are_counted_at_once(sites):
    say(visit(weight=60.5))
    assert told()["visit"] == (1, 2, 1, ["smokes"])
    say(visit(weight=60.5, smokes=False))
    assert told()["visit"] == (1, 2, 2, [])
    say(EntryAsGiven("asked-trial", "1", "visit", {}, key="v1", withdrawn=True))
    assert told() == {}


def test_who_does_not_reach_the_record_does_not_see_how_far_it_is(sites):
    say(visit(weight=60.5))
    for site, seen in zip(sites, (True, False), strict=True):
        reader = Reader("user:1", frozenset({"clinician"}), frozenset({site.pk}), scope=Scope.SITES)
        with reading_as(reader):
            assert Progress.objects.exists() is seen


def test_corrections_are_told_and_first_words_are_not(sites, monkeypatch):
    heard = []
    monkeypatch.setattr(watching, "_watchers", [lambda corrections, now: heard.extend(corrections)])
    say(visit(weight=60.5))
    say(visit(weight=60.5))
    assert heard == []
    say(visit(weight=61.5))
    ((before, after),) = [(one.before, one.after) for one in heard]
    assert (before.payload["weight"], after.payload["weight"], after.revision) == (60.5, 61.5, 2)
