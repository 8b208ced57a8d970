# ruff: noqa: E501 - tables read better unbroken
"""Definitions that are too great, or say what cannot be: refused fast, with path and line."""

import time

import pytest

from orphee.datasets.reading import faults_of
from orphee.datasets.tests.dossier import DOSSIER

HEAD = """\
key: great
version: "1"
title: {fr: a, en: b}
instruments:
  - key: form
    title: {fr: a, en: b}
    subject: person
    items:
"""
ITEM = "      - {key: qN, type: text, label: {fr: a, en: b}}\n"


def timed(text):
    start = time.process_time()
    return faults_of(text), time.process_time() - start


def test_a_hundred_thousand_items_are_refused_fast():
    text = HEAD + "".join(ITEM.replace("qN", f"q{number}") for number in range(100_000))
    faults, seconds = timed(text)
    assert len(text) > 4_000_000
    assert "at most 4000000" in faults[0].message
    assert seconds < 2


def test_six_thousand_items_are_refused_at_the_first_one_too_many():
    faults, seconds = timed(HEAD + "".join(ITEM.replace("qN", f"q{number}") for number in range(6_000)))
    assert [(fault.line, fault.message) for fault in faults] == [
        (5_009, "6000 items; at most 5000: split the data set")
    ]
    assert seconds < 5


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}"), ("- ", "")])
def test_a_nesting_of_a_thousand_is_refused_fast(opening, closing):
    faults, seconds = timed(HEAD + "      " + opening * 1_000 + "1" + closing * 1_000)
    assert faults[0].line == 9
    assert "nested more than 40 levels deep" in faults[0].message
    assert seconds < 1


def test_thousands_of_circles_are_refused_fast():
    """Every question shown by every other: each pair is a circle."""
    keys = [f"q{number}" for number in range(200)]
    when = "when: {all: [" + ", ".join(f"{{item: {key}, is: a}}" for key in keys[:100]) + "]}"
    items = "".join(f"      - {{key: {key}, type: text, label: {{fr: a, en: b}}, {when}}}\n" for key in keys)
    faults, seconds = timed(HEAD + items)
    assert len(faults) == 20
    assert all("round in a circle" in fault.message for fault in faults)
    assert seconds < 10


def test_a_chain_of_computations_is_ordered_fast():
    from orphee.datasets.dependencies import in_order
    from orphee.datasets.reading import read

    chain = "".join(
        f"      - {{key: q{number}, type: decimal, label: {{fr: a, en: b}}, compute: {{sum: [q{number + 1}, 1]}}}}\n"
        for number in range(2_000)
    )
    last = "      - {key: q2000, type: decimal, label: {fr: a, en: b}}\n"
    form = read(HEAD + chain + last).instrument("form")
    start = time.process_time()
    assert [path[0] for path in in_order(form)] == [f"q{number}" for number in reversed(range(2_000))]
    assert time.process_time() - start < 2


def test_groups_in_groups_are_refused_at_the_fifth():
    group = "{key: leaf, type: text, label: {fr: a, en: b}}"
    for _ in range(12):
        group = f"{{key: g, type: group, label: {{fr: a, en: b}}, items: [{group}]}}"
    faults, _ = timed(HEAD + "      - " + group)
    assert [(fault.path, fault.line, fault.message) for fault in faults] == [
        ("instruments.form.g.g.g.g", 9, "groups are nested more than 4 deep")]  # fmt: skip


def test_twenty_thousand_and_one_codes_are_refused():
    codes = "".join(f"      - {{code: c{number}, label: {{fr: a, en: b}}}}\n" for number in range(20_001))
    text = HEAD + ITEM + "value_sets:\n  great:\n    title: {fr: a, en: b}\n    codes:\n" + codes
    faults, seconds = timed(text)
    assert any("20001 codes; at most 20000" in fault.message for fault in faults)
    assert seconds < 8


