"""SDM-MR 2022.01 to 2024.01 to 2025.01: every answer is kept or listed, and what is kept is understood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orphee.datasets import catalogue
from orphee.datasets.conditions import Context, is_answered
from orphee.datasets.definition import Dataset, Item, ItemType, ValueSet, walk_items
from orphee.datasets.migration import Migrated, migrate
from orphee.datasets.migration_reading import read_migration
from orphee.datasets.validation import validate

VERSIONS = ("2022.01", "2024.01", "2025.01")
STEPS = list(pairwise(VERSIONS))
CONTEXT = Context(today=dt.date(2025, 3, 15))


def carried(instrument: str, answers: dict[str, object], start: str, end: str) -> Migrated:
    """An entry of a version carried to a later one."""
    before, after = catalogue.load("sdm-mr", start), catalogue.load("sdm-mr", end)
    return migrate(before.instrument(instrument), answers, catalogue.migration("sdm-mr", start, end), after)


@pytest.mark.parametrize(("start", "end"), STEPS)
def test_every_step_starts_and_ends_somewhere(start: str, end: str):
    text = catalogue.migration_text("sdm-mr", end)
    migration = read_migration(text, catalogue.load("sdm-mr", start), catalogue.load("sdm-mr", end))
    assert (migration.from_version, migration.to_version) == (start, end)


AGE = {"period": "767023003", "months": 20}

# Instrument, item of 2022.01, its answer, item of 2025.01, what it says there.
KEPT = [
    ("diagnosis", "complementary_signs", ["HP:0001250"], "clinical_description", ["HP:0001250"]),
    ("diagnosis", "unusual_signs", ["ICD10:R26.0"], "clinical_description", ["ICD10:R26.0"]),
    ("diagnosis", "age_at_diagnosis", AGE, "clinical_diagnosis", AGE),
    ("diagnosis", "mutation", "c.35delG", "other_genetics", "c.35delG"),
    ("diagnosis", "confirmation_detail", "biopsie", "comment", "biopsie"),
    ("diagnosis", "comment", "stable", "comment", "stable"),
    ("diagnosis", "techniques", ["MED-081", "MED-084"], "techniques", ["73735000", "MED-084"]),
    ("diagnosis", "investigations", ["58147004"], "investigations", ["58147004"]),
    ("diagnosis", "status", "24800002", "status", "24800002"),
    ("diagnosis", "first_signs", AGE, "first_signs", AGE),
    ("activity", "objectives", ["ORG-164", "MED-098", "MED-100"], "objectives", ["410129006", "79841006", "MED-100"]),
    ("activity", "context", "ORG-028", "context", "1268903003"),
    ("activity", "context", "11429006", "context", "11429006"),
    ("family", "consanguinity", True, "consanguinity", True),
    ("follow_up", "outside_label", True, "outside_label", True),
    ("birth", "gestational_age_weeks", 38, "gestational_age_weeks", 38),
    ("research", "in_protocol", True, "in_protocol", True),
    ("orphan_treatment", "product", "EMEA/H/C/002221", "product", "EMEA/H/C/002221"),
]


@pytest.mark.parametrize(("instrument", "item", "answer", "to", "expected"), KEPT)
def test_an_answer_of_2022_finds_its_place_in_2025(instrument, item, answer, to, expected):
    found = carried(instrument, {item: answer}, "2022.01", "2025.01")
    assert (found.instrument, found.payload, found.lost) == (instrument, {to: expected}, ())


@pytest.mark.parametrize(("before", "since"), [
    ("ORG-164", "410129006"), ("MED-097", "165197003"), ("MED-098", "79841006"), ("MED-099", "243787009"),
    ("ORG-047", "413467001"), ("ORG-048", "373110003"), ("ORG-123", "713069004"),
])  # fmt: skip
def test_every_objective_that_moved_in_2025(before: str, since: str):
    assert carried("activity", {"objectives": [before]}, "2024.01", "2025.01").payload == {"objectives": [since]}


def test_the_outcome_of_each_foetus_is_recoded():
    foetuses = [{"local_id": "a", "outcome": "236973005"}, {"local_id": "b", "outcome": "O03"}]
    found = carried("pregnancy", {"foetuses": foetuses}, "2024.01", "2025.01")
    assert [one["outcome"] for one in found.payload["foetuses"]] == ["3950001", "O03"]


def test_both_lists_of_signs_become_one():
    found = carried("diagnosis", {"complementary_signs": ["HP:0001250"], "unusual_signs": ["ICD10:R26.0"]},
                    "2022.01", "2024.01")  # fmt: skip
    assert found.payload == {"clinical_description": ["HP:0001250", "ICD10:R26.0"]}


@pytest.mark.parametrize(("instrument", "answers", "path"), [
    ("diagnosis", {"apparently_healthy": True}, ("apparently_healthy",)),
    ("diagnosis", {"apparently_healthy": False}, ("apparently_healthy",)),
    ("consent", {"reuse_non_opposition": False}, ("reuse_non_opposition",)),
    ("diagnosis", {"comment": "stable", "confirmation_detail": "biopsie"}, ("confirmation_detail",)),
])  # fmt: skip
def test_what_has_no_place_is_listed_with_its_reason(instrument, answers, path):
    (lost,) = carried(instrument, answers, "2022.01", "2025.01").lost
    assert lost.path == path
    assert lost.value == answers[path[0]]
    assert lost.label.fr
    assert lost.reason.fr != lost.reason.en


@pytest.mark.parametrize(("start", "end"), STEPS)
def test_no_code_is_left_behind(start: str, end: str):
    """Every code one could choose is, after the migration, a code of the next version."""
    for instrument, path, item in coded(catalogue.load("sdm-mr", start)):
        assert item.value_set is not None
        for code in item.value_set.choices:
            answers = nested(path, code.code, item)
            found = carried(instrument, answers, start, end)
            for value, values in answered_codes(found, end):
                assert value in values, (instrument, path, code.code)


def coded(dataset: Dataset) -> Iterator[tuple[str, tuple[str, ...], Item]]:
    """Every item with a list of codes."""
    for instrument in dataset.instruments:
        for path, item in walk_items(instrument.items):
            if item.value_set is not None and item.type is ItemType.CODE:
                yield instrument.key, path, item


def nested(path: tuple[str, ...], code: str, item: Item) -> dict[str, object]:
    """Answers that say one code at one place."""
    value: object = [code] if item.repeats else code
    for key in reversed(path[1:]):
        value = [{key: value}]
    return {path[0]: value}


def answered_codes(found: Migrated, version: str) -> Iterator[tuple[str, ValueSet]]:
    """The codes of an entry with the list each belongs to."""
    if not found.instrument:
        return
    form = catalogue.load("sdm-mr", version).instrument(found.instrument)
    for path, item in walk_items(form.items):
        if item.value_set is not None and item.type is ItemType.CODE:
            for value in texts_at(found.payload, path):
                yield value, item.value_set


def texts_at(value: object, path: tuple[str, ...]) -> list[str]:
    """The texts at a path, through lists."""
    if isinstance(value, list):
        return [text for one in value for text in texts_at(one, path)]
    if path:
        return texts_at(value.get(path[0]), path[1:]) if isinstance(value, dict) else []
    return [value] if isinstance(value, str) else []


# ------------------------------------------------------------------------------------------ any entry of any version
ONE = {
    ItemType.BOOLEAN: st.booleans(),
    ItemType.INTEGER: st.integers(1, 9),
    ItemType.DECIMAL: st.integers(20, 40),
    ItemType.TEXT: st.text("abc é", min_size=1, max_size=8),
    ItemType.PARTIAL_DATE: st.sampled_from(["2021", "2021-03", "2021-03-04"]),
    ItemType.DATETIME: st.sampled_from(["2021-03-04", "2021-03-04T10:00"]),
    ItemType.AGE: st.sampled_from([AGE, {"period": "255407002", "months": None}]),
}


def answers_of(items: tuple[Item, ...]) -> st.SearchStrategy[dict[str, object]]:
    """Some of the questions, answered."""
    return st.fixed_dictionaries({}, optional={item.key: answer_of(item) for item in items})


def answer_of(item: Item) -> st.SearchStrategy[object]:
    if item.items:
        one: st.SearchStrategy[object] = answers_of(item.items).filter(is_answered)
    elif item.value_set is not None and item.type is ItemType.CODE:
        one = st.sampled_from([code.code for code in item.value_set])
    elif item.terminology is not None:
        one = st.sampled_from(["ORPHA:513", "HP:0001250", "HGNC:3603"])
    else:
        one = ONE[item.type]
    return st.lists(one, min_size=1, max_size=3, unique_by=str) if item.repeats else one


def leaves(value: object) -> int:
    """How many answers there are."""
    if isinstance(value, dict):
        if value and value.keys() <= {"period", "months"}:
            return 1
        return sum(map(leaves, value.values()))
    if isinstance(value, list):
        return sum(map(leaves, value))
    return int(is_answered(value))


@pytest.mark.parametrize(("start", "end"), [*STEPS, ("2022.01", "2025.01")])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_answer_is_kept_or_listed(start: str, end: str, data: st.DataObject):
    form = data.draw(st.sampled_from(catalogue.load("sdm-mr", start).instruments))
    answers = data.draw(answers_of(form.items))
    found = carried(form.key, answers, start, end)
    signs = [*_list(answers, "complementary_signs"), *_list(answers, "unusual_signs")]
    said_twice = len(signs) - len(set(signs)) if start == "2022.01" else 0
    if is_answered(answers.get("comment")) and answers.get("comment") == answers.get("confirmation_detail"):
        said_twice += 1  # two items that became one, in the same words
    assert leaves(answers) - said_twice <= leaves(found.payload) + len(found.lost) <= leaves(answers)
    if found.instrument:
        after = catalogue.load("sdm-mr", end).instrument(found.instrument)
        unknown = {"unknown-item", "not-a-list", "wrong-type", "code-unknown", "code-former"}
        assert not {problem.code for problem in validate(after, found.payload, CONTEXT)} & unknown


def _list(answers: dict[str, object], key: str) -> list[object]:
    value = answers.get(key)
    return value if isinstance(value, list) else []
