"""The last check before a packet leaves: a value that GA4GH's own classes refuse stays behind, named as lost."""

from __future__ import annotations

import copy
import json
import re

from google.protobuf import json_format
from phenopackets.schema.v2.phenopackets_pb2 import Phenopacket

from orphee.exchange.phenopackets.parsing import path_in
from orphee.exchange.phenopackets.schema import faults
from orphee.record.rules.view import Loss

Json = dict[str, object]

_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")


def allowed(packet: Json) -> tuple[bytes, list[Loss]]:
    """The packet in JSON without what GA4GH's classes refuse, and where that stood.

    Stored values come from many hands; one that is not allowed must not keep the others from leaving.
    """
    losses: list[Loss] = []
    path = _refused_in(packet)
    if path:
        packet = copy.deepcopy(packet)  # its parts belong to the view
    while path:
        losses.append(Loss(path, "not_allowed"))
        _remove(packet, path)
        path = _refused_in(packet)
    return json.dumps(packet, ensure_ascii=False, allow_nan=False).encode(), losses


def _refused_in(packet: Json) -> str:
    """The JSON path of the first value that is refused, or ""."""
    try:
        json_format.ParseDict(packet, Phenopacket())
    except json_format.ParseError as error:
        fault = next(faults(packet), None)
        return fault.path if fault else path_in(str(error))
    return ""


def _remove(packet: Json, path: str) -> None:
    """Take out the value at a path; the whole content when the path names nothing that is there."""
    steps: list[str | int] = [name or int(index) for name, index in _STEP.findall(path)]
    inner: object = packet
    for step in steps[:-1]:
        inner = _inside(inner, step)
    last = steps[-1] if steps else ""
    if not steps or _inside(inner, last) is None:
        packet.clear()
    elif isinstance(inner, dict):
        inner.pop(last)
    elif isinstance(inner, list) and isinstance(last, int):
        del inner[last]


def _inside(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None
