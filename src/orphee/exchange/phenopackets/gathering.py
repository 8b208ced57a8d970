"""Families, cohorts and lists of packets cut into packets: every member is a person with a record of their own.

What the family message says around its members (pedigree, consanguinity, files) travels with each of them under
`_family`, so that nothing is lost. Local identifiers only: a GA4GH pedigree has no names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from orphee.exchange.phenopackets.findings import finding
from orphee.exchange.phenopackets.parsing import Json, load
from orphee.exchange.phenopackets.schema import COHORT, FAMILY, Shape, faults
from orphee.record.rules.receipt import Refused

_MARKS = (b'"proband"', b'"relatives"', b'"members"')
MAX_MEMBERS = 10_000


def scattered(raw: bytes) -> Iterator[bytes]:
    """The packets in one JSON text: itself, or the members of a family, a cohort or a list.

    Raises `Refused` when it looks like one of these and cannot be cut.
    """
    is_list = raw[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    if not is_list and not any(mark in raw for mark in _MARKS):
        yield raw
        return
    value = load(raw)
    if isinstance(value, list):
        _refuse_many(len(value))
        yield from (_written(member) for member in value)
    elif isinstance(value, dict) and value.keys() & {"proband", "relatives"}:
        yield from _members(value, FAMILY, ("proband", "relatives"))
    elif isinstance(value, dict) and "members" in value:
        yield from _members(value, COHORT, ("members",))
    else:
        yield raw


def _members(value: Json, shape: Shape, places: tuple[str, ...]) -> Iterator[bytes]:
    """The members of a family or a cohort, each with what is said around them."""
    around = {name: item for name, item in value.items() if name not in places}
    wrong = [fault for fault in faults(around, shape) if fault.kind != "unknown_key"]
    members = [(place, one) for place in places for one in _listed(value.get(place))]
    _refuse_many(len(members))
    if wrong or not members or not all(isinstance(one, dict) for _, one in members):
        raise Refused(finding("not_valid", wrong[0].path if wrong else "$"))
    for place, one in members:
        member = dict(one)
        if "metaData" in around:
            member.setdefault("metaData", around["metaData"])
        role = {"proband": "proband", "relatives": "relative"}.get(place, "member")
        yield _written(member | {"_family": {"role": role, **around}})


def _listed(value: object) -> list[Json]:
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _refuse_many(count: int) -> None:
    if count > MAX_MEMBERS:
        raise Refused(finding("too_many_elements", count=count, limit=MAX_MEMBERS))


def _written(member: object) -> bytes:
    return json.dumps(member, ensure_ascii=False).encode()
