"""An entry for readers without the right to identity: no answer that betrays the person or a professional."""

from __future__ import annotations

from collections.abc import Mapping

from orphee.datasets.definition import Confidential, Instrument, Item, ItemType, walk_items

OWN_IDENTIFIER = "identifier"  # given by a hospital or by us: it leads to the person
NOT_ASKED_ABOUT = frozenset((ItemType.GROUP, ItemType.KEPT, ItemType.MARKDOWN))


def without_names(instrument: Instrument, answers: Mapping[str, object]) -> dict[str, object]:
    """The answers, without those of confidential questions at any depth, the entry's identifier, what nobody asks."""
    return {key: value for key, value in _open(instrument.items, answers).items() if key != OWN_IDENTIFIER}


def open_questions(instrument: Instrument) -> dict[str, Item]:
    """The questions one may ask about, by path: those with an answer of their own, not confidential."""
    closed = [path for path, item in walk_items(instrument.items) if item.confidential is not Confidential.NONE]
    return {
        ".".join(path): item
        for path, item in walk_items(instrument.items)
        if item.type not in NOT_ASKED_ABOUT
        and path != (OWN_IDENTIFIER,)
        and not any(path[: len(one)] == one for one in closed)
    }


def _open(items: tuple[Item, ...], answers: Mapping[str, object]) -> dict[str, object]:
    return {
        item.key: _value(item, answers[item.key])
        for item in items
        if item.key in answers and item.confidential is Confidential.NONE
    }


def _value(item: Item, value: object) -> object:
    if not item.items:
        return value
    if isinstance(value, list | tuple):
        return [_open(item.items, one) for one in value if isinstance(one, Mapping)]
    return _open(item.items, value) if isinstance(value, Mapping) else None
