"""Answers: walked, read, set; and one canonical text however they were written."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.datasets import catalogue, payload
from orphee.datasets.conditions import is_answered

PREGNANCY = catalogue.load("sdm-mr", "2025.01").instrument("pregnancy")
TWINS = {"foetuses": [{"sex": "F", "local_id": "a"}, {}, {"sex": "M"}], "foetus_count": 3, "unknown": 1}


def test_walking_gives_each_answer_in_the_order_of_the_form():
    walked = [(path, item.key, value) for path, item, value in payload.walk(PREGNANCY, TWINS)]
    assert walked == [
        (("foetus_count",), "foetus_count", 3),
        (("foetuses", 0, "local_id"), "local_id", "a"),
        (("foetuses", 0, "sex"), "sex", "F"),
        (("foetuses", 2, "sex"), "sex", "M"),
    ]


@pytest.mark.parametrize(("path", "expected"), [
    (("foetus_count",), 3),
    (("foetuses", 0, "sex"), "F"),
    (("foetuses", 1, "sex"), None),
    (("foetuses", 9, "sex"), None),
    (("foetuses", -1, "sex"), None),
    (("foetuses", "sex"), None),
    (("foetus_count", "sex"), None),
    (("nothing", 0), None),
])  # fmt: skip
def test_reading_one_answer(path, expected):
    assert payload.get(TWINS, path) == expected


def test_setting_one_answer_makes_what_is_needed_and_changes_nothing_else():
    before = json.dumps(TWINS)
    changed = payload.put(TWINS, ("foetuses", 1, "sex"), "UN")
    assert payload.get(changed, ("foetuses", 1, "sex")) == "UN"
    assert json.dumps(TWINS) == before
    assert payload.put({}, ("foetuses", 0, "sex"), "F") == {"foetuses": [{"sex": "F"}]}
    assert payload.put({}, ("first_signs", "months"), 3) == {"first_signs": {"months": 3}}


@pytest.mark.parametrize("path", [(), (0,), ("foetuses", 4, "sex"), ("foetuses", -1), ("foetus_count", "x"),
                                  ("foetus_count", 0), ("unknown", 10**9)])  # fmt: skip
def test_a_path_that_leads_nowhere_is_refused(path):
    with pytest.raises(payload.UnableToSet):
        payload.put(TWINS, path, "F")


@pytest.mark.parametrize(("one", "other"), [
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ({"a": 1, "b": None}, {"a": 1}),
    ({"a": 1, "b": "", "c": [], "d": {}, "e": {"f": None}}, {"a": 1}),
    ({"a": 3250.0}, {"a": 3250}),
    ({"a": "e\u0301"}, {"a": "é"}),
    ({"a": ("x", "y")}, {"a": ["x", "y"]}),
])  # fmt: skip
def test_the_same_answers_have_the_same_digest(one, other):
    assert payload.digest(one) == payload.digest(other)


@pytest.mark.parametrize(("one", "other"), [
    ({"a": 1}, {"a": True}),
    ({"a": 1}, {"a": "1"}),
    ({"a": 1}, {"a": 2}),
    ({"a": ["x", "y"]}, {"a": ["y", "x"]}),
    ({"a": [1, None]}, {"a": [1]}),
    ({"a": False}, {}),
    ({"a": 1.5}, {"a": 1}),
])  # fmt: skip
def test_other_answers_have_another_digest(one, other):
    assert payload.digest(one) != payload.digest(other)


@pytest.mark.parametrize("bad", [{"a": float("nan")}, {"a": float("inf")}, {"a": {1: 2}}])
def test_what_json_cannot_say_is_refused(bad):
    with pytest.raises(ValueError, match="must be"):
        payload.canonical(bad)


def test_answers_nested_without_end_are_refused():
    deep: object = 1
    for _ in range(10_000):
        deep = {"a": [deep]}
    with pytest.raises(ValueError, match="must be nested at most 60"):
        payload.canonical({"a": deep})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
PAYLOADS = st.dictionaries(st.text(max_size=8), JSON, max_size=5)


@given(PAYLOADS)
def test_canonical_text_reads_back_to_itself(answers):
    text = payload.canonical(answers)
    assert payload.canonical(json.loads(text)) == text


@given(PAYLOADS, st.randoms())
def test_the_order_of_keys_and_unanswered_keys_do_not_count(answers, random):
    keys = list(answers)
    random.shuffle(keys)
    shuffled = {key: answers[key] for key in keys if is_answered(answers[key])}
    assert payload.digest(shuffled) == payload.digest(answers)


@given(st.text())
def test_texts_are_composed(text):
    assert payload.canonical({"a": text}) == payload.canonical({"a": unicodedata.normalize("NFC", text)})


@given(PAYLOADS, st.sampled_from([("a",), ("a", "b"), ("a", 0), ("a", 0, "b")]), st.text(min_size=1))
def test_what_is_set_is_read_back(answers, path, value):
    answers.pop("a", None)
    assert payload.get(payload.put(answers, path, value), path) == value
