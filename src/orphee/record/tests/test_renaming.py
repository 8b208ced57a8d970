"""One entry under two names: found by either, never taken for another."""

import datetime as dt
import uuid

import pytest

from orphee.record.rules.changes import COMPLETE, ENTERED_IN_ERROR, Revision
from orphee.record.rules.renaming import under_known_keys
from orphee.record.rules.submission import EntryAsGiven

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def stored(key, *, disease="X", state=COMPLETE, **answers):
    return Revision(
        key=uuid.uuid4(), revision=1, dataset="sdm-mr", version="2025.01", instrument="diagnosis", source_key=key,
        state=state, payload={"disease": disease, **answers}, site_code="", author="", channel="cda",
        document_key=None, said_at=NOW,
    )  # fmt: skip


def given(key, *aliases, disease="X"):
    return EntryAsGiven("sdm-mr", "2025.01", "diagnosis", {"disease": disease}, key, aliases=aliases)


CASES = [
    # what stands, what comes, the keys it comes under
    ("known by its own", [stored("OWN")], [given("OWN", "ACT")], ["OWN"]),
    ("stored under the act", [stored("ACT")], [given("OWN", "ACT")], ["ACT"]),
    ("renewed diagnosis", [stored("OLD", act_identifier="ACT")], [given("OWN", "ACT")], ["OLD"]),
    ("2022 after 2024", [stored("OWN", act_identifier="ACT")], [given("ACT", "OWN")], ["OWN"]),
    ("nothing stands", [], [given("OWN", "ACT")], ["OWN"]),
    ("no alias", [stored("OTHER", act_identifier="OWN")], [given("OWN")], ["OWN"]),
    ("second in the act", [stored("OWN", act_identifier="ACT")],
     [given("OWN", "ACT"), given("NEW", "ACT")], ["OWN", "NEW"]),
    ("two of one act", [stored("ACT", disease="Y")], [given("A", "ACT"), given("B", "ACT", disease="Y")], ["A", "ACT"]),
    ("several could be", [stored("A", act_identifier="ACT"), stored("B", act_identifier="ACT")],
     [given("C", "ACT")], ["C"]),
    ("entered in error", [stored("ACT", state=ENTERED_IN_ERROR)], [given("OWN", "ACT")], ["OWN"]),
    ("another disease", [stored("ACT", disease="Y")], [given("OWN", "ACT")], ["ACT"]),
    ("another disease, 2022 after 2024", [stored("OWN", disease="Y", identifier="OWN", act_identifier="ACT")],
     [given("ACT", "OWN")], ["OWN"]),
    ("another diagnosis of the act", [stored("A", disease="Y", identifier="A", act_identifier="ACT")],
     [given("B", "ACT")], ["B"]),
]  # fmt: skip


@pytest.mark.parametrize(("standing", "coming", "keys"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_an_entry_is_found_by_any_of_its_names(standing, coming, keys):
    found = under_known_keys(coming, {one.place: one for one in standing})
    assert [one.key for one in found] == keys
    assert [one.payload for one in found] == [one.payload for one in coming]


def test_an_entry_of_another_form_is_another():
    follow_up = stored("ACT")
    follow_up.instrument = "follow_up"
    (found,) = under_known_keys([given("OWN", "ACT")], {follow_up.place: follow_up})
    assert found.key == "OWN"
