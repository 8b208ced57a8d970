# ruff: noqa: E501 - tables read better unbroken
"""From one version to the next: each step, what finds no place, and that nothing is lost without being listed."""

import datetime as dt
import itertools
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.datasets import catalogue
from orphee.datasets.conditions import Context, is_answered
from orphee.datasets.definition import Dataset, Item, ItemType, Text, UnknownName
from orphee.datasets.migration import Dropped, Migration, Moved, Recoded, Renamed, Split, SplitByCode, migrate
from orphee.datasets.migration_reading import read_migration, write_migration
from orphee.datasets.migration_suggestion import suggested
from orphee.datasets.reading import read
from orphee.datasets.validation import validate
from orphee.datasets.yaml_tree import UnableToReadDefinition


def dataset(version: str, items: str, form: str = "visit") -> Dataset:
    return read(f"""\
key: lung
version: "{version}"
title: {{fr: a, en: b}}
instruments:
  - key: {form}
    title: {{fr: Visite, en: Visit}}
    subject: person
    items:
{items}
value_sets:
  old: {{title: {{fr: a, en: b}}, codes: [{{code: "1", label: {{fr: Un, en: One}}}}, {{code: "2", label: {{fr: Deux, en: Two}}}}]}}
  new: {{title: {{fr: a, en: b}}, codes: [{{code: one, label: {{fr: Un, en: One}}}}, {{code: two, label: {{fr: Zwei, en: Zwei}}}}]}}
""")


BEFORE = dataset("1", """\
      - {key: weight, type: decimal, label: {fr: Poids, en: Weight}}
      - {key: status, type: code, values: old, label: {fr: Statut, en: Status}}
      - {key: many, type: code, values: old, repeats: true, label: {fr: Plusieurs, en: Many}}
      - {key: typed, type: decimal, label: {fr: Tapé, en: Typed}}
      - {key: age, type: age, label: {fr: Âge, en: Age}}
      - key: pains
        type: group
        repeats: true
        label: {fr: Douleurs, en: Pains}
        items:
          - {key: morning, type: integer, label: {fr: Matin, en: Morning}}
          - {key: evening, type: integer, label: {fr: Soir, en: Evening}}
""")  # fmt: skip
AFTER = dataset("2", """\
      - {key: kg, type: decimal, label: {fr: Poids, en: Weight}}
      - {key: other, type: decimal, label: {fr: Autre, en: Other}}
      - {key: status, type: code, values: new, label: {fr: Statut, en: Status}}
      - {key: many, type: code, values: new, label: {fr: Plusieurs, en: Many}}
      - {key: is_one, type: boolean, label: {fr: Un, en: One}}
      - {key: typed, type: decimal, label: {fr: Tapé, en: Typed}, compute: {sum: [kg]}}
      - {key: age, type: age, repeats: true, label: {fr: Âge, en: Age}}
      - key: pains
        type: group
        repeats: true
        label: {fr: Douleurs, en: Pains}
        items:
          - {key: am, type: integer, label: {fr: Matin, en: Morning}}
""")  # fmt: skip
VISIT = BEFORE.instrument("visit")
AGE = {"period": "767023003", "months": 3}
P = MappingProxyType


def carried(payload, *steps, after=AFTER):
    return migrate(VISIT, payload, Migration("1", "2", steps), after)


