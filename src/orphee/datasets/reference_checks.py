"""Whether what a definition refers to exists: items in conditions and sentences, codes, prefill; and no cycles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from orphee.datasets.computation_checks import check_computation, conditions_of
from orphee.datasets.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Fact,
    ItemAnswer,
    Not,
    RecordAnswer,
    subjects,
)
from orphee.datasets.definition import Check, Confidential, Dataset, Instrument, Item, ItemType, Text
from orphee.datasets.dependencies import circles
from orphee.datasets.finding_items import find_item
from orphee.datasets.node_reading import Place, Reader

MOST_CIRCLES = 20  # described of one form: a hostile definition can have thousands
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
SPEAKABLE_FACTS = ("today",)  # neither the birth date nor the age, which gives it away
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
        if item.compute is not None:
            check_computation(reader, item, here.at("compute"), levels)
            for condition in conditions_of(item.compute):
                _check_condition(reader, condition, here.at("compute"), levels, dataset)
        if item.target is not None and item.target[0] == dataset.key and item.target[1] not in dataset.by_key:
            reader.fault(here.at("target"), None, f"the instrument {item.target[1][:60]} does not exist")
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
    is_whole = item is not None and item.type is ItemType.QUANTITY and not subject.counted
    if is_whole and comparison.operator != "answered":
        reader.fault(place, None, f"a quantity is compared by its number: write {'.'.join(subject.path)[:80]}.value")
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
    for way in islice(circles(instrument), MOST_CIRCLES):
        names = " → ".join(".".join(one) for one in way)
        here = Place(".".join((place.path, *way[0])))
        computes = any(instrument.by_path[path].compute is not None for path in way)
        what = "the conditions and computations" if computes else "the conditions “when”"
        reader.fault(here, None, f"{what} go round in a circle: {names[:200]}")
