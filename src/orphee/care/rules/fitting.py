"""An answer found elsewhere, made into one of this question: recoded, cut to a precision, converted; or not at all."""

from __future__ import annotations

from collections.abc import Mapping

from orphee.datasets import ages
from orphee.datasets.definition import Item, ItemType, Prefill
from orphee.datasets.units import convert
from orphee.foundation.partial_date import PartialDate

NUMBERS = (ItemType.INTEGER, ItemType.DECIMAL)
DATES = (ItemType.DATE, ItemType.PARTIAL_DATE, ItemType.DATETIME)
LENGTHS = {"year": 4, "month": 7}
PREFIXES = {"hp": "hpo"}


def fitted(item: Item, value: object, source: Item, prefill: Prefill) -> object:
    """The value as an answer of `item`; None when it cannot be one."""
    value = _recoded(value, prefill)
    if item.type in DATES:
        return _date(item, value, prefill.precision)
    if item.type in NUMBERS:
        return _number(item, value, source)
    if item.type is ItemType.QUANTITY:
        return _quantity(item, value, source)
    if item.type is ItemType.CODE:
        return value if isinstance(value, str) and _accepts(item, value) else None
    if item.type is ItemType.BOOLEAN:
        return {"true": True, "false": False}.get(value) if isinstance(value, str) else _of(value, bool)
    if item.type is ItemType.AGE:
        return value if isinstance(value, Mapping) and value.keys() <= {"period", "months"} else None
    if item.type is ItemType.GROUP:
        return _group(item, value)
    if item.type is ItemType.TEXT and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if item.type in (ItemType.TEXT, ItemType.DURATION, ItemType.REFERENCE):
        return _of(value, str)
    return _of(value, dict) if item.type is ItemType.ATTACHMENT else None


def _of(value: object, kind: type) -> object:
    return value if isinstance(value, kind) else None


def _recoded(value: object, prefill: Prefill) -> object:
    """What our question says for what theirs says; an answer that is not in the table is taken as it is."""
    if not prefill.recode:
        return value
    if isinstance(value, Mapping):  # an age is recoded by its period
        period = value.get("period")
        return prefill.recode.get(str(period), value)
    said = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
    return prefill.recode.get(str(said), value)


def _date(item: Item, value: object, precision: str) -> object:
    if not isinstance(value, str):
        return None
    day, _, time = value.partition("T")
    known = PartialDate.read(day)
    if known is None:
        return None
    cut = str(known)[: LENGTHS.get(precision, 10)]
    if item.type is ItemType.DATE:
        return cut if len(cut) == LENGTHS.get("day", 10) else None
    return value if item.type is ItemType.DATETIME and time and not precision else cut


def _number(item: Item, value: object, source: Item) -> object:
    number, unit = _counted(value, source)
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    differs = bool(item.unit and unit and item.unit != unit)
    converted = convert(float(number), unit, item.unit) if differs else float(number)
    if converted is None or (item.type is ItemType.INTEGER and not converted.is_integer()):
        return None
    return int(converted) if converted.is_integer() else converted


def _counted(value: object, source: Item) -> tuple[object, str]:
    """The number in an answer, and its unit: of a quantity, of an age in months, of a number."""
    if not isinstance(value, Mapping):
        return value, source.unit
    if source.type is ItemType.QUANTITY:
        return value.get("value"), str(value.get("unit") or "")
    is_counted = source.type is ItemType.AGE and value.get("period") == ages.AT_MONTHS
    return (value.get("months"), "mo") if is_counted else (None, "")


def _quantity(item: Item, value: object, source: Item) -> object:
    number, unit = _counted(value, source)
    if isinstance(number, bool) or not isinstance(number, int | float) or not item.units:
        return None
    if unit in item.units:
        return {"value": number, "unit": unit}
    converted = convert(float(number), unit, item.units[0])
    return None if converted is None else {"value": converted, "unit": item.units[0]}


def _group(item: Item, value: object) -> object:
    return dict(value) if isinstance(value, Mapping) and value.keys() <= item.by_key.keys() else None


def _accepts(item: Item, code: str) -> bool:
    if item.value_set is not None:
        return code in item.value_set
    systems = item.terminology.systems if item.terminology else ()
    prefix = code.split(":", 1)[0].lower()
    return "any" in systems or PREFIXES.get(prefix, prefix) in systems
