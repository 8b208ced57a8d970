# ruff: noqa: E501 - tables read better unbroken
"""The answers that specialty dossiers need: dates, quantities, files, references, variants, codes of a group."""

import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orphee.datasets import payload as answers
from orphee.datasets import speech
from orphee.datasets.computing import computed
from orphee.datasets.conditions import Context
from orphee.datasets.formats import FORMATS
from orphee.datasets.reading import read
from orphee.datasets.tests.definitions import datasets
from orphee.datasets.tests.dossier import DOSSIER, VISIT
from orphee.datasets.units import convert
from orphee.datasets.validation import validate
from orphee.foundation.partial_date import PartialDate

TODAY = dt.date(2026, 6, 15)
KNOWN = Context(today=TODAY, birth_date=PartialDate.parse("2020"))
FILE = {"key": "0b0e7a52-6f6c-4f4e-9a4e-111111111111", "name": "irm.pdf", "media_type": "application/pdf", "size": 3,
        "digest": "a" * 64}  # fmt: skip


def codes(item: str, value: object) -> list[str]:
    found = validate(VISIT, {"seen_on": "2026-06-01", item: value}, KNOWN)
    return [one.code for one in found if one.path[0] == item]


@pytest.mark.parametrize(("item", "value", "expected"), [
    ("seen_on", "2026-06-15",                     []),
    ("seen_on", "2026-06-16",                     ["date-in-future"]),
    ("seen_on", "2026-06",                        ["date-incomplete"]),
    ("seen_on", "2026",                           ["date-incomplete"]),
    ("seen_on", "2026-06-31",                     ["no-such-day"]),
    ("seen_on", "2026-06-01T10:00",               ["date-unreadable"]),
    ("seen_on", 20260601,                         ["wrong-type"]),
    ("weight", {"value": 12, "unit": "kg"},       []),
    ("weight", {"value": 12000, "unit": "g"},     []),
    ("weight", {"value": 400, "unit": "kg"},      []),
    ("weight", {"value": 400.1, "unit": "kg"},    ["number-too-great"]),
    ("weight", {"value": 400_001, "unit": "g"},   ["number-too-great"]),
    ("weight", {"value": 199, "unit": "g"},       ["number-too-small"]),
    ("weight", {"value": 12, "unit": "lb"},       ["unit-unexpected"]),
    ("weight", {"value": 12},                     ["unit-unexpected"]),
    ("weight", {"unit": "kg"},                    ["wrong-type"]),
    ("weight", {"value": "12", "unit": "kg"},     ["wrong-type"]),
    ("weight", {"value": True, "unit": "kg"},     ["wrong-type"]),
    ("weight", {"value": 12, "unit": "kg", "x": 1}, ["wrong-type"]),
    ("weight", {"value": float("nan"), "unit": "kg"}, ["wrong-type"]),
    ("weight", 12,                                ["wrong-type"]),
    ("scan", [FILE],                              []),
    ("scan", FILE,                                ["not-a-list"]),
    ("scan", [FILE | {"digest": "A" * 64}],       ["wrong-type"]),
    ("scan", [FILE | {"key": "1"}],               ["wrong-type"]),
    ("scan", [FILE | {"size": -1}],               ["wrong-type"]),
    ("scan", [FILE | {"size": True}],             ["wrong-type"]),
    ("scan", [FILE | {"name": ""}],               ["wrong-type"]),
    ("scan", [FILE | {"name": "a" * 251}],        ["wrong-type"]),
    ("scan", [FILE | {"name": "a\x00b"}],         ["wrong-type"]),
    ("scan", [FILE | {"media_type": "text"}],     ["wrong-type"]),
    ("scan", [FILE | {"more": 1}],                ["wrong-type"]),
    ("scan", [{"key": FILE["key"]}],              ["wrong-type"]),
    ("sample", "sample-1",                        []),
    ("sample", "x" * 251,                         ["wrong-type"]),
    ("sample", 1,                                 ["wrong-type"]),
    ("note", "an answer",                         ["not-an-answer"]),
    ("variant", "NM_000492.4:c.1521_1523del",     []),
    ("variant", "mutation DF508",                 ["wrong-format"]),
])  # fmt: skip
def test_each_answer_is_judged_by_its_type(item, value, expected):
    assert codes(item, value) == expected


def test_a_bound_is_said_in_the_unit_of_the_question():
    (problem,) = [one for one in validate(VISIT, {"seen_on": "2026-06-01", "weight": {"value": 500_000, "unit": "g"}}, KNOWN)
                  if one.code == "number-too-great"]  # fmt: skip
    assert problem.text.en == "500 kg; at most 400 kg expected. Correct the value or the unit."
    assert problem.path == ("weight", "value")


def test_a_quantity_and_a_day_are_said_in_words():
    assert speech.spoken(VISIT.item("weight"), {"value": 12.5, "unit": "kg"}, "fr") == "12,5 kg"
    assert speech.spoken(VISIT.item("weight"), {"value": 12.0, "unit": "kg"}, "en") == "12 kg"
    assert speech.spoken(VISIT.item("seen_on"), "2026-06-01", "fr") == "1er juin 2026"


@pytest.mark.parametrize(("value", "unit", "into", "expected"), [
    (1.7, "m", "cm", 170), (170, "cm", "m", 1.7), (12, "kg", "kg", 12), (1, "g/dL", "g/L", 10), (2, "a", "mo", 24),
    (1, "kg", "cm", None), (1, "mmol/L", "mg/dL", None), (1, "lb", "kg", None), (50, "%", "1", 0.5),
])  # fmt: skip
def test_units_are_converted_only_when_they_are_multiples(value, unit, into, expected):
    assert convert(value, unit, into) == expected


