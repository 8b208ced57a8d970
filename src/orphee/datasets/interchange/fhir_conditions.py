"""Conditions that `enableWhen` can say: comparisons of questions with values, all or any of them, one level deep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orphee.datasets.interchange.fhir_names import Json

Find = Callable[[str], tuple[str, Json] | None]  # a path seen from the item → its linkId and its tree
Path = Callable[[str], str | None]  # a linkId → the path seen from the item

_SIGNS = {
    "above": ">", "below": "<", "at_least": ">=", "at_most": "<=",
    "after": ">", "before": "<", "not_before": ">=", "not_after": "<=",
}  # fmt: skip
_WORDS = {">": "above", "<": "below", ">=": "at_least", "<=": "at_most"}
_DATE_WORDS = {">": "after", "<": "before", ">=": "not_before", "<=": "not_after"}
_ANSWERS: dict[str, tuple[str, tuple[type, ...]]] = {
    "boolean": ("answerBoolean", (bool,)),
    "integer": ("answerInteger", (int,)),
    "decimal": ("answerDecimal", (int, float)),
    "date": ("answerDate", (str,)),
    "partial_date": ("answerDate", (str,)),
    "datetime": ("answerDateTime", (str,)),
    "text": ("answerString", (str,)),
}
Codings = Callable[[Json, str], Json]  # the item's tree and a code → a Coding


class UnableToSay(ValueError):
    """`enableWhen` has no words for this."""


def write_condition(condition: Json, find: Find, codings: Codings) -> Json:
    """`enableWhen` and, for several, `enableBehavior`. Raises `UnableToSay`."""
    for word in ("all", "any"):
        if word in condition:
            parts = [one for part in condition[word] for one in _comparisons(part, word, find, codings)]
            return {"enableWhen": parts, **({"enableBehavior": word} if len(parts) > 1 else {})}
    parts = _comparisons(condition, "any", find, codings)
    return {"enableWhen": parts, **({"enableBehavior": "any"} if len(parts) > 1 else {})}


def _comparisons(condition: Json, word: str, find: Find, codings: Codings) -> list[Json]:
    negated = "not" in condition
    inner = condition["not"] if negated else condition
    found = find(inner["item"]) if isinstance(inner.get("item"), str) else None
    if found is None:
        raise UnableToSay
    question, item = found
    operator, operand = next((key, value) for key, value in inner.items() if key not in ("item", "months"))
    if operator == "answered" and not negated:
        return [{"question": question, "operator": "exists", "answerBoolean": operand}]
    if operator == "is" or (operator == "in" and word == "any" and not negated):
        values = operand if isinstance(operand, list) else [operand]
        sign = "!=" if negated else "="
        return [{"question": question, "operator": sign, **_answer(item, one, codings)} for one in values]
    if operator not in _SIGNS or negated or isinstance(operand, dict):
        raise UnableToSay
    return [{"question": question, "operator": _SIGNS[operator], **_answer(item, operand, codings)}]


def _answer(item: Json, value: Any, codings: Codings) -> Json:
    if isinstance(value, dict):
        raise UnableToSay
    if item["type"] == "code" and isinstance(value, str):
        return {"answerCoding": codings(item, value)}
    name, kind = _ANSWERS.get(item["type"], ("", ()))
    if not name or not isinstance(value, kind) or (isinstance(value, bool) and name != "answerBoolean"):
        raise UnableToSay
    return {name: value}


def read_condition(holder: Json, path: Path, code_of: Callable[[str, Json], str | None]) -> Json | None:
    """The condition of an item; None when it has none. Raises `UnableToSay` for what cannot be read."""
    parts = [_read(one, path, code_of) for one in holder.get("enableWhen") or [] if isinstance(one, dict)]
    if not parts:
        return None
    word = "all" if holder.get("enableBehavior") == "all" else "any"
    if word == "any":
        joined = _one_list(parts)
        if joined is not None:
            return joined
    return parts[0] if len(parts) == 1 else {word: parts}


def _one_list(parts: list[Json]) -> Json | None:
    """Several codes of one item: `in`."""
    items = {str(part.get("item")) for part in parts}
    codes = [part.get("is") for part in parts]
    if len(parts) < 2 or len(items) != 1 or not all(isinstance(code, str) for code in codes):
        return None
    return {"item": items.pop(), "in": codes}


def _read(part: Json, path: Path, code_of: Callable[[str, Json], str | None]) -> Json:
    question, sign = str(part.get("question", "")), part.get("operator")
    item = path(question)
    name = next((key for key in part if key.startswith("answer")), "")
    value = part.get(name)
    if item is None or value is None or isinstance(value, list):
        raise UnableToSay
    if sign == "exists":
        return {"item": item, "answered": bool(value)}
    if name == "answerCoding":
        code = code_of(question, value) if isinstance(value, dict) else None
        if code is None:
            raise UnableToSay
        value = code
    if isinstance(value, dict):
        raise UnableToSay
    if sign == "=":
        return {"item": item, "is": value}
    if sign == "!=":
        return {"not": {"item": item, "is": value}}
    words = _DATE_WORDS if name in ("answerDate", "answerDateTime") else _WORDS
    if sign not in words:
        raise UnableToSay
    return {"item": item, words[str(sign)]: value}
