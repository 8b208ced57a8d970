"""Questionnaires that are JSON and not FHIR: refused with a reason, never an error of ours."""

import json

import pytest

from orphee.datasets.interchange.fhir_questionnaire import read_fhir_questionnaire
from orphee.datasets.interchange.results import UnableToImport


@pytest.mark.parametrize(
    "part",
    [
        {"item": 3},
        {"item": [{"linkId": "a", "type": "group", "item": 3}]},
        {"contained": 3, "item": [{"linkId": "a", "text": "A", "type": "string"}]},
        {"item": [{"linkId": "a", "text": "A", "type": "choice", "answerOption": 3}]},
        {"item": [{"linkId": "a", "text": "A", "type": "string", "enableWhen": 3}]},
        {"item": [{"linkId": "a", "text": "A", "type": "string", "code": 3}]},
    ],
)
def test_a_questionnaire_of_another_shape_is_refused_with_a_reason(part):
    content = json.dumps({"resourceType": "Questionnaire", **part}).encode()
    with pytest.raises(UnableToImport):
        read_fhir_questionnaire(content, title="T")
