"""Every form has its table; what somebody typed, a day and a name have no way into it."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orphee.datasets import catalogue
from orphee.datasets.definition import Dataset, Item, ItemType, Status, StoredIn, TerminologyBinding
from orphee.datasets.reading import read
from orphee.record.rules.submission import ConsentAsGiven
from orphee.warehouse.building import build_from
from orphee.warehouse.intake import Completeness, rows_of
from orphee.warehouse.records import france
from orphee.warehouse.set_rows import SetTables
from orphee.warehouse.set_tables import exported_sets, is_exported, tables_of
from orphee.warehouse.set_values import ANY_CODE, Known, concept_of
from orphee.warehouse.tests.fabricated import NOW, around, entry, record

HEAD = """
key: dossier-trial
version: "{version}"
title: {{fr: Essai, en: Trial}}
source: test
value_sets:
  severity:
    title: {{fr: Sévérité, en: Severity}}
    codes:
      - {{code: mild, label: {{fr: légère, en: mild}}}}
      - {{code: severe, label: {{fr: sévère, en: severe}}}}
instruments:
  - key: visit
    title: {{fr: Visite, en: Visit}}
    subject: person
    repeats: true
    items:
"""
ITEMS = {
    "person": "type: code, values: severity",
    "seen_on": "type: date",
    "score": "type: integer",
    "height": "type: quantity, units: [cm, m]",
    "onset": "type: age",
    "signs": "type: code, terminology: {system: hpo}, repeats: true",
    "remark": "type: text",
    "doctor": "type: code, values: severity, confidential: professional",
    "doses": "type: decimal, repeats: true",
    "tests": "type: group, repeats: true, items: ["
    "{key: done_on, label: {fr: Le, en: On}, type: partial_date}, "
    "{key: words, label: {fr: Mots, en: Words}, type: text}, "
    "{key: normal, label: {fr: Normal, en: Normal}, type: boolean}]",
}


def definition(*, version: str = "1", **changes: str) -> Dataset:
    """A dossier with these items, some of them changed."""
    items = (
        f"      - {{key: {key}, label: {{fr: {key}, en: {key}}}, {said}}}" for key, said in (ITEMS | changes).items()
    )
    return read(HEAD.format(version=version) + "\n".join(items))


@pytest.fixture
def trial() -> Dataset:
    return definition()


def rows(dataset: Dataset, *entries, **changes) -> dict[str, list[dict]]:
    sets = SetTables([dataset])
    found: dict[str, list[dict]] = {table.name: [] for table in sets.all()}
    for table, row in rows_of(record(*entries, **changes), Completeness(), around(sets=sets)):
        if "__" in table:
            found[table].append(row)
    return found


def visit(version: str = "1", **answers):
    return replace(entry("visit", dataset="dossier-trial", **answers), version=version)


@pytest.fixture(autouse=True)
def known(monkeypatch):
    """The trial is in the catalogue, in every version a test makes."""
    made = {}

    def versions(key, _former=catalogue.versions):
        return tuple(made) if key == "dossier-trial" else _former(key)

    def load(key, version, _former=catalogue.load):
        return made[version] if key == "dossier-trial" else _former(key, version)

    made["1"] = definition()
    monkeypatch.setattr(catalogue, "versions", versions)
    monkeypatch.setattr(catalogue, "load", load)
    return made


def test_a_form_becomes_a_table_and_what_repeats_another(trial):
    top = tables_of(trial)["visit"]
    assert [table.name for table in top.all()] == [
        "dossier-trial__visit", "dossier-trial__visit__doses", "dossier-trial__visit__tests",
    ]  # fmt: skip
    assert top.table.names == (
        "person", "entry", "entry_site", "entry_version", "entry_month", "entry_complete",
        "person_", "seen_on", "score", "height", "height__unit", "onset", "onset__period", "signs", "synthetic",
    )  # fmt: skip
    assert top.children[1].table.names == ("person", "entry", "position", "done_on", "normal", "synthetic")


def test_an_entry_becomes_a_line(trial):
    found = rows(trial, visit(
        person="severe", seen_on="2024-05-17", score=3, height={"value": 1.7, "unit": "m"},
        onset={"period": "767023003", "months": 14}, signs=["HP:0001250", "HP:0000252"], remark="Jeanne",
        doctor="mild", doses=[0.5, 2], tests=[{"done_on": "2023-01-02", "normal": True, "words": "x"}, {}],
    ))  # fmt: skip
    (line,) = found["dossier-trial__visit"]
    told = {key: line[key] for key in line if key not in ("person", "entry")}
    assert told == {
        "entry_site": "S001", "entry_version": "1", "entry_month": "2026-11", "entry_complete": True,
        "person_": "severe", "seen_on": "2024-05", "score": 3, "height": 1.7, "height__unit": "m", "onset": 14.0,
        "onset__period": "767023003", "signs": ["HP:0001250", "HP:0000252"], "synthetic": True,
    }  # fmt: skip
    assert [one["doses"] for one in found["dossier-trial__visit__doses"]] == [0.5, 2.0]
    tests = found["dossier-trial__visit__tests"]
    assert [(one["position"], one["done_on"], one["normal"]) for one in tests] == [
        ("1", "2023-01", True),
        ("2", None, None),
    ]
    assert {one["entry"] for one in tests} == {line["entry"]}


@pytest.mark.parametrize(
    ("item", "given", "column", "cell"),
    [
        ("person", "Jeanne", "person_", None),  # a draft keeps what was typed
        ("person", ["severe"], "person_", None),
        ("score", 3.5, "score", None),
        ("score", True, "score", None),
        ("score", 2**31, "score", None),
        ("score", 2**31 - 1, "score", 2**31 - 1),
        ("height", {"value": 3, "unit": "Jeanne"}, "height__unit", None),
        ("height", {"value": "Jeanne", "unit": "m"}, "height", None),
        ("height", {"value": 269054958815780, "unit": "m"}, "height", None),
        ("seen_on", "le 3 mai", "seen_on", None),
        ("onset", {"period": "Jeanne", "months": None}, "onset__period", None),
        ("signs", ["Jeanne", "HP:0001250", "ORPHA:1"], "signs", ["HP:0001250"]),
        ("signs", "Jeanne", "signs", []),
        ("signs", None, "signs", []),
    ],
)
def test_an_answer_that_does_not_fit_leaves_its_cell_empty(trial, item, given, column, cell):
    (line,) = rows(trial, visit(**{item: given}))["dossier-trial__visit"]
    assert line[column] == cell


def test_who_opposed_and_what_was_entered_in_error_give_no_line(trial):
    assert not any(rows(trial, visit(score=1), consent=ConsentAsGiven(reuse_opposed=True)).values())
    assert not any(rows(trial, replace(visit(score=1), state="entered_in_error")).values())


@pytest.mark.parametrize(
    ("before", "expected"),
    [("type: integer", 3), ("type: decimal", None), ("type: integer, confidential: identity", None)],
)
def test_an_older_version_gives_what_it_asked_in_the_same_way(trial, known, before, expected):
    known["0"] = definition(version="0", score=before)
    (line,) = rows(trial, visit("0", score=3))["dossier-trial__visit"]
    assert (line["score"], line["entry_version"]) == (expected, "0")


def test_an_unknown_version_gives_an_empty_line(known, trial, monkeypatch):
    from orphee.datasets.definition import UnknownName

    def load(key, version):
        raise UnknownName(version)

    monkeypatch.setattr(catalogue, "load", load)
    (line,) = rows(trial, visit("Jeanne", score=3))["dossier-trial__visit"]
    assert (line["score"], line["entry_version"]) == (None, "unknown")


@pytest.mark.parametrize("systems", [("insee",), ("any",), ("orpha", "insee")])
@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("INSEE:75056", "75"), ("INSEE:2A004", "2A"), ("INSEE:97101", "971"), ("INSEE:DEP-2A", "2A"),
        ("INSEE:DEP-971", "971"), ("INSEE:REG-11", "REG-11"), ("INSEE:75", None), ("INSEE:Lyon", None),
    ],
)  # fmt: skip
def test_a_commune_is_cut_to_its_department(systems, place, kept):
    assert concept_of(TerminologyBinding(systems), place, Known()) == kept


@pytest.mark.parametrize(("code", "kept"), [("SITE:S001", "S001"), ("SITE:NOBODY", None), ("Jeanne", None)])
def test_a_site_is_one_of_the_network(code, kept):
    assert concept_of(TerminologyBinding(("site",)), code, Known(sites=("S001",))) == kept


@pytest.mark.parametrize(
    ("code", "fits"),
    [
        ("LOINC:1234-5", True), ("ATC:A01AB", True), ("UO:0000021", True), ("LOCAL:DUPONT", False), ("x:1", False),
        ("NOTE:M. Dupont 3", False), ("LOCAL:jeanne1", False),
        ("INS:269054958815780", False), ("IPP:123456", False), ("DUPONT_Jeanne:1", False), ("DATE:20190512", False),
        ("LOINC:269054958815780", False), ("SNOMED:73211009", True), ("NCBITaxon:9606", True),
    ],
)  # fmt: skip
def test_a_code_of_any_system_is_no_word(code, fits):
    assert bool(ANY_CODE.fullmatch(code)) is fits


MARK = "CANARI"
TYPED = st.sampled_from([MARK, f"{MARK} Jeanne", f"LOCAL:{MARK}", f"X:{MARK}1", f"HP:{MARK}", f"2024-{MARK}"])
DAYS = st.dates().map(str) | st.datetimes().map(str)
GOOD = st.sampled_from(["HP:0001250", "ORPHA:513", "S001", "P3Y", 3, 0.5, True, "255545003"])
LEAF = TYPED | DAYS | GOOD | st.none()
ANYTHING = st.recursive(
    LEAF,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["value", "unit", "period", "months", "on", "term", MARK]), inner, max_size=3)
    ),
    max_leaves=4,
)


def answer(item: Item, draw) -> object:
    if item.items and draw(st.integers(0, 3)):
        inside = {one.key: answer(one, draw) for one in item.items}
        return [inside] if item.repeats else inside
    return draw(ANYTHING)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_text_no_name_and_no_day_reaches_a_table(data):
    dataset = data.draw(st.sampled_from([*catalogue.all_datasets(), definition()]))
    instrument = data.draw(st.sampled_from([one for one in dataset.instruments if one.stored_in is StoredIn.RECORD]))
    payload = {item.key: answer(item, data.draw) for item in instrument.items}
    one = entry("x", dataset=dataset.key)
    filled = replace(one, instrument=instrument.key, version=dataset.version, payload=payload, site=MARK,
                     source_key=MARK, author=MARK)  # fmt: skip
    sets = SetTables([dataset])
    found = list(rows_of(record(filled, birth_month="2010-03-12"), Completeness(), around(sets=sets)))
    text = repr(found)
    assert any(table.startswith(f"{dataset.key}__") for table, _ in found)
    assert MARK not in text
    assert not re.search(r"\d{4}-\d{2}-\d{2}", text)
    known_names = {table.name: set(table.names) for table in sets.all()}
    assert all(set(row) == known_names[table] for table, row in found if table in known_names)


def test_no_free_text_and_nothing_confidential_has_a_column():
    for dataset in catalogue.all_datasets():
        for table in tables_of(dataset).values():
            for one in table.all():
                for column in one.columns:
                    if column.item:
                        key, instrument, path = column.item.split("/")
                        item = catalogue.dataset(key).instrument(instrument).item(path)
                        assert is_exported(item), column.item
                        assert item.type not in (ItemType.TEXT, ItemType.ATTACHMENT), column.item


def test_every_published_set_has_its_table_even_when_empty(trial):
    from orphee.datasets.catalogue import all_datasets

    sets = SetTables([*all_datasets(), trial])
    made = build_from([(record(visit(score=3, tests=[{}])), Completeness())], around(sets=sets), france(), now=NOW)
    for table in sets.all():
        assert (made.folder / f"{table.name}.parquet").exists()
    assert made.rows["dossier-trial__visit"] == 1
    assert made.rows["dossier-trial__visit__tests"] == 1
    path = made.folder / "dossier-trial__visit.parquet"
    assert duckdb.sql(f"SELECT score, signs, entry_month FROM '{path}'").fetchall() == [(3, [], "2026-11")]
    columns = duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    assert columns[0][0] == "person"


def test_the_dictionary_says_what_each_column_is(trial):
    made = build_from([], around(sets=SetTables([trial])), france(), now=NOW)
    said = {one["table"]: one for one in json.loads((made.folder / "dictionary.json").read_text())}
    columns = {one["name"]: one for one in said["dossier-trial__visit"]["columns"]}
    assert columns["person_"]["codes"]["mild"] == {"fr": "légère", "en": "mild"}
    assert columns["person_"]["item"] == "dossier-trial/visit/person"
    assert {"person", "diagnosis", "dossier-trial__visit__tests"} <= set(said)
    with (Path(made.folder) / "dictionary.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == sum(len(one["columns"]) for one in said.values())


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW])
def test_a_draft_has_no_table_and_a_retired_set_keeps_its_own(known, monkeypatch, status):
    monkeypatch.setattr(catalogue, "keys", lambda: ("dossier-trial",))
    known["1"] = replace(definition(), status=status)
    assert exported_sets() == ()
    known["1"] = replace(definition(), status=Status.RETIRED)
    assert [one.key for one in exported_sets()] == ["dossier-trial"]
