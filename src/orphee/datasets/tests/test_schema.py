"""The published schema is the language: true to the tables, to the catalogue, and to what reading accepts."""

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from orphee.datasets import catalogue
from orphee.datasets.reading import faults_of
from orphee.datasets.schema import as_text, schema
from orphee.datasets.tests.definitions import datasets
from orphee.datasets.tests.dossier import DOSSIER
from orphee.datasets.writing import as_plain
from orphee.datasets.yaml_tree import tree
from orphee.foundation.places import PROJECT

VALIDATOR = Draft202012Validator(schema())
VERSIONS = [(key, version) for key in catalogue.file_keys() for version in catalogue.versions(key)]


def messages(plain: object) -> list[str]:
    return [f"{'.'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in VALIDATOR.iter_errors(plain)]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(schema())


def test_the_published_file_is_fresh():
    published = PROJECT / "docs/reference/definition.schema.json"
    assert published.read_text(encoding="utf-8") == as_text(), "python -m orphee.datasets.schema > the file"


@pytest.mark.parametrize(("key", "version"), VERSIONS)
def test_each_file_of_the_catalogue_follows_it(key, version):
    text, beside = catalogue.sources(key, version)
    plain = tree(text).plain()
    assert isinstance(plain, dict)
    if beside:
        plain["value_sets"] = tree(beside).plain()["value_sets"] | plain.get("value_sets", {})
    assert messages(plain) == []


def test_a_dossier_follows_it():
    assert messages(tree(DOSSIER).plain()) == []


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(datasets())
def test_whatever_is_written_follows_it(dataset):
    assert messages(as_plain(dataset)) == []


@pytest.mark.parametrize(("before", "after"), [
    ("kind: specialty", "kind: special"),
    ("licence:", "license:"),
    ("type: date,", "type: day,"),
    ("fr: Poids, en: Weight", "fr: Poids"),
    ("key: weight", "key: Weight"),
    ("min: 0.2, max: 3", "min: '0.2', max: 3"),
    ("{ratio: [weight, {product: [height, height]}], round: 1}", "{ratio: [weight], round: 1}"),
    ("{ratio: [weight, {product: [height, height]}], round: 1}", "{eval: 'weight / height'}"),
    ("{item: total, at_least: 6}", "{item: total, matches: 6}"),
    ("system: orpha,", "system: google,"),
    ("severity: query", "severity: warning"),
    ("answered_by: laboratory", "answered_by: nobody"),
    ("precision: month", "precision: day"),
    ("score: 3", "score: three"),
])  # fmt: skip
def test_what_reading_refuses_by_its_shape_the_schema_refuses_too(before, after):
    assert before in DOSSIER
    changed = DOSSIER.replace(before, after, 1)
    assert faults_of(changed)
    assert messages(tree(changed).plain())
