"""What is never typed twice: every prefill leads to a fitting answer, and the 16 European elements are known.

A small reading of prefills stands here, so that the definitions are tested without the room that shows them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from orphee.datasets import catalogue
from orphee.datasets.conditions import Context, dig, is_answered
from orphee.datasets.definition import Confidential, Dataset, Item, ItemType, Prefill, walk_items
from orphee.datasets.validation import validate
from orphee.foundation.partial_date import PartialDate

DATES = {ItemType.DATE, ItemType.PARTIAL_DATE, ItemType.DATETIME}
NUMBERS = {ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY}
CONTEXT = Context(today=dt.date(2025, 3, 15), birth_date=PartialDate.parse("2020-05-17"), sex="F")


def prefills(key: str) -> Iterator[tuple[str, Item, Prefill, Item]]:
    """Every prefill of a set: the name of its item, the item, where it looks and the item it finds there."""
    for instrument in catalogue.dataset(key).instruments:
        for path, item in walk_items(instrument.items):
            for prefill in item.prefill:
                yield f"{instrument.key}.{'.'.join(path)}", item, prefill, source_of(prefill)


EACH_SET = pytest.mark.parametrize("key", [one.key for one in catalogue.all_datasets()])


def source_of(prefill: Prefill) -> Item:
    """The item a prefill leads to, in the version in use."""
    dataset, instrument, *path = prefill.path.split(".")
    return catalogue.dataset(dataset).instrument(instrument).item(".".join(path))


@EACH_SET
def test_a_prefill_leads_to_an_item_in_use(key: str):
    for name, item, _, source in prefills(key):
        assert source is not item, name
        assert source.type not in (ItemType.MARKDOWN, ItemType.ATTACHMENT), name


@EACH_SET
def test_the_types_agree(key: str):
    for name, item, prefill, source in prefills(key):
        if (key, name) == ("phenotype", "disease.onset"):
            continue  # frozen before prefills were typed: an age offered to a group
        if source.type is ItemType.BOOLEAN and item.type is ItemType.CODE:
            assert prefill.recode, name
        elif source.type in DATES or source.type in NUMBERS:
            assert item.type in (DATES if source.type in DATES else NUMBERS), name
        else:
            assert source.type is item.type, name
        assert item.format == source.format or not source.format, name


@EACH_SET
def test_a_recoding_goes_from_a_code_of_theirs_to_one_of_ours(key: str):
    for name, item, prefill, source in prefills(key):
        for theirs, ours in prefill.recode.items():
            if source.value_set is not None:
                assert theirs in source.value_set, name
            elif source.type is ItemType.BOOLEAN:
                assert theirs in ("true", "false"), name
            assert item.value_set is not None, name
            assert ours in item.value_set, name


@EACH_SET
def test_no_prefill_offers_only_what_would_be_refused(key: str):
    for name, item, prefill, source in prefills(key):
        if item.value_set is not None and source.value_set is not None:
            codes = [prefill.recode.get(code.code, code.code) for code in source.value_set.choices]
            assert any(code in item.value_set for code in codes), name
        if item.terminology is not None and source.terminology is not None:
            systems = {*item.terminology.systems, *source.terminology.systems}
            shared = set(item.terminology.systems) & set(source.terminology.systems)
            assert "any" in systems or shared, name


@EACH_SET
def test_nothing_of_an_identity_is_offered_but_a_cut_date_or_the_sex(key: str):
    for name, item, prefill, source in prefills(key):
        if prefill.path.startswith("sdm-mr.identity."):
            assert prefill.precision in ("month", "year") or source.confidential is Confidential.NONE, name
        if source.confidential is not Confidential.NONE:
            assert item.confidential is source.confidential, name


# ------------------------------------------------------------------------------------------ the 16 European elements
ELEMENTS = [
    "1.1", "2.1", "2.2", "3.1", "3.2", "4.1", "5.1", "5.2", "6.1", "6.2", "6.3", "7.1", "7.2", "7.3", "7.4", "8.1",
]  # fmt: skip
EU_CDE = catalogue.dataset("eu-cde").instrument("cde")
UNKNOWN_TO_THE_RECORD = {"1.1"}  # the pseudonym comes from the European service

RECORD: dict[str, dict[str, object]] = {
    "identity": {"birth_date": "2020-05-17", "sex": "F"},
    "consent": {"reuse_opposition": False},
    "case_file": {"lost_to_follow_up": False},
    "vital_status": {"status": "419620001", "died_on": "2024-11"},
    "follow_up": {"included_on": "2021-03-02"},
    "diagnosis": {
        "status": "255545003",
        "disease": "ORPHA:513",
        "clinical_description": ["HP:0001250", "ORPHA:98006"],
        "first_signs": {"period": "767023003", "months": 2},
        "clinical_diagnosis": {"period": "767023003", "months": 8},
        "genes": ["HGNC:3603"],
    },
    "functioning": {"icf_code": "b117.3"},
    "research": {"contact_agreement": True, "sample_for_research": True, "biobanks": "Biobanque de Tours"},
}


def taken(item: Item, record: dict[str, dict[str, object]]) -> object:
    """The first prefill of an item that the record answers with something the item accepts."""
    for prefill in item.prefill:
        dataset, instrument, *path = prefill.path.split(".")
        value = dig(record.get(instrument, {}), path) if dataset == "sdm-mr" else None
        found = [one for one in map(_recoded(prefill), _listed(value)) if _accepted(item, one)]
        if found:
            return found if item.repeats else found[0]
    return None


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if is_answered(value) else []


def _recoded(prefill: Prefill):
    def recode(value: object) -> object:
        word = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
        cut = {"year": 4, "month": 7}.get(prefill.precision)
        found = prefill.recode.get(word, value) if isinstance(word, str) else value
        return found[:cut] if isinstance(found, str) and cut else found

    return recode


def _accepted(item: Item, value: object) -> bool:
    if item.value_set is not None and item.type is ItemType.CODE:
        return value in item.value_set
    if item.terminology is not None and isinstance(value, str):
        return value.split(":")[0].lower().replace("hp", "hpo") in item.terminology.systems
    return True


def filled(record: dict[str, dict[str, object]]) -> dict[str, object]:
    """The European elements of a record, nothing typed."""
    found: dict[str, object] = {}
    for item in EU_CDE.items:
        value = {one.key: taken(one, record) for one in item.items} if item.items else taken(item, record)
        if is_answered(value):
            found[item.key] = value
    return found


def known(record: dict[str, dict[str, object]]) -> set[str]:
    """The numbers of the elements that a record answers."""
    return {number for key in filled(record) for number in EU_CDE.item(key).maps["cde"]}


def test_the_sixteen_elements_are_there_in_order_and_no_other():
    assert [EU_CDE.by_key[key].maps["cde"] for key in EU_CDE.by_key] == [(number,) for number in ELEMENTS]
    assert all(item.source for item in EU_CDE.items)


def test_a_complete_record_answers_every_element_it_can():
    """A diagnosed person who died: every element but the pseudonym, and 6.3 that is for the undiagnosed."""
    diagnosed = known(RECORD)
    undiagnosed = known(RECORD | {"diagnosis": {"clinical_description": ["HP:0001250", "ORPHA:98006"]}})
    assert diagnosed | undiagnosed == set(ELEMENTS) - UNKNOWN_TO_THE_RECORD


@pytest.mark.parametrize(("key", "expected"), [
    ("birth_date", "2020-05"),
    ("sex", "C16576"),
    ("vital_status", "SIO_010059"),
    ("died_on", "2024-11"),
    ("first_contact_on", "2021-03-02"),
    ("onset", {"period": "767023003", "months": 2}),
    ("diagnosed", {"period": "767023003", "months": 8}),
    ("disease", "ORPHA:513"),
    ("contact_agreement", True),
    ("data_reuse", "LA33-6"),
    ("biological_sample", True),
    ("biobank", "Biobanque de Tours"),
    ("functioning", ["b117.3"]),
])  # fmt: skip
def test_what_a_record_says_of_each_element(key: str, expected: object):
    assert filled(RECORD)[key] == expected


def test_what_is_taken_is_a_valid_entry_but_for_the_pseudonym():
    answers = filled(RECORD)
    answers.pop("undiagnosed")  # shown only without a disease
    problems = validate(EU_CDE, answers, CONTEXT)
    assert [(problem.code, problem.path) for problem in problems] == [("missing-answer", ("pseudonym",))]


@pytest.mark.parametrize(("change", "expected"), [
    ({"vital_status": {"status": "419620001"}, "case_file": {"lost_to_follow_up": True}}, "SIO_010059"),
    ({"vital_status": {"status": "27624003"}, "case_file": {"lost_to_follow_up": True}},  "C70740"),
    ({"vital_status": {"status": "27624003"}, "consent": {"reuse_opposition": True}},     "C124784"),
    ({"vital_status": {"status": "84387000"}},                                            "SIO_010058"),
    ({"vital_status": {"status": "102499006"}},                                           "SIO_010058"),
    ({"vital_status": {}},                                                                None),
])  # fmt: skip
def test_the_status_is_dead_before_lost_before_opted_out_before_alive(change, expected):
    assert filled(RECORD | change).get("vital_status") == expected


@pytest.mark.parametrize(("status", "expected"), [
    ("102499006", "SIO_010058"), ("27624003", "SIO_010058"), ("271593001", "SIO_010058"), ("161045001", "SIO_010058"),
    ("419620001", "SIO_010059"), ("21134002", "SIO_010058"), ("84387000", "SIO_010058"),
])  # fmt: skip
def test_every_health_status_of_the_national_set_is_alive_or_dead(status: str, expected: str):
    assert filled(RECORD | {"vital_status": {"status": status}})["vital_status"] == expected


@pytest.mark.parametrize(("sex", "expected"), [("F", "C16576"), ("M", "C20197"), ("UN", "C124294")])
def test_every_sex_of_the_national_set_has_its_european_code(sex: str, expected: str):
    assert filled(RECORD | {"identity": {"sex": sex}})["sex"] == expected


@pytest.mark.parametrize(("opposition", "expected"), [(True, "LA32-8"), (False, "LA33-6"), (None, None)])
def test_an_opposition_is_a_refusal_of_reuse(opposition: bool | None, expected: str | None):
    assert filled(RECORD | {"consent": {"reuse_opposition": opposition}}).get("data_reuse") == expected


def share_prefilled(dataset: Dataset) -> float:
    """The share of the questions asked that the record may already answer."""
    asked = [item for form in dataset.instruments for _, item in walk_items(form.items) if not item.items]
    return sum(1 for item in asked if item.prefill or item.compute) / len(asked)


@pytest.mark.parametrize(("key", "least"), [
    ("eu-cde", 0.85), ("sdm-p", 0.3), ("foetopathology", 0.2), ("transition", 0.25), ("biobank", 0.25),
])  # fmt: skip
def test_much_of_a_set_is_known_before_it_is_opened(key: str, least: float):
    assert share_prefilled(catalogue.dataset(key)) >= least
