"""Conditions as rows of a form: item, operator, value; all or any of them. What is richer stays YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OPERATORS = (
    "is", "is_not", "in", "not_in", "answered", "not_answered", "at_least", "at_most", "above", "below",
    "before", "after", "not_before", "not_after",
)  # fmt: skip
WITHOUT_VALUE = ("answered", "not_answered")
_NUMBERS = {"integer", "decimal", "quantity", "duration", "age"}


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison as the form shows it."""

    item: str
    operator: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A condition that rows can show. `mode`: all or any."""

    mode: str
    rows: tuple[Row, ...]


def rows_of(condition: object) -> Rows | None:
    """A condition as rows; None for one that only YAML can say."""
    if condition is None:
        return Rows("all", ())
    if not isinstance(condition, dict):
        return None
    mode = next((word for word in ("all", "any") if word in condition), "")
    parts = condition[mode] if mode else [condition]
    rows = [_row(part) for part in parts] if isinstance(parts, list) else [None]
    found = [row for row in rows if row is not None]
    return Rows(mode or "all", tuple(found)) if len(found) == len(rows) else None


def _row(part: object) -> Row | None:
    if not isinstance(part, dict) or len(part) != 2 or "item" not in part:
        return None
    operator = next(word for word in part if word != "item")
    operand = part[operator]
    if operator == "answered":
        return Row(part["item"], "answered" if operand else "not_answered")
    if operator == "not_in" and isinstance(operand, list) and len(operand) == 1:
        return Row(part["item"], "is_not", _text(operand[0]))
    if operator in {"in", "not_in"} and isinstance(operand, list):
        return Row(part["item"], operator, ", ".join(map(_text, operand)))
    if operator not in OPERATORS or isinstance(operand, dict | list):
        return None
    return Row(part["item"], operator, _text(operand))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def condition_of(rows: Rows, kinds: Mapping[str, str]) -> dict[str, Any] | None:
    """The condition that rows say; None without any. `kinds`: the type of each item says whether 2 is a number."""
    parts = [_comparison(row, kinds.get(row.item, "")) for row in rows.rows if row.item and row.operator in OPERATORS]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {rows.mode if rows.mode == "any" else "all": parts}


def _comparison(row: Row, kind: str) -> dict[str, Any]:
    if row.operator in WITHOUT_VALUE:
        return {"item": row.item, "answered": row.operator == "answered"}
    if row.operator == "is_not":
        return {"item": row.item, "not_in": [literal(row.value, kind)]}
    if row.operator in {"in", "not_in"}:
        values = [literal(part.strip(), kind) for part in row.value.split(",") if part.strip()]
        return {"item": row.item, row.operator: values}
    return {"item": row.item, row.operator: literal(row.value, kind)}


def literal(text: str, kind: str) -> Any:
    """A typed value: a number where the item is one, true or false where it is a yes-no question, else the text."""
    word = text.strip()
    if kind == "boolean" and word in {"true", "false"}:
        return word == "true"
    if kind in _NUMBERS:
        try:
            return int(word)
        except ValueError:
            pass
        try:
            return float(word.replace(",", "."))
        except ValueError:
            return word
    return word
