"""Whether a computation can be done: its operands exist and are what the operation takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orphee.datasets.computations import Calculation, Case, Computation, Operand, Value
from orphee.datasets.conditions import Condition, Fact, ItemAnswer
from orphee.datasets.definition import Item, ItemType
from orphee.datasets.finding_items import find_item
from orphee.datasets.node_reading import Place, Reader

_Levels = tuple[Mapping[str, Item], ...]
_NUMBERS = (ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY, ItemType.AGE, ItemType.BOOLEAN)
_DATES = (ItemType.DATE, ItemType.PARTIAL_DATE, ItemType.DATETIME)
_SCORED = (*_NUMBERS, ItemType.CODE)
_TAKES: Mapping[str, tuple[tuple[ItemType, ...], str]] = {
    "sum": (_NUMBERS, "numbers; to add what codes count, use score"),
    "mean": (_NUMBERS, "numbers"),
    "product": (_NUMBERS, "numbers"),
    "ratio": (_NUMBERS, "numbers"),
    "difference": (_NUMBERS, "numbers"),
    "months_between": (_DATES, "dates"),
    "score": (_SCORED, "codes that have a score, or numbers"),
}
_FACTS = {"months_between": ("today", "birth_date"), "first": ("today", "sex", "age_months", "antenatal")}


def check_computation(reader: Reader, item: Item, place: Place, levels: _Levels) -> None:
    """Note every operand that leads nowhere or does not fit, and every code that the item does not have."""
    computation = item.compute
    if isinstance(computation, Calculation):
        _check_calculation(reader, computation, place, levels)
    elif isinstance(computation, Case):
        for branch in computation.branches:
            _check_value(reader, branch.value, item, place, levels)
        if computation.otherwise is not None:
            _check_value(reader, computation.otherwise, item, place, levels)


def conditions_of(computation: Computation) -> Iterator[Condition]:
    """The conditions of its cases."""
    if isinstance(computation, Case):
        yield from (branch.condition for branch in computation.branches)


def _check_value(reader: Reader, value: Value, item: Item, place: Place, levels: _Levels) -> None:
    if isinstance(value, Calculation):
        _check_calculation(reader, value, place, levels)
    elif isinstance(value, ItemAnswer):
        _known(reader, value, place, levels)
    elif item.value_set is not None and item.type is ItemType.CODE and value not in item.value_set:
        reader.fault(place, None, f"the value set {item.value_set.key} has no code “{str(value)[:40]}”")


def _check_calculation(reader: Reader, calculation: Calculation, place: Place, levels: _Levels) -> None:
    for operand in calculation.operands:
        _check_operand(reader, operand, calculation.operation, place, levels)


def _check_operand(reader: Reader, operand: Operand, operation: str, place: Place, levels: _Levels) -> None:
    if isinstance(operand, Calculation):
        _check_calculation(reader, operand, place, levels)
    elif isinstance(operand, Fact):
        if operand.name not in _FACTS.get(operation, ("age_months",)):
            reader.fault(place, None, f"{operation} cannot take the fact {operand.name}")
    elif isinstance(operand, ItemAnswer):
        found = _known(reader, operand, place, levels)
        types, words = _TAKES.get(operation, ((), ""))
        if found is not None and types and not _fits(found, types):
            reader.fault(place, None, f"{operation} takes {words}; {'.'.join(operand.path)[:80]} is a {found.type}")


def _fits(item: Item, types: tuple[ItemType, ...]) -> bool:
    if item.type is ItemType.CODE and item.type in types:
        return item.value_set is not None and any(code.score is not None for code in item.value_set)
    return item.type in types


def _known(reader: Reader, subject: ItemAnswer, place: Place, levels: _Levels) -> Item | None:
    found = find_item(subject.path, levels)
    if found is None:
        reader.fault(place, None, f"the computation uses the item {'.'.join(subject.path)[:80]}, which does not exist")
    return found
