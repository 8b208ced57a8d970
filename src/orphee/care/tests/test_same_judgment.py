"""The screen and the door judge an entry by the same rest of the record."""

import datetime as dt
import hashlib

import pytest
from django.utils import timezone

from orphee.access.context import reading_as
from orphee.access.queries import reader_of
from orphee.care.places import Spot, find_place
from orphee.care.presenters.sections import side_list
from orphee.care.tests.conftest import entries_of
from orphee.datasets import catalogue
from orphee.datasets.reading import read
from orphee.record.intake import accept
from orphee.record.models import Progress
from orphee.record.rules.submission import (
    Channel,
    DocumentAsGiven,
    EntryAsGiven,
    LocalId,
    PersonAsGiven,
    Submission,
)
from orphee.record.view import assemble

LINA = PersonAsGiven(
    local_ids=(LocalId("1.2.3", "L1"),), birth_name="MARTIN", first_given_name="Lina", sex="F", birth_date="2019-05-12"
)
DEAD = {"status": "419620001", "died_on": "2024-02-01"}
ACTIVITY = {"identifier": "1.2.3", "context": "GEN-179", "performed_on": "2024-03-01"}
DOSSIER = """
key: deaths
version: "1"
title: {fr: Décès, en: Deaths}
source: test
instruments:
  - key: vital_status
    title: {fr: Statut, en: Status}
    subject: person
    items:
      - {key: died_on, label: {fr: Le, en: On}, type: partial_date}
"""


LIVING = """
key: living
version: "1"
title: {fr: Vivants, en: Living}
source: test
instruments:
  - key: status
    title: {fr: Statut, en: Status}
    subject: person
    items:
      - {key: alive, label: {fr: En vie, en: Alive}, type: boolean}
  - key: visit
    title: {fr: Visite, en: Visit}
    subject: person
    items:
      - {key: note, label: {fr: Note, en: Note}, type: text}
      - key: next
        label: {fr: Prochaine, en: Next}
        type: text
        asked: usually
        when: {record: status.alive, is: true}
"""


class Shelf:
    """A dossier whose form bears the name of a national one, and one that asks the living for more."""

    made = {one.key: one for one in (read(DOSSIER), read(LIVING))}

    def dataset_keys(self):
        return list(self.made)

    def versions(self, key):
        return ["1"]

    def load(self, key, version):
        return self.made[key]


@pytest.fixture(autouse=True)
def shelf(monkeypatch):
    monkeypatch.setattr(catalogue, "_SOURCES", [*catalogue._SOURCES, Shelf()])


def vital_status(dataset="sdm-mr"):
    if dataset == "deaths":
        return EntryAsGiven("deaths", "1", "vital_status", {"died_on": "2024-02-01"})
    return EntryAsGiven(dataset, "2025.01", "vital_status", DEAD)


def activity():
    return EntryAsGiven("sdm-mr", "2025.01", "activity", ACTIVITY, key="A1")


def send(*entries, version):
    """A version of the document of a hospital."""
    body = f"{version}".encode()
    document = DocumentAsGiven(f"D.{version}", "D", version, "t", "text/xml", body, hashlib.sha256(body).hexdigest())
    now = timezone.now() - dt.timedelta(hours=9 - version)
    return accept(Submission(Channel.CDA, "h", LINA, entries, now, site_codes=("S901",), document=document), now=now)


def type_in(*entries, user):
    now = timezone.now()
    return accept(
        Submission(Channel.FORM, "u", LINA, entries, now, site_codes=("S901",)), now=now, reader=reader_of(user)
    )


def on_screen(user, record_key, entry_key):
    reader = reader_of(user)
    with reading_as(reader):
        spot = Spot("sdm-mr", "activity", entry_key=entry_key)
        place = find_place(reader, record_key, spot, now=timezone.now(), audit=False)
        return {one.code for one in place.problems(place.answers)}


@pytest.mark.parametrize(
    ("first", "then", "is_after_death"),
    [
        ([vital_status()], None, True),
        ([vital_status()], [], False),  # a newer version of the document takes the death back
        ([vital_status("deaths")], None, False),  # a form of the same name in another data set
    ],
)
def test_the_door_says_of_an_activity_what_the_screen_says(clinician, first, then, is_after_death):
    send(*first, version=1)
    if then is not None:
        send(*then, version=2)
    receipt = type_in(activity(), user=clinician)
    entry = entries_of(receipt.record_key, "activity")[0]
    said = ({one.code for one in receipt.findings}, on_screen(clinician, receipt.record_key, entry.key))
    assert [("activity-after-death" in codes) for codes in said] == [is_after_death] * 2


def test_what_a_document_takes_back_does_not_judge_what_it_brings(clinician):
    send(vital_status(), version=1)
    receipt = send(activity(), version=2)
    assert "activity-after-death" not in {one.code for one in receipt.findings}


def test_an_activity_is_judged_by_a_death_that_comes_with_it(clinician):
    receipt = type_in(activity(), vital_status(), user=clinician)
    assert "activity-after-death" in {one.code for one in receipt.findings}


@pytest.mark.parametrize(("alive", "missing"), [(True, ["next"]), (False, [])])
def test_what_one_form_asks_because_of_another_is_counted_alike(clinician, alive, missing):
    status = EntryAsGiven("living", "1", "status", {"alive": alive})
    visit = EntryAsGiven("living", "1", "visit", {"note": "x"})
    elsewhere = EntryAsGiven("deaths", "1", "status", {"alive": True})  # of another set: nobody's concern
    key = type_in(status, visit, elsewhere, user=clinician).record_key
    reader = reader_of(clinician)
    with reading_as(reader):
        counted = Progress.objects.get(record_id=key, dataset="living", instrument="visit")
        view = assemble(key, reader, now=timezone.now(), audit=False)
        groups = side_list(view, reader, timezone.localdate(), "en").groups
    shown = next(one for one in groups if one.key == "living")
    assert (counted.missing, shown.missing) == (missing, len(missing))
