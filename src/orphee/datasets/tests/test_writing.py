"""Writing a definition: what is read back is the same, field for field."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orphee.datasets import catalogue
from orphee.datasets.reading import read
from orphee.datasets.tests.definitions import datasets
from orphee.datasets.tests.dossier import LUNG
from orphee.datasets.writing import as_plain, write
from orphee.datasets.yaml_text import WIDTH, scalar
from orphee.datasets.yaml_tree import tree

EACH = pytest.mark.parametrize(
    ("key", "version"), [(key, version) for key in catalogue.file_keys() for version in catalogue.versions(key)]
)


def bare(value: object) -> object:
    """A definition as nested tuples and dictionaries, to compare what compares by identity."""
    if is_dataclass(value):
        return type(value).__name__, {one.name: bare(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {key: bare(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [bare(one) for one in value]
    return value


def test_a_dossier_is_written_and_read_back():
    assert bare(read(write(LUNG))) == bare(LUNG)


@EACH
def test_each_set_of_the_catalogue_is_written_and_read_back(key, version):
    dataset = catalogue.load(key, version)
    assert bare(read(write(dataset), digest=dataset.digest)) == bare(dataset)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(datasets())
def test_any_definition_is_written_and_read_back(dataset):
    text = write(dataset)
    assert bare(read(text)) == bare(dataset)
    assert write(read(text)) == text


def test_the_order_of_keys_is_that_of_the_language_and_defaults_are_left_out():
    text = write(LUNG)
    assert text.startswith('key: dossier-lung\nversion: "2"\nkind: specialty\ntitle: {fr: Poumon, en: Lung}\n')
    assert "asked: optional" not in text
    assert "severity: error" not in text
    assert all(len(line) <= WIDTH for line in text.splitlines())


def test_a_key_that_looks_like_a_default_is_written():
    odd = replace(LUNG, key="national", version="published", licence="clinician", status=LUNG.status)
    assert (read(write(odd)).key, read(write(odd)).version, read(write(odd)).licence) == (
        "national", "published", "clinician")  # fmt: skip


@given(st.text(st.characters(exclude_categories=("Cs",))) | st.integers(-(10**17), 10**17) | st.booleans())
def test_any_value_is_read_back_from_its_line(value):
    for line in (f"a: {scalar(value)}", f"a: [{scalar(value)}]", f"{{a: {scalar(value)}}}"):
        read_back = tree(line).entries["a"]
        found = read_back.items[0].scalar if read_back.items else read_back.scalar
        assert found == value
        assert type(found) is type(value)


@given(st.decimals(-(10**9), 10**9, places=6, allow_nan=False).map(float))
def test_any_number_is_read_back_from_its_line(value):
    assert tree(f"a: {scalar(value)}").entries["a"].scalar == value


def test_plain_values_are_what_json_can_say():
    import json

    assert json.loads(json.dumps(as_plain(LUNG)))["inclusion"] == {
        "diseases": ["ORPHA:586", "ORPHA:79126"], "sites": ["S001", "S002"]}  # fmt: skip