@pytest.mark.parametrize(("payload", "steps", "expected", "lost"), [
    ({"weight": 3},           [],                                              {},                    [("weight",)]),
    ({"weight": 3},           [Renamed("visit", ("weight",), ("kg",))],        {"kg": 3},             []),
    ({"weight": 3, "kg": 4},  [Renamed("visit", ("weight",), ("kg",))],        {"kg": 4},             [("weight",)]),
    ({"weight": 3},           [Split("visit", ("weight",), (("kg",), ("other",)))], {"kg": 3, "other": 3}, []),
    ({"weight": 3},           [Dropped("visit", ("weight",), Text("a", "b"))], {},                    [("weight",)]),
    ({"status": "1"},         [Recoded("visit", ("status",), P({"1": "one"}))], {"status": "one"},    []),
    ({"status": "2"},         [Recoded("visit", ("status",), P({"2": ""}))],   {},                    [("status",)]),
    ({"status": "?"},         [Recoded("visit", ("status",), P({"1": "one"}))], {"status": "?"},      []),  # validation says so
    ({"many": ["1", "2"]},    [],                                              {"many": "1"},         [("many", 1)]),
    ({"many": ["2", "1"]},    [Recoded("visit", ("many",), P({"2": "", "1": "one"}))], {"many": "one"}, [("many",)]),
    ({"status": "1"},         [SplitByCode("visit", ("status",), P({"1": (("is_one",), True)}))], {"is_one": True}, []),
    ({"status": "2"},         [SplitByCode("visit", ("status",), P({"1": (("is_one",), True)}))], {}, [("status",)]),
    ({"many": ["1", "2"]},    [SplitByCode("visit", ("many",), P({"1": (("is_one",), True)}))],   {"is_one": True}, [("many",)]),
    ({"typed": 3},            [],                                              {},                    [("typed",)]),  # now computed
    ({"age": AGE},            [],                                              {"age": [AGE]},        []),
    ({"age": AGE},            [Renamed("visit", ("age",), ("pains",))],        {},                    [("pains", 0)]),  # whole, not in pieces
    ({"weight": 3},           [Renamed("visit", ("weight",), ("pains",))],     {},                    [("pains", 0)]),
    ({"age": AGE},            [Dropped("visit", ("age",), Text("a", "b"))],    {},                    [("age",)]),  # one answer
    ({"pains": [{"morning": 1, "evening": 2}, {"morning": 3}]}, [Renamed("visit", ("pains", "morning"), ("pains", "am"))],
     {"pains": [{"am": 1}, {"am": 3}]}, [("pains", 0, "evening")]),
    ({"pains": [{"morning": 1}]}, [Renamed("visit", ("pains", "morning"), ("kg",))], {"kg": 1},       []),
    ({"pains": [{"morning": 1}, {"morning": 2}]}, [Renamed("visit", ("pains", "morning"), ("kg",))], {"kg": 1}, [("kg", 1)]),
    ({"unknown": {"a": [1, 2]}}, [],                                           {}, [("unknown", "a", 0), ("unknown", "a", 1)]),
    ({"weight": 3},           [Renamed("visit", ("weight",), ("other",)), Renamed("visit", ("other",), ("kg",))], {"kg": 3}, []),
    ({"weight": 3},           [Renamed("elsewhere", ("weight",), ("kg",))],    {},                    [("weight",)]),
    ({"weight": "", "status": None}, [],                                       {},                    []),
])  # fmt: skip
def test_what_becomes_of_each_answer(payload, steps, expected, lost):
    migrated = carried(payload, *steps)
    assert {key: value for key, value in migrated.payload.items() if is_answered(value)} == expected
    assert [one.path for one in migrated.lost] == lost
    assert migrated.instrument == "visit"


def test_a_form_takes_another_name():
    after = dataset("2", "      - {key: kg, type: decimal, label: {fr: a, en: b}}", form="encounter")
    steps = (Moved("visit", "encounter"), Renamed("encounter", ("weight",), ("kg",)))
    migrated = carried({"weight": 1}, *steps, after=after)
    assert (migrated.instrument, migrated.payload, migrated.lost) == ("encounter", {"kg": 1}, ())
    migrated = carried({"weight": 1}, after=after)
    assert (migrated.instrument, migrated.payload, [one.value for one in migrated.lost]) == ("", {}, [1])


def test_what_is_lost_says_what_and_why():
    (lost,) = carried({"weight": 3}, Dropped("visit", ("weight",), Text("Remplacé.", "Replaced."))).lost
    assert (lost.label.en, lost.value, lost.reason.en) == ("Weight", 3, "Replaced.")


def test_the_given_answers_are_not_changed():
    payload = {"weight": 3, "pains": [{"morning": 1}]}
    carried(payload, Renamed("visit", ("pains", "morning"), ("pains", "am")))
    assert payload == {"weight": 3, "pains": [{"morning": 1}]}


