"""Computed items: what each operation gives, when nothing can be computed, and in which order."""

import datetime as dt
import gc
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.datasets.computing import computed, has_computed
from orphee.datasets.conditions import Context
from orphee.datasets.dependencies import in_order
from orphee.datasets.reading import faults_of, read
from orphee.datasets.tests.dossier import DOSSIER, VISIT
from orphee.datasets.validation import validate
from orphee.foundation.partial_date import PartialDate

TODAY = dt.date(2026, 6, 15)
SPRING = {"from": "2024-01", "to": "2024-03"}
KNOWN = Context(today=TODAY, birth_date=PartialDate.parse("2020-02-29"))

FORM = """\
key: form
version: "1"
title: {fr: a, en: b}
instruments:
  - key: form
    title: {fr: a, en: b}
    subject: person
    items:
      - {key: a, type: decimal, label: {fr: a, en: b}}
      - {key: b, type: decimal, label: {fr: a, en: b}}
      - {key: yes, type: boolean, label: {fr: a, en: b}}
      - {key: from, type: partial_date, label: {fr: a, en: b}}
      - {key: to, type: partial_date, label: {fr: a, en: b}}
      - {key: word, type: text, label: {fr: a, en: b}}
      - {key: list, type: decimal, repeats: true, label: {fr: a, en: b}}
      - {key: result, type: TYPE, label: {fr: a, en: b}, compute: COMPUTE}
"""


def result(compute: str, answers: dict[str, object], kind: str = "decimal") -> object:
    form = read(FORM.replace("TYPE", kind).replace("COMPUTE", compute)).instrument("form")
    return computed(form, answers, KNOWN).get("result")


@pytest.mark.parametrize(("compute", "answers", "expected"), [
    ("{sum: [a, b]}",                         {"a": 0.1, "b": 0.2},         0.3),
    ("{sum: [a, b]}",                         {"a": 1},                     None),
    ("{sum: [a, b], at_least: 1}",            {"a": 1},                     1),
    ("{sum: [a, b, 10]}",                     {"a": 1, "b": 2},             13),
    ("{sum: [list]}",                         {"list": [1, 2, 3]},          6),
    ("{sum: [list]}",                         {"list": []},                 None),
    ("{sum: [yes, yes]}",                     {"yes": True},                2),
    ("{mean: [a, b]}",                        {"a": 1, "b": 2},             1.5),
    ("{mean: [a, b], at_least: 1}",           {"b": 2},                     2),
    ("{mean: [list]}",                        {"list": [1, 2, 6]},          3),
    ("{product: [a, b]}",                     {"a": 3, "b": 0.5},           1.5),
    ("{ratio: [a, b]}",                       {"a": 1, "b": 0},             None),
    ("{ratio: [a, b], round: 2}",             {"a": 1, "b": 3},             0.33),
    ("{ratio: [a, b], round: 0}",             {"a": 5, "b": 2},             3),     # half up, not half even
    ("{ratio: [a, b], round: 0}",             {"a": -5, "b": 2},            -3),
    ("{ratio: [a, {product: [b, b]}]}",       {"a": 8, "b": 2},             2),
    ("{difference: [a, b]}",                  {"a": 1, "b": 3},             -2),
    ("{months_between: [from, to]}",          {"from": "2024-01-31", "to": "2024-02-28"}, 0),
    ("{months_between: [from, to]}",          {"from": "2024-01-31", "to": "2024-03-31"}, 2),
    ("{months_between: [from, to]}",          {"from": "2024-01", "to": "2024-03-31"},    2),
    ("{months_between: [from, to]}",          {"from": "2024", "to": "2024-03-31"},       None),
    ("{months_between: [from, to]}",          {"from": "2024-03-31", "to": "2024-01-31"}, -2),
    ("{months_between: [{fact: birth_date}, to]}", {"to": "2021-02-27"},    11),
    ("{months_between: [{fact: birth_date}, {fact: today}]}", {},           75),
    ("{count: list}",                         {"list": [1, None, 3]},       2),
    ("{count: list}",                         {},                           0),
    ("{count: [a, b, word]}",                 {"a": 0, "word": ""},         1),
    ("{first: [a, b, 7]}",                    {"b": 2},                     2),
    ("{first: [a, b, 7]}",                    {},                           7),
    ("{first: [list]}",                       {"list": [None, 4]},          4),
    ("{product: [a, a]}",                     {"a": 1e14},                  None),  # beyond what an answer may be
    ("{case: [{if: {item: a, above: 1}, then: 10}], else: 20}", {"a": 2},   10),
    ("{case: [{if: {item: a, above: 1}, then: 10}], else: 20}", {"a": 1},   20),
    ("{case: [{if: {item: a, above: 1}, then: 10}], else: 20}", {},         None),  # nobody can tell which
    ("{case: [{if: {item: a, above: 1}, then: {item: b}}]}", {"a": 2, "b": 5}, 5),
    ("{case: [{if: {item: a, above: 1}, then: {sum: [a, b]}}]}", {"a": 2, "b": 5}, 7),
    ("{case: [{if: {item: a, above: 1}, then: 10}]}", {"a": 0},             None),
])  # fmt: skip
def test_what_each_operation_gives(compute, answers, expected):
    assert result(compute, answers) == expected


