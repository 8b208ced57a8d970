"""One cell into one answer: what spreadsheets hold and what people type, in French and English.

A value of a cell never appears in an error when the item is confidential.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from orphee.datasets.code_checks import SHAPES
from orphee.datasets.definition import Confidential, Item, ItemType
from orphee.exchange.sheets.columns import Column
from orphee.exchange.sheets.wording import CellProblem

Raw = Any  # str, int, float, bool, datetime, date, time or None
_BOOLEANS = {
    "oui": True, "non": False, "yes": True, "no": False, "vrai": True, "faux": False, "true": True, "false": False,
    "o": True, "n": False, "y": True, "1": True, "0": False, "x": True,
}  # fmt: skip
_SPACES = "\u00a0\u202f "
_INTEGER = re.compile(r"[+-]?\d{1,15}(?:[.,]0+)?", re.ASCII)
_THOUSANDS = re.compile(rf"[+-]?\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?:[.,]\d+)?")
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:[.,]\d{0,15})?|[.,]\d{1,15})(?:[eE][+-]?\d{1,2})?", re.ASCII)
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_ISO_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})[/.](\d{4})", re.ASCII)
_SHORT = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}", re.ASCII)
_SEPARATOR = re.compile(r"\s*[;\n|]\s*")
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")
_PLAIN = (str, int, float, dt.date, dt.time)
_DATED = (ItemType.DATE, ItemType.PARTIAL_DATE, ItemType.DATETIME)


def is_empty(raw: Raw) -> bool:
    """Whether a cell says nothing."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def is_month_first(raw: Raw) -> bool:
    """Whether a date can only be read with the month first: 04/25/2024."""
    found = _SLASHED.fullmatch(raw.strip()) if isinstance(raw, str) else None
    return found is not None and int(found[1]) <= 12 < int(found[2]) <= 31


def is_dated(column: Column) -> bool:
    """Whether the column holds dates."""
    return column.item.type in _DATED


def answer(column: Column, raw: Raw, *, mixed: bool = False) -> Any:
    """The answer that a cell gives. Raises `CellProblem`.

    `mixed`: other cells of the column have dates with the month first, so that 03/04/2024 can be either.
    """
    _check_raw(raw)
    item = column.item
    try:
        if column.part:
            return _part(column, raw)
        if not item.repeats:
            return _one(column, raw, mixed)
        parts = _SEPARATOR.split(raw.strip(f"{_SPACES};|\n")) if isinstance(raw, str) else [raw]
        return [_one(column, part, mixed) for part in parts if not is_empty(part)]
    except CellProblem as problem:
        if item.confidential is Confidential.NONE:
            raise
        raise problem.discreet() from None


def _check_raw(raw: Raw) -> None:
    if not isinstance(raw, _PLAIN):
        raise CellProblem("formula")  # an array formula is an object of its own
    if isinstance(raw, str):
        if raw.lstrip().startswith("="):
            raise CellProblem("formula")
        if raw.strip() in _ERRORS:
            raise CellProblem("cell-error")


def _one(column: Column, raw: Raw, mixed: bool) -> Any:
    item = column.item
    if column.choices:
        return _choice(column, _text(item, raw))
    read = _READERS.get(item.type)
    if read is not None:
        return read(item, raw)
    if item.type in _DATED:
        return _date(item, raw, mixed)
    return _text(item, raw)


def _part(column: Column, raw: Raw) -> Any:
    item = column.item
    if column.part == "months":
        return _integer(item, raw)
    if column.part == "value":
        return _decimal(item, raw)
    said = _text(item, raw)
    return _choice(column, said) if column.part == "period" and column.choices else said


def _boolean(item: Item, raw: Raw) -> bool:
    if isinstance(raw, bool):
        return raw
    said = _text(item, raw).casefold()
    if said not in _BOOLEANS:
        raise CellProblem("not-boolean", value=said)
    return _BOOLEANS[said]


def _integer(item: Item, raw: Raw) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 2**53:
        return int(raw)
    said = _text(item, raw)
    if _THOUSANDS.fullmatch(said):
        said = said.translate({ord(space): None for space in _SPACES})
    if not _INTEGER.fullmatch(said):
        raise CellProblem("not-integer", value=said)
    return int(re.split("[.,]", said)[0])


