"""A term typed and never chosen is neither lost nor saved."""

import pytest
from django.urls import reverse

from orphee.care.rules.answers import read_answers
from orphee.care.rules.drawing import draw, walk_fields
from orphee.care.rules.unchosen import LONGEST, judged, unchosen
from orphee.care.tests.conftest import DIAGNOSIS, entries_of
from orphee.care.tests.test_forms import DRAWING, SDM
from orphee.datasets.conditions import Context
from orphee.datasets.validation import validate

DIAGNOSES = SDM.instrument("diagnosis")


@pytest.mark.parametrize(("posted", "answer", "chips", "box"), [
    ({"disease": ["ORPHA:558"]}, "ORPHA:558", ["ORPHA:558"], ""),
    ({"disease": ["ORPHA:558"], "disease._typed": ["  "]}, "ORPHA:558", ["ORPHA:558"], ""),
    ({"disease._typed": [" marfan "]}, ["typed:marfan"], [], "marfan"),
    ({"disease": ["ORPHA:558"], "disease._typed": ["ehlers"]}, ["ORPHA:558", "typed:ehlers"], ["ORPHA:558"], "ehlers"),
    ({"disease": ["typed:forged"]}, "typed:forged", [], "forged"),
    ({"disease._typed": ["x" * 999]}, ["typed:" + "x" * LONGEST], [], "x" * LONGEST),
])  # fmt: skip
def test_what_was_typed_comes_back_in_its_box(posted, answer, chips, box):
    answers = read_answers(DIAGNOSES, posted, {})
    assert answers == {"disease": answer}
    field = next(one for one in walk_fields(draw(DIAGNOSES, answers, DRAWING)) if one.name == "disease")
    assert ([one.code for one in field.choices], field.value) == (chips, box)
    assert bool(unchosen(DIAGNOSES, answers)) is bool(box)


def test_it_is_the_one_problem_of_its_question():
    answers = {"disease": ["ORPHA:558", "typed:ehlers"], "genes": ["HGNC:1", "typed:fbn"], "status": "2931005"}
    context = Context(today=DRAWING.context.today)
    found = judged(DIAGNOSES, answers, validate(DIAGNOSES, answers, context))
    assert [(one.path, one.is_error) for one in found if one.path[0] in ("disease", "genes")] == [
        (("disease",), True), (("genes",), True),
    ]  # fmt: skip
    assert "ehlers" not in str([one.as_json() for one in found])


def test_a_text_in_a_row_is_found():
    family = SDM.instrument("family")
    answers = read_answers(family, {"index_cases.3.diseases._typed": ["marfan"]}, {})
    assert [one.path for one in unchosen(family, answers)] == [("index_cases", 0, "diseases")]


@pytest.mark.parametrize("button", ["complete", "draft"])
def test_the_form_is_not_saved_with_it(client, clinician, record_key, button):
    client.force_login(clinician)
    entry = entries_of(record_key, "diagnosis")[0]
    address = reverse("entry-form", args=[record_key, "sdm-mr", "diagnosis", entry.key])
    posted = {"status": DIAGNOSIS["status"], "disease._typed": "marfan", "_save": button, "_stamp": "1"}
    answer = client.post(address, posted)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="marfan"' in page
    assert "effacez ce que vous avez écrit" in page
    assert entries_of(record_key, "diagnosis")[0].payload["disease"] == DIAGNOSIS["disease"]
