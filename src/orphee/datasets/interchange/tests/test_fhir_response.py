"""Answers → QuestionnaireResponse → answers: the same, or listed; and what we emit is R4."""

import datetime as dt
import json

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from orphee.datasets.interchange.fhir_response import questionnaire_of, read_response, write_response
from orphee.datasets.reading import read

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
FORM = read("""
key: try-responses
version: "1.0"
title: {fr: Essai, en: Try}
instruments:
  - key: visit
    title: {fr: Visite, en: Visit}
    subject: person
    sections: [{key: one, title: {fr: Un, en: One}}, {key: two, title: {fr: Deux, en: Two}}]
    items:
      - {key: yes, type: boolean, section: one, label: {fr: a, en: a}}
      - {key: n, type: integer, section: one, label: {fr: a, en: a}}
      - {key: w, type: decimal, section: one, label: {fr: a, en: a}}
      - {key: on, type: date, section: one, label: {fr: a, en: a}}
      - {key: at, type: datetime, section: one, label: {fr: a, en: a}}
      - {key: since, type: partial_date, section: one, label: {fr: a, en: a}}
      - {key: onset, type: age, section: two, label: {fr: a, en: a}}
      - {key: length, type: duration, section: two, label: {fr: a, en: a}}
      - {key: dose, type: quantity, units: [mg, g], section: two, label: {fr: a, en: a}}
      - {key: often, type: code, values: often, section: two, label: {fr: a, en: a}}
      - {key: several, type: codes, values: often, section: two, label: {fr: a, en: a}}
      - {key: disease, type: code, terminology: {system: [orpha, hpo]}, section: two, label: {fr: a, en: a}}
      - {key: before, type: reference, target: try-responses.visit, section: two, label: {fr: a, en: a}}
      - {key: file, type: attachment, section: two, label: {fr: a, en: a}}
      - {key: as_is, type: kept, section: two, label: {fr: a, en: a}}
      - key: parts
        type: group
        repeats: true
        section: two
        label: {fr: a, en: a}
        items:
          - {key: name, type: text, label: {fr: a, en: a}}
          - key: deep
            type: group
            label: {fr: a, en: a}
            items: [{key: n, type: integer, repeats: true, label: {fr: a, en: a}}]
value_sets:
  often: {title: {fr: a, en: a}, codes: [{code: "0", label: {fr: a, en: a}}, {code: z, label: {fr: b, en: b}}]}
""").instrument("visit")

ANSWERS = {
    "yes": False,
    "n": 3,
    "w": 3.5,
    "on": "2024-02-29",
    "at": "2024-02-29T10:00:00Z",
    "since": "2024-02",
    "onset": {"period": "767023003", "months": 7},
    "length": "P3M",
    "dose": {"value": 2.5, "unit": "mg"},
    "often": "0",
    "several": ["z", "0"],
    "disease": "ORPHA:513",
    "before": "visit-1",
    "file": {"key": "0e8d1a3e-0000-4000-8000-000000000001", "name": "a.pdf", "media_type": "application/pdf",
             "size": 12, "digest": "ab" * 32},
    "as_is": {"any": [1, {"b": None}]},
    "parts": [{"name": "a", "deep": {"n": [1, 2]}}, {"name": "b"}],
}  # fmt: skip


def there_and_back(answers):
    made, lost = write_response(FORM, answers, authored=NOW)
    QuestionnaireResponse.model_validate({**json.loads(json.dumps(made))})
    found, unread = read_response(FORM, made)
    return found, lost, unread


def test_every_kind_of_answer_comes_back():
    assert there_and_back(ANSWERS) == (ANSWERS, (), ())


@pytest.mark.parametrize("key", ANSWERS)
def test_each_answer_comes_back_alone(key):
    assert there_and_back({key: ANSWERS[key]}) == ({key: ANSWERS[key]}, (), ())


@pytest.mark.parametrize(
    ("answers", "place"),
    [
        ({"nothing": 1}, "nothing"),
        ({"n": "three"}, "n"),
        ({"n": True}, "n"),
        ({"parts": ["a"]}, "parts"),
        ({"parts": [{"else": 1}]}, "parts.else"),
        ({"on": "soon"}, "on"),
        ({"onset": {"period": "x", "months": 1.5}}, "onset.months"),
    ],
)
def test_what_does_not_fit_is_listed(answers, place):
    _, lost = write_response(FORM, answers, authored=NOW)
    assert [one.path for one in lost] == [place]


def test_what_a_response_says_beside_the_form_is_listed_and_the_rest_is_read():
    made = {"item": [
        {"linkId": "nowhere", "answer": [{"valueString": "x"}],
         "item": [{"linkId": "n", "answer": [{"valueInteger": 1}]}]},
        {"linkId": "w", "answer": [{"valueDecimal": 1}, {"valueDecimal": 2}]},
        {"linkId": "yes", "answer": [{}]},
    ]}  # fmt: skip
    found, lost = read_response(FORM, made)
    assert found == {"n": 1, "w": 1}
    assert [one.path for one in lost] == ["nowhere", "w", "yes"]


@pytest.mark.parametrize(
    "item", [None, 3, "x", [1], [{"linkId": None}], [{"answer": 3}], [{"linkId": "n", "answer": [3]}]]
)
def test_hostile_shapes_do_no_harm(item):
    found, _ = read_response(FORM, {"item": item})
    assert found == {}


def test_the_form_is_named_and_found_again():
    made, _ = write_response(FORM, {}, authored=NOW)
    assert questionnaire_of(made) == ("try-responses", "visit", "1.0")
    assert questionnaire_of({"questionnaire": "http://elsewhere/Questionnaire/1"}) == ("", "", "")
