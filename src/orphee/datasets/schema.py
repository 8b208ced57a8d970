"""The JSON Schema of the definition language, made from the tables that reading uses.

Published at `docs/reference/definition.schema.json`; a test keeps the file true. An editor that knows JSON Schema
completes and checks definitions with it. It says the shape; `reading` also says whether what is named exists.

    python -m orphee.datasets.schema > docs/reference/definition.schema.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping

from orphee.datasets.computations import MOST_DECIMALS, MOST_OPERANDS, OPERATIONS, PAIRS, PRORATED
from orphee.datasets.condition_reading import MOST_PARTS
from orphee.datasets.conditions import FACTS, OPERATORS
from orphee.datasets.definition import (
    AnsweredBy,
    Asked,
    Confidential,
    DatasetKind,
    ItemType,
    Severity,
    Status,
    StoredIn,
)
from orphee.datasets.formats import FORMATS
from orphee.datasets.node_reading import LONGEST_TEXT
from orphee.datasets.vocabulary import (
    CASE_KEYS,
    CHECK_KEYS,
    CODE_KEYS,
    DATASET_KEYS,
    INCLUSION_KEYS,
    INSTRUMENT_KEYS,
    ITEM_KEYS,
    PRECISIONS,
    PREFILL_KEYS,
    SECTION_KEYS,
    SYSTEMS,
    TERMINOLOGY_KEYS,
    VALUE_SET_KEYS,
)

Schema = dict[str, object]
ADDRESS = "https://json-schema.org/draft/2020-12/schema"


def schema() -> Schema:
    """The JSON Schema of a whole definition."""
    root = _mapping(DATASET_KEYS)
    return {
        "$schema": ADDRESS,
        "title": "Orphée data set definition",
        "description": "A data set: its forms, their questions, and the value sets of the answers.",
        **root,
        "$defs": _definitions(),
    }


def as_text() -> str:
    """The schema as it is published."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _definitions() -> Schema:
    """What each kind of `vocabulary` is."""
    return {
        "key": {"type": "string", "pattern": "^[a-z][a-z0-9_-]{0,63}$"},
        "text": {"type": "string", "maxLength": LONGEST_TEXT},
        "texts": {"anyOf": [_ref("text"), {"type": "array", "items": _ref("text")}]},
        "label": _label(),
        "flag": {"type": "boolean"},
        "number": {"type": "number"},
        "literal": {"type": ["string", "number", "boolean"]},
        "kind": _words(DatasetKind),
        "status": _words(Status),
        "stored_in": _words(StoredIn),
        "asked": _words(Asked),
        "answered_by": _words(AnsweredBy),
        "confidential": _words(Confidential),
        "severity": _words(Severity),
        "type": _words((*ItemType, "codes")),
        "format": _words(sorted(FORMATS)),
        "precision": _words(PRECISIONS),
        "recode": {"type": "object", "additionalProperties": _ref("text")},
        "maps": {"type": "object", "additionalProperties": _ref("texts")},
        "inclusion": _mapping(INCLUSION_KEYS),
        "value_sets": {"type": "object", "additionalProperties": _ref("value_set")},
        "value_set": _mapping(VALUE_SET_KEYS),
        "values": {"anyOf": [_ref("text"), {"type": "array", "items": _ref("code"), "minItems": 1}]},
        "code": _mapping(CODE_KEYS),
        "instrument": _mapping(INSTRUMENT_KEYS),
        "section": _mapping(SECTION_KEYS),
        "item": _mapping(ITEM_KEYS),
        "check": _mapping(CHECK_KEYS),
        "terminology": _terminology(),
        "prefill": _one_or_several({"anyOf": [_ref("text"), _mapping(PREFILL_KEYS)]}),
        **_conditions(),
        **_computations(),
    }


def _mapping(keys: Mapping[str, str], **special: Schema) -> Schema:
    """An object with these keys and no other; “!” after a kind: the key is needed. `special`: what no kind says."""
    needed = [key for key, kind in keys.items() if kind.endswith("!")]
    described: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _kind(kind.removesuffix("!")) for key, kind in keys.items()} | special,
    }
    return described | ({"required": needed} if needed else {})


def _kind(kind: str) -> Schema:
    if kind.endswith("[]"):
        return {"type": "array", "items": _ref(kind.removesuffix("[]"))}
    return _ref(kind)


def _ref(kind: str) -> Schema:
    return {"$ref": f"#/$defs/{kind}"}


def _words(words: Iterable[str]) -> Schema:
    return {"enum": [str(word) for word in words]}


def _label() -> Schema:
    spoken = {"type": "string", "pattern": "\\S", "maxLength": LONGEST_TEXT}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {"fr": spoken, "en": spoken},
        "required": ["fr", "en"],
    }


def _one_or_several(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _terminology() -> Schema:
    return _mapping(TERMINOLOGY_KEYS, system=_one_or_several(_words(SYSTEMS)))


def _conditions() -> Schema:
    subjects: Schema = {"item": _ref("text"), "count": _ref("text"), "record": _ref("text"), "fact": _words(FACTS)}
    shifted = subjects | {"months": {"type": "integer"}}
    operators: Schema = {**{word: _ref("operand") for word in OPERATORS}, "answered": {"type": "boolean"}}
    several: Schema = {"type": "array", "items": _ref("condition"), "minItems": 1, "maxItems": MOST_PARTS}
    comparison: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": subjects | operators,
        "minProperties": 2,
        "maxProperties": 2,
    }
    return {
        "operand": {
            "anyOf": [
                _ref("literal"),
                {"type": "array", "items": _ref("literal"), "minItems": 1},
                {"type": "object", "additionalProperties": False, "properties": shifted},
            ]
        },
        "condition": {
            "anyOf": [
                {"const": "answered"},
                _only({"all": several}),
                _only({"any": several}),
                _only({"not": _ref("condition")}),
                comparison,
            ]
        },
    }


def _only(properties: Schema, needed: Iterable[str] | None = None) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": list(properties if needed is None else needed),
    }


def _computations() -> Schema:
    decimals: Schema = {"round": {"type": "integer", "minimum": 0, "maximum": MOST_DECIMALS}}
    case: Schema = {"type": "array", "items": _mapping(CASE_KEYS), "minItems": 1, "maxItems": MOST_OPERANDS}
    subject = {"anyOf": [_only({"item": _ref("text")}), _only({"fact": _words(FACTS)})]}
    return {
        "subject": subject,
        "calculation": {"anyOf": [_calculation(word, decimals) for word in OPERATIONS]},
        "computation": {
            "anyOf": [
                _ref("calculation"),
                _only({"case": case, "else": _ref("value"), **decimals}, ["case"]),
            ]
        },
        "value": {"anyOf": [_ref("literal"), _ref("subject"), _ref("calculation")]},
    }


def _calculation(word: str, decimals: Schema) -> Schema:
    operand: Schema = {"anyOf": [{"type": ["string", "number"]}, _ref("subject"), _ref("calculation")]}
    if word in PAIRS:
        operands: Schema = {"type": "array", "items": operand, "minItems": 2, "maxItems": 2}
    else:
        operands = {"anyOf": [operand, {"type": "array", "items": operand, "minItems": 1, "maxItems": MOST_OPERANDS}]}
    least: Schema = (
        {"at_least": {"type": "integer", "minimum": 1, "maximum": MOST_OPERANDS}} if word in PRORATED else {}
    )
    return _only({word: operands, **least, **decimals}, [word])


if __name__ == "__main__":
    sys.stdout.write(as_text())