@pytest.mark.parametrize(("before", "after", "path", "words"), [
    ("section: body, type: date,", "type: date,", "instruments.visit.seen_on", "names no section; known: body, mood"),
    ("section: body, type: date,", "section: hand, type: date,", "instruments.visit.seen_on", "“hand” does not exist"),
    ("{key: mood, title", "{key: body, title", "instruments.visit.sections", "comes twice"),
    ("{key: morning, type", "{key: morning, section: mood, type", "instruments.visit.pains.morning.section", "first level"),
    ("units: [kg, g], ", "", "instruments.visit.weight", "an item of type quantity needs “units”"),
    ("units: [kg, g], ", "units: [kilos et plus], ", "instruments.visit.weight.units", "is no UCUM unit"),
    ("type: date, asked", "type: date, units: [d], asked", "instruments.visit.seen_on", "only an item of type quantity"),
    (', text: {fr: "**À jeun**", en: "**Fasting**"}', "", "instruments.visit.note", "needs “text”"),
    ('en: "**Fasting**"', 'en: ""', "instruments.visit.note.text", "missing in English"),
    ("type: markdown,", "type: markdown, asked: always,", "instruments.visit.note", "is not asked"),
    ("target: biobank.sample, ", "", "instruments.visit.sample", "needs “target”"),
    ("target: biobank.sample,", "target: sample,", "instruments.visit.sample.target", "write target as dataset.instrument"),
    ("target: biobank.sample,", "target: dossier-lung.x,", "instruments.visit.sample.target", "the instrument x does not exist"),
    ("system: orpha,", "system: cim,", "instruments.visit.disease.terminology.system", "“cim” is not one of: orpha"),
    ("precision: month", "precision: day", "instruments.visit.disease.prefill.precision", "write one of: month, year"),
    ("{from: other.form.disease, re", "{fro: other.form.disease, re", "instruments.visit.disease.prefill", "unknown key “fro”"),
    ("- sdm-mr.diagnosis.disease", "- dossier-lung.visit.nothing", "instruments.visit.disease.prefill", "does not exist"),
    ("kind: specialty", "kind: odd", "kind", "is not one of: national, specialty, questionnaire"),
    ("status: draft", "status: odd", "status", "is not one of: published, proposed, draft, review, retired"),
    ('"ORPHA:586", "ORPHA:79126"', '"586"', "inclusion.diseases", "is no ORPHA code"),
    ("answered_by: laboratory", "answered_by: odd", "instruments.visit.answered_by", "is not one of: clinician"),
    ('{code: "9", label: {fr: Sans', '{code: "0", label: {fr: Sans', "value_sets.often.codes", "the code “0” comes twice"),
    ("in: [high, middle]", "in: [huge]", "instruments.visit.pains.when", "has no code “huge”"),
    ("else: low", "else: lowest", "instruments.visit.level.compute", "has no code “lowest”"),
    ("in: [high, middle]", "in: [high, middle], like: 1", "instruments.visit.pains.when", "unknown key “like”"),
    ("{item: level, in: [high, middle]}", "{item: weight, above: 3}", "instruments.visit.pains.when", "write weight.value"),
    ("{item: level, in: [high, middle]}", "{item: nothing, is: 3}", "instruments.visit.pains.when", "nothing, which does not"),
    ("fr: Poids, en: Weight", "en: Weight", "instruments.visit.weight.label", "missing in French"),
])  # fmt: skip
def test_each_fault_of_a_dossier_has_its_place(before, after, path, words):
    assert before in DOSSIER
    changed = DOSSIER.replace(before, after, 1)
    faults = faults_of(changed)
    assert any(fault.path == path and words in fault.message for fault in faults), [str(fault) for fault in faults]
    lines = changed.splitlines()
    assert all(1 <= fault.line <= len(lines) for fault in faults)


def test_codes_is_a_code_that_repeats():
    from orphee.datasets.reading import read

    item = read(DOSSIER.replace("{key: sleep, section: mood, type: code,", "{key: sleep, section: mood, type: codes,"))
    assert (item.instrument("visit").item("sleep").type, item.instrument("visit").item("sleep").repeats) == (
        "code",
        True,
    )


def test_codes_may_be_written_where_they_are_used():
    from orphee.datasets.reading import read
    from orphee.datasets.writing import write

    codes = 'values: [{code: "1", label: {fr: Un, en: One}}]'
    item = "      - {key: how, type: code, label: {fr: Comment, en: How}, " + codes + "}\n"
    form = read(HEAD + item).instrument("form")
    assert form.item("how").value_set.label("1", "en") == "One"
    assert read(write(read(HEAD + item))).value_sets.keys() == {"form-how"}
    twice = faults_of(HEAD + item.replace('{code: "1",', '{code: "1", label: {fr: Un, en: One}}, {code: "1",'))
    assert [(fault.path, fault.line, fault.message) for fault in twice] == [
        ("instruments.form.how.values", 9, "the code “1” comes twice")]  # fmt: skip
