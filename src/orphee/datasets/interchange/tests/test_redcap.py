"""REDCap dictionaries: each kind of field, logic that can and cannot be said, faults with their line, and back."""

import contextlib
import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orphee.datasets.conditions import compile_condition
from orphee.datasets.interchange.expressions import UnableToParse, parse
from orphee.datasets.interchange.redcap import read_redcap, write_redcap
from orphee.datasets.interchange.redcap_columns import COLUMNS
from orphee.datasets.interchange.results import UnableToImport
from orphee.datasets.writing import write
from orphee.datasets.yaml_tree import tree

TITLES = [title for title, _ in COLUMNS.values()]


def dictionary(*rows, coding="utf-8"):
    paper = io.StringIO()
    writer = csv.DictWriter(paper, fieldnames=list(COLUMNS))
    writer.writerow({word: title for word, (title, _) in COLUMNS.items()})
    for row in ({"name": "record_id", "form": "base", "type": "text", "label": "ID"}, *rows):
        writer.writerow({"form": "base", "label": row.get("name", ""), **row})
    return paper.getvalue().encode(coding)


def field(name, kind="text", **more):
    return {"name": name, "type": kind, **more}


def items(*rows):
    found = read_redcap(dictionary(*rows))
    return {item.key: item for form in found.dataset.instruments for item in form.items}, found


SEX = field("sex", "radio", choices="1, Homme | 2, Femme")
SIGNS = field("signs", "checkbox", choices="a, A | b, B")
YES = field("yes", "yesno")
AGE = field("age", validation="integer")
DAY = field("day", validation="date_dmy")
KNOWN = (SEX, SIGNS, YES, AGE, DAY)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (field("x"), "text"),
        (field("x", "notes"), "text"),
        (field("x", validation="integer", min="1", max="9"), "integer"),
        (field("x", validation="number_2dp"), "decimal"),
        (field("x", validation="date_mdy"), "date"),
        (field("x", validation="datetime_seconds_ymd"), "datetime"),
        (field("x", "calc", choices="1+1"), "decimal"),
        (field("x", "dropdown", choices="1, a"), "code"),
        (field("x", "checkbox", choices="1, a"), "code"),
        (field("x", "yesno"), "boolean"),
        (field("x", "truefalse"), "boolean"),
        (field("x", "file"), "attachment"),
        (field("x", "slider"), "integer"),
        (field("x", "descriptive"), "markdown"),
        (field("x", "sql", choices="select"), "text"),
    ],
)
def test_each_kind_of_field(row, kind):
    found, _ = items(row)
    assert found["x"].type == kind


@pytest.mark.parametrize(
    ("logic", "condition"),
    [
        ("[sex]='1'", "{item: sex, is: \"1\"}"),
        ("[sex] <> '1'", "{not: {item: sex, is: \"1\"}}"),
        ("[sex]='1' or [sex]='2'", "{item: sex, in: [\"1\", \"2\"]}"),
        ("[signs(b)]='1'", "{item: signs, in: [b]}"),
        ("[signs(b)] = '0'", "{not: {item: signs, in: [b]}}"),
        ("[yes]=1", "{item: yes, is: true}"),
        ("[age]>=18 and ([sex]='1' or [signs(a)]='1')",
         "{all: [{item: age, at_least: 18}, {any: [{item: sex, is: \"1\"}, {item: signs, in: [a]}]}]}"),
        ("[age]<>'' and [age]<3", "{item: age, below: 3}"),
        ("18 <= [age]", "{item: age, at_least: 18}"),
        ("[day] > '2020-01-31'", "{item: day, after: \"2020-01-31\"}"),
        ("[sex] > 1", "{item: sex, in: [\"2\"]}"),
    ],
)  # fmt: skip
def test_logic_that_can_be_said(logic, condition):
    _found, imported = items(*KNOWN, field("x", branching=logic))
    whole = write(imported.dataset)
    start = whole.index("- {key: x,") if "- {key: x," in whole else whole.index("- key: x\n")
    other = tree(f"when: {condition}").plain()["when"]
    assert tree(whole).plain()["instruments"][0]["items"][-1].get("when") == other, whole[start:]


@pytest.mark.parametrize(
    "logic",
    ["[event_1][sex]='1'", "[sex]='9'", "[nobody]='1'", "[user-name]='x'", "datediff([day],'today','d')>3", "[sex]=",
     "(" * 500,
     "([sex]='1'", "[age]", "[record_id]='1'", "[signs]>1", "not_a_function([sex])", "[sex]='1' xor [yes]='1'"],
)  # fmt: skip
def test_logic_that_cannot_be_said_is_listed_with_its_line(logic):
    found, imported = items(*KNOWN, field("x", branching=logic))
    assert found["x"].when is None
    assert [loss.line for loss in imported.losses if loss.path == "base.x"] == [8]


