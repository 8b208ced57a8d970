"""XLSForms: what they become, what is listed, pyxform's errors with their row, and workbooks not to be opened."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from orphee.datasets.interchange import workbooks, xlsform
from orphee.datasets.interchange.results import UnableToImport
from orphee.datasets.interchange.xlsform import read_xlsform

HEAD = [
    "type",
    "name",
    "label::Français (fr)",
    "label::English (en)",
    "relevant",
    "constraint",
    "calculation",
    "default",
]
CHOICES = [["list_name", "name", "label::Français (fr)", "label::English (en)"],
           ["sex", "f", "Femme", "Female"], ["sex", "m", "Homme", "Male"]]  # fmt: skip


def book(*survey, head=HEAD, choices=CHOICES):
    found = Workbook()
    sheet = found.active
    sheet.title = "survey"
    for row in (head, *survey):
        sheet.append(list(row))
    sheet = found.create_sheet("choices")
    for row in choices:
        sheet.append(row)
    paper = io.BytesIO()
    found.save(paper)
    return paper.getvalue()


def items(*survey):
    found = read_xlsform(book(*survey))
    return dict(found.dataset.instruments[0].by_path), found


@pytest.mark.parametrize(
    ("kind", "becomes"),
    [
        ("text", "text"), ("integer", "integer"), ("decimal", "decimal"), ("date", "date"), ("dateTime", "datetime"),
        ("select_one sex", "code"), ("select_multiple sex", "code"), ("note", "markdown"), ("image", "attachment"),
        ("geopoint", "text"), ("time", "text"), ("acknowledge", "boolean"), ("rank sex", "code"),
    ],
)  # fmt: skip
def test_each_kind_of_question(kind, becomes):
    found, _ = items([kind, "x", "a", "b"])
    assert found[("x",)].type == becomes
    assert (found[("x",)].label.fr, found[("x",)].label.en) == ("a", "b")


def test_groups_become_pages_and_repeats_groups():
    found, imported = items(
        ["begin_group", "first", "Un", "One"], ["select_one sex", "sex", "s", "s"], ["end_group"],
        ["begin_repeat", "visit", "Visites", "Visits", "${sex} = 'f'"], ["decimal", "w", "w", "w"],
        ["decimal", "v", "v", "v", "${w} > 3"], ["end_repeat"],
        ["select_multiple sex or_other", "more", "m", "m"],
    )  # fmt: skip
    assert [one.key for one in imported.dataset.instruments[0].sections] == ["first", "start"]
    assert found[("visit",)].repeats
    assert str(found[("visit", "v")].when.subject.path) == "('w',)"
    assert ("more_other",) in found


@pytest.mark.parametrize(
    ("constraint", "low", "high"),
    [(". >= 0 and . <= 120", 0, 120), (". > 0", 1, None), (". < 10 and . >= 2", 2, 9), ("0 <= .", 0, None)],
)
def test_constraints_on_a_number_are_its_bounds(constraint, low, high):
    found, _ = items(["integer", "x", "a", "b", None, constraint])
    assert (found[("x",)].minimum, found[("x",)].maximum, found[("x",)].checks) == (low, high, ())


def test_what_is_not_carried_over_is_listed_with_its_row():
    _, imported = items(
        ["start", "start"],
        ["text", "x", "a", "b", "regex(., '[a]')", "string-length(.) > 2", None, "hello"],
        ["geopoint", "p", "a", "b"],
    )
    listed = {(loss.line, loss.path) for loss in imported.losses}
    assert {(2, "start"), (3, "x"), (4, "p")} <= listed
    assert sum(1 for loss in imported.losses if loss.path.endswith("x")) == 3


@pytest.mark.parametrize(
    ("survey", "line"),
    [
        ([["text", "a b", "a", "b"]], 2),
        ([["text", "x", "a", "b", "${nobody} = 1"]], 2),
        ([["begin_group", "g", "a", "b"]], 2),
        ([["text", "x", "a", "b"], ["text", "x", "a", "b"]], 3),
        ([["text", "x", "a", "b", "${y} = '1'"], ["text", "y", "a", "b", "${x} = '1'"]], 2),
    ],
)
def test_a_form_with_an_error_is_refused_with_its_row(survey, line):
    with pytest.raises(UnableToImport) as refused:
        read_xlsform(book(*survey))
    assert refused.value.faults[0].line == line


def zipped(**parts):
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as found:
        for name, content in parts.items():
            found.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return paper.getvalue()


BOMB = zipped(xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=b"<a>" + b"0" * 60_000_000)
ENTITY = zipped(xl__workbook_xml=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><workbook/>')
HIDDEN = zipped(xl__workbook_xml='<?xml version="1.0"?><!DOCTYPE a><workbook/>'.encode("utf-16"))
COMMENTED = zipped(xl__workbook_xml=b"<!-- <a --><!DOCTYPE a [<!ENTITY b 'c'>]><workbook/>")
SEVEN = zipped(xl__workbook_xml=b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4APA-workbook/+AD4-<a/>')
LATE = zipped(xl__workbook_xml=b"<!--" + b" " * 70_000 + b"--><!DOCTYPE a><workbook/>")


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"PK\x03\x04 broken", zipped(a=b"b"), BOMB, ENTITY, HIDDEN, COMMENTED, SEVEN, LATE]
)
def test_a_workbook_that_must_not_be_opened_is_refused(content):
    with pytest.raises(UnableToImport):
        workbooks.check_workbook(content)
    with pytest.raises(UnableToImport):
        read_xlsform(content)


def test_too_many_rows_are_refused_before_they_are_read(monkeypatch):
    monkeypatch.setattr(xlsform, "MOST_ROWS", 3)
    with pytest.raises(UnableToImport) as refused:
        read_xlsform(book(*(["text", f"x{n}", "a", "b"] for n in range(4))))
    assert refused.value.faults[0].line == 4
