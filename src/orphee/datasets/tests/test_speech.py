"""Answers in words."""

import pytest

from orphee.datasets import ages, catalogue, speech

DIAGNOSIS = catalogue.load("sdm-mr", "2025.01").instrument("diagnosis")
BIRTH = catalogue.load("sdm-mr", "2025.01").instrument("birth")
NARROW = "\u202f"


@pytest.mark.parametrize(("months", "french", "english"), [
    (0,   "0 mois",              "0 months"),
    (1,   "1 mois",              "1 month"),
    (23,  "23 mois",             "23 months"),
    (24,  "2 ans",               "2 years"),
    (25,  "2 ans et 1 mois",     "2 years and 1 month"),
    (38,  "3 ans et 2 mois",     "3 years and 2 months"),
    (None, "?",                  "?"),
])  # fmt: skip
def test_months(months, french, english):
    age = {"period": ages.AT_MONTHS, "months": months}
    assert (ages.spoken(age, "fr"), ages.spoken(age, "en")) == (french, english)


@pytest.mark.parametrize(("date", "french", "english"), [
    ("2024",             "2024",            "2024"),
    ("2024-02",          "février 2024",    "February 2024"),
    ("2024-02-01",       "1er février 2024", "1 February 2024"),
    ("2024-02-29T10:00", "29 février 2024", "29 February 2024"),
    ("2023-02-29",       "?",               "?"),
])  # fmt: skip
def test_dates(date, french, english):
    assert (speech.spoken_date(date, "fr"), speech.spoken_date(date, "en")) == (french, english)


@pytest.mark.parametrize(("item", "value", "french", "english"), [
    (BIRTH.item("weight_g"), 3250, f"3{NARROW}250 g", "3,250 g"),
    (BIRTH.item("weight_g"), 3250.5, f"3{NARROW}250,5 g", "3,250.5 g"),
    (BIRTH.item("gestational_age_weeks"), 39, "39 semaines", "39 weeks"),
    (BIRTH.item("gestational_age_weeks"), 1, "1 semaine", "1 week"),
    (BIRTH.item("assisted_procreation"), False, "non", "no"),
    (DIAGNOSIS.item("status"), "2931005", "Probable", "Probable"),
    (DIAGNOSIS.item("techniques"), ["MED-084", "MED-081"],
     "Analyse pangénomique, Cytogénétique (caryotype, FISH)", "Genome-wide analysis, Cytogenetics (karyotype, FISH)"),
    (DIAGNOSIS.item("first_signs"), {"period": "303112003"}, "avant la naissance", "before birth"),
    (DIAGNOSIS.item("diagnosed_on"), "2024-01", "janvier 2024", "January 2024"),
    (DIAGNOSIS.item("comment"), None, "—", "—"),
])  # fmt: skip
def test_answers(item, value, french, english):
    assert (speech.spoken(item, value, "fr"), speech.spoken(item, value, "en")) == (french, english)
