"""The catalogue: what it holds, in both languages, and that what is published does not move."""

import re

import pytest

from orphee.datasets import catalogue, dictionary
from orphee.datasets.definition import (
    Dataset,
    DatasetKind,
    Item,
    ItemType,
    Status,
    Text,
    UnknownName,
    walk_items,
)
from orphee.foundation.places import PROJECT

KEYS = catalogue.keys()
DATASETS = [catalogue.load(key, version) for key in KEYS for version in catalogue.versions(key)]
EACH = pytest.mark.parametrize("dataset", DATASETS, ids=lambda one: f"{one.key}-{one.version}")


PUBLISHED = {"biobank", "eu-cde", "gad-7", "phenotype", "phq-4", "phq-9", "sdm-mr"}
PROPOSED = {
    "emergency-card", "foetopathology", "newborn-screening", "sdm-dm", "sdm-ei", "sdm-f", "sdm-g", "sdm-p", "sdm-t",
    "transition",
}  # fmt: skip
QUESTIONNAIRES = {"gad-7", "phq-4", "phq-9"}
FIRST_SETS = (
    "phenotype",
    "sdm-mr",
)  # their items name the element of the standard in `maps`, their forms have no pages


def test_every_set_of_the_plan_is_there():
    in_use = {one.key: one for one in catalogue.all_datasets()}
    assert {key for key in in_use if in_use[key].status is Status.PUBLISHED} == PUBLISHED
    assert {key for key in in_use if in_use[key].status is Status.PROPOSED} == PROPOSED
    assert {key for key in in_use if in_use[key].kind is DatasetKind.QUESTIONNAIRE} == QUESTIONNAIRES


def test_the_national_set_in_use_is_the_latest():
    assert catalogue.versions("sdm-mr") == ("2022.01", "2024.01", "2025.01")
    assert catalogue.dataset("sdm-mr").version == "2025.01"
    assert catalogue.load("sdm-mr", "2022.01").status is catalogue.load("sdm-mr", "2024.01").status is Status.RETIRED


def test_the_way_every_room_reads_a_label():
    item = catalogue.dataset("sdm-mr").instrument("diagnosis").item("status")
    assert item.value_set is not None
    assert item.value_set.label("255545003", "fr") == "Confirmé"
    assert item.value_set.label("255545003", "en") == "Confirmed"
    assert item.value_set.official("255545003") == "diagnostic définitif"


def test_a_version_is_read_once():
    assert catalogue.load("sdm-mr", "2025.01") is catalogue.dataset("sdm-mr")


@pytest.mark.parametrize("ask", [
    lambda: catalogue.dataset("sdm-x"),
    lambda: catalogue.load("sdm-mr", "1999.01"),
    lambda: catalogue.load("sdm-mr", "../../secret"),
    lambda: catalogue.load("../foundation", "1"),
    lambda: catalogue.dataset("sdm-mr").instrument("nope"),
    lambda: catalogue.dataset("sdm-mr").instrument("diagnosis").item("nope"),
    lambda: catalogue.dataset("sdm-mr").value_set("nope"),
])  # fmt: skip
def test_what_is_not_there_is_said(ask):
    with pytest.raises(UnknownName):
        ask()


@EACH
def test_a_published_version_is_frozen(dataset: Dataset):
    frozen = catalogue.published_digests()[dataset.key][dataset.version]
    assert dataset.digest == frozen, "a published version changed: publish a new version instead"


def test_no_digest_without_a_definition():
    for key, versions in catalogue.published_digests().items():
        assert set(versions) == set(catalogue.versions(key))


def test_the_digest_does_not_depend_on_line_endings():
    assert catalogue.digest_of("a\nb") == catalogue.digest_of("a\r\nb")
    assert catalogue.digest_of("a", "b") != catalogue.digest_of("ab")


