"""Several sources speak of one person: the newest word counts, whichever comes first, and silence erases nothing."""

import dataclasses
import datetime as dt
import hashlib
import itertools

import pytest

from orphee.access.context import as_system
from orphee.identity.models import Person
from orphee.record.intake import accept
from orphee.record.models import Entry, Summary
from orphee.record.rules.merging import differs, merged, repeats
from orphee.record.rules.submission import (
    Address,
    Channel,
    ConsentAsGiven,
    DocumentAsGiven,
    EntryAsGiven,
    LocalId,
    PersonAsGiven,
    RelationAsGiven,
    Submission,
)

NOW = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
LEA = PersonAsGiven(
    local_ids=(LocalId("1.2.3", "A1"),), birth_name="MARTIN", first_given_name="Léa", birth_date="2020-02-28", sex="F"
)
ONE, OTHER = "organisation:1", "organisation:2"

JOINED = [
    # older, newer, what they amount to
    ({}, {"a": 1}, {"a": 1}),
    ({"a": 1}, {}, {"a": 1}),
    ({"a": 1, "b": 2}, {"b": 3}, {"a": 1, "b": 3}),
    ({"a": 1}, {"a": None}, {"a": 1}),
    ({"a": 1}, {"a": ""}, {"a": 1}),
    ({"a": False}, {"b": 0}, {"a": False, "b": 0}),
    ({"a": {"period": "x"}}, {"a": {"period": "y"}}, {"a": {"period": "y"}}),
    ({"a": ["x"]}, {"a": ["y"]}, {"a": ["y"]}),  # a list of codes is one answer
    (
        {"a": [{"identifier": "1", "sex": "F"}, {"identifier": "2"}]},
        {"a": [{"identifier": "1", "sex": "M"}]},
        {"a": [{"identifier": "1", "sex": "M"}, {"identifier": "2"}]},
    ),
    ({"a": [{"x": 1}]}, {"a": [{"x": 1}, {"x": 2}]}, {"a": [{"x": 1}, {"x": 2}]}),
]


@pytest.mark.parametrize(("older", "newer", "both"), JOINED)
def test_what_two_forms_amount_to(older, newer, both):
    assert merged(older, newer) == both
    assert merged(both, newer) == both
    assert merged(older, both) == both


@pytest.mark.parametrize(
    ("said", "settled", "lost"),
    [({"a": 1}, {"a": 1}, False), ({"a": 1}, {"a": 2}, True), ({"a": None}, {"a": 2}, False), ({}, {"a": 1}, False),
     ({"a": [{"x": 1}]}, {"a": [{"x": 2}, {"x": 1}]}, False)],
)  # fmt: skip
def test_whether_an_answer_was_lost(said, settled, lost):
    assert differs(said, settled) is lost
    assert repeats(said, said)


def birth(**answers):
    return EntryAsGiven("sdm-mr", "2025.01", "birth", answers)


def document(name, version=1):
    content = f"{name} {version}".encode()
    return DocumentAsGiven(
        f"{name}.{version}", name, version, "t", "text/xml", content, hashlib.sha256(content).hexdigest()
    )


def said(*entries, day=1, sender=ONE, name="A", version=1, person=LEA, consent=None):
    return Submission(
        Channel.CDA, sender, person, entries, NOW, site_codes=("S001" if sender == ONE else "S002",),
        document=document(name, version), said_at=dt.datetime(2025, 1, day, tzinfo=dt.UTC), consent=consent,
    )  # fmt: skip


def form(*entries, at=NOW):
    return Submission(Channel.FORM, "user:1", LEA, entries, at, site_codes=("S001",))


def standing():
    """The answers of the birth form, and its state."""
    with as_system("test"):
        (entry,) = Entry.objects.filter(is_current=True, instrument="birth")
    return {name: value for name, value in entry.payload.items() if name.endswith(("_g", "_cm"))}, entry.state


A = said(birth(weight_g=3200, length_cm=50), day=1)
B = said(birth(length_cm=51, head_circumference_cm=35), day=2, sender=OTHER, name="B")
BOTH = {"weight_g": 3200, "length_cm": 51, "head_circumference_cm": 35}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", list(itertools.permutations([A, B])))
def test_two_centres_complete_each_other_in_any_order(order):
    receipts = [accept(one, now=NOW) for one in order]
    assert standing() == (BOTH, "complete")
    assert [one.code for one in receipts[1].findings] == ["said-otherwise" if order[0] is A else "said-since"]


def test_the_same_document_once_more_changes_nothing():
    for one in (A, B, A, B):
        receipt = accept(one, now=NOW)
    assert receipt.outcome.value == "unchanged"
    assert standing()[0] == BOTH


VERSIONS = [
    # a newer version of B, what stands then
    (birth(length_cm=52), {"weight_g": 3200, "length_cm": 52}),
    (birth(head_circumference_cm=35), {"weight_g": 3200, "length_cm": 50, "head_circumference_cm": 35}),
    (birth(length_cm=51, head_circumference_cm=35), BOTH),
    (None, {"weight_g": 3200, "length_cm": 50}),
]


