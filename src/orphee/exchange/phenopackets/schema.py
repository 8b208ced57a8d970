"""GA4GH's schema as tables, compiled once from its protobuf descriptors.

`json_format` reads some 500 packets a second; checking the parsed JSON against tables made from the same
descriptors is many times faster. The tables accept plain packets only: names in camel case, values of
exactly the expected type. Whatever is not plain goes to protobuf, which alone decides whether it is valid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import isfinite

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from phenopackets.schema.v2.phenopackets_pb2 import Cohort, Family, Phenopacket

Check = Callable[[object], bool]

# RFC 3339 as protobuf writes it; anything else (offsets, leap days) is left to protobuf
_TIMESTAMP = re.compile(
    r"(?!0000)\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z",
    re.ASCII,
)
_INT32 = 2**31
_RECURSIVE = {"org.ga4gh.vrs.v1.VariationSet"}  # left to protobuf, which bounds the depth


@dataclass(slots=True)
class Shape:
    """One message: how to check each field by its JSON name, and which fields exclude each other."""

    name: str
    checks: dict[str, Check] = field(default_factory=dict)
    fields: dict[str, FieldDescriptor] = field(default_factory=dict)  # by JSON name and by original name
    choices: tuple[frozenset[str], ...] = ()

    def is_plain(self, value: object) -> bool:
        """Whether `value` is a valid message in the plain form; False means: ask protobuf."""
        if type(value) is not dict:
            return False
        checks = self.checks
        for name, item in value.items():
            check = checks.get(name)
            if check is None or not check(item):
                return False
        return not self.choices or all(len(choice & value.keys()) < 2 for choice in self.choices)


def _is_text(value: object) -> bool:
    return type(value) is str


def _is_flag(value: object) -> bool:
    return type(value) is bool


def _is_double(value: object) -> bool:
    if type(value) is float:
        return isfinite(value)
    return type(value) is int and abs(value) < 2**53


def _is_int32(value: object) -> bool:
    return type(value) is int and -_INT32 <= value < _INT32


def _is_uint32(value: object) -> bool:
    return type(value) is int and 0 <= value < 2 * _INT32


def _is_int64(value: object) -> bool:
    return type(value) is int and -(2**63) <= value < 2**63


def _is_uint64(value: object) -> bool:
    if type(value) is str:  # as the JSON mapping of protobuf writes 64-bit integers
        return value.isascii() and value.isdigit() and len(value) < 19
    return type(value) is int and 0 <= value < 2**64


def _is_timestamp(value: object) -> bool:
    return type(value) is str and _TIMESTAMP.fullmatch(value) is not None


def _never(_value: object) -> bool:
    return False


_SCALARS: dict[int, tuple[str, Check]] = {
    FieldDescriptor.TYPE_STRING: ("string", _is_text),
    FieldDescriptor.TYPE_BOOL: ("true/false", _is_flag),
    FieldDescriptor.TYPE_DOUBLE: ("number", _is_double),
    FieldDescriptor.TYPE_INT32: ("integer", _is_int32),
    FieldDescriptor.TYPE_UINT32: ("integer", _is_uint32),
    FieldDescriptor.TYPE_INT64: ("integer", _is_int64),
    FieldDescriptor.TYPE_UINT64: ("integer", _is_uint64),
}

_shapes: dict[str, Shape] = {}


def _is_map(described: FieldDescriptor) -> bool:
    return described.message_type is not None and described.message_type.GetOptions().map_entry


def shape_of(descriptor: Descriptor) -> Shape:
    """The table of a message type, compiled on first use."""
    known = _shapes.get(descriptor.full_name)
    if known is not None:
        return known
    shape = _shapes[descriptor.full_name] = Shape(descriptor.full_name)
    for described in descriptor.fields:
        shape.fields[described.json_name] = described
        shape.fields[described.name] = described
        shape.checks[described.json_name] = _check_of(described)
    shape.choices = tuple(frozenset(one.json_name for one in each.fields) for each in descriptor.oneofs)
    return shape


def _check_of(described: FieldDescriptor) -> Check:
    if _is_map(described):
        return lambda value: type(value) is dict and all(map(_is_text, value.values()))
    one = _check_of_one(described)
    if described.is_repeated:
        return lambda value: type(value) is list and all(map(one, value))
    return one


def _check_of_one(described: FieldDescriptor) -> Check:
    if described.enum_type is not None:
        names = frozenset(value.name for value in described.enum_type.values)
        return lambda value: type(value) is str and value in names
    if described.message_type is None:
        return _SCALARS[described.type][1]
    if described.message_type.full_name == "google.protobuf.Timestamp":
        return _is_timestamp
    if described.message_type.full_name in _RECURSIVE:
        return _never
    shape = shape_of(described.message_type)
    return _texts_only(shape) if shape.checks and set(shape.checks.values()) == {_is_text} else shape.is_plain


def _texts_only(shape: Shape) -> Check:
    """The check of a message that holds texts only, such as OntologyClass: most of a packet, hence a shorter way."""
    names = frozenset(shape.checks)

    def is_plain(value: object) -> bool:
        if type(value) is not dict:
            return False
        for name, item in value.items():
            if name not in names or type(item) is not str:
                return False
        return len(shape.choices) == 0 or shape.is_plain(value)

    return is_plain


PHENOPACKET = shape_of(Phenopacket.DESCRIPTOR)
FAMILY = shape_of(Family.DESCRIPTOR)
COHORT = shape_of(Cohort.DESCRIPTOR)


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where JSON leaves the schema. `kind`: unknown_key | wrong_type | two_of_one | nested_too_deep."""

    kind: str
    path: str
    told: str = ""
    value: object = None


