"""A packet without calendar days: each becomes an age where the format takes one, and stays behind where it does not.

A day of death, or a first sign seen on the day of birth, would say the birth date that nobody asked for.
"""

from __future__ import annotations

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from orphee.exchange.phenopackets.national import iso_age
from orphee.exchange.phenopackets.schema import PHENOPACKET, Shape, shape_of
from orphee.foundation.partial_date import PartialDate, months_between
from orphee.record.rules.view import Loss

Json = dict[str, object]

AS_AGE, WITHHELD = "day_as_age", "day_withheld"
_MOMENT = "org.phenopackets.schema.v2.core.TimeElement"
_DAYS = {"google.protobuf.Timestamp", "org.phenopackets.schema.v2.core.TimeInterval"}
_ABOUT_THE_PACKET = "org.phenopackets.schema.v2.core.MetaData"  # when it was made, not when anybody lived


def undated(packet: Json, born: PartialDate | None) -> tuple[Json, list[Loss]]:
    """The packet with ages for days, and where each day stood; `born` is the birth as far as it is known."""
    losses: list[Loss] = []
    return _message(packet, PHENOPACKET, "$", born, losses), losses


def age_on(day: object, born: PartialDate | None) -> str | None:
    """The age on a day ("2010-06-01", or an instant), in months, or in years for a birth known to its year.

    None when either is unknown, or the day comes before birth.
    """
    told = PartialDate.read(day)
    if told is None or born is None:
        return None
    months = months_between(born.earliest, told.latest)
    if months < 0:
        return None
    return iso_age(months) if born.month else f"P{months // 12}Y"


def _message(value: Json, shape: Shape, path: str, born: PartialDate | None, losses: list[Loss]) -> Json:
    made: Json = {}
    for name, item in value.items():
        described = shape.fields.get(name)
        kept = item if described is None else _field(item, described, f"{path}.{name}", born, losses)
        if kept is not None or item is None:
            made[name] = kept
    return made


def _field(item: object, described: FieldDescriptor, path: str, born: PartialDate | None, losses: list[Loss]) -> object:
    kind = described.message_type
    if kind is None or kind.GetOptions().map_entry:
        return item
    if not isinstance(item, list):
        return _one(item, kind, path, born, losses)
    kept = (_one(one, kind, f"{path}[{index}]", born, losses) for index, one in enumerate(item))
    return [one for one in kept if one is not None]


def _one(item: object, kind: Descriptor, path: str, born: PartialDate | None, losses: list[Loss]) -> object:
    """One message as it leaves; None for a day that has to stay."""
    if kind.full_name in _DAYS:
        losses.append(Loss(path, WITHHELD))
        return None
    if not isinstance(item, dict) or kind.full_name == _ABOUT_THE_PACKET:
        return item
    if kind.full_name != _MOMENT or not item.keys() & {"timestamp", "interval"}:
        return _message(item, shape_of(kind), path, born, losses)
    aged = _aged(item, born)
    losses.append(Loss(path, AS_AGE if aged else WITHHELD))
    return aged


def _aged(moment: Json, born: PartialDate | None) -> Json | None:
    """The moment as an age or a range of ages; None when one of its days makes none."""
    if "timestamp" in moment:
        age = age_on(moment["timestamp"], born)
        return {"age": {"iso8601duration": age}} if age else None
    interval = moment["interval"]
    ends = interval if isinstance(interval, dict) else {}
    ages = {end: age_on(day, born) for end, day in ends.items()}
    if not ages or None in ages.values():
        return None
    return {"ageRange": {end: {"iso8601duration": age} for end, age in ages.items()}}
