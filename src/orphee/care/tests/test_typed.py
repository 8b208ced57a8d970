"""What people type, as a table."""

import pytest

from orphee.care.rules import typed


@pytest.mark.parametrize(("as_typed", "stored"), [
    ("12/01/2024", "2024-01-12"),
    ("1/2/2024", "2024-02-01"),
    (" 12.01.2024 ", "2024-01-12"),
    ("12 01 2024", "2024-01-12"),
    ("01/2024", "2024-01"),
    ("2024", "2024"),
    ("2024-01-12", "2024-01-12"),
    ("2024-01", "2024-01"),
    ("2024/1/2", "2024-01-02"),
    ("31/02/2024", "31/02/2024"),  # no such day: kept as typed, validation says so
    ("29/02/2024", "2024-02-29"),
    ("29/02/2023", "29/02/2023"),
    ("12/01/24", "12/01/24"),  # which century? not guessed
    ("hier", "hier"),
    ("0202", "0202"),
    ("", ""),
])  # fmt: skip
def test_dates(as_typed, stored):
    assert typed.read_date(as_typed) == stored


@pytest.mark.parametrize("iso", ["2024-01-12", "2024-01", "2024", "1999-12-31"])
def test_a_date_shown_reads_back(iso):
    assert typed.read_date(typed.show_date(iso)) == iso


@pytest.mark.parametrize(("as_typed", "stored"), [
    ("12/01/2024 14:30", "2024-01-12T14:30"),
    ("12/01/2024 à 14h30", "2024-01-12T14:30"),
    ("12/01/2024 9h", "2024-01-12T09:00"),
    ("2024-01-12T14:30:05+01:00", "2024-01-12T14:30:05+01:00"),
    ("12/01/2024", "2024-01-12"),
    ("01/2024", "2024-01"),
    ("12/01/2024 25:00", "12/01/2024 25:00"),
    ("31/02/2024 10:00", "31/02/2024 10:00"),
])  # fmt: skip
def test_instants(as_typed, stored):
    assert typed.read_datetime(as_typed) == stored


@pytest.mark.parametrize(("as_typed", "whole", "stored"), [
    ("3200", False, 3200),
    ("3 200", False, 3200),
    ("48,5", False, 48.5),
    ("48.5", False, 48.5),
    ("48,5", True, "48,5"),
    ("2", True, 2),
    ("-1", True, -1),
    ("environ 3", False, "environ 3"),
    ("1e3", False, "1e3"),
])  # fmt: skip
def test_numbers(as_typed, whole, stored):
    assert typed.read_number(as_typed, whole=whole) == stored


@pytest.mark.parametrize(("as_typed", "stored"), [
    ("3 ans 2 mois", "P3Y2M"),
    ("3 ans et 2 mois", "P3Y2M"),
    ("3 years and 2 months", "P3Y2M"),
    ("1 an", "P1Y"),
    ("5 jours", "P5D"),
    ("2 weeks", "P2W"),
    ("p3y2m", "P3Y2M"),
    ("PT5H", "PT5H"),
    ("bientôt", "bientôt"),
    ("", ""),
])  # fmt: skip
def test_durations(as_typed, stored):
    assert typed.read_duration(as_typed) == stored
    if stored.startswith("P") and "T" not in stored:
        assert typed.read_duration(typed.show_duration(stored, "fr")) == stored
        assert typed.read_duration(typed.show_duration(stored, "en")) == stored