@pytest.mark.parametrize(("kind", "compute", "answers", "expected"), [
    ("integer",   "{ratio: [a, b]}",      {"a": 5, "b": 2},  3),
    ("decimal",   "{first: [word]}",      {"word": "x"},     None),
    ("text",      "{first: [word]}",      {"word": "x"},     "x"),
    ("text",      "{sum: [a]}",           {"a": 1},          None),
    ("date",      "{first: [from, to]}",  {"to": "2024-01-31"}, "2024-01-31"),
    ("boolean",   "{first: [yes]}",       {"yes": False},    False),
    ("boolean",   "{case: [{if: {item: a, above: 1}, then: true}], else: false}", {"a": 0}, False),
    ("age",       "{months_between: [from, to]}", SPRING, {"period": "767023003", "months": 2}),
    ("age",       "{months_between: [to, from]}", SPRING, None),
    ("quantity, units: [kg]", "{sum: [a]}", {"a": 2.50},     {"value": 2.5, "unit": "kg"}),
])  # fmt: skip
def test_a_result_is_an_answer_of_the_item_or_nothing(kind, compute, answers, expected):
    assert result(compute, answers, kind) == expected


def test_a_dossier_is_filled():
    answers = {
        "seen_on": "2026-06-01",
        "weight": {"value": 12000, "unit": "g"},
        "height": {"value": 80, "unit": "cm"},
        "sleep": "3",
        "joy": "1",
        "pains": [{"morning": 1, "evening": 4}, {"morning": 2}, {"morning": 5, "evening": 5}],
        "total": 99,
    }
    filled = computed(VISIT, answers, KNOWN)
    assert filled["bmi"] == 18.8  # 12 kg, 0.8 m
    assert filled["age"] == 75
    assert filled["total"] == 6  # 4 of 2 answers, for 3; not what somebody typed
    assert filled["level"] == "high"
    assert [one.get("worst") for one in filled["pains"]] == [2.5, None, 5]
    assert filled["pain"] == 7.5
    assert answers["total"] == 99
    assert "worst" not in answers["pains"][0]


def test_what_can_no_longer_be_computed_is_removed():
    filled = computed(VISIT, {"sleep": "3", "joy": "9", "total": 3, "level": "high", "bmi": 20}, KNOWN)
    assert filled == {"sleep": "3", "joy": "9"}  # “not applicable” has no score: one answer of three is not enough


def test_what_is_not_asked_is_not_computed():
    low = {"sleep": "0", "joy": "0", "calm": "0", "pains": [{"morning": 1, "evening": 1, "worst": 1}]}
    filled = computed(VISIT, low, KNOWN)
    assert filled["level"] == "low"
    assert filled["pains"] == [{"morning": 1, "evening": 1}]
    assert "pain" not in filled


def test_each_computed_item_comes_after_those_it_needs():
    order = in_order(VISIT)
    assert order.index(("total",)) < order.index(("level",)) < order.index(("pains", "worst")) < order.index(("pain",))
    assert has_computed(VISIT)


def test_nobody_is_asked_for_a_computed_answer():
    form = FORM.replace("type: TYPE", "type: decimal, asked: always").replace("COMPUTE", "{sum: [a, b]}")
    assert validate(read(form).instrument("form"), {}, KNOWN) == ()


