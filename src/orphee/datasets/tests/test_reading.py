"""Reading definitions: every fault named with its path and line, and hostile files refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.datasets.reading import faults_of, read
from orphee.datasets.yaml_tree import UnableToReadDefinition

GOOD = """\
key: visit
version: "1"
title: {fr: Visite, en: Visit}
instruments:
  - key: form
    title: {fr: Formulaire, en: Form}
    subject: person
    items:
      - {key: seen, type: boolean, label: {fr: Vu, en: Seen}}
      - key: how
        type: code
        values: ways
        label: {fr: Comment, en: How}
        when: {item: seen, is: true}
value_sets:
  ways:
    title: {fr: Manières, en: Ways}
    codes:
      - {code: "1", label: {fr: Ici, en: Here}}
      - {code: "no", label: {fr: Non, en: No}}
"""


def test_a_good_definition_is_read():
    dataset = read(GOOD)
    how = dataset.instrument("form").item("how")
    assert how.value_set is not None
    assert [code.code for code in how.value_set] == ["1", "no"]
    assert (dataset.instrument("form").dataset, dataset.instrument("form").version) == ("visit", "1")


@pytest.mark.parametrize(("before", "after", "path", "line", "words"), [
    # one change to GOOD                                where it shows                           what it says
    ("title: {fr: Visite", "titel: {fr: Visite",        "",                                  3,  "unknown key “titel”"),
    ("fr: Vu, en: Seen", "fr: Vu",                      "instruments.form.seen.label",       9,  "missing in English"),
    ("fr: Vu, en: Seen", "fr: Vu, en: ''",              "instruments.form.seen.label",       9,  "missing in English"),
    ("type: boolean, ", "",                             "instruments.form.seen.type",        9,  "missing"),
    ("type: boolean", "type: bool",                     "instruments.form.seen.type",        9,  "not one of"),
    ("values: ways", "values: roads",                   "instruments.form.how.values",       12, "does not exist"),
    ("        values: ways\n", "",                      "instruments.form.how",              10, "a code needs"),
    ("item: seen, is: true", "item: saw, is: true",     "instruments.form.how.when",         14, "item saw"),
    ("item: seen, is: true", "item: seen, like: true",  "instruments.form.how.when",         14, "unknown key “like”"),
    ("item: seen, is: true", "fact: weather, is: 1",    "instruments.form.how.when",         14, "unknown fact"),
    ("item: seen, is: true", "item: how, is: '9'",      "instruments.form.how.when",         14, "has no code “9”"),
    ("item: seen, is: true", "item: how, is: '1'",      "instruments.form.how",              10, "round in a circle"),
    ('code: "no"', 'code: "1"',                         "value_sets.ways.codes",             19, "comes twice"),
    ("key: how", "key: seen",                           "instruments.form.items",            9,  "comes twice"),
    ("key: how", "key: Ça va",                          "instruments.form.items[1].key",     10, "lower-case"),
    ('version: "1"', "version: 1.10",                   "version",                           2,  "between quotes"),
    ("subject: person", "subject: person\n    subject: x", "",                               8,  "written twice"),
    ("when: {item: seen, is: true}", "check: [{code: x, say: {fr: a, en: b}}]",
     "instruments.form.how.check[0]", 14, "must"),
    ("when: {item: seen, is: true}", "check: [{code: x, must: answered, say: {fr: '{who}', en: b}}]",
     "instruments.form.how.check.x", 14, "which is no item"),
    ("when: {item: seen, is: true}", "prefill: [visit.form.nothing]",
     "instruments.form.how.prefill", 10, "does not exist"),
    ("when: {item: seen, is: true}", "min: 3",          "",                                  0,  None),
    ("when: {item: seen, is: true}", "format: regex",   "instruments.form.how",              10, "unknown format"),
    ("when: {item: seen, is: true}", "repeats: oui",    "instruments.form.how.repeats",      14, "true or false"),
])  # fmt: skip
def test_each_fault_has_its_path_and_line(before, after, path, line, words):
    assert before in GOOD
    faults = faults_of(GOOD.replace(before, after, 1))
    if words is None:
        assert faults == ()
        return
    assert any(fault.path == path and fault.line == line and words in fault.message for fault in faults), [
        str(fault) for fault in faults
    ]


def test_every_fault_is_listed_not_only_the_first():
    bad = GOOD.replace("fr: Vu, en: Seen", "fr: Vu").replace("values: ways", "values: roads")
    assert len(faults_of(bad)) == 2


def test_a_sentence_cannot_show_what_is_confidential():
    bad = GOOD.replace("type: boolean", "type: text, confidential: identity").replace(
        "when: {item: seen, is: true}", "check: [{code: x, must: answered, say: {fr: '{seen}', en: b}}]"
    )
    assert [fault.message for fault in faults_of(bad)] == ["the sentence would show {seen}, which is confidential"]


def _chain(length: int) -> str:
    items = [
        f"      - {{key: q{n}, type: boolean, label: {{fr: a, en: b}}, when: {{item: q{(n + 1) % length}, is: true}}}}"
        for n in range(length)
    ]
    head, tail = GOOD.split("      - {key: seen")[0], GOOD[GOOD.index("value_sets:") :]
    return head + "\n".join(items) + "\n" + tail


def test_a_long_cycle_of_conditions_is_found():
    assert any("round in a circle" in fault.message for fault in faults_of(_chain(2_000)))


@pytest.mark.parametrize(("text", "words"), [
    ("a: &x [1]\nb: *x", "anchors"),
    ("a: !!python/object/apply:os.system ['true']", "tags"),
    ("a: !secret b", "tags"),
    ("[" * 1_000 + "]" * 1_000, "nested"),
    ("[" * 200_000, "nested"),
    ("{a: " * 1_000 + "}" * 1_000, "nested"),
    ("a: [1, 2", "not YAML"),
    ("a: \x00", "not YAML"),
    ("a: 1\n---\nb: 2", "one document"),
    ("x" * 4_000_001, "4000001 characters"),
    ("- 1\n" * 400_001, "400000 values"),
    ("? [a]\n: b", "a key must be a word"),
    ("", "missing"),
    ("just words", "expected keys"),
    ("- a", "expected keys"),
])  # fmt: skip
def test_hostile_and_broken_files_are_refused_in_words(text, words):
    with pytest.raises(UnableToReadDefinition) as refusal:
        read(text)
    assert words in str(refusal.value)


def test_a_hundred_thousand_items_are_refused():
    item = "      - {key: qN, type: text, label: {fr: a, en: b}}\n"
    head, tail = GOOD.split("      - {key: seen")[0], GOOD[GOOD.index("value_sets:") :]
    text = head + "".join(item.replace("qN", f"q{n}") for n in range(6_000)) + tail
    assert any("6000 items; at most 5000" in fault.message for fault in faults_of(text))
    text = head + "".join(item.replace("qN", f"q{n}") for n in range(100_000)) + tail
    assert faults_of(text)


def test_groups_are_nested_four_deep_at_most():
    group = "{key: leaf, type: text, label: {fr: a, en: b}}"
    for _ in range(5):
        group = f"{{key: g, type: group, label: {{fr: a, en: b}}, items: [{group}]}}"
    text = GOOD.replace("{key: seen, type: boolean, label: {fr: Vu, en: Seen}}", group)
    assert any("nested more than 4" in fault.message for fault in faults_of(text))


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_but_never_breaks(text):
    assert isinstance(faults_of(text), tuple)


@given(st.data())
def test_any_damage_to_a_definition_is_read_or_refused(data):
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 60)))
    damage = data.draw(st.sampled_from(["", "]", "}", ":", "'", "\n  - ", "&a ", "null", "{a: 1}"]))
    assert isinstance(faults_of(GOOD[:start] + damage + GOOD[end:]), tuple)