GOOD_VARIANTS = [
    "NM_004006.2:c.4375C>T",
    "NC_000023.11:g.33344590_33344592del",
    "c.76_77insG",
    "p.(Arg97ProfsTer23)",
    "p.Arg97*",
    "p.?",
    "p.0",
    "p.(=)",
    "NM_000492.4:c.1521_1523del",
    "NM_004006.3:c.20dup",
    "NM_004006.3:c.187+1G>T",
    "c.-14G>C",
    "c.*46T>A",
    "m.3243A>G",
    "NP_003997.1:p.Trp24Cys",
    "p.(Lys23_Val25del)",
    "p.Met1?",
    "p.Met1ext-5",
    "c.[76A>C;83G>C]",
    "c.112_117delinsTG",
    "c.123=",
    "r.76a>c",
    "NG_012232.1(NM_004006.2):c.93+1G>T",
    "LRG_199t1:c.11G>T",
    "c.54CAG[23]",
    "c.(4071+1_4072-1)_(5154+1_5155-1)del",
]
BAD_VARIANTS = ["c.76 A>C", "76A>T", "c.", "p.Xyz12Ala", "DF508", "c.A>T", "<script>", "c.76A>", "q.12A>G", "c.76_77ins", "c.76_77delins", ":c.76A>T",
                "c." + "1" * 400, "c.76A>T c.77A>T", "p.Arg97＊"]  # fmt: skip


@pytest.mark.parametrize(
    ("variant", "fits"), [*((one, True) for one in GOOD_VARIANTS), *((one, False) for one in BAD_VARIANTS)]
)
def test_the_syntax_of_variants(variant, fits):
    assert FORMATS["hgvs"][0](variant) is fits


@given(st.text(alphabet="cp.()[]0123456789_+-*>=ACGTdelinsupfr;:?N ", max_size=400))
def test_no_text_makes_the_syntax_of_variants_slow(text):
    FORMATS["hgvs"][0]("c." + text)
    FORMATS["hgvs"][0]("p." + text)


@pytest.mark.parametrize(("unit", "fits"), [
    *((one, True) for one in ["kg", "mg/dL", "10*9/L", "{score}", "/uL", "kg/m2", "mm[Hg]", "[iU]/L", "%", "1", "Cel", "mL/min/{1.73_m2}"]),
    *((one, False) for one in ["", "mg /L", "é", "<b>", "a/", "[x", "a" * 300]),
])  # fmt: skip
def test_units_look_like_ucum(unit, fits):
    assert FORMATS["ucum"][0](unit) is fits


class Tree:
    """Lung diseases: ORPHA:586 is one, ORPHA:1 is not; nobody knows about ORPHA:7."""

    def exists(self, curie):
        return None if curie == "ORPHA:7" else True

    def status(self, curie):
        return "active"

    def replaced_by(self, curie):
        return None

    def level(self, curie):
        return "disorder"

    def label(self, curie, language):
        return "Fibrosis" if curie == "ORPHA:586" else None

    def is_under(self, curie, groups):
        return curie in groups


@pytest.mark.parametrize(("code", "expected"), [
    ("ORPHA:586", []), ("ORPHA:1", ["code-not-under"]), ("ORPHA:7", []), ("HP:0001250", ["code-wrong-system"]),
])  # fmt: skip
def test_a_code_is_of_the_group_asked_for(code, expected):
    found = validate(VISIT, {"seen_on": "2026-06-01", "disease": code}, KNOWN, terminology=Tree())
    assert [one.code for one in found] == expected
    if expected == ["code-not-under"]:
        assert found[0].text.en == "ORPHA:1 is not in this group (Fibrosis). Choose a code that is."
        assert not found[0].is_error


@pytest.mark.parametrize(("system", "code", "expected"), [
    ("insee", "INSEE:75056", []), ("insee", "INSEE:2A004", []), ("insee", "75056", ["code-malformed"]),
    ("insee", "INSEE:Paris", ["code-malformed"]), ("site", "SITE:S001", []), ("site", "SITE:", ["code-malformed"]),
    ("site", "ORPHA:1", ["code-wrong-system"]),
])  # fmt: skip
def test_places_and_sites_are_codes(system, code, expected):
    form = read(DOSSIER.replace('{system: orpha, under: ["ORPHA:586"], levels: [disorder]}', f"{{system: {system}}}"))
    found = validate(form.instrument("visit"), {"seen_on": "2026-06-01", "disease": code}, KNOWN)
    assert [one.code for one in found] == expected


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-100, 100)
    | st.floats()
    | st.sampled_from(["", "1", "2026-06-01", "é", "kg"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["value", "unit", "period", "a"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(datasets(), st.data())
def test_what_the_validator_accepts_is_stored_and_read_back_unchanged(dataset, data):
    """Through the canonical text that the record stores: numbers, texts, groups and files come back equal."""
    for form in dataset.instruments:
        given_answers = data.draw(st.dictionaries(st.sampled_from(list(form.by_key)), JSON, max_size=6))
        filled = computed(form, given_answers, KNOWN)
        found = validate(form, filled, KNOWN)
        kept = {key: value for key, value in filled.items() if key not in {one.path[0] for one in found if one.path}}
        stored = json.loads(answers.canonical(kept))
        assert answers.canonical(stored) == answers.canonical(kept)
        before = {path: value for path, _, value in answers.walk(form, kept)}
        after = {path: value for path, _, value in answers.walk(form, stored)}
        assert before.keys() == after.keys()
        assert validate(form, stored, KNOWN) == validate(form, kept, KNOWN)