@pytest.mark.parametrize(
    ("equation", "operation"),
    [
        ("[age]+[w]", "sum"), ("sum([age],[w])", "sum"), ("mean([age],[w])", "mean"), ("[age]-[w]", "difference"),
        ("[w]/([age]*[age])", "ratio"), ("round([age]*2.5,1)", "product"),
        ("datediff([day],'today','M')", "months_between"),
        ("[q1]+[q2]", "score"),
    ],
)  # fmt: skip
def test_calculations_that_can_be_said(equation, operation):
    scale = [field(name, "radio", choices="0, never | 1, often") for name in ("q1", "q2")]
    found, _ = items(*KNOWN, field("w", validation="number"), *scale, field("x", "calc", choices=equation))
    assert found["x"].compute.operation == operation


def test_choices_that_are_added_up_get_a_score():
    scale = [field(name, "radio", choices="0, never | 1, often") for name in ("q1", "q2")]
    found, _ = items(*scale, field("x", "calc", choices="sum([q1],[q2])"))
    assert [code.score for code in found["q1"].value_set] == [0, 1]


@pytest.mark.parametrize("equation", ["", "[age]^2", "if([age]>1,[nobody],2)", "max([age],3)", "[x]+1", "[sex]"])
def test_calculations_that_cannot_be_said_are_listed(equation):
    found, imported = items(*KNOWN, field("x", "calc", choices=equation))
    assert found["x"].compute is None
    assert any(loss.path == "base.x" for loss in imported.losses)


def test_what_has_no_counterpart_is_listed_never_dropped():
    row = field(
        "x", label="<b>a</b> [sex]", annotation="@HIDDEN @DEFAULT='1'", matrix="m", alignment="RH", question="3"
    )
    _, imported = items(*KNOWN, {**row, "identifier": "y", "required": "y", "note": "n"})
    said = " ".join(loss.what.en for loss in imported.losses if loss.path == "base.x")
    for word in ("@HIDDEN", "@DEFAULT", "matrix", "RH", "3", "HTML", "sex"):
        assert word in said


def test_headers_become_sections_and_identifiers_confidential():
    found, imported = items(SEX, {**AGE, "section": "Second <i>part</i>"}, field("x", identifier="y"))
    assert [section.title.fr for section in imported.dataset.instruments[0].sections] == ["Base", "Second part"]
    assert found["x"].confidential == "identity"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"\x00\x01\x02", 1),
        (b"a,b\n1,2\n", 1),
        (dictionary(field("A b")), 3),
        (dictionary(field("x"), field("x")), 4),
        (dictionary(), 1),
        (dictionary(field("x", branching="[y]='1'"), field("y", branching="[x]='1'")), 3),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_line(content, line):
    with pytest.raises(UnableToImport) as refused:
        read_redcap(content)
    assert refused.value.faults[0].line in (line, line + 1)


def test_latin_1_is_read_and_said():
    found = read_redcap(dictionary(field("x", label="Âge à l’entrée"), coding="cp1252"))
    assert found.dataset.instruments[0].items[0].label.fr == "Âge à l’entrée"
    assert "Windows-1252" in found.losses[0].what.en


def test_three_hundred_items_are_read_in_time():
    rows = [
        field(f"i{n}", "radio", choices="1, a | 2, b", branching=f"[i{n - 1}]='1'" if n else "") for n in range(300)
    ]
    assert len(read_redcap(dictionary(*rows)).dataset.instruments[0].items) == 300


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="[]()'\"=<>!&|andor ab12.,+-*/^%${}", max_size=60))
def test_no_expression_breaks_the_parser(text):
    with contextlib.suppress(UnableToParse):
        parse(text)


# ------------------------------------------------------------------ YAML → REDCap → YAML

atoms = st.sampled_from(
    ["[sex]='1'", "[sex]<>'2'", "[signs(a)]='1'", "[signs(b)]='0'", "[yes]='1'", "[age]>3", "[age]<=10", "[age]=5",
     "[day]>'2020-01-31'", "[sex]<>''", "[age]=''", "[t]='x'"]
)  # fmt: skip
logics = st.recursive(
    atoms,
    lambda inner: st.builds(lambda a, word, b: f"({a} {word} {b})", inner, st.sampled_from(["and", "or"]), inner),
    max_leaves=5,
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "sex": st.sampled_from(["1", "2"]),
        "signs": st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=2, unique=True),
        "yes": st.booleans(),
        "age": st.integers(0, 12),
        "day": st.sampled_from(["2019-05-01", "2020-01-31", "2024-01-01"]),
        "t": st.sampled_from(["x", "y"]),
    },
)


@settings(max_examples=150, deadline=None)
@given(logics, st.lists(answers, max_size=8))
def test_a_definition_and_its_conditions_survive_the_way_to_redcap_and_back(logic, payloads):
    first, imported = items(*KNOWN, field("t"), field("x", branching=logic))
    written = write_redcap(imported.dataset)
    assert not [loss for loss in written.losses if loss.path == "base.x"]
    again = read_redcap(written.content)
    second = {item.key: item for form in again.dataset.instruments for item in form.items}
    for key in first.keys() - {"x"}:
        assert first[key] == second[key]
    shown = [compile_condition(one["x"].when, closed=True) for one in (first, second)]
    for payload in payloads:
        assert shown[0]((payload,), None) is shown[1]((payload,), None), (logic, write(again.dataset))
