"""An entry for readers without the right to identity: no answer that betrays the person or a professional."""

from __future__ import annotations

from collections.abc import Mapping

from orphee.datasets.definition import Instrument, Item, ItemType, walk_items
from orphee.datasets.identifying import leads_to_a_person

NOT_ASKED_ABOUT = frozenset((ItemType.GROUP, ItemType.KEPT, ItemType.MARKDOWN))


def without_names(instrument: Instrument, answers: Mapping[str, object]) -> dict[str, object]:
    """The answers, at any depth without confidential ones, identifiers and what nobody asks."""
    return _open(instrument.items, answers)


def open_questions(instrument: Instrument) -> dict[str, Item]:
    """The questions one may ask about, by path: those with an answer of their own that leads to nobody."""
    closed = [path for path, item in walk_items(instrument.items) if leads_to_a_person(item)]
    return {
        ".".join(path): item
        for path, item in walk_items(instrument.items)
        if item.type not in NOT_ASKED_ABOUT and not any(path[: len(one)] == one for one in closed)
    }


def _open(items: tuple[Item, ...], answers: Mapping[str, object]) -> dict[str, object]:
    return {
        item.key: _value(item, answers[item.key])
        for item in items
        if item.key in answers and not leads_to_a_person(item)
    }


def _value(item: Item, value: object) -> object:
    if not item.items:
        return value
    if isinstance(value, list | tuple):
        return [_open(item.items, one) for one in value if isinstance(one, Mapping)]
    return _open(item.items, value) if isinstance(value, Mapping) else None
