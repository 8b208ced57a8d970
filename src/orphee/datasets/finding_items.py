"""Which item a path means, seen from where it is written."""

from __future__ import annotations

from collections.abc import Mapping

from orphee.datasets.conditions import scope_of
from orphee.datasets.definition import Item, ItemType

_PARTS = {ItemType.AGE: ("period", "months"), ItemType.QUANTITY: ("value", "unit")}


def find_item(path: tuple[str, ...], levels: tuple[Mapping[str, Item], ...]) -> Item | None:
    """The item of a path seen from a group; the parts of an age or of a quantity count as texts."""
    known: Mapping[str, Item] = levels[scope_of(path[0], levels)]
    item: Item | None = None
    for index, key in enumerate(path):
        if item is not None and key in _PARTS.get(item.type, ()) and index == len(path) - 1:
            return Item(key=key, type=ItemType.TEXT, label=item.label)
        item = known.get(key)
        if item is None:
            return None
        known = item.by_key
    return item