@EACH
def test_every_text_is_in_both_languages(dataset: Dataset):
    texts: list[Text | None] = [dataset.title, dataset.description]
    for instrument in dataset.instruments:
        texts += [instrument.title, instrument.help, *(check.say for check in instrument.checks)]
        for section in instrument.sections:
            texts += [section.title, section.help]
        for _, item in walk_items(instrument.items):
            texts += [item.label, item.help, item.text, *(check.say for check in item.checks)]
    for values in dataset.value_sets.values():
        texts += [values.title, *(code.label for code in values), *(code.becomes for code in values)]
    for text in texts:
        if text is not None:
            assert text.fr.strip(), text
            assert text.en.strip(), text


@EACH
def test_every_value_set_is_used(dataset: Dataset):
    used = {
        item.value_set.key
        for instrument in dataset.instruments
        for _, item in walk_items(instrument.items)
        if item.value_set is not None
    }
    assert used == set(dataset.value_sets)


@EACH
def test_every_set_and_every_item_says_where_it_comes_from(dataset: Dataset):
    assert dataset.source
    for instrument in dataset.instruments:
        for path, item in walk_items(instrument.items):
            assert item.source or dataset.key in FIRST_SETS, path
    assert all(values.source or values.oid for values in dataset.value_sets.values())


@EACH
def test_a_code_system_is_an_oid_or_an_address(dataset: Dataset):
    systems = {code.system for values in dataset.value_sets.values() for code in values}
    assert all(not one or re.fullmatch(r"[0-2](\.\d+)+|https?://\S+", one) for one in systems), systems


@EACH
def test_a_proposed_or_a_foreign_set_names_its_sources(dataset: Dataset):
    if dataset.status is Status.PROPOSED:
        assert len(dataset.sources) >= 2
    if dataset.kind is DatasetKind.QUESTIONNAIRE:
        assert "sans demande" in dataset.licence  # free to use, and the definition says so


@EACH
def test_long_instruments_have_sections_and_every_section_has_questions(dataset: Dataset):
    if dataset.key in FIRST_SETS:
        return
    for instrument in dataset.instruments:
        if len(instrument.items) > 12:
            assert instrument.sections, instrument.key
        assert {item.section for item in instrument.items} - {""} == {one.key for one in instrument.sections}


@EACH
def test_check_codes_are_distinct_in_an_instrument(dataset: Dataset):
    for instrument in dataset.instruments:
        codes = [check.code for check in instrument.checks]
        codes += [check.code for _, item in walk_items(instrument.items) for check in item.checks]
        assert len(codes) == len(set(codes)), instrument.key


@EACH
def test_names_live_in_identity_and_nowhere_else(dataset: Dataset):
    for instrument in dataset.instruments:
        if instrument.stored_in == "identity":
            continue
        for path, item in walk_items(instrument.items):
            if path[-1] == "name" and not _names_a_place(instrument.item(".".join(path[:-1]))):
                assert item.confidential == "professional", path


def _names_a_place(group: Item) -> bool:
    return group.key in ("custodian", "place")


@EACH
def test_the_dictionary_has_a_row_an_item(dataset: Dataset):
    rows = dictionary.rows(dataset)
    assert len(rows) == sum(len(one.by_path) for one in dataset.instruments)
    assert len({(row.instrument, row.item) for row in rows}) == len(rows)
    assert all(row.values for row in rows if row.type == ItemType.CODE)
    assert dictionary.header()[:4] == ("dataset", "version", "instrument", "item")
    assert dictionary.as_dicts(dataset)[0]["label_fr"]


def test_the_reference_page_lists_every_version():
    page = (PROJECT / "docs/reference/data-sets.md").read_text(encoding="utf-8")
    for dataset in DATASETS:
        questions = sum(1 for form in dataset.instruments for _, item in walk_items(form.items) if not item.items)
        said = f"| `{dataset.key}` | {dataset.version} | {dataset.status} | {len(dataset.instruments)} | {questions} |"
        assert said in page
