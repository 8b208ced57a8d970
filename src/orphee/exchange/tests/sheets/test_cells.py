"""Cells as people and spreadsheets write them, row by row; and files that are refused whole."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from orphee.datasets.definition import Confidential, Item, ItemType, Text
from orphee.datasets.reading import read
from orphee.exchange.sheets import opening
from orphee.exchange.sheets.answering import rows_of
from orphee.exchange.sheets.cells import answer
from orphee.exchange.sheets.columns import Column, column_of, offered
from orphee.exchange.sheets.opening import open_file
from orphee.exchange.sheets.returning import with_problems
from orphee.exchange.sheets.templates import xlsx_template
from orphee.exchange.sheets.wording import CellProblem, UnableToReadSheet

from .conftest import workbook

NOON = dt.datetime(2024, 3, 5, 12, tzinfo=dt.UTC).replace(tzinfo=None)  # as openpyxl gives them
FORM = read("""
key: try-sheets
version: "1.0"
title: {fr: Essai, en: Try}
instruments:
  - key: visit
    title: {fr: Visite, en: Visit}
    subject: person
    items:
      - {key: on, type: date, label: {fr: Le, en: "On"}}
      - {key: w, type: decimal, label: {fr: Poids, en: Weight}}
      - {key: often, type: code, values: often, label: {fr: Souvent, en: Often}}
      - {key: several, type: codes, values: often, label: {fr: Plusieurs, en: Several}}
      - {key: dose, type: quantity, units: [mg], label: {fr: Dose, en: Dose}}
      - key: parts
        type: group
        repeats: true
        label: {fr: Parties, en: Parts}
        items: [{key: name, type: text, label: {fr: Nom, en: Name}}]
      - {key: total, type: decimal, label: {fr: Somme, en: Sum}, compute: {sum: [w]}}
      - {key: shown, type: markdown, label: {fr: a, en: a}, text: {fr: a, en: a}}
value_sets:
  often:
    title: {fr: a, en: a}
    codes: [{code: "0", label: {fr: Jamais, en: Never}}, {code: "1", label: {fr: Souvent, en: Often}},
            {code: "2", label: {fr: Souvent, en: Daily}}]
