"""Measurements: kept as given, with the items that lists and figures need beside them."""

from __future__ import annotations

from collections.abc import Mapping

from orphee.exchange.phenopackets.terms import Labels, code_of, term_of
from orphee.exchange.phenopackets.times import moment_said, moment_told

Json = dict[str, object]
UCUM = "UCUM:"


def measurement_said(given: Json, labels: Labels) -> dict[str, object]:
    """The items of a measurement: assay, number and unit or coded value, when, and the whole as given."""
    said: dict[str, object] = {"assay": code_of(given.get("assay"), labels)}
    value = given.get("value")
    if isinstance(value, dict):
        said |= _value_said(value)
    moment = moment_said(given.get("timeObserved"), {})
    said |= {name: moment[name] for name in ("on", "age") if name in moment}
    said["given"] = given
    return said


def _value_said(value: Json) -> dict[str, object]:
    quantity = value.get("quantity")
    if isinstance(quantity, dict):
        unit = code_of(quantity.get("unit"), {})
        said: dict[str, object] = {"value": quantity.get("value", 0)}
        return said | ({"unit": unit.removeprefix(UCUM)} if unit else {})
    coded = code_of(value.get("ontologyClass"), {})
    return {"interpretation": coded} if coded else {}


def measurement_told(items: Mapping[str, object], labels: Labels) -> Json:
    """A measurement from its items; as it was given while the items still say the same."""
    given = items.get("given")
    told = dict(given) if isinstance(given, dict) else {}
    was = measurement_said(told, {}) if told else {}
    if _changed("assay", items, was):
        told["assay"] = term_of(items["assay"], labels)
    if _changed("value", items, was) or _changed("unit", items, was):
        told.pop("complexValue", None)
        told["value"] = {"quantity": _quantity_told(items)}
    elif _changed("interpretation", items, was):
        told.pop("complexValue", None)
        told["value"] = {"ontologyClass": term_of(items["interpretation"], labels)}
    if _changed("age", items, was):
        told["timeObserved"] = {"age": {"iso8601duration": items["age"]}}
    elif _changed("on", items, was):
        moment = moment_told({"on": items["on"]}, labels)
        if moment:
            told["timeObserved"] = moment
    return told


def _changed(name: str, items: Mapping[str, object], was: Mapping[str, object]) -> bool:
    return items.get(name) is not None and items[name] != was.get(name)


def _quantity_told(items: Mapping[str, object]) -> Json:
    unit = str(items.get("unit") or "")
    code = unit if unit.startswith(UCUM) else f"{UCUM}{unit}"
    value = items.get("value")
    number = float(value) if isinstance(value, str | int | float) else 0.0
    return {"unit": {"id": code, "label": unit.removeprefix(UCUM)}, "value": number} if unit else {"value": number}
