"""Normalising codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.datasets import catalogue
from orphee.datasets.code_checks import SHAPES, normalise_code, shown
from orphee.datasets.definition import UnknownName

SETS = tuple(catalogue.dataset("sdm-mr").value_sets.values())
EVERY = [
    (values, name, code) for values in SETS for code in values for name in (code.code, *code.former)
]  # each code under each of its names


@given(st.sampled_from(EVERY), st.text(alphabet=" \t\n\u00a0\u202f", max_size=3))
def test_spaces_around_a_code_do_not_count(known, spaces):
    values, name, code = known
    assert normalise_code(values, spaces + name + spaces) == (code.code, name != code.code)


@given(st.sampled_from(SETS), st.text(max_size=30))
def test_normalising_twice_changes_nothing(values, code):
    once, former = normalise_code(values, code)
    assert normalise_code(values, once) == (once, False)
    assert former is (code.strip() in values.by_former)


@given(st.sampled_from(SETS), st.text(max_size=30))
def test_an_unknown_code_comes_back_as_given(values, code):
    if code.strip() not in values.by_code and code.strip() not in values.by_former:
        assert normalise_code(values, code) == (code, False)
        assert values.label(code) == code
        with pytest.raises(UnknownName):
            values.code(code)


@given(st.text(max_size=60))
def test_what_does_not_look_like_a_code_is_not_repeated(text):
    assert shown(text) == "?" or all(char.isascii() and not char.isspace() for char in shown(text))


@pytest.mark.parametrize("system", SHAPES)
def test_the_example_of_each_system_has_its_shape(system):
    prefix, pattern, example = SHAPES[system]
    assert pattern.fullmatch(example)
    assert example.startswith(prefix + ":")


@pytest.mark.parametrize(("system", "code", "fits"), [
    ("orpha", "ORPHA:0", False), ("orpha", "ORPHA:12345678", False), ("orpha", "ORPHA:00513", False),
    ("orpha", "orpha:513", False), ("orpha", "ORPHA:513 ", False), ("orpha", "ORPHA:1٥١", False),
    ("hpo", "HP:1250", False), ("hgnc", "HGNC:1100", True), ("icd10", "ICD10:Q87", True),
    ("icd10", "ICD10:Q87.40", True), ("icd10", "ICD10:O04.-0", True), ("icd10", "ICD10:87", False),
    ("omim", "OMIM:PS154700", True), ("mondo", "MONDO:7947", False),
])  # fmt: skip
def test_shapes(system, code, fits):
    assert bool(SHAPES[system][1].fullmatch(code)) is fits
