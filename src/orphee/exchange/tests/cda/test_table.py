"""The rows of the table name the national element that the definition gives to the same item."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest

from orphee.datasets import catalogue
from orphee.datasets.definition import UnknownName
from orphee.exchange.cda import table

PLACES = {  # instrument, and the group its rows stand in
    "CASE_FILE": ("case_file", ""),
    "FOLLOW_UP": ("follow_up", ""),
    "ACTIVITY": ("activity", ""),
    "DIAGNOSIS": ("diagnosis", ""),
    "BIRTH": ("birth", ""),
    "PREGNANCY": ("pregnancy", ""),
    "FOETUS": ("pregnancy", "foetuses."),
    "RESEARCH": ("research", ""),
}
# Asked by 2022.01 in an item of its own, which the way to 2024.01 puts into the comment.
RENAMED = {"comment": ("comment", "confirmation_detail")}
ROWS = [(instrument, group, row) for name, (instrument, group) in PLACES.items() for row in getattr(table, name)]


def elements_of(instrument: str, item: str) -> Iterator[str]:
    """The national elements that the definitions give an item; an age has them, not its two parts."""
    whole = item.removesuffix(".period").removesuffix(".months")
    for version in catalogue.versions("sdm-mr"):
        for path in RENAMED.get(whole, (whole,)):
            with suppress(UnknownName):
                yield from catalogue.load("sdm-mr", version).instrument(instrument).item(path).maps.get("cda", ())


@pytest.mark.parametrize(("instrument", "group", "row"), ROWS, ids=lambda one: getattr(one, "code", ""))
def test_a_row_is_of_the_element_of_its_item(instrument, group, row):
    assert row.element in set(elements_of(instrument, group + row.item))
