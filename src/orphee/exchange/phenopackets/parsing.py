"""Bytes to a packet: JSON read strictly, checked against GA4GH's schema, unknown keys set aside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import NoReturn

from google.protobuf import json_format
from phenopackets.schema.v2.phenopackets_pb2 import Phenopacket

from orphee.exchange.phenopackets.findings import finding
from orphee.exchange.phenopackets.limits import (
    MAX_ELEMENTS,
    MAX_EXCERPT,
    MAX_PACKET_BYTES,
    MAX_REMAINDERS,
)
from orphee.exchange.phenopackets.schema import PHENOPACKET, Fault, faults
from orphee.record.rules.receipt import Finding, Refused
from orphee.record.rules.submission import Remainder

Json = dict[str, object]

V1_KEYS = frozenset({"genes", "variants", "htsFiles", "hts_files"})
GATHERED_KEYS = frozenset({"proband", "relatives", "members"})
COUNTED = ("phenotypicFeatures", "diseases", "measurements", "interpretations", "biosamples", "medicalActions", "files")
_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


class _Duplicate(ValueError):
    pass


class _OutOfRange(ValueError):
    pass


def _once(pairs: list[tuple[str, object]]) -> Json:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Duplicate
    return made


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise _OutOfRange
    return value


def _no_constant(_text: str) -> NoReturn:
    raise _OutOfRange


_decoder = json.JSONDecoder(object_pairs_hook=_once, parse_float=_finite, parse_constant=_no_constant)


@dataclass(frozen=True, slots=True)
class Packet:
    """A valid packet.

    `body` holds what the schema knows, `extra` the rest by JSON path, `family` what a family message says around it.
    """

    body: Json
    extra: Json = field(default_factory=dict)
    family: Json | None = None
    remainders: tuple[Remainder, ...] = ()


def parse(raw: bytes) -> Packet:
    """Read one packet; raises `Refused` with findings when it is not a Phenopacket v2."""
    body = load(raw)
    if not isinstance(body, dict):
        raise Refused(finding("several_packets" if isinstance(body, list) else "not_a_phenopacket"))
    _refuse_others(body)
    return _valid(body)


def load(raw: bytes) -> object:
    """Strict JSON: UTF-8, no duplicate keys, finite numbers, texts that a database can hold."""
    if len(raw) > MAX_PACKET_BYTES:
        raise Refused(finding("packet_too_large", limit=MAX_PACKET_BYTES // 1024**2))
    try:
        text = raw.decode("utf-8-sig")
        value: object = _decoder.decode(text)
    except UnicodeDecodeError as error:
        raise Refused(finding("invalid_utf8", offset=error.start)) from None
    except json.JSONDecodeError as error:
        raise Refused(finding("not_json", line=error.lineno, column=error.colno)) from None
    except RecursionError:
        raise Refused(finding("nested_too_deep")) from None
    except _Duplicate:
        raise Refused(finding("duplicate_key")) from None
    except ValueError:  # not finite, or more digits than Python reads
        raise Refused(finding("number_out_of_range")) from None
    if _SUSPECT.search(text) and not all(map(_is_storable, _texts(value))):
        raise Refused(finding("text_not_storable"))
    return value


def _texts(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())


def _is_storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _refuse_others(body: Json) -> None:
    """Refuse version 1, families and cohorts, and JSON that is something else altogether."""
    if body.keys() & GATHERED_KEYS:
        raise Refused(finding("several_packets"))
    if _is_v1(body):
        raise Refused(finding("phenopacket_v1"))
    if not body.keys() & PHENOPACKET.fields.keys() or "resourceType" in body:
        raise Refused(finding("not_a_phenopacket"))
    for name in COUNTED:
        items = body.get(name)
        if isinstance(items, list) and len(items) > MAX_ELEMENTS:
            raise Refused(finding("too_many_elements", f"$.{name}", count=len(items), limit=MAX_ELEMENTS))


def _is_v1(body: Json) -> bool:
    if body.keys() & V1_KEYS:
        return True
    meta = body.get("metaData", body.get("meta_data"))
    version = (
        meta.get("phenopacketSchemaVersion", meta.get("phenopacket_schema_version")) if isinstance(meta, dict) else ""
    )
    return isinstance(version, str) and version.startswith("1.")


def _valid(body: Json) -> Packet:
    unknown = [name for name in body if name not in PHENOPACKET.fields]
    known = {name: item for name, item in body.items() if name in PHENOPACKET.fields} if unknown else body
    if PHENOPACKET.is_plain(known):
        return _with_extra(known, [Fault("unknown_key", f"$.{name}", value=body[name]) for name in unknown], body)
    found = list(faults(body))
    wrong = [fault for fault in found if fault.kind != "unknown_key"]
    if wrong:
        raise Refused(*(_refusal(fault) for fault in wrong[:MAX_REMAINDERS]))
    return _with_extra(_canonical(body), found, body)


def _refusal(fault: Fault) -> Finding:
    told = {"wrong_type": {"expected": fault.told}, "two_of_one": {"allowed": fault.told}}
    return finding(fault.kind, fault.path, **told.get(fault.kind, {}))


def _with_extra(body: Json, unknown: list[Fault], whole: Json) -> Packet:
    """Set aside what the schema does not know: under the subject it may identify, and only its place is kept."""
    family = whole.get("_family")
    strangers = [fault for fault in unknown if fault.kind == "unknown_key" and fault.path != "$._family"]
    extra = {fault.path: None if _may_identify(fault) else fault.value for fault in strangers}
    listed = [Remainder(fault.path, fault.kind, _excerpt(extra[fault.path])) for fault in strangers[:MAX_REMAINDERS]]
    if len(strangers) > MAX_REMAINDERS:
        listed.append(Remainder("$", "more_remainders", str(len(strangers) - MAX_REMAINDERS)))
    return Packet(body, extra, family if isinstance(family, dict) else None, tuple(listed))


def _may_identify(fault: Fault) -> bool:
    return fault.path.startswith("$.subject.")


def _excerpt(value: object) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text[:MAX_EXCERPT]


def _canonical(body: Json) -> Json:
    """The packet in protobuf's own JSON form, protobuf being the judge of what is valid."""
    try:
        message = json_format.ParseDict(body, Phenopacket(), ignore_unknown_fields=True)
        return dict(json_format.MessageToDict(message))
    except (json_format.ParseError, json_format.SerializeToJsonError, ValueError, RecursionError) as error:
        raise Refused(finding("not_valid", path_in(str(error)))) from None


def path_in(message: str) -> str:
    """The JSON path that protobuf's message names, without the value it quotes."""
    named = re.findall(r"\bPhenopacket((?:\.\w+(?:\[\d+\])?)+)", message)
    return f"$.{max(named, key=len).lstrip('.')}" if named else "$"
