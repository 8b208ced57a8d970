"""Rules without a database: keys, conditions as rows, computations, editing a tree, faults in French."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orphee.datasets.reading import faults_of
from orphee.datasets.yaml_tree import UnableToReadDefinition
from orphee.dossiers.rules import editing, item_form
from orphee.dossiers.rules.condition_rows import OPERATORS, WITHOUT_VALUE, Row, Rows, condition_of, rows_of
from orphee.dossiers.rules.editing import UnableToChange, key_from, parse, render
from orphee.dossiers.rules.french_faults import in_french
from orphee.dossiers.rules.names import next_version, slug_of

TITLE = {"fr": "Essai", "en": "Trial"}


@pytest.mark.parametrize(
    ("label", "taken", "key"),
    [
        ("Âge (mois)", set(), "age_mois"),
        ("Âge (mois)", {"age_mois"}, "age_mois_2"),
        ("6 minutes de marche", set(), "item_6_minutes_de_marche"),
        ("???", set(), "item"),
        ("x" * 80, set(), "x" * 40),
    ],
)
def test_a_key_is_drawn_from_the_label(label, taken, key):
    assert key_from(label, taken) == key


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Myopathies de l’adulte", "myopathies-de-l-adulte"),
        ("  ", "sans-titre"),
        ("Anomalies du développement avec déficience", "anomalies-du-developpement"),
        ("x" * 60, "x" * 28),
    ],
)
def test_a_title_becomes_an_address(title, slug):
    assert slug_of(title) == slug


@pytest.mark.parametrize(
    ("versions", "following"), [([], "1.0"), (["1.0"], "2.0"), (["1.0", "10.2"], "11.0"), (["x"], "1.0")]
)
def test_versions_grow(versions, following):
    assert next_version(versions) == following


KINDS = {"age": "integer", "walks": "boolean", "status": "code", "note": "text"}


@pytest.mark.parametrize(
    ("rows", "condition"),
    [
        ((), None),
        ((Row("age", "at_least", "18"),), {"item": "age", "at_least": 18}),
        ((Row("age", "below", "1,5"),), {"item": "age", "below": 1.5}),
        ((Row("walks", "is", "true"),), {"item": "walks", "is": True}),
        ((Row("status", "is", "1"),), {"item": "status", "is": "1"}),
        ((Row("status", "is_not", "1"),), {"item": "status", "not_in": ["1"]}),
        ((Row("status", "in", "1, 2"),), {"item": "status", "in": ["1", "2"]}),
        ((Row("note", "answered"),), {"item": "note", "answered": True}),
        ((Row("note", "not_answered"),), {"item": "note", "answered": False}),
        ((Row("", "is", "1"), Row("note", "is", "x")), {"item": "note", "is": "x"}),
        ((Row("note", "nonsense", "x"),), None),
    ],
)
def test_rows_become_a_condition(rows, condition):
    assert condition_of(Rows("all", rows), KINDS) == condition


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["all", "any"]),
    st.lists(
        st.builds(
            Row, st.sampled_from(list(KINDS)), st.sampled_from(OPERATORS), st.sampled_from(["1", "2", "7", "true"])
        ),
        max_size=5,
    ),
)
def test_what_rows_say_is_shown_as_the_same_rows(mode, rows):
    rows = tuple(Row(one.item, one.operator, "" if one.operator in WITHOUT_VALUE else one.value) for one in rows)
    condition = condition_of(Rows(mode, rows), KINDS)
    shown = rows_of(condition)
    assert condition_of(shown, KINDS) == condition
    assert [one.item for one in shown.rows] == [one.item for one in rows]


@pytest.mark.parametrize(
    "condition",
    [
        {"not": {"item": "a", "is": "1"}},
        {"fact": "age_months", "at_least": 3},
        {"item": "a", "before": {"item": "b"}},
        {"all": [{"any": [{"item": "a", "is": "1"}]}]},
        "answered",
        {"all": "x"},
    ],
)
def test_what_rows_cannot_say_is_left_to_yaml(condition):
    assert rows_of(condition) is None


@pytest.mark.parametrize(
    ("compute", "shown"),
    [
        ({"sum": ["a", "b"], "round": 1}, ("sum", ["a", "b"], "1")),
        ({"months_between": [{"fact": "birth_date"}, "d"]}, ("months_between", [], "")),
        ({"count": "g"}, ("count", ["g"], "")),
    ],
)
def test_a_simple_computation_is_shown(compute, shown):
    found = item_form.shown_computation({"compute": compute})
    assert (found["operation"], found["items"], found["round"]) == shown


@pytest.mark.parametrize(
    "compute", [{"case": []}, {"sum": [{"product": ["a", "b"]}]}, {"sum": ["a"], "at_least": 1}, "x", {"ratio": ["a"]}]
)
def test_a_richer_computation_is_left_to_yaml(compute):
    shown = item_form.shown_computation({"compute": compute})
    assert shown is None or compute == {"case": []}


def definition():
    tree = editing.blank(key="dossier-x", version="1.0", title=TITLE)
    for label in ("Poids", "Taille"):
        editing.add_item(tree, "main", group="", section="general", kind="decimal", label={"fr": label, "en": label})
    return tree


def test_a_new_definition_is_read_without_a_fault():
    assert faults_of(render(definition())) == ()


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers(-(10**9), 10**9)
            | st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
            ),
            max_leaves=8,
        ),
        max_size=4,
    )
)
def test_a_tree_survives_being_written(tree):
    assert parse(render(tree)) == tree


@pytest.mark.parametrize(
    "text", ["1.0", "no", "true", "null", "~", "2025-01-01", "0x10", "1_000", ": - #", "é\n\n  ü", "'\""]
)
def test_words_that_look_like_something_else_stay_words(text):
    assert parse(render({"a": text}))["a"] == text


def test_a_rename_follows_into_conditions_computations_and_sentences():
    tree = definition()
    editing.change_item(tree, "main", "taille", {
        "when": {"all": [{"item": "poids", "above": 1}, {"not": {"item": "poids_2", "is": "poids"}}]},
        "compute": {"sum": ["poids", "poids.x"]},
        "check": [
            {"code": "poids", "must": {"item": "taille", "above": {"item": "poids"}},
             "say": {"fr": "{poids}", "en": "{poids}"}}
        ],
    })  # fmt: skip
    editing.rename_item(tree, "main", "poids", "masse")
    changed = editing.item(tree, "main", "taille")
    assert changed["when"] == {"all": [{"item": "masse", "above": 1}, {"not": {"item": "poids_2", "is": "poids"}}]}
    assert changed["compute"] == {"sum": ["masse", "masse.x"]}
    assert changed["check"][0]["must"] == {"item": "taille", "above": {"item": "masse"}}
    assert changed["check"][0]["say"] == {"fr": "{masse}", "en": "{masse}"}
    assert changed["check"][0]["code"] == "poids"


def test_a_key_is_not_given_twice():
    with pytest.raises(UnableToChange, match="key-taken"):
        editing.rename_item(definition(), "main", "poids", "taille")


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: editing.delete_item(tree, "main", "nowhere"),
        lambda tree: editing.delete_item(tree, "nowhere", "poids"),
        lambda tree: editing.item(tree, "main", "poids.inside"),
        lambda tree: editing.delete_section(tree, "main", "nowhere"),
        lambda tree: editing.delete_section(tree, "main", "general"),
        lambda tree: editing.delete_value_set(tree, "nowhere"),
        lambda tree: editing.forms_of({"instruments": "x"}),
    ],
)
def test_a_change_of_what_is_not_there_is_refused(change):
    with pytest.raises(UnableToChange):
        change(definition())


def test_what_is_no_yaml_is_refused_with_its_line():
    with pytest.raises(UnableToReadDefinition) as problem:
        parse("a: 1\nb: [\n")
    assert problem.value.faults[0].line >= 2


WRONG = """\
key: dossier-x
version: "1.0"
title: {fr: a, en: b}
inclusion: {diseases: [zz]}
instruments:
  - key: main
    title: {fr: a, en: ""}
    subject: person
    items:
      - {key: a, type: code, label: {fr: a, en: b}}
      - {key: b, type: code, values: none-such, label: {fr: a, en: b}, when: {item: gone, is: "1"}}
      - {key: c, type: group, label: {fr: a, en: b}}
      - {key: d, type: decimal, min: 3, max: 2, label: {fr: a, en: b}}
      - {key: e, type: nonsense, label: {fr: a, en: b}}
      - {key: f, type: decimal, label: {fr: a, en: b}, compute: {sum: [nothing]}}
value_sets:
  v: {title: {fr: a, en: b}, codes: [{code: "1", label: {fr: a, en: b}}, {code: "1", label: {fr: a, en: b}}]}
"""


def test_the_faults_an_editor_can_make_are_told_in_french():
    faults = faults_of(WRONG)
    assert len(faults) >= 8
    assert [one.message for one in faults if in_french(one.message) == one.message] == []
