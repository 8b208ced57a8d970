"""Entries of a dossier through the door: the server computes, and what is accepted comes back unchanged."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orphee.access.context import as_system
from orphee.datasets import catalogue
from orphee.datasets.definition import Status
from orphee.datasets.tests.dossier import LUNG
from orphee.record.intake import accept
from orphee.record.models import Entry
from orphee.record.rules.receipt import Outcome
from orphee.record.rules.submission import Channel, EntryAsGiven, LocalId, PersonAsGiven, Submission

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 15, 10, tzinfo=dt.UTC)
LEA = PersonAsGiven(local_ids=(LocalId("1.2.3", "A1"),), birth_name="MARTIN", birth_date="2020-02-28", sex="F")
DOSSIER = replace(LUNG, key="lung", status=Status.PUBLISHED)


class Shelf:
    """The dossier of the tests, published."""

    def dataset_keys(self):
        return (DOSSIER.key,)

    def versions(self, key):
        return (DOSSIER.version,)

    def load(self, key, version):
        return DOSSIER


@pytest.fixture(autouse=True)
def published(monkeypatch):
    monkeypatch.setattr(catalogue, "_SOURCES", [Shelf()])


def stored(payload):
    visit = EntryAsGiven(DOSSIER.key, DOSSIER.version, "visit", payload, key="V1")
    receipt = accept(Submission(Channel.FORM, "hospital", LEA, (visit,), NOW, site_codes=("S001",)), now=NOW)
    assert receipt.outcome in (Outcome.STORED, Outcome.UNCHANGED), receipt
    with as_system("test"):
        return receipt, Entry.objects.filter(dataset=DOSSIER.key).latest("id")


def test_the_server_computes_whatever_was_sent():
    weight, height = {"value": 20, "unit": "kg"}, {"value": 1, "unit": "m"}
    receipt, entry = stored(
        {"seen_on": "2026-06-01", "weight": weight, "height": height, "bmi": 99, "age": 3, "level": "x"}
    )
    assert entry.payload == {"seen_on": "2026-06-01", "weight": weight, "height": height, "bmi": 20, "age": 75}
    assert (entry.state, receipt.findings) == ("complete", ())


def test_the_same_answers_sent_again_change_nothing():
    visit = {"seen_on": "2026-06-01", "sleep": "3", "joy": "1"}
    assert stored(visit)[0].entries_new == 1
    assert stored(visit | {"total": 99})[0].entries_unchanged == 1


LETTERS = st.sampled_from("abcxyz éàœ-09")
DAYS = st.dates(dt.date(2020, 3, 1), dt.date(2026, 6, 15)).map(str)
NUMBERS = st.integers(1, 300) | st.floats(1, 300).map(lambda number: round(number, 3))
ANSWERS = st.fixed_dictionaries(
    {"seen_on": DAYS},
    optional={
        "weight": st.fixed_dictionaries({"value": NUMBERS, "unit": st.just("kg")}),
        "variant": st.just("c.76A>T"),
        "sample": st.text(LETTERS, min_size=1, max_size=20),
        "sleep": st.sampled_from(["0", "1", "3", "9"]),
        "scan": st.lists(
            st.fixed_dictionaries(
                {
                    "key": st.uuids().map(str),
                    "name": st.text(LETTERS, min_size=1, max_size=10),
                    "media_type": st.just("image/png"),
                    "size": st.integers(0, 10**6),
                    "digest": st.just("a" * 64),
                }
            ),
            min_size=1,
            max_size=2,
        ),
    },
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(ANSWERS)
def test_what_is_accepted_is_read_back_unchanged(payload):
    receipt, entry = stored(payload)
    assert not [one for one in receipt.findings if one.severity == "error"]
    normal = {key: entry.payload[key] for key in payload}
    assert normal == payload
