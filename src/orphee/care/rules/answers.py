"""Read a form: from what was posted back to the answers of an instrument.

Nothing typed is lost: what cannot be read as its type is kept as text, and validation says what to do.
What the form does not ask (values kept as received) is carried by the page and read back as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orphee.care.rules import typed
from orphee.care.rules.clean import position, read_json
from orphee.care.rules.drawing import shown_value
from orphee.datasets import ages
from orphee.datasets.conditions import is_answered
from orphee.datasets.definition import Instrument, Item, ItemType

Posted = Mapping[str, Sequence[str]]
WAS = "_was"  # the hidden input of a row that says where it stood in the stored answer


def read_answers(
    instrument: Instrument, posted: Posted, stored: Mapping[str, object], language: str = "fr"
) -> dict[str, object]:
    """The answers of a posted form, without those left empty."""
    return _read_items(instrument.items, "", posted, stored, language)


def row_numbers(instrument: Instrument, posted: Posted, language: str = "fr") -> dict[str, list[str]]:
    """How the page numbers the rows that hold answers, by the name of the repeating question."""
    numbers: dict[str, list[str]] = {}
    _number_items(instrument.items, "", posted, numbers, language)
    return numbers


def name_of(path: Sequence[str | int], numbers: Mapping[str, Sequence[str]]) -> str:
    """The name on the page of the question at a path of the answers ("foetuses", 0, "sex")."""
    name = ""
    for part in path:
        if isinstance(part, int):
            known = numbers.get(name, ())
            part = known[part] if part < len(known) else part
        name = f"{name}.{part}" if name else str(part)
    return name


def _number_items(
    items: Sequence[Item], prefix: str, posted: Posted, numbers: dict[str, list[str]], language: str
) -> None:
    for item in items:
        name = f"{prefix}{item.key}"
        if item.type is ItemType.GROUP and not item.repeats:
            _number_items(item.items, f"{name}.", posted, numbers, language)
        elif item.repeats and item.type not in (ItemType.CODE, ItemType.KEPT):
            present = [
                (one, _read_row(item, f"{name}.{one}", posted, None, language)) for one in _row_numbers(name, posted)
            ]
            numbers[name] = [number for number, row in present if is_answered(row)]
            for number in numbers[name]:
                _number_items(item.items, f"{name}.{number}.", posted, numbers, language)


def _read_items(
    items: Sequence[Item], prefix: str, posted: Posted, stored: Mapping[str, object], language: str
) -> dict[str, object]:
    answers = {}
    for item in items:
        value = _read(item, f"{prefix}{item.key}", posted, stored.get(item.key), language)
        if is_answered(value):
            answers[item.key] = value
    return answers


def _read(item: Item, name: str, posted: Posted, stored: object, language: str) -> object:
    if item.type is ItemType.KEPT:
        return _read_kept(first(posted, name))
    if item.type is ItemType.CODE:
        return _read_codes(item, name, posted)
    if item.repeats:
        return _read_rows(item, name, posted, stored, language)
    if item.type is ItemType.GROUP:
        inside = stored if isinstance(stored, Mapping) else {}
        return _read_items(item.items, f"{name}.", posted, inside, language)
    return _read_single(item, name, posted, stored, language)


def _read_kept(text: str) -> object:
    """What the page carried along unseen; a page cannot make it unreadable without making it disappear."""
    return read_json(text) if text else None


def _read_codes(item: Item, name: str, posted: Posted) -> object:
    codes = list(dict.fromkeys(code.strip() for code in posted.get(name, ()) if code.strip()))
    if item.repeats:
        return codes
    return codes[-1] if codes else None


def _read_rows(item: Item, name: str, posted: Posted, stored: object, language: str) -> list[object]:
    before = list(stored) if isinstance(stored, list | tuple) else []
    rows = []
    for number in _row_numbers(name, posted):
        was = position(first(posted, f"{name}.{number}.{WAS}"))
        old = before[was] if was is not None and was < len(before) else None
        row = _read_row(item, f"{name}.{number}", posted, old, language)
        if is_answered(row):
            rows.append(row)
    return rows


def _read_row(item: Item, name: str, posted: Posted, old: object, language: str) -> object:
    if item.type is not ItemType.GROUP:
        return _read_single(item, name, posted, old, language)
    return _read_items(item.items, f"{name}.", posted, old if isinstance(old, Mapping) else {}, language)


def _row_numbers(name: str, posted: Posted) -> list[str]:
    """The numbers of the rows posted under a name, in the order of the form."""
    start = f"{name}."
    numbers = (key[len(start) :].split(".", 1)[0] for key in posted if key.startswith(start))
    return list(dict.fromkeys(number for number in numbers if position(number) is not None))


def _read_single(item: Item, name: str, posted: Posted, stored: object, language: str) -> object:
    if item.type is ItemType.AGE:
        return _read_age(name, posted, language)
    text = first(posted, name)
    if not text.strip():
        return None
    if stored is not None and text == shown_value(item, stored, language):
        return stored  # not touched: what the box cannot show (a time zone, seconds) stays
    return _read_text(item, text)


def _read_text(item: Item, text: str) -> object:
    match item.type:
        case ItemType.BOOLEAN:
            return {"true": True, "false": False}.get(text, text)
        case ItemType.INTEGER:
            return typed.read_number(text, whole=True)
        case ItemType.DECIMAL:
            return typed.read_number(text, whole=False)
        case ItemType.PARTIAL_DATE:
            return typed.read_date(text)
        case ItemType.DATETIME:
            return typed.read_datetime(text)
        case ItemType.DURATION:
            return typed.read_duration(text)
        case _:
            return text.strip()


def _read_age(name: str, posted: Posted, language: str) -> object:
    """An age from its boxes: years and months together make months; typing them means “at the age of”."""
    period = first(posted, f"{name}.period").strip()
    years, months = (first(posted, f"{name}.{part}").strip() for part in ("years", "months"))
    if not period and not years and not months:
        return None
    counted = _months(years, months)
    if period and period != ages.AT_MONTHS:
        return {"period": period, "months": None}
    return {"period": ages.AT_MONTHS, "months": counted}


def _months(years: str, months: str) -> object:
    if not years and not months:
        return None
    whole = typed.read_number(years or "0", whole=False)
    rest = typed.read_number(months or "0", whole=False)
    if isinstance(whole, str) or isinstance(rest, str):
        return " ".join(part for part in (years, months) if part)
    total = whole * 12 + rest
    return int(total) if float(total).is_integer() else total


def first(posted: Posted, name: str) -> str:
    """The first value posted under a name, or an empty text."""
    values = posted.get(name, ())
    return values[0] if values else ""
