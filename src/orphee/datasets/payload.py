"""Answers of an entry: walk through them, read and set one, write them the same way every time."""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from collections.abc import Iterator, Mapping

from orphee.datasets.conditions import DEEPEST_ANSWER, is_answered
from orphee.datasets.definition import Instrument, Item
from orphee.datasets.problems import Path

MOST_POSITION = 10_000  # a list is never grown beyond by setting one answer


class UnableToSet(ValueError):
    """The path leads through something that is no group and no list."""


def walk(instrument: Instrument, payload: Mapping[str, object]) -> Iterator[tuple[Path, Item, object]]:
    """Every answer with its path and its question, in the order of the form; groups give their parts only.

    An answer of a repeating item comes once an element. Unknown keys are not walked.
    """
    yield from _walk(instrument.items, payload, ())


def get(payload: Mapping[str, object], path: Path) -> object:
    """The answer at a path ("foetuses", 0, "sex"), or None."""
    value: object = payload
    for part in path:
        if isinstance(part, int):
            value = value[part] if isinstance(value, list | tuple) and 0 <= part < len(value) else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
    return value


def put(payload: Mapping[str, object], path: Path, value: object) -> dict[str, object]:
    """A copy of the payload with one answer set; groups and lists on the way are made. Raises UnableToSet."""
    if not path or not isinstance(path[0], str):
        raise UnableToSet("a path begins with the key of an item")
    changed = dict(payload)
    changed[path[0]] = _put(payload.get(path[0]), path[1:], value)
    return changed


def canonical(payload: Mapping[str, object]) -> str:
    """One text for one set of answers: sorted keys, no unanswered keys, NFC, 3.0 written as 3.

    Raises ValueError for what JSON cannot say (a number that is not finite, a key that is no text) and for
    answers nested beyond DEEPEST_ANSWER.
    """
    return json.dumps(
        _canonical_group(payload, DEEPEST_ANSWER),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )


def digest(payload: Mapping[str, object]) -> str:
    """SHA-256 of the canonical text: equal for the same answers, however they were written."""
    return hashlib.sha256(canonical(payload).encode()).hexdigest()


def _walk(items: tuple[Item, ...], payload: Mapping[str, object], path: Path) -> Iterator[tuple[Path, Item, object]]:
    for item in items:
        value = payload.get(item.key)
        if not is_answered(value):
            continue
        here = (*path, item.key)
        if item.repeats and isinstance(value, list | tuple):
            for index, element in enumerate(value):
                yield from _walk_one(item, element, (*here, index))
        else:
            yield from _walk_one(item, value, here)


def _walk_one(item: Item, value: object, path: Path) -> Iterator[tuple[Path, Item, object]]:
    if item.items and isinstance(value, Mapping):
        yield from _walk(item.items, value, path)
    elif is_answered(value):
        yield path, item, value


def _put(current: object, path: Path, value: object) -> object:
    if not path:
        return value
    part, rest = path[0], path[1:]
    if isinstance(part, int):
        return _put_element(current, part, rest, value)
    if current is None:
        current = {}
    if not isinstance(current, Mapping):
        raise UnableToSet("the path goes through an answer that is no group")
    return {**current, part: _put(current.get(part), rest, value)}


def _put_element(current: object, position: int, rest: Path, value: object) -> list[object]:
    if current is not None and not isinstance(current, list | tuple):
        raise UnableToSet("the path goes through an answer that is no list")
    elements: list[object] = list(current) if isinstance(current, list | tuple) else []
    if not 0 <= position <= min(len(elements), MOST_POSITION):
        raise UnableToSet(f"position {position} of a list of {len(elements)}: add at the end")
    if position == len(elements):
        elements.append(None)
    elements[position] = _put(elements[position], rest, value)
    return elements


def _canonical_group(group: Mapping[str, object], left: int) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in group.items():
        if not isinstance(key, str):
            raise ValueError("a key must be a text")
        if is_answered(value):
            found[key] = _canonical(value, left)
    return found


def _canonical(value: object, left: int) -> object:
    kind = type(value)
    if kind is str:
        text = str(value)
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a number must be finite")
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if not isinstance(value, Mapping | list | tuple):
        return value
    if left == 0:
        raise ValueError(f"answers must be nested at most {DEEPEST_ANSWER} levels deep")
    if isinstance(value, Mapping):
        return _canonical_group(value, left - 1)
    return [_canonical(element, left - 1) for element in value]