""")
VISIT = FORM.instrument("visit")


def column(kind, **more):
    return Column("x", ("x",), Item("x", ItemType(kind), Text("x", "x"), **more), Text("x", "x"))


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("date", "2024-03-05", "2024-03-05"), ("date", "05/03/2024", "2024-03-05"), ("date", "5.3.2024", "2024-03-05"),
        ("date", NOON.replace(hour=0), "2024-03-05"), ("date", "2024-03-05 00:00:00", "2024-03-05"),
        ("partial_date", "2024", "2024"), ("partial_date", "03/2024", "2024-03"), ("partial_date", 2024, "2024"),
        ("datetime", NOON.replace(hour=14, minute=30), "2024-03-05T14:30:00"),
        ("decimal", "3,5", 3.5), ("decimal", "1 234,5", 1234.5), ("decimal", 3, 3), ("decimal", "-.5", -0.5),
        ("integer", "12", 12), ("integer", 12.0, 12), ("integer", "12,0", 12),
        ("boolean", "Oui", True), ("boolean", "no", False), ("boolean", 1, True), ("boolean", False, False),
        ("text", 12.0, "12"), ("text", " a ", "a"), ("text", "+33 1", "+33 1"),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(kind, raw, value):
    found = answer(column(kind), raw)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "raw", "word"),
    [
        ("date", "04/25/2024", "month"), ("date", "05/03/24", "two figures"), ("date", "30/02/2024", "no date"),
        ("date", "2024-13-01", "no date"), ("date", "2024", "no day"), ("date", "hier", "no date"),
        ("decimal", "3 kg", "no number"), ("decimal", "1,234.5", "no number"), ("decimal", float("nan"), "no number"),
        ("integer", "3,5", "whole"), ("boolean", "peut-être", "yes nor no"), ("text", "=A1+1", "formula"),
        ("integer", "#REF!", "error"), ("text", object(), "formula"), ("date", "٢٠٢٤-٠٣-٠٥", "no date"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_said(kind, raw, word):
    with pytest.raises(CellProblem) as problem:
        answer(column(kind), raw)
    assert word in problem.value.text.en


def test_dates_are_ambiguous_once_one_begins_with_the_month():
    content = "record,on\nA,03/04/2024\nB,05/05/2024\nC,04/25/2024\nD,2024-03-04\n"
    rows = list(rows_of(open_file(content.encode(), FORM, "visit").sheets[0]))
    assert [row.is_good for row in rows] == [False, True, False, True]
    assert "2024-04-03" in rows[0].problems[0].text.en
    assert "2024-03-04" in rows[0].problems[0].text.en


def test_a_confidential_value_is_never_repeated():
    with pytest.raises(CellProblem) as problem:
        answer(column("date", confidential=Confidential.IDENTITY), "04/25/1987")
    assert "1987" not in problem.value.text.fr + problem.value.text.en


def test_choices_by_code_or_label_and_never_by_a_label_of_two():
    often = column_of(VISIT, "often")
    assert [answer(often, raw) for raw in ("0", 0, "jamais", "Never", "0 – Jamais", "daily")] == [
        "0",
        "0",
        "0",
        "0",
        "0",
        "2",
    ]
    with pytest.raises(CellProblem):
        answer(often, "Souvent")
    assert answer(column_of(VISIT, "several"), "Never; daily") == ["0", "2"]


def test_columns_are_the_items_that_are_asked():
    names = [one.name for one in offered(VISIT)]
    assert names == [
        "on",
        "w",
        "often",
        "several",
        "dose.value",
        "dose.unit",
        "parts.1.name",
        "parts.2.name",
        "parts.3.name",
    ]
    assert all(column_of(VISIT, name) for name in names)
    for name in ("total", "shown", "parts", "parts.0.name", "parts.99.name", "dose", "on.x", "", "parts.1", "é"):
        assert column_of(VISIT, name) is None


def test_positions_left_empty_do_not_count():
    content = "record,parts.1.name,parts.3.name,dose.value,dose.unit\nA,,b,2,mg\n"
    row = next(rows_of(open_file(content.encode(), FORM, "visit").sheets[0]))
    assert row.payload == {"parts": [{"name": "b"}], "dose": {"value": 2, "unit": "mg"}}


def test_a_template_is_empty_and_its_labels_are_no_row():
    with pytest.raises(UnableToReadSheet) as refused:
        open_file(xlsx_template(FORM).content, FORM)
    assert "no row" in refused.value.problems[0].text.en
    assert load_workbook(io.BytesIO(xlsx_template(FORM).content))["visit"].data_validations.count == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("record,on,nope,nada\nA,,,\n", ["nope, nada"]),
        ("on\n2024-01-01\n", ["record"]),
        ("record,on,on\nA,,\n", ["on"]),
        ("record,on\n", ["no row"]),
        ("\x00\x01", ["no"]),
    ],
)
def test_wrong_columns_are_listed(content, words):
    with pytest.raises(UnableToReadSheet) as refused:
        open_file(content.encode(), FORM, "visit")
    said = " ".join(one.text.en for one in refused.value.problems)
    assert all(word in said for word in words) or words == ["no"]


def test_latin_1_is_read_and_said():
    opened = open_file("record,often\nA,Jamais\nÉ,Never\n".encode("cp1252"), FORM, "visit")
    assert "Windows-1252" in opened.note.en
    assert [row.reference for row in rows_of(opened.sheets[0])] == ["A", "É"]


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(opening, "MOST_ROWS", 2)
    rows = [["record", "w"], *([f"A{n}", n] for n in range(4))]
    with pytest.raises(UnableToReadSheet) as refused:
        open_file(workbook(visit=rows), FORM)
    assert "More than 2 rows" in refused.value.problems[0].text.en


def test_the_returned_file_says_what_is_wrong_and_can_be_brought_again():
    opened = open_file(workbook(visit=[["record", "w"], ["A", "=1+1"], ["B", 2]]), FORM)
    problems = [problem for row in rows_of(opened.sheets[0]) for problem in row.problems]
    again = open_file(with_problems(opened, problems).content, FORM)
    assert again.sheets[0].header == ("record", "w", "problems")
    assert [row.is_good for row in rows_of(again.sheets[0])] == [False, True]