MAX_DEPTH = 60  # GA4GH's own messages nest about 12 deep


def faults(value: object, shape: Shape = PHENOPACKET, path: str = "$", depth: int = 0) -> Iterator[Fault]:
    """Every place where `value` leaves the schema, with its JSON path: slow, for packets that are not plain."""
    if depth > MAX_DEPTH:
        yield Fault("nested_too_deep", path)
        return
    if not isinstance(value, dict):
        yield Fault("wrong_type", path, "object")
        return
    for name, item in value.items():
        described = shape.fields.get(name)
        here = f"{path}.{name}"
        if described is None:
            yield Fault("unknown_key", here, value=item)
        elif item is not None:
            yield from _faults_of(described, item, here, depth)
    given = {shape.fields[name].json_name for name, item in value.items() if name in shape.fields and item is not None}
    for choice in shape.choices:
        if len(choice & given) > 1:
            yield Fault("two_of_one", path, ", ".join(sorted(choice)))


def _faults_of(described: FieldDescriptor, value: object, path: str, depth: int) -> Iterator[Fault]:
    if _is_map(described):
        if not isinstance(value, dict):
            yield Fault("wrong_type", path, "object")
    elif not described.is_repeated:
        yield from _faults_of_one(described, value, path, depth)
    elif not isinstance(value, list):
        yield Fault("wrong_type", path, "list")
    else:
        for index, item in enumerate(value):
            yield from _faults_of_one(described, item, f"{path}[{index}]", depth)


def _faults_of_one(described: FieldDescriptor, value: object, path: str, depth: int) -> Iterator[Fault]:
    if described.enum_type is not None:
        names = [one.name for one in described.enum_type.values]
        if not (value in names or (type(value) is int and 0 <= value < 2**31)):
            yield Fault("wrong_type", path, ", ".join(names))
    elif described.message_type is None:
        told, check = _SCALARS[described.type]
        if not check(value) and not _is_lenient(described, value):
            yield Fault("wrong_type", path, told)
    elif described.message_type.full_name == "google.protobuf.Timestamp":
        if not isinstance(value, str):
            yield Fault("wrong_type", path, "RFC 3339")
    else:
        yield from faults(value, shape_of(described.message_type), path, depth + 1)


def _is_lenient(described: FieldDescriptor, value: object) -> bool:
    """Forms that protobuf may still accept, such as numbers written as text: it decides."""
    if described.type in (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BOOL):
        return False
    if type(value) is int:  # the tables know its range
        return described.type == FieldDescriptor.TYPE_DOUBLE
    return type(value) in (str, float)
