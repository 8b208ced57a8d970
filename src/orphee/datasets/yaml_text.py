"""Plain values as YAML text that `yaml_tree` reads back to the same values, and that people like to read.

What fits on a line stands on a line. A text that any reader of YAML could take for something else is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

WIDTH = 120
_PLAIN = re.compile(r"[^\W\d_](?:[\w ./()’'°%+²³µ-]*[\w.)’%])?")
_TAKEN_FOR_OTHERS = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"])
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def text_of(value: Mapping[str, object]) -> str:
    """A mapping as a YAML document."""
    return "\n".join(_mapping(value, 0)) + "\n"


def scalar(value: object) -> str:
    """One value on a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    text = str(value)
    if _PLAIN.fullmatch(text) and "  " not in text and text.lower() not in _TAKEN_FOR_OTHERS:
        return text
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _SHORT.get(character) or f"\\u{ord(character):04x}"


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    return scalar(value)


def _is_flat(value: object) -> bool:
    """Whether a value may stand on one line: no list of mappings inside, such as the items of a group."""
    if isinstance(value, Mapping):
        return all(_is_flat(one) and not _is_list_of_mappings(one) for one in value.values())
    return True


def _is_list_of_mappings(value: object) -> bool:
    return isinstance(value, list) and len(value) > 1 and any(isinstance(one, Mapping) for one in value)


def _mapping(value: Mapping[str, object], indent: int) -> Iterator[str]:
    for key, one in value.items():
        yield from _entry(scalar(key), one, indent)


def _entry(key: str, value: object, indent: int) -> Iterator[str]:
    space = " " * indent
    if not isinstance(value, Mapping | list) or not value:
        yield f"{space}{key}: {_flow(value)}"
        return
    if not (indent == 0 and isinstance(value, list)) and _is_flat(value) and not _is_list_of_mappings(value):
        line = f"{space}{key}: {_flow(value)}"
        if len(line) <= WIDTH:
            yield line
            return
    yield f"{space}{key}:"
    if isinstance(value, Mapping):
        yield from _mapping(value, indent + 2)
    else:
        for element in value:
            yield from _element(element, indent + 2)


def _element(value: object, indent: int) -> Iterator[str]:
    space = " " * indent
    if isinstance(value, Mapping) and value:
        line = f"{space}- {_flow(value)}"
        if _is_flat(value) and len(line) <= WIDTH:
            yield line
            return
        lines = list(_mapping(value, indent + 2))
        yield f"{space}- {lines[0][indent + 2 :]}"
        yield from lines[1:]
    else:
        yield f"{space}- {_flow(value)}"
