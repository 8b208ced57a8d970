"""YAML → FHIR → YAML is exact, and what we emit is R4: invented definitions, and every set of the catalogue."""

import json
import re

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.questionnaire import Questionnaire
from hypothesis import HealthCheck, given, settings

from orphee.datasets import catalogue
from orphee.datasets.interchange.fhir_questionnaire import read_fhir_questionnaire, write_fhir_questionnaire
from orphee.datasets.tests.definitions import datasets
from orphee.datasets.writing import write

ODD_SPACES = re.compile(r"[\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]|\\\\[tn]")
KEYS = [(key, version) for key in catalogue.file_keys() for version in catalogue.versions(key)]


def judged(content):
    """The resource, judged by the library of the field."""
    resource = json.loads(content)
    (Questionnaire if resource["resourceType"] == "Questionnaire" else Bundle).model_validate(resource)
    return resource


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(datasets())
def test_an_invented_definition_comes_back_the_same(dataset):
    content = write_fhir_questionnaire(dataset).content
    if not ODD_SPACES.search(content.decode()):  # the library takes no space but the usual ones in any text
        judged(content)
    assert write(read_fhir_questionnaire(content).dataset) == write(dataset)


@pytest.mark.parametrize(("key", "version"), KEYS)
def test_each_set_of_the_catalogue_comes_back_the_same(key, version):
    dataset = catalogue.load(key, version)
    made = write_fhir_questionnaire(dataset)
    judged(made.content)
    assert write(read_fhir_questionnaire(made.content).dataset) == write(dataset)


def test_what_only_our_extensions_say_is_listed():
    dataset = catalogue.load("phq-9", "1.0")
    losses = {(one.path, one.what.en) for one in write_fhir_questionnaire(dataset).losses}
    assert any("compute" in sentence for _, sentence in losses)
    assert all("Orphée" in sentence for _, sentence in losses)


def test_one_instrument_is_one_questionnaire():
    instrument = catalogue.load("sdm-mr", "2025.01").instrument("diagnosis")
    resource = judged(write_fhir_questionnaire(instrument).content)
    assert resource["resourceType"] == "Questionnaire"
    assert {one["linkId"] for one in resource["item"]} >= {"status", "disease", "first_signs"}
