"""What each operation of a computation does with answers; `computing` decides for which items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from orphee.datasets import ages
from orphee.datasets.computations import Calculation, Case, Computation, Operand, Value
from orphee.datasets.conditions import (
    Context,
    Fact,
    ItemAnswer,
    Scopes,
    compile_condition,
    is_answered,
    reader,
)
from orphee.datasets.definition import Item, ItemType
from orphee.datasets.finding_items import find_item
from orphee.datasets.units import convert
from orphee.foundation.partial_date import PartialDate, months_between

Evaluate = Callable[[Scopes, Context], object]
Numbers = Callable[[Scopes, Context], list[float]]
_Levels = tuple[Mapping[str, Item], ...]
_SIGNIFICANT = 12  # figures kept of a result: 0.1 + 0.2 is 0.3


def evaluator(computation: Computation, levels: _Levels) -> Evaluate:
    """A function that computes from the answers; None when something it needs is not known."""
    if isinstance(computation, Case):
        return _case(computation, levels)
    return _calculation(computation, levels)


def fitted(item: Item, value: object, decimals: int | None) -> object:
    """A result as an answer of the item, rounded half up; None when it cannot be one."""
    number = ages.finite(value)
    if number is not None:
        return _fitted_number(item, number, decimals)
    if isinstance(value, bool):
        return value if item.type is ItemType.BOOLEAN else None
    if isinstance(value, str):
        return value if item.type in _WRITTEN_AS_TEXT else None
    if isinstance(value, Mapping):
        return value if item.type in (ItemType.QUANTITY, ItemType.AGE) else None
    return None


_WRITTEN_AS_TEXT = frozenset((ItemType.CODE, ItemType.TEXT, ItemType.DATE, ItemType.PARTIAL_DATE, ItemType.DATETIME,
                              ItemType.DURATION))  # fmt: skip


def _fitted_number(item: Item, number: float, decimals: int | None) -> object:
    if item.type in (ItemType.INTEGER, ItemType.AGE):
        whole = int(_rounded(number, 0))
        if item.type is ItemType.INTEGER:
            return whole
        return {"period": ages.AT_MONTHS, "months": whole} if whole >= 0 else None
    result = float(f"{number:.{_SIGNIFICANT}g}") if decimals is None else _rounded(number, decimals)
    tidy = int(result) if result.is_integer() else result
    if item.type is ItemType.DECIMAL:
        return tidy
    return {"value": tidy, "unit": item.units[0]} if item.type is ItemType.QUANTITY else None


def _rounded(number: float, decimals: int) -> float:
    """Half up, as people round: 2.5 is 3 (the machine's own way gives 2)."""
    exact = Decimal(f"{number:.{_SIGNIFICANT}g}")
    return float(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def _case(case: Case, levels: _Levels) -> Evaluate:
    known = tuple(frozenset(level) for level in levels)
    branches = [(compile_condition(one.condition, known), _value(one.value, levels)) for one in case.branches]
    otherwise = _value(case.otherwise, levels) if case.otherwise is not None else None

    def evaluate(scopes: Scopes, context: Context) -> object:
        for judge, value in branches:
            verdict = judge(scopes, context)
            if verdict is True:
                return value(scopes, context)
            if verdict is None:
                return None  # this branch may be the right one: nothing can be said yet
        return otherwise(scopes, context) if otherwise else None

    return evaluate


def _value(value: Value, levels: _Levels) -> Evaluate:
    if isinstance(value, Calculation):
        return _calculation(value, levels)
    if isinstance(value, ItemAnswer | Fact):
        return _raw(value, levels)
    return lambda scopes, context: value


def _raw(subject: ItemAnswer | Fact, levels: _Levels) -> Evaluate:
    """What an item or a fact says, as it would be stored."""
    read = reader(subject, tuple(frozenset(level) for level in levels))

    def evaluate(scopes: Scopes, context: Context) -> object:
        value = read(scopes, context)
        if not is_answered(value):
            return None
        return value.isoformat() if isinstance(value, dt.date) else value

    return evaluate


def _calculation(calculation: Calculation, levels: _Levels) -> Evaluate:
    operation, operands = calculation.operation, calculation.operands
    if operation == "first":
        return _first([_operand_value(one, levels) for one in operands])
    if operation == "count":
        return _count([_operand_value(one, levels) for one in operands])
    if operation == "months_between":
        return _months([_operand_value(one, levels) for one in operands])
    scored = operation == "score"
    parts = [_numbers(one, levels, scored=scored) for one in operands]
    needed = len(parts) if calculation.at_least is None else min(calculation.at_least, len(parts))
    finish = _FINISH[operation]

    def evaluate(scopes: Scopes, context: Context) -> object:
        found = [numbers for part in parts if (numbers := part(scopes, context))]
        return finish(found, len(parts)) if found and len(found) >= needed else None

    return evaluate


def _sum(found: Sequence[list[float]], of: int) -> float | None:
    return sum(sum(numbers) for numbers in found)


def _mean(found: Sequence[list[float]], of: int) -> float | None:
    every = [number for numbers in found for number in numbers]
    return sum(every) / len(every)


def _product(found: Sequence[list[float]], of: int) -> float | None:
    result = 1.0
    for numbers in found:
        for number in numbers:
            result *= number
    return result


def _ratio(found: Sequence[list[float]], of: int) -> float | None:
    below = sum(found[1])
    return sum(found[0]) / below if below else None


def _difference(found: Sequence[list[float]], of: int) -> float | None:
    return sum(found[0]) - sum(found[1])


def _score(found: Sequence[list[float]], of: int) -> float | None:
    return sum(sum(numbers) for numbers in found) * of / len(found)


_FINISH: Mapping[str, Callable[[Sequence[list[float]], int], float | None]] = {
    "sum": _sum,
    "mean": _mean,
    "product": _product,
    "ratio": _ratio,
    "difference": _difference,
    "score": _score,
}


def _operand_value(operand: Operand, levels: _Levels) -> Evaluate:
    if isinstance(operand, Calculation):
        return _calculation(operand, levels)
    if isinstance(operand, ItemAnswer | Fact):
        return _raw(operand, levels)
    return lambda scopes, context: operand


def _first(parts: list[Evaluate]) -> Evaluate:
    def evaluate(scopes: Scopes, context: Context) -> object:
        for part in parts:
            value = part(scopes, context)
            if isinstance(value, list | tuple):
                value = next((one for one in value if is_answered(one)), None)
            if is_answered(value):
                return value
        return None

    return evaluate


def _count(parts: list[Evaluate]) -> Evaluate:
    def evaluate(scopes: Scopes, context: Context) -> object:
        return sum(_how_many(part(scopes, context)) for part in parts)

    return evaluate


def _how_many(value: object) -> int:
    if isinstance(value, list | tuple):
        return sum(1 for element in value if is_answered(element))
    return 1 if is_answered(value) else 0


def _months(parts: list[Evaluate]) -> Evaluate:
    """Completed months; two dates known to the month give whole months, a year alone gives nothing."""

    def evaluate(scopes: Scopes, context: Context) -> object:
        start, end = (_date(part(scopes, context)) for part in parts)
        if start is None or end is None or start.month is None or end.month is None:
            return None
        if start.is_full and end.is_full:
            earlier, later = sorted((start.earliest, end.earliest))
            months = months_between(earlier, later)
            return months if start.earliest <= end.earliest else -months
        return (end.year - start.year) * 12 + end.month - start.month

    return evaluate


def _date(value: object) -> PartialDate | None:
    if isinstance(value, PartialDate):
        return value
    return PartialDate.read(value.partition("T")[0]) if isinstance(value, str) else None


def _numbers(operand: Operand, levels: _Levels, *, scored: bool) -> Numbers:
    """The numbers an operand stands for: none when it is not answered, several for an item that repeats."""
    if isinstance(operand, int | float):
        constant = [float(operand)]
        return lambda scopes, context: constant
    read = _operand_value(operand, levels)
    item = find_item(operand.path, levels) if isinstance(operand, ItemAnswer) else None

    def numbers(scopes: Scopes, context: Context) -> list[float]:
        value = read(scopes, context)
        elements = value if isinstance(value, list | tuple) else (value,)
        found = (_number(element, item, scored=scored) for element in elements)
        return [number for number in found if number is not None]

    return numbers


def _number(value: object, item: Item | None, *, scored: bool) -> float | None:
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        code = item.value_set.by_code.get(value) if scored and item is not None and item.value_set else None
        return code.score if code is not None else None
    if not isinstance(value, Mapping):
        return ages.finite(value)
    if ages.is_age(value):
        rank = ages.finite(ages.rank(value))
        return rank if rank is not None and rank >= 0 else None
    number, unit = ages.finite(value.get("value")), value.get("unit")
    if number is None or item is None or not item.units or not isinstance(unit, str):
        return None
    return convert(number, unit, item.units[0])
