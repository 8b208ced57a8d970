"""The form of one item: what was typed, as the keys of the definition. Nothing is refused: faults are listed after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from orphee.dossiers.rules.condition_rows import Row, Rows, condition_of, rows_of

Tree = dict[str, Any]
PAIRS = ("ratio", "difference", "months_between")
FACTS = ("fact:birth_date", "fact:today")
MOST_ROWS = 20
# What an answer of each type may have; the other keys are taken away when the type changes.
ANSWERED_WITH: dict[str, tuple[str, ...]] = {
    "text": ("format", "repeats"),
    "integer": ("unit", "min", "max", "repeats"),
    "decimal": ("unit", "min", "max", "repeats"),
    "code": ("values", "terminology", "repeats"),
    "date": ("future", "repeats"),
    "partial_date": ("future", "repeats"),
    "datetime": ("future", "repeats"),
    "quantity": ("units", "min", "max", "repeats"),
    "attachment": ("repeats",),
    "reference": ("target", "repeats"),
    "group": ("repeats",),
    "markdown": ("text",),
}
_ALL = ("format", "repeats", "unit", "units", "min", "max", "values", "terminology", "future", "target", "text")


class Posted(Protocol):
    """What a browser sends (Django's QueryDict)."""

    def get(self, key: str, default: str) -> Any:
        """The last value of a field."""
        ...

    def getlist(self, key: str) -> list[Any]:
        """Every value of a field."""
        ...


def values_from(posted: Posted, former: Tree, kinds: Mapping[str, str]) -> Tree:
    """The keys of an item as the form says them; an empty value takes the key away."""
    kind = _word(posted, "type") or str(former.get("type", "text"))
    values: Tree = {
        "type": kind,
        "label": _text(posted, "label") or {"fr": "", "en": ""},
        "help": _text(posted, "help"),
        "asked": _word(posted, "asked") if _word(posted, "asked") != "optional" else "",
        "source": _word(posted, "source"),
        "confidential": _word(posted, "confidential"),
    }
    if _word(posted, "section"):
        values["section"] = _word(posted, "section")
    values |= _answer(posted, former, kind)
    if _word(posted, "when_shown"):
        values["when"] = condition_of(_rows(posted), kinds)
    if _word(posted, "compute_shown"):
        values["compute"] = _computation(posted)
    if _word(posted, "prefill_shown"):
        values["prefill"] = _prefill(posted, former)
    return values


def _answer(posted: Posted, former: Tree, kind: str) -> Tree:
    allowed = ANSWERED_WITH.get(kind, ())
    values: Tree = dict.fromkeys(_ALL)
    if kind != former.get("type"):  # the fields of the new type have not been shown yet
        if kind == "markdown":
            values["text"] = _text(posted, "label")
        return values
    for key in ("format", "unit", "values", "target"):
        values[key] = _word(posted, key)
    values["repeats"], values["future"] = bool(_word(posted, "repeats")), bool(_word(posted, "future"))
    values["units"] = _list(_word(posted, "units"))
    values["min"], values["max"] = _number(_word(posted, "min")), _number(_word(posted, "max"))
    values["text"] = _text(posted, "text")
    system = _word(posted, "system")
    kept = former.get("terminology") if isinstance(former.get("terminology"), dict) else {}
    if system:
        known = {key: value for key, value in (kept or {}).items() if key in {"levels", "status"}}
        values["terminology"] = {"system": kept["system"] if _same(kept, system) and kept else system} | known
        if under := _list(_word(posted, "under")):
            values["terminology"]["under"] = under
    return {key: value if key in allowed else None for key, value in values.items()}


def _same(kept: Tree | None, system: str) -> bool:
    return bool(kept) and isinstance(kept, dict) and kept.get("system") in (system, system.split(","))


def _rows(posted: Posted) -> Rows:
    rows = [
        Row(*(_word(posted, f"when_{part}_{n}") for part in ("item", "operator", "value"))) for n in range(MOST_ROWS)
    ]
    return Rows(_word(posted, "when_mode"), tuple(row for row in rows if row.item))


def _computation(posted: Posted) -> Tree | None:
    operation = _word(posted, "compute_operation")
    if not operation:
        return None
    if operation in PAIRS:
        operands: Any = [_operand(_word(posted, "compute_first")), _operand(_word(posted, "compute_second"))]
    else:
        operands = [str(one) for one in posted.getlist("compute_items") if one]
        if operation == "count":
            operands = operands[0] if operands else ""
    found: Tree = {operation: operands}
    decimals = _number(_word(posted, "compute_round"))
    return found if decimals is None else found | {"round": decimals}


def _operand(word: str) -> Any:
    return {"fact": word.removeprefix("fact:")} if word.startswith("fact:") else word


def _prefill(posted: Posted, former: Tree) -> list[Any]:
    """The paths picked; one that carries a recoding keeps it."""
    stood = former.get("prefill") or []
    stood = stood if isinstance(stood, list) else [stood]
    known = {path_of(one): one for one in stood}
    return [known.get(path, path) for path in dict.fromkeys(posted.getlist("prefill")) if path]


def path_of(prefill: object) -> str:
    """The path of a prefill, in its short form or its long one."""
    return str(prefill.get("from", "")) if isinstance(prefill, dict) else str(prefill)


def shown_condition(values: Tree) -> Rows | None:
    """The condition of an item as rows; None when only YAML can say it."""
    return rows_of(values.get("when"))


def shown_computation(values: Tree) -> Tree | None:
    """The computation of an item as the form shows it; None when only YAML can say it."""
    found = values.get("compute")
    empty: Tree = {"operation": "", "items": [], "first": "", "second": "", "round": ""}
    if found is None:
        return empty
    if not isinstance(found, dict):
        return None
    names = [key for key in found if key != "round"]
    if len(names) != 1:
        return None
    operands = found[names[0]]
    words = [_operand_word(one) for one in (operands if isinstance(operands, list) else [operands])]
    if any(word is None for word in words):
        return None
    shown = empty | {"operation": names[0], "round": str(found.get("round", ""))}
    if names[0] in PAIRS:
        return shown | {"first": words[0], "second": words[-1]} if len(words) == 2 else None
    return shown | {"items": words}


def _operand_word(operand: object) -> str | None:
    if isinstance(operand, str):
        return operand
    if isinstance(operand, dict) and set(operand) == {"fact"}:
        return f"fact:{operand['fact']}"
    return None


def _word(posted: Posted, key: str) -> str:
    return str(posted.get(key, "") or "").replace("\x00", "").replace("\r\n", "\n").strip()


def _text(posted: Posted, key: str) -> Tree | None:
    french, english = _word(posted, f"{key}_fr"), _word(posted, f"{key}_en")
    return {"fr": french, "en": english} if french or english else None


def _list(words: str) -> Sequence[str]:
    return [word for part in words.split(",") if (word := part.strip())]


def _number(word: str) -> float | int | str | None:
    if not word:
        return None
    try:
        number = float(word.replace(",", "."))
    except ValueError:
        return word  # a fault will say so
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
