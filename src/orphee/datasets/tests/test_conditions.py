"""Conditions: tables of what holds, what does not, and what cannot be judged."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.datasets.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Context,
    Fact,
    ItemAnswer,
    Not,
    RecordAnswer,
    compile_condition,
    holds,
    is_answered,
)
from orphee.datasets.ordering import add_months
from orphee.foundation.partial_date import PartialDate

TODAY = dt.date(2025, 3, 15)
CONTEXT = Context(
    today=TODAY, birth_date=PartialDate.parse("2020-06"), others={"vital_status": [{}, {"died_on": "2024-05"}]}
)


def item(path: str, operator: str, operand: object, *, counted: bool = False) -> Comparison:
    return Comparison(ItemAnswer(tuple(path.split(".")), counted=counted), operator, operand)


@pytest.mark.parametrize(("payload", "operator", "operand", "expected"), [
    ({"x": "a"},                  "is",         "a",            True),
    ({"x": "a"},                  "is",         "b",            False),
    ({},                          "is",         "a",            None),
    ({"x": ""},                   "is",         "a",            None),
    ({"x": True},                 "is",         1,              False),   # yes is not the number one
    ({"x": 1},                    "is",         1.0,            True),
    ({"x": "a"},                  "in",         ("a", "b"),     True),
    ({"x": "c"},                  "in",         ("a", "b"),     False),
    ({"x": ["c", "b"]},           "in",         ("a", "b"),     True),    # one of the answers is enough
    ({"x": [{"y": 1}]},           "in",         ("a", "b"),     False),
    ({},                          "not_in",     ("a",),         None),
    ({"x": "c"},                  "not_in",     ("a",),         True),
    ({"x": []},                   "answered",   True,           False),
    ({"x": [{"y": None}]},        "answered",   True,           False),
    ({"x": False},                "answered",   True,           True),    # no is an answer
    ({"x": 0},                    "answered",   True,           True),
    ({},                          "answered",   False,          True),
    ({"x": 22},                   "at_least",   22,             True),
    ({"x": 21.9},                 "at_least",   22,             False),
    ({"x": 22},                   "above",      22,             False),
    ({"x": 22},                   "at_most",    22,             True),
    ({"x": 22},                   "below",      22,             False),
    ({"x": "words"},              "at_least",   22,             None),
    ({"x": "2024-05-01"},         "before",     "2024-05-02",   True),
    ({"x": "2024-05-02"},         "before",     "2024-05-02",   False),
    ({"x": "2024-05"},            "before",     "2024-05-02",   None),    # may be either
    ({"x": "2024-05"},            "before",     "2024-06-01",   True),
    ({"x": "2024"},               "not_before", "2024-05-02",   None),
    ({"x": "2023"},               "not_before", "2024-05-02",   False),
    ({"x": "2024-05-02"},         "not_before", "2024-05-02",   True),
    ({"x": "2024-05-02"},         "not_after",  "2024-05-02",   True),
    ({"x": "2024-05-03"},         "not_after",  "2024-05-02",   False),
    ({"x": "2024-05-03T08:00Z"},  "not_after",  "2024-05-02",   False),
    ({"x": "2024-05-03"},         "after",      "2024-05-02",   True),
    ({"x": "not a date"},         "after",      "2024-05-02",   None),
])  # fmt: skip
def test_operators(payload, operator, operand, expected):
    assert holds(item("x", operator, operand), payload, CONTEXT) is expected


AGES = {
    "before birth": {"period": "303112003"},
    "birth": {"period": "255407002"},
    "0": {"period": "767023003", "months": 0},
    "13": {"period": "767023003", "months": 13},
    "14": {"period": "767023003", "months": 14},
    "post mortem": {"period": "303113008"},
    "undetermined": {"period": "373068000"},
    "no sign": {"period": "MED-1288"},
    "unsaid": {"period": "767023003"},
}


@pytest.mark.parametrize(("age", "other", "expected"), [
    #  age             not before       expected
    ("13",            "14",            False),
    ("14",            "14",            True),
    ("14",            "13",            True),
    ("birth",         "0",             True),
    ("before birth",  "birth",         False),
    ("birth",         "before birth",  True),
    ("post mortem",   "14",            True),
    ("14",            "post mortem",   False),
    ("undetermined",  "14",            None),
    ("14",            "no sign",       None),
    ("14",            "unsaid",        None),
])  # fmt: skip
def test_ages_are_in_the_order_of_a_life(age, other, expected):
    condition = item("a", "not_before", ItemAnswer(("b",)))
    assert holds(condition, {"a": AGES[age], "b": AGES[other]}, CONTEXT) is expected


@pytest.mark.parametrize(("condition", "expected"), [
    (Comparison(Fact("today"), "after", "2025-03-14"),                                   True),
    (Comparison(Fact("age_months"), "at_most", 57),                                      True),   # born 1 June at most
    (Comparison(Fact("age_months"), "at_most", 56),                                      False),
    (Comparison(ItemAnswer(("on",)), "not_before", Fact("birth_date", months=-10)),      True),
    (Comparison(ItemAnswer(("on",)), "not_before", Fact("birth_date")),                  False),
    (Comparison(ItemAnswer(("on",)), "before", RecordAnswer("vital_status", ("died_on",))), True),
    (Comparison(RecordAnswer("nothing", ("x",)), "answered", True),                      False),
    (Comparison(ItemAnswer(("list",), counted=True), "is", 2),                           True),
    (Comparison(ItemAnswer(("list", "sex")), "in", ("F",)),                              True),
])  # fmt: skip
def test_facts_other_entries_and_counts(condition, expected):
    payload = {"on": "2019-09-01", "list": [{"sex": "M"}, {"sex": "F"}, {}]}
    assert holds(condition, payload, CONTEXT) is expected


def test_a_group_looks_inside_first_then_outwards():
    judge = compile_condition(item("count", "is", 2), (frozenset({"count", "g"}), frozenset({"sex"})))
    assert judge(({"count": 2}, {"sex": "M"}), CONTEXT) is True
    judge = compile_condition(item("count", "is", 2), (frozenset({"count"}), frozenset({"count"})))
    assert judge(({"count": 2}, {"count": 3}), CONTEXT) is False


@pytest.mark.parametrize(("payload", "open_world", "closed"), [
    ({},            None,  True),   # shown unless dead: shown
    ({"x": "dead"}, False, False),
    ({"x": "fine"}, True,  True),
])  # fmt: skip
def test_a_form_shows_what_nothing_hides(payload, open_world, closed):
    condition = Not(item("x", "is", "dead"))
    assert holds(condition, payload, CONTEXT) is open_world
    assert compile_condition(condition, closed=True)((payload,), CONTEXT) is closed


@pytest.mark.parametrize(("day", "months", "expected"), [
    ("2024-01-31", 1, "2024-02-29"),
    ("2023-01-31", 1, "2023-02-28"),
    ("2024-12-15", 1, "2025-01-15"),
    ("2024-01-15", -1, "2023-12-15"),
    ("2024-11-30", 1, "2024-12-30"),
    ("2024-03-31", -10, "2023-05-31"),
    ("2024-03-31", 0, "2024-03-31"),
])  # fmt: skip
def test_adding_months(day, months, expected):
    assert add_months(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)


LEAVES = st.sampled_from([
    item("a", "is", "1"), item("b", "is", "1"), item("c", "answered", True), item("a", "in", ("1", "2")),
])  # fmt: skip
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=8,
)
PAYLOADS = st.dictionaries(st.sampled_from("abc"), st.sampled_from([None, "", "1", "2", "3"]))


@given(CONDITIONS, PAYLOADS)
def test_not_not_changes_nothing_and_de_morgan_holds(condition, payload):
    verdict = holds(condition, payload, CONTEXT)
    assert holds(Not(Not(condition)), payload, CONTEXT) is verdict
    other = item("b", "is", "2")
    both = holds(Not(AllOf((condition, other))), payload, CONTEXT)
    assert both is holds(AnyOf((Not(condition), Not(other))), payload, CONTEXT)


@given(CONDITIONS, PAYLOADS)
def test_what_is_judged_does_not_change_when_more_is_answered(condition, payload):
    verdict = holds(condition, payload, CONTEXT)
    answered = all(is_answered(payload.get(key)) for key in "abc")
    assert not answered or verdict is not None
    assert compile_condition(condition, closed=True)((payload,), CONTEXT) in (True, False)
