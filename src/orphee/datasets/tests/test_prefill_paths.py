"""Every prefill and every reference of the catalogue leads to something that exists, of a kind that can be taken."""

import pytest

from orphee.datasets import catalogue
from orphee.datasets.definition import Confidential, Dataset, Item, ItemType, UnknownName, walk_items

DATES = (ItemType.DATE, ItemType.PARTIAL_DATE, ItemType.DATETIME)
EACH = pytest.mark.parametrize("dataset", catalogue.all_datasets(), ids=lambda one: f"{one.key}-{one.version}")


def questions(dataset: Dataset):
    for instrument in dataset.instruments:
        for path, item in walk_items(instrument.items):
            yield f"{instrument.key}.{'.'.join(path)}", item


def source(path: str) -> Item | None:
    dataset, instrument, item = path.split(".", 2)
    try:
        return catalogue.dataset(dataset).instrument(instrument).item(item)
    except UnknownName:
        return None


@EACH
def test_every_prefill_leads_to_an_item(dataset):
    lost = [(place, one.path) for place, item in questions(dataset) for one in item.prefill if source(one.path) is None]
    assert lost == []


@EACH
def test_every_recoding_is_between_codes_that_exist(dataset):
    for place, item in questions(dataset):
        for prefill in item.prefill:
            there = source(prefill.path)
            for old, new in prefill.recode.items():
                assert there is None or there.value_set is None or old in there.value_set.by_code, (place, old)
                assert item.value_set is None or new in item.value_set.by_code, (place, new)


@EACH
def test_what_identifies_is_taken_only_as_a_month_or_a_year(dataset):
    for place, item in questions(dataset):
        for prefill in item.prefill:
            there = source(prefill.path)
            if there is not None and there.confidential is Confidential.IDENTITY:
                assert prefill.precision in ("month", "year"), place
                assert there.type in DATES, place


@EACH
def test_every_reference_leads_to_a_form(dataset):
    for place, item in questions(dataset):
        if item.target is not None:
            assert item.target[1] in catalogue.dataset(item.target[0]).by_key, place


@EACH
def test_every_group_of_codes_is_written_as_a_code(dataset):
    for place, item in questions(dataset):
        for code in item.terminology.under if item.terminology else ():
            assert ":" in code, place