@pytest.mark.parametrize(("compute", "words"), [
    ("{sum: [a, nothing]}",                       "the item nothing, which does not exist"),
    ("{sum: [a, word]}",                          "sum takes numbers; to add what codes count, use score; word is"),
    ("{months_between: [a, to]}",                 "months_between takes dates; a is a decimal"),
    ("{ratio: [a]}",                              "ratio takes two operands, not 1"),
    ("{difference: [a, b, a]}",                   "difference takes two operands, not 3"),
    ("{sum: []}",                                 "the list is empty"),
    ("{sum: [a], mean: [b]}",                     "one operation is needed"),
    ("{eval: '__import__(1)'}",                   "one operation is needed"),
    ("a + b",                                     "expected keys and values"),
    ("{sum: [a], at_least: 0}",                   "a whole number between 1 and"),
    ("{ratio: [a, b], at_least: 1}",              "unknown key “at_least”"),
    ("{sum: [a], round: 9}",                      "a whole number between 0 and 6"),
    ("{sum: [a], round: 1.5}",                    "a whole number between 0 and 6"),
    ("{sum: [true]}",                             "an operand is an item"),
    ("{sum: [{fact: weather}]}",                  "unknown fact"),
    ("{sum: [{fact: today}]}",                    "sum cannot take the fact today"),
    ("{first: [{fact: birth_date}]}",             "only months_between may use it"),
    ("{case: [{if: {item: nope, is: 1}, then: 1}]}", "the item nope, which does not exist"),
    ("{case: [{then: 1}]}",                       "“if” is missing"),
    ("{case: [{if: {item: a, is: 1}}]}",          "“then” is missing"),
    ("{case: []}",                                "the list is empty"),
    ("{sum: [result]}",                           "go round in a circle: result → result"),
    ("{sum: [a]}, when: {item: result, above: 1}", "go round in a circle: result → result"),
    ("{sum: [" + ", ".join(["a"] * 201) + "]}",   "201 operands; at most 200"),
    ("{sum: [" * 7 + "a" + "]}" * 7,              "nested more than 6 deep"),
])  # fmt: skip
def test_a_computation_that_cannot_be_done_is_refused_with_its_line(compute, words):
    faults = faults_of(FORM.replace("TYPE", "decimal").replace("COMPUTE", compute))
    assert any(words in fault.message and fault.line == 16 for fault in faults), [str(fault) for fault in faults]


def test_a_circle_through_conditions_and_computations_is_refused():
    bad = DOSSIER.replace("label: {fr: Sommeil, en: Sleep}", "when: {item: pain, above: 1}, label: {fr: a, en: b}")
    messages = [fault.message for fault in faults_of(bad)]
    assert any("the conditions and computations go round in a circle" in message for message in messages), messages


def test_a_computed_item_cannot_repeat():
    assert any("no “repeats”" in one.message for one in faults_of(
        FORM.replace("TYPE", "decimal, repeats: true").replace("COMPUTE", "{sum: [a]}")))  # fmt: skip


OFTEN = st.sampled_from(["0", "3", "9", "?"])
WEIGHTS = st.fixed_dictionaries({"value": st.floats() | st.none(), "unit": st.sampled_from(["kg", "g", "lb"])})
PAINS = st.dictionaries(st.sampled_from(["morning", "evening", "worst"]), st.integers() | st.none())
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "seen_on": st.dates().map(str) | st.text(max_size=3),
        "weight": WEIGHTS | st.integers(),
        "height": st.fixed_dictionaries({"value": st.floats(0, 300), "unit": st.sampled_from(["m", "cm"])}),
        "sleep": OFTEN,
        "joy": OFTEN,
        "calm": OFTEN,
        "total": st.integers(),
        "level": st.text(max_size=3),
        "bmi": st.integers(),
        "pains": st.lists(PAINS | st.none() | st.text(max_size=2)),
    },
)


@given(ANSWERS)
def test_computing_again_changes_nothing_and_never_breaks(answers):
    once = computed(VISIT, answers, KNOWN)
    assert computed(VISIT, once, KNOWN) == once


@given(ANSWERS)
def test_what_is_computed_never_depends_on_what_was_typed_in_its_place(answers):
    bare = {key: value for key, value in answers.items() if key not in ("total", "level", "bmi")}
    assert computed(VISIT, answers, KNOWN) == computed(VISIT, bare, KNOWN)


def test_nothing_is_kept_of_a_definition_that_is_gone():
    """Somebody who builds a dossier makes a definition at every change."""
    form = read(DOSSIER).instrument("visit")
    computed(form, {}, KNOWN)
    validate(form, {}, KNOWN)
    known = weakref.ref(form)
    del form
    gc.collect()
    assert known() is None