PATHS = st.sampled_from([("weight",), ("status",), ("many",), ("typed",), ("age",), ("pains", "morning"), ("pains", "evening"),
                         ("kg",), ("other",), ("is_one",), ("pains", "am"), ("pains",)])  # fmt: skip
CODES = st.sampled_from(["1", "2", "one", "two", ""])
STEPS = st.one_of(
    st.builds(Renamed, st.just("visit"), PATHS, PATHS),
    st.builds(Split, st.just("visit"), PATHS, st.lists(PATHS, min_size=1, max_size=2).map(tuple)),
    st.builds(Dropped, st.just("visit"), PATHS, st.just(Text("a", "b"))),
)
NUMBERED = st.integers(1, 10**6)
MARKS = {"weight": NUMBERED, "typed": NUMBERED, "status": NUMBERED.map(str), "many": st.lists(NUMBERED.map(str), min_size=1),
         "age": NUMBERED.map(lambda n: {"period": "767023003", "months": n}), "unknown": NUMBERED,
         "pains": st.lists(st.fixed_dictionaries({"morning": NUMBERED}, optional={"evening": NUMBERED, "odd": NUMBERED}))}  # fmt: skip


def leaves(value):
    if isinstance(value, dict) and "period" not in value:
        return [leaf for part in value.values() for leaf in leaves(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in leaves(part)]
    return [value] if is_answered(value) else []


@given(st.fixed_dictionaries({}, optional=MARKS), st.lists(STEPS, max_size=4))
def test_no_answer_is_lost_without_being_listed(payload, steps):
    migrated = carried(payload, *steps)
    kept = leaves(migrated.payload) + [one.value for one in migrated.lost]
    assert all(leaf in kept for leaf in leaves(payload))


@given(st.fixed_dictionaries({}, optional=MARKS), st.lists(STEPS, max_size=4))
def test_what_is_carried_over_is_asked_in_the_new_version(payload, steps):
    carried_over = carried(payload, *steps).payload
    found = validate(AFTER.instrument("visit"), carried_over, Context(today=dt.date(2026, 6, 15)))
    assert not {one.code for one in found} & {"unknown-item", "not-a-list", "not-an-answer"}


MIGRATION = """\
from: "1"
to: "2"
steps:
  - renamed: {instrument: visit, item: weight, to: kg}
  - recoded: {instrument: visit, item: status, codes: {"1": one, "2": ""}}
  - split: {instrument: visit, item: many, into: {"1": {item: is_one, value: true}}}
  - split: {instrument: visit, item: typed, into: [other]}
  - dropped: {instrument: visit, item: pains.evening, reason: {fr: Inutile, en: Useless}}
"""


def test_a_migration_is_read_and_written_back():
    migration = read_migration(MIGRATION, BEFORE, AFTER)
    assert [step.word for step in migration.steps] == ["renamed", "recoded", "split", "split", "dropped"]
    assert read_migration(write_migration(migration)) == migration
    moved = Migration("1", "2", (Moved("visit", "encounter"),))
    assert read_migration(write_migration(moved)) == moved


@pytest.mark.parametrize(("old", "new", "line", "words"), [
    ('from: "1"', 'from: "9"', 1, "is not the version 1"),
    ("item: weight", "item: wait", 4, "the item wait does not exist"),
    ("to: kg", "to: lb", 4, "the item lb does not exist in the new version"),
    ("renamed:", "renames:", 4, "write one of: renamed, recoded, split, dropped, moved"),
    (", to: kg", "", 4, "“to” is missing"),
    ("to: kg", "too: kg", 4, "unknown key “too”"),
    ("instrument: visit, item: weight", "instrument: x, item: weight", 4, "the instrument x does not exist"),
    ("value: true", "value: null", 6, "a value is missing"),
    ("{fr: Inutile, en: Useless}", "{fr: Inutile}", 8, "missing in English"),
    ('- renamed: {instrument: visit, item: weight, to: kg}', "- moved: {instrument: visit, to: nowhere}", 4, "does not exist in"),
    ("steps:", "stages: 1\nsteps:", 3, "unknown key “stages”"),
])  # fmt: skip
def test_a_migration_that_leads_nowhere_is_refused(old, new, line, words):
    assert old in MIGRATION
    with pytest.raises(UnableToReadDefinition) as refusal:
        read_migration(MIGRATION.replace(old, new), BEFORE, AFTER)
    assert any(fault.line == line and words in fault.message for fault in refusal.value.faults), refusal.value.faults


def test_a_draft_is_suggested_from_what_two_versions_have_in_common():
    steps = suggested(BEFORE, AFTER).steps
    assert Renamed("visit", ("weight",), ("kg",)) in steps
    assert Renamed("visit", ("pains", "morning"), ("pains", "am")) in steps
    assert Recoded("visit", ("status",), P({"1": "one"})) in steps
    assert [step.path for step in steps if isinstance(step, Dropped)] == [("pains", "evening")]
    assert read_migration(write_migration(Migration("1", "2", steps)), BEFORE, AFTER).steps == steps


def test_nothing_is_suggested_between_equal_versions():
    assert suggested(BEFORE, BEFORE).steps == ()


def test_a_form_with_the_same_title_is_suggested_as_moved():
    renamed = replace(VISIT, key="encounter")
    assert suggested(BEFORE, replace(AFTER, instruments=(renamed,))).steps[0] == Moved("visit", "encounter")


class Shelf:
    """A source with three versions and the ways between them."""

    texts = {"2": 'from: "1"\nto: "2"\nsteps: [{renamed: {instrument: visit, item: weight, to: other}}]\n',
             "3": 'from: "2"\nto: "3"\nsteps: [{renamed: {instrument: visit, item: other, to: kg}}]\n'}  # fmt: skip

    def dataset_keys(self):
        return ("lung",)

    def versions(self, key):
        return ("1", "2", "3")

    def load(self, key, version):
        return replace(AFTER, version=version)

    def migration_text(self, key, version):
        return self.texts.get(version, "")


def test_the_way_goes_through_the_versions_in_between(monkeypatch):
    monkeypatch.setattr(catalogue, "_SOURCES", [Shelf()])
    way = catalogue.migration("lung", "1", "3")
    assert migrate(VISIT, {"weight": 1}, way, AFTER).payload == {"kg": 1}
    for start, end in (("0", "3"), ("3", "1"), ("1", "9")):
        with pytest.raises(UnknownName):
            catalogue.migration("lung", start, end)


def some_answer(item: Item) -> object:
    if item.items:
        value: object = {one.key: some_answer(one) for one in item.items}
    elif item.value_set is not None and item.type is ItemType.CODE:
        value = item.value_set.codes[-1].code
    else:
        value = f"answer of {item.key}"
    return [value] if item.repeats else value


@pytest.mark.parametrize("key", catalogue.file_keys())
def test_the_migrations_of_the_catalogue_lose_nothing_unlisted(key):
    known = catalogue.versions(key)
    for start, end in itertools.combinations(known, 2):
        if not all(catalogue.migration_text(key, version) for version in known[known.index(start) + 1 :]):
            continue
        way, after = catalogue.migration(key, start, end), catalogue.load(key, end)
        for form in catalogue.load(key, start).instruments:
            payload = {item.key: some_answer(item) for item in form.items}
            migrated = migrate(form, payload, way, after)
            assert len(leaves(migrated.payload)) + len(migrated.lost) >= len(leaves(payload)), form.key
            found = validate(
                after.instrument(migrated.instrument), migrated.payload, Context(today=dt.date(2026, 6, 15))
            )
            assert "unknown-item" not in {one.code for one in found}


@pytest.mark.parametrize("key", catalogue.file_keys())
def test_the_migrations_of_the_catalogue_lead_from_a_version_to_a_version(key):
    for version in catalogue.versions(key):
        text = catalogue.migration_text(key, version)
        if text:
            start = read_migration(text).from_version
            read_migration(text, catalogue.load(key, start), catalogue.load(key, version))
