"""Which diagnosis is the main one, and who is dead: tables, and the same answer in any order."""

import datetime as dt
import itertools
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.datasets.sdm_mr_codes import CONFIRMED, DEAD, NOT_A_CARRIER, ONGOING, PROBABLE, REFUTED, STATUSES
from orphee.identity.rules.person import PersonAsGiven
from orphee.record.rules.changes import Revision
from orphee.record.rules.summary import summarise
from orphee.record.rules.worth import by_firmness, is_dead, main_diagnosis, published_disease

FIRST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def said(*statements, dataset="sdm-mr", instrument="diagnosis"):
    """Revisions said one day after the other: (state, answers)."""
    return [
        Revision(UUID(int=number), 1, dataset, "2025.01", instrument, str(number), state, answers, "", "", "form", None,
                 FIRST + dt.timedelta(days=number))
        for number, (state, answers) in enumerate(statements)
    ]  # fmt: skip


def of(status, disease="", state="complete"):
    return state, {"status": status, "disease": disease}


@pytest.mark.parametrize(("diagnoses", "main"), [
    # what is finished before what was begun, however firm
    ([of(ONGOING, "ORPHA:1"), of(CONFIRMED, "ORPHA:2", "draft")], "ORPHA:1"),
    ([of(CONFIRMED, "ORPHA:1", "draft"), of(PROBABLE, "ORPHA:2")], "ORPHA:2"),
    ([of(PROBABLE, "ORPHA:1", "draft"), of(CONFIRMED, "ORPHA:2", "draft")], "ORPHA:2"),
    ([of(REFUTED, "ORPHA:1"), of(CONFIRMED, "ORPHA:2", "draft")], "ORPHA:1"),
    # the firmest of the six statuses
    ([of(CONFIRMED, "ORPHA:1"), of(PROBABLE, "ORPHA:2")], "ORPHA:1"),
    ([of(REFUTED, "ORPHA:1"), of(NOT_A_CARRIER, "ORPHA:2")], "ORPHA:1"),
    ([of(NOT_A_CARRIER, "ORPHA:1"), of("", "ORPHA:2")], "ORPHA:1"),
    # a named disease before an unnamed one, then the newest
    ([of(PROBABLE, "ORPHA:558"), of(PROBABLE)], "ORPHA:558"),
    ([of(CONFIRMED, "ORPHA:1"), of(CONFIRMED, "ORPHA:2")], "ORPHA:2"),
    # entered in error counts for nothing
    ([of(CONFIRMED, "ORPHA:1", "entered_in_error"), of(PROBABLE, "ORPHA:2", "draft")], "ORPHA:2"),
    ([], None),
])  # fmt: skip
def test_the_main_diagnosis(diagnoses, main):
    revisions = said(*diagnoses)
    assert main_diagnosis(revisions).get("disease") == main
    assert summarise(PersonAsGiven(), revisions).diagnosis == (main or "")


@given(
    st.permutations(
        said(*itertools.starmap(of, itertools.product(STATUSES[:3], ["", "ORPHA:1"], ["draft", "complete"])))
    )
)
def test_the_order_in_which_they_are_read_changes_nothing(revisions):
    assert [one.key for one in by_firmness(revisions)] == [one.key for one in by_firmness(reversed(revisions))]


def test_of_what_was_said_at_the_same_moment_what_was_made_last_comes_first():
    first, last = (Revision(UUID(int=number), 1, "sdm-mr", "2025.01", "diagnosis", str(number), "complete",
                            {"status": CONFIRMED}, "", "", "form", None, FIRST) for number in (1, 2))  # fmt: skip
    assert by_firmness([first, last]) == by_firmness([last, first]) == [last, first]


@pytest.mark.parametrize(("vital_status", "dead"), [
    ({"status": DEAD}, True),
    ({"status": DEAD, "died_on": "2025"}, True),
    ({"died_on": "2025-01"}, True),  # the date is the only word there is
    ({"status": "", "died_on": "2025-01"}, True),
    ({"status": "81323004", "died_on": "2025-01"}, False),  # the question is answered otherwise
    ({"status": "81323004"}, False),
    ({"died_on": ""}, False),
    ({}, False),
])  # fmt: skip
def test_who_is_dead(vital_status, dead):
    assert is_dead(vital_status) is dead
    revisions = said(("complete", vital_status), instrument="vital_status")
    assert summarise(PersonAsGiven(), revisions).deceased is dead


@pytest.mark.parametrize(("diseases", "named"), [
    ([("draft", {"term": "OMIM:1"}), ("complete", {"term": "OMIM:2", "orpha": "ORPHA:2"})], "ORPHA:2"),
    ([("complete", {"term": "OMIM:1"}), ("complete", {"orpha": "ORPHA:2"})], "OMIM:1"),
    ([("complete", {"term": "OMIM:1", "excluded": True}), ("draft", {"term": "OMIM:2"})], "OMIM:2"),
    ([("entered_in_error", {"term": "OMIM:1"})], ""),
])  # fmt: skip
def test_the_disease_of_a_published_case(diseases, named):
    assert published_disease(said(*diseases, dataset="phenotype", instrument="disease")) == named
