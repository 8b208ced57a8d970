"""From a record to rows: what a person becomes, and what never gets through."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.datasets.sdm_mr_codes import STATUSES
from orphee.record.rules.submission import ConsentAsGiven, PersonAsGiven
from orphee.record.rules.summary import summarise
from orphee.warehouse.intake import Completeness, UnableToPseudonymise, month_of, rows_of
from orphee.warehouse.pseudonyms import UnableToUseKey, pseudonym, warehouse_key
from orphee.warehouse.tables import TABLES, UnfitRow, check
from orphee.warehouse.tests import fabricated
from orphee.warehouse.tests.fabricated import around, entry, months, record


def rows(view, completeness=None, **surroundings) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {name: [] for name in TABLES}
    for table, row in rows_of(view, completeness or Completeness(), around(**surroundings)):
        found[table].append(row)
    return found


def test_a_person_becomes_one_line():
    view = record(
        entry("diagnosis", status=fabricated.CONFIRMED, disease="ORPHA:513", first_signs=months(6),
              clinical_diagnosis=months(30), diagnosed_on="2012-09-14"),
        entry("activity", performed_on="2024-05-17T10:30:00+02:00", context="A"),
        entry("feature", dataset="phenotype", term="HP:0001250", excluded=True),
        department="971",
    )  # fmt: skip
    found = rows(view, Completeness(80, ("family.consanguinity",)))
    (person,) = found["person"]
    assert person | {"person": ""} == {
        "person": "", "sex": "F", "birth_month": "2010-03", "age_years": 16, "deceased": False, "department": "971",
        "region": "01", "filiere": "filnemus", "included_month": "2024-05", "completeness": 80,
        "missing": ["family.consanguinity"], "synthetic": True,
    }  # fmt: skip
    (diagnosis,) = found["diagnosis"]
    assert (diagnosis["first_signs_months"], diagnosis["clinical_months"], diagnosis["diagnosed_year"]) == (6, 30, 2012)
    assert found["activity"][0]["month"] == "2024-05"
    assert found["feature"][0]["excluded"] is True
    assert {row["person"] for table in found.values() for row in table} == {person["person"]}


def test_who_opposed_leaves_no_trace():
    view = record(entry("diagnosis", status=fabricated.CONFIRMED), consent=ConsentAsGiven(reuse_opposed=True))
    assert not any(rows(view).values())


def test_a_record_that_comes_with_an_identity_is_refused():
    with pytest.raises(UnableToPseudonymise):
        rows(record(person=PersonAsGiven(birth_name="X")))


def test_no_day_and_no_key_of_elsewhere_gets_through():
    view = record(
        entry("diagnosis", diagnosed_on="2012-09-14", status=fabricated.CONFIRMED),
        entry("activity", performed_on="2024-05-17", performer={"rpps": "10000000000", "name": "DOCTEUR"}),
        entry("vital_status", status="419620001", died_on="2024-12-31"),
        entry("follow_up", included_on="2024-05-17", site="S001"),
        birth_month="2010-03",
    )
    text = repr(rows(view))
    assert not re.search(r"\d{4}-\d{2}-\d{2}", text)
    assert view.key not in text
    assert "DOCTEUR" not in text
    assert "10000000000" not in text


def test_even_a_birth_day_given_by_mistake_is_cut():
    assert rows(record(birth_month="2010-03-12"))["person"][0]["birth_month"] == "2010-03"


@pytest.mark.parametrize(
    ("birth", "today", "years"),
    [
        ("2010-03", dt.date(2026, 2, 28), 15),
        ("2010-03", dt.date(2026, 3, 1), 16),  # the first day of the month of birth
        ("2010", dt.date(2026, 1, 1), 16),  # only the year is known
        ("", dt.date(2026, 1, 1), None),
        ("2026-11", dt.date(2026, 11, 21), 0),
    ],
)
def test_age(birth, today, years):
    assert rows(record(birth_month=birth), today=today)["person"][0]["age_years"] == years


def test_the_dead_keep_the_age_at_which_they_died():
    view = record(entry("vital_status", status="419620001", died_on="2015-01"), birth_month="2010-03")
    (person,) = rows(view)["person"]
    assert (person["deceased"], person["age_years"]) == (True, 4)


@pytest.mark.parametrize(
    ("date", "month"),
    [("2024-05-17", "2024-05"), ("2024-05", "2024-05"), ("2024", "2024"), ("", None), (None, None), ("soon", None)],
)
def test_a_date_is_cut_to_its_month(date, month):
    assert month_of(date) == month


def test_the_most_advanced_diagnosis_stands_for_the_person():
    view = record(
        entry("diagnosis", status=fabricated.UNDETERMINED),
        entry("diagnosis", status=fabricated.CONFIRMED, site="S002"),
        entry("diagnosis", status=fabricated.ONGOING),
        entry("diagnosis", status=fabricated.CONFIRMED, state="entered_in_error"),
        sites=(("S001", "2020"), ("S002", "2024")),
    )
    found = rows(view)
    assert [row["status"] for row in found["diagnosis"] if row["is_main"]] == [fabricated.CONFIRMED]
    assert len(found["diagnosis"]) == 3
    assert found["person"][0]["filiere"] == "cardiogen"


SAID = st.lists(
    st.builds(
        lambda state, status, disease, days: replace(
            entry("diagnosis", state=state, status=status, disease=disease),
            said_at=fabricated.NOW - dt.timedelta(days=days),
        ),
        st.sampled_from(["draft", "complete", "validated"]),
        st.sampled_from([*STATUSES, ""]),
        st.sampled_from(["", "ORPHA:558", "ORPHA:513"]),
        st.integers(0, 2),
    ),
    max_size=4,
)


@given(SAID)
def test_a_figure_counts_the_diagnosis_that_the_lists_show(diagnoses):
    listed = summarise(PersonAsGiven(), diagnoses)
    main = [row for row in rows(record(*diagnoses))["diagnosis"] if row["is_main"]]
    assert [(row["status"] or "", row["disease"] or "") for row in main] == [
        (listed.diagnosis_status, listed.diagnosis) for _ in diagnoses[:1]
    ]


def test_a_territory_that_the_state_does_not_list_is_not_known():
    (person,) = rows(record(department="988"))["person"]
    assert (person["department"], person["region"]) == (None, None)


def test_a_pseudonym_depends_on_the_key_and_on_nothing_else():
    assert pseudonym(b"k" * 32, "a") == pseudonym(b"k" * 32, "a")
    assert pseudonym(b"k" * 32, "a") != pseudonym(b"l" * 32, "a")
    assert re.fullmatch("[0-9a-f]{32}", pseudonym(b"k" * 32, "a"))


def test_the_key_is_made_once_and_readable_by_its_owner_only(data_directory, monkeypatch):
    monkeypatch.delenv("ORPHEE_WAREHOUSE_KEY", raising=False)
    assert warehouse_key() == warehouse_key()
    assert (data_directory / "warehouse.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("length", [31, 1])
def test_a_short_key_is_refused(monkeypatch, length):
    monkeypatch.setenv("ORPHEE_WAREHOUSE_KEY", "k" * length)
    with pytest.raises(UnableToUseKey, match=f"has {length} characters and needs at least 32"):
        warehouse_key()


def test_a_key_that_serves_elsewhere_is_refused(monkeypatch):
    monkeypatch.setenv("ORPHEE_WAREHOUSE_KEY", "k" * 40)
    monkeypatch.setenv("ORPHEE_SEAL_KEYS", "x" * 44 + "," + "k" * 40)
    with pytest.raises(UnableToUseKey, match="serves elsewhere"):
        warehouse_key()


@pytest.mark.parametrize(
    ("column", "value"), [("person", "Jeanne"), ("person", None), ("birth_month", "2010-03-12"), ("sex", None)]
)
def test_a_row_that_breaks_its_table_stops_the_build(column, value):
    (person,) = rows(record())["person"]
    columns = {name: [cell] for name, cell in (person | {column: value}).items()}
    with pytest.raises(UnfitRow, match=f"person.{column}"):
        check(TABLES["person"], columns)


def test_columns_that_name_a_question_name_one_that_exists():
    from orphee.datasets.catalogue import dataset

    for table in TABLES.values():
        for column in table.columns:
            if column.item:
                owner, instrument, item = column.item.split("/")
                assert dataset(owner).instrument(instrument).item(item), column.item


@pytest.mark.parametrize(
    ("value", "month"),
    [
        ("2024-01-12", "2024-01"),
        ("2024-01", "2024-01"),
        ("2024", "2024"),
        ("2024-99", None),  # a draft keeps what was typed
        ("12/13/2020", None),
        ("", None),
        (None, None),
        (2024, None),
    ],
)
def test_only_a_date_has_a_month(value, month):
    assert month_of(value) == month