@pytest.mark.parametrize(("corrected", "both"), VERSIONS)
def test_a_newer_version_takes_back_its_own_answers_and_nobody_elses(corrected, both):
    accept(A, now=NOW)
    accept(B, now=NOW)
    entries = (corrected,) if corrected else ()
    accept(said(*entries, day=3, sender=OTHER, name="B", version=2), now=NOW)
    assert standing() == (both, "complete")


def test_a_form_nobody_else_filled_is_withdrawn_whole():
    accept(A, now=NOW)
    accept(said(day=3, version=2), now=NOW)
    assert standing()[1] == "entered_in_error"


def test_what_somebody_began_stays_a_draft_whatever_a_document_adds():
    draft = EntryAsGiven("sdm-mr", "2025.01", "birth", {"weight_g": 3200}, complete=False)
    accept(form(draft), now=NOW)
    accept(dataclasses.replace(B, said_at=NOW), now=NOW)
    assert standing() == (BOTH, "draft")
    assert _standing_entry().channel == "form"
    again = dataclasses.replace(B, said_at=NOW, document=document("B", 2))
    accept(again, now=NOW)
    assert _standing_entry().revision == 2  # said again, nothing new
    accept(dataclasses.replace(again, entries=(), document=document("B", 3)), now=NOW)
    assert standing() == ({"weight_g": 3200}, "draft")
    assert _standing_entry().channel == "form"
    accept(form(birth(weight_g=3200)), now=NOW)
    assert standing() == ({"weight_g": 3200}, "complete")


def _standing_entry():
    with as_system("test"):
        return Entry.objects.get(is_current=True, instrument="birth")


def test_a_correction_on_screen_outlives_a_document_that_repeats_itself():
    accept(A, now=NOW)
    accept(form(birth(weight_g=3210, length_cm=50)), now=NOW)
    accept(dataclasses.replace(A, document=document("A", 2)), now=NOW)
    assert standing()[0] == {"weight_g": 3210, "length_cm": 50}


def test_what_is_emptied_on_screen_is_empty():
    accept(A, now=NOW)
    accept(form(birth(weight_g=3200)), now=NOW)
    assert standing()[0] == {"weight_g": 3200}


def test_entries_with_an_identifier_are_not_mixed():
    accept(said(EntryAsGiven("sdm-mr", "2025.01", "diagnosis", {"status": "1", "disease": "ORPHA:1"}, "D1")), now=NOW)
    later = EntryAsGiven("sdm-mr", "2025.01", "diagnosis", {"status": "2"}, "D1")
    accept(said(later, day=2, sender=OTHER, name="B"), now=NOW)
    with as_system("test"):
        assert Entry.objects.get(is_current=True, instrument="diagnosis").payload == {"status": "2"}


def at(department, *, sex="F", relations=()):
    address = Address("1 rue des Lilas", f"{department}000", f"{department}231", "Ville", "FRA")
    return dataclasses.replace(LEA, sex=sex, address=address, relations=relations)


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1])))
def test_who_someone_is_follows_the_newest_word_not_the_last_to_arrive(order):
    words = [said(day=1, person=at("75", sex="M"), sender=OTHER, name="B"), said(day=2, person=at("21"), name="A")]
    for one in order:
        accept(words[one], now=NOW)
    with as_system("test"):
        person = Person.objects.get()
        assert Summary.objects.get().department == "21"
    assert (person.sex, person.address["postal_code"], person.said_at.day) == ("F", "21000", 2)


def test_an_older_word_fills_what_is_empty():
    accept(said(day=2), now=NOW)
    born_at = dataclasses.replace(LEA, birth_place_code="21231", birth_name="AUTRE")
    accept(said(day=1, person=born_at, name="B", sender=OTHER), now=NOW)
    with as_system("test"):
        person = Person.objects.get()
    assert (person.birth_place_code, person.birth_name) == ("21231", "MARTIN")


def test_the_same_traits_said_later_stand_until_later():
    accept(said(day=1, person=at("21")), now=NOW)
    accept(said(day=5, person=at("21"), name="C"), now=NOW)
    accept(said(day=3, person=at("75"), name="B", sender=OTHER), now=NOW)
    with as_system("test"):
        assert Person.objects.get().address["postal_code"] == "21000"


def test_people_named_beside_the_person_keep_their_role():
    mother = RelationAsGiven("guardian", "MTH", family_name="MARTIN")
    physician, newer = RelationAsGiven("informant", family_name="UN"), RelationAsGiven("informant", family_name="DEUX")
    accept(said(day=1, person=at("21", relations=(mother, physician))), now=NOW)
    accept(said(day=2, person=at("21", relations=(newer,)), name="B", sender=OTHER), now=NOW)
    with as_system("test"):
        names = {one["role"]: one["family_name"] for one in Person.objects.get().relations}
    assert names == {"guardian": "MARTIN", "informant": "DEUX"}


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1])))
def test_an_older_document_does_not_lift_an_opposition(order):
    words = [
        said(day=1, name="B", consent=ConsentAsGiven(reuse_opposed=False)),
        said(day=2, consent=ConsentAsGiven(reuse_opposed=True)),
    ]
    for one in order:
        accept(words[one], now=NOW)
    with as_system("test"):
        assert Summary.objects.get().opposed
