"""The phenotype data set: what it accepts as given, and what it asks about."""

import datetime as dt

import pytest

from orphee.datasets import catalogue
from orphee.datasets.conditions import Context
from orphee.datasets.validation import validate

CONTEXT = Context(today=dt.date(2025, 3, 15))
PHENOTYPE = catalogue.load("phenotype", "1.0")


@pytest.mark.parametrize(("instrument", "payload", "expected"), [
    ("feature", {"term": "HP:0001250"},                                              set()),
    ("feature", {"term": "HP:0001250", "excluded": True},                            set()),
    ("feature", {"term": "MONDO:0007947"},                                           {"code-wrong-system"}),
    ("feature", {"excluded": True},                                                  {"missing-answer"}),
    ("feature", {"term": "HP:0001250", "excluded": True, "onset": {"age": "P3Y"}},   {"not-applicable"}),
    ("feature", {"term": "HP:0001250", "onset": {"age": "P3Y2M", "term": "HP:0003577"}}, set()),
    ("feature", {"term": "HP:0001250", "onset": {"age": "P0D"}},                     set()),
    ("feature", {"term": "HP:0001250", "onset": {"age": "3 years"}},                 {"duration-unreadable"}),
    ("feature", {"term": "HP:0001250", "onset": {"age": "P"}},                       {"duration-unreadable"}),
    ("feature", {"term": "HP:0001250", "onset": {"age": "PT"}},                      {"duration-unreadable"}),
    ("feature", {"term": "HP:0001250", "onset": {"on": "2024-02"}, "resolution": {"on": "2024-01"}},
     {"resolved-before-onset"}),
    ("disease", {"term": "OMIM:154700", "orpha": "ORPHA:558"},                       set()),
    ("disease", {"term": "OMIM:154700", "orpha": None},                              set()),
    ("disease", {"term": "Marfan syndrome"},                                         {"code-malformed"}),
    ("disease", {"term": "OMIM:154700", "onset": {"on": "2024"}, "resolution": {"on": "2023"}},
     {"disease-resolved-before-onset"}),
    ("measurement", {"assay": "LOINC:2157-6", "value": 1.5, "unit": "UCUM:U/L", "given": {"a": [1, {"b": None}]}},
     set()),
    ("measurement", {"assay": "LOINC:2157-6", "given": {"a": float("nan")}},         {"wrong-type"}),
    ("interpretation", {"identifier": "i", "progress": "SOLVED", "variants": [{"gene": "HGNC:3603",
     "acmg": "PATHOGENIC", "status": "CAUSATIVE", "hgvs": ["NM_000138.5:c.1A>G"]}]}, set()),
    ("interpretation", {"identifier": "i", "progress": "DONE"},                      {"code-unknown"}),
    ("encounter", {"last_age": "P40Y", "vital_status": "ALIVE", "karyotypic_sex": "XX"}, set()),
    ("encounter", {"vital_status": "ALIVE", "cause_of_death": "OMIM:154700"},        {"not-applicable"}),
])  # fmt: skip
def test_entries(instrument, payload, expected):
    problems = validate(PHENOTYPE.instrument(instrument), payload, CONTEXT)
    assert {problem.code for problem in problems} == expected


def test_json_kept_as_given_is_bounded():
    deep: object = 1
    for _ in range(10_000):
        deep = [deep]
    problems = validate(PHENOTYPE.instrument("encounter"), {"kept": {"a": deep}}, CONTEXT)
    assert [problem.code for problem in problems] == ["wrong-type"]
