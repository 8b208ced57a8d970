"""Whether what a definition refers to exists: items in conditions and sentences, codes, prefill; and no cycles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from orphee.datasets.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Fact,
    ItemAnswer,
    Not,
    RecordAnswer,
    scope_of,
    subjects,
)
from orphee.datasets.definition import Check, Confidential, Dataset, Instrument, Item, ItemType, Text
from orphee.datasets.node_reading import Place, Reader

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
SPEAKABLE_FACTS = ("today",)  # neither the birth date nor the age, which gives it away
_AGE_PARTS = ("period", "months")
_Levels = tuple[Mapping[str, Item], ...]


def check_references(reader: Reader, dataset: Dataset) -> None:
    """Note every reference that leads nowhere."""
    for instrument in dataset.instruments:
        place = Place(f"instruments.{instrument.key}")
        for check in instrument.checks:
            _check(reader, check, place, (instrument.by_key,), dataset)
        _check_items(reader, instrument.items, place, (instrument.by_key,), dataset)
        _check_cycles(reader, instrument, place)


def _check_items(reader: Reader, items: tuple[Item, ...], place: Place, levels: _Levels, dataset: Dataset) -> None:
    for item in items:
        here = place.at(item.key)
        if item.when is not None:
            _check_condition(reader, item.when, here.at("when"), levels, dataset)
        for check in item.checks:
            _check(reader, check, here, levels, dataset)
        for prefill in item.prefill:
            _check_prefill(reader, prefill.path, here, dataset)
        if item.items:
            _check_items(reader, item.items, here, (*levels, item.by_key), dataset)


def _check(reader: Reader, check: Check, place: Place, levels: _Levels, dataset: Dataset) -> None:
    here = place.at(f"check.{check.code}")
    _check_condition(reader, check.must, here, levels, dataset)
    if check.applies is not None:
        _check_condition(reader, check.applies, here, levels, dataset)
    _check_sentence(reader, check.say, here, levels)


def _check_condition(reader: Reader, condition: Condition, place: Place, levels: _Levels, dataset: Dataset) -> None:
    for subject in subjects(condition):
        if isinstance(subject, RecordAnswer):
            instrument = dataset.by_key.get(subject.instrument)
            if instrument is None or find_item(subject.path, (instrument.by_key,)) is None:
                name = ".".join((subject.instrument, *subject.path))
                reader.fault(place, None, f"the condition speaks of {name[:80]}, which does not exist")
        elif isinstance(subject, ItemAnswer) and find_item(subject.path, levels) is None:
            name = ".".join(subject.path)
            reader.fault(place, None, f"the condition speaks of the item {name[:80]}, which does not exist")
    for comparison in _comparisons(condition):
        _check_literals(reader, comparison, place, levels)


def _check_literals(reader: Reader, comparison: Comparison, place: Place, levels: _Levels) -> None:
    subject, operand = comparison.subject, comparison.operand
    if not isinstance(subject, ItemAnswer) or isinstance(operand, ItemAnswer | RecordAnswer | Fact):
        return
    item = find_item(subject.path, levels)
    if item is None or item.value_set is None or comparison.operator not in ("is", "in", "not_in"):
        return
    for code in operand if isinstance(operand, tuple) else (operand,):
        if code not in item.value_set:
            reader.fault(place, None, f"the value set {item.value_set.key} has no code “{str(code)[:40]}”")


def _check_sentence(reader: Reader, say: Text, place: Place, levels: _Levels) -> None:
    for text in (say.fr, say.en):
        for name in PLACEHOLDER.findall(text):
            if name in SPEAKABLE_FACTS:
                continue
            item = find_item(tuple(name.removesuffix("#").split(".")), levels)
            if item is None:
                reader.fault(place, None, f"the sentence names {{{name[:60]}}}, which is no item")
            elif item.confidential is not Confidential.NONE:
                reader.fault(place, None, f"the sentence would show {{{name[:60]}}}, which is confidential")


def _check_prefill(reader: Reader, source: str, place: Place, dataset: Dataset) -> None:
    parts = source.split(".")
    if len(parts) < 3:
        reader.fault(place.at("prefill"), None, "write prefill as dataset.instrument.item")
    elif parts[0] == dataset.key:
        instrument = dataset.by_key.get(parts[1])
        if instrument is None or tuple(parts[2:]) not in instrument.by_path:
            reader.fault(place.at("prefill"), None, f"{source[:80]} does not exist")


def find_item(path: tuple[str, ...], levels: _Levels) -> Item | None:
    """The item of a path seen from a group; the parts of an age (period, months) count as the age."""
    known: Mapping[str, Item] = levels[scope_of(path[0], levels)]
    item: Item | None = None
    for index, key in enumerate(path):
        if item is not None and item.type is ItemType.AGE and key in _AGE_PARTS and index == len(path) - 1:
            return Item(key=key, type=ItemType.TEXT, label=item.label)
        item = known.get(key)
        if item is None:
            return None
        known = item.by_key
    return item


def _comparisons(condition: Condition) -> Iterator[Comparison]:
    if isinstance(condition, Comparison):
        yield condition
    elif isinstance(condition, Not):
        yield from _comparisons(condition.condition)
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.conditions:
            yield from _comparisons(part)


def _check_cycles(reader: Reader, instrument: Instrument, place: Place) -> None:
    """An item shown if another is answered, itself shown if the first is: nobody would ever see them."""
    needs = {path: _needed(path, item, instrument) for path, item in instrument.by_path.items() if item.when}
    done: set[tuple[str, ...]] = set()
    for start in needs:
        trail: list[tuple[str, ...]] = []
        _follow(reader, start, needs, trail, done, place)


def _needed(path: tuple[str, ...], item: Item, instrument: Instrument) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    assert item.when is not None  # noqa: S101 - the caller filters
    for subject in subjects(item.when):
        if not isinstance(subject, ItemAnswer):
            continue
        for depth in range(len(path) - 1, -1, -1):
            candidate = (*path[:depth], subject.path[0])
            if candidate in instrument.by_path:
                found.add(candidate)
                break
    return found


def _follow(
    reader: Reader,
    path: tuple[str, ...],
    needs: Mapping[tuple[str, ...], set[tuple[str, ...]]],
    trail: list[tuple[str, ...]],
    done: set[tuple[str, ...]],
    place: Place,
) -> None:
    """Depth first without recursion, so that a long chain of conditions cannot exhaust the stack."""
    pending: list[tuple[tuple[str, ...], bool]] = [(path, False)]
    while pending:
        current, leaving = pending.pop()
        if leaving:
            trail.pop()
            done.add(current)
            continue
        if current in trail:
            names = " → ".join(".".join(one) for one in [*trail[trail.index(current) :], current])
            here = Place(".".join((place.path, *current)))
            reader.fault(here, None, f"the conditions “when” go round in a circle: {names[:200]}")
            continue
        if current in done:
            continue
        trail.append(current)
        pending.append((current, True))
        pending.extend((one, False) for one in sorted(needs.get(current, ())))
