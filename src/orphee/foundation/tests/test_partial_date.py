"""Partial dates: reading, comparing, months between."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.foundation.partial_date import PartialDate, UnableToReadDate, months_between


@pytest.mark.parametrize("text", ["2024", "2024-02", "2024-02-29", "1850", "1850-01-01"])
def test_what_is_a_date_reads_and_writes_back(text):
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "24", "2024-13", "2024-00", "2023-02-29", "2024-2-1", "20240112", "12/01/2024", "1849", "2024-01-", "x"],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(UnableToReadDate):
        PartialDate.parse(text)


def test_a_time_of_day_is_ignored():
    assert PartialDate.parse("2024-01-12T11:17:00+01:00") == PartialDate(2024, 1, 12)


@pytest.mark.parametrize(
    ("first", "second", "after"),
    [
        ("2024-01-01", "2024-01-02", False),
        ("2024-01-01", "2024-01-01", False),
        ("2024-01-02", "2024-01-01", True),
        ("2024-01", "2023", True),
        ("2024-01", "2024", False),
        ("2024", "2024-01", False),
        ("2024-02", "2024-01", True),
    ],
)
def test_only_what_is_certain_is_said(first, second, after):
    a, b = PartialDate.parse(first), PartialDate.parse(second)
    assert a.definitely_after(b) == a.definitely_after(b.latest) == after


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2020-01-31", "2020-02-28", 0),
        ("2020-01-31", "2020-02-29", 1),
        ("2020-01-15", "2020-02-14", 0),
        ("2020-01-15", "2020-02-15", 1),
        ("2020-02-15", "2020-01-15", -1),
        ("2019-12-31", "2020-12-31", 12),
    ],
)
def test_completed_months(start, end, months):
    assert months_between(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) == months


@given(st.dates(min_value=dt.date(1850, 1, 1)))
def test_a_full_date_is_one_day(day):
    date = PartialDate.of(day)
    assert date.earliest == date.latest == day


@pytest.mark.parametrize("value", ["", "2024-13", "hier", "2024-1", None, 2024, dt.date(2024, 1, 12), {"a": 1}])
def test_what_is_no_date_is_read_as_none(value):
    assert PartialDate.read(value) is None


def test_a_date_is_read_as_it_is_parsed():
    assert PartialDate.read(" 2024-01T11:17 ") == PartialDate.parse("2024-01")