def _decimal(item: Item, raw: Raw) -> float:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if raw != raw or raw in (float("inf"), float("-inf")):
            raise CellProblem("not-number", value=raw)
        return raw
    said = _text(item, raw)
    if _THOUSANDS.fullmatch(said):
        said = said.translate({ord(space): None for space in _SPACES})
    if not _NUMBER.fullmatch(said):
        raise CellProblem("not-number", value=said)
    number = float(said.replace(",", "."))
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _text(item: Item, raw: Raw) -> str:
    if isinstance(raw, bool):
        return "oui" if raw else "non"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 2**53:
        return str(int(raw))
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        return raw.date().isoformat()
    if isinstance(raw, dt.date | dt.time):
        return raw.isoformat()
    return str(raw).replace("\r\n", "\n").strip(f"{_SPACES}\t\n")


def _code(item: Item, raw: Raw) -> str:
    said = _text(item, raw)
    systems = item.terminology.systems if item.terminology else ()
    first = said.split(" ", 1)[0] if ":" in said.split(" ", 1)[0] else said
    if first.isascii() and first.isdecimal() and len(systems) == 1 and systems[0] in SHAPES:
        return f"{SHAPES[systems[0]][0]}:{first}"
    return first


def _choice(column: Column, said: str) -> str:
    found = column.choices.get(said.casefold())
    if found is None:
        offered = column.item.value_set.choices if column.item.value_set else ()
        known = ", ".join(code.label.fr for code in offered[:8])
        raise CellProblem("not-a-choice", value=said, known=known + (", …" if len(offered) > 8 else ""))
    if len(found) > 1:
        raise CellProblem("two-choices", value=said)
    return found[0]


def _date(item: Item, raw: Raw, mixed: bool) -> str:
    if isinstance(raw, dt.datetime):
        is_day = item.type is not ItemType.DATETIME or raw.time() == dt.time()
        return raw.date().isoformat() if is_day else raw.isoformat(timespec="seconds")
    if isinstance(raw, dt.date):
        return raw.isoformat()
    said = _text(item, raw)
    moment = _ISO_MOMENT.fullmatch(said)
    if moment is not None and item.type is ItemType.DATETIME:
        _check_day(moment[1], said)
        return f"{moment[1]}T{moment[2]}{moment[3] or ':00'}{moment[4] or ''}"
    if moment is not None and moment[2] == "00:00":
        said = moment[1]
    found = _iso(said) or _slashed(said, mixed)
    if found is None:
        raise CellProblem("two-figure-year" if _SHORT.fullmatch(said) else "not-date", value=said)
    if item.type is ItemType.DATE and len(found) < 10:
        raise CellProblem("partial-date", value=said)
    return _check_day(found, said)


def _iso(said: str) -> str | None:
    found = _ISO.fullmatch(said)
    if found is None:
        return None
    return "-".join([found[1], *(part.zfill(2) for part in found.groups()[1:] if part)])


def _slashed(said: str, mixed: bool) -> str | None:
    month = _MONTH.fullmatch(said)
    if month is not None:
        return f"{month[2]}-{month[1].zfill(2)}"
    found = _SLASHED.fullmatch(said)
    if found is None:
        return None
    first, second, year = found[1].zfill(2), found[2].zfill(2), found[3]
    if is_month_first(said):
        raise CellProblem("month-first", value=said)
    if mixed and first != second and int(first) <= 12 and int(second) <= 12:
        raise CellProblem(
            "ambiguous-date", value=said, first=f"{year}-{second}-{first}", second=f"{year}-{first}-{second}"
        )
    return f"{year}-{second}-{first}"


def _check_day(found: str, said: str) -> str:
    parts = [int(part) for part in found.split("-")]
    try:
        dt.date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
    except ValueError:
        raise CellProblem("not-date", value=said) from None
    return found


_READERS: Mapping[ItemType, Callable[[Item, Raw], Any]] = {
    ItemType.BOOLEAN: _boolean,
    ItemType.INTEGER: _integer,
    ItemType.DECIMAL: _decimal,
    ItemType.CODE: _code,
}


def mixed_columns(columns: Iterable[tuple[int, Column]], rows: Iterable[list[Raw]]) -> frozenset[int]:
    """The columns of dates where some can only have the month first."""
    dated = [place for place, column in columns if is_dated(column)]
    found: set[int] = set()
    for row in rows if dated else ():
        for place in dated:
            if place < len(row) and is_month_first(row[place]):
                found.add(place)
    return frozenset(found)
