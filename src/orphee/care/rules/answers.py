"""Read a form: from what was posted back to the answers of an instrument.

Nothing typed is lost: what cannot be read as its type is kept as text, and validation says what to do.
What the form does not ask (values kept as received) is carried by the page and read back as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from orphee.care.rules import typed
from orphee.care.rules.clean import position, read_json
from orphee.care.rules.communes import chosen, is_commune
from orphee.care.rules.drawing import shown_value
from orphee.care.rules.unchosen import BOX, is_picked, marked
from orphee.datasets import ages
from orphee.datasets.conditions import is_answered
from orphee.datasets.definition import Instrument, Item, ItemType

Posted = Mapping[str, Sequence[str]]
NOTHING: Mapping[str, object] = MappingProxyType({})
LISTED = (ItemType.CODE, ItemType.KEPT, ItemType.REFERENCE, ItemType.ATTACHMENT)  # repeat without rows
WAS = "_was"  # the hidden input of a row that says where it stood in the stored answer


def read_answers(
    instrument: Instrument,
    posted: Posted,
    stored: Mapping[str, object],
    language: str = "fr",
    attached: Mapping[str, object] = NOTHING,
) -> dict[str, object]:
    """The answers of a posted form, without those left empty."""
    return read_items(instrument.items, posted, stored, language, attached)


def read_items(
    items: Sequence[Item],
    posted: Posted,
    stored: Mapping[str, object],
    language: str = "fr",
    attached: Mapping[str, object] = NOTHING,
) -> dict[str, object]:
    """The answers to some questions of the first level. `attached`: the record's attachments by key."""
    return _Reading(posted, language, attached).items(items, "", stored)


def row_numbers(
    instrument: Instrument, posted: Posted, language: str = "fr", attached: Mapping[str, object] = NOTHING
) -> dict[str, list[str]]:
    """How the page numbers the rows that hold answers, by the name of the repeating question."""
    numbers: dict[str, list[str]] = {}
    _number_items(instrument.items, "", _Reading(posted, language, attached), numbers)
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


def _number_items(items: Sequence[Item], prefix: str, reading: _Reading, numbers: dict[str, list[str]]) -> None:
    for item in items:
        name = f"{prefix}{item.key}"
        if item.type is ItemType.GROUP and not item.repeats:
            _number_items(item.items, f"{name}.", reading, numbers)
        elif item.repeats and item.type not in LISTED:
            present = [(one, reading.row(item, f"{name}.{one}", None)) for one in _row_numbers(name, reading.posted)]
            numbers[name] = [number for number, row in present if is_answered(row)]
            for number in numbers[name]:
                _number_items(item.items, f"{name}.{number}.", reading, numbers)


class _Reading:
    """One posted form being read."""

    def __init__(self, posted: Posted, language: str, attached: Mapping[str, object]) -> None:
        self.posted, self.language, self.attached = posted, language, attached

    def items(self, items: Sequence[Item], prefix: str, stored: Mapping[str, object]) -> dict[str, object]:
        """The answers of one level. What is computed or only shown is never read: the server knows it better."""
        answers = {}
        for item in items:
            if item.type is ItemType.MARKDOWN or item.compute is not None:
                continue
            value = self.answer(item, f"{prefix}{item.key}", stored.get(item.key))
            if is_answered(value):
                answers[item.key] = value
        return answers

    def answer(self, item: Item, name: str, stored: object) -> object:
        match item.type:
            case ItemType.KEPT:
                return _read_kept(first(self.posted, name))
            case ItemType.CODE | ItemType.REFERENCE:
                return self._codes(item, name)
            case ItemType.ATTACHMENT:
                found = (self._attachment(key, stored) for key in _texts(self.posted, name))
                return _one_or_all(item, [one for one in found if one is not None])
        if item.repeats:
            return self._rows(item, name, stored)
        if item.type is ItemType.GROUP:
            inside = stored if isinstance(stored, Mapping) else {}
            return self.items(item.items, f"{name}.", inside)
        return self._single(item, name, stored)

    def _codes(self, item: Item, name: str) -> object:
        """The codes taken; beside them what was typed and never chosen, which is no answer and must not be lost."""
        taken = _one_or_all(item, _texts(self.posted, name))
        left = marked(first(self.posted, f"{name}.{BOX}")) if is_picked(item) else ""
        if not left:
            return taken
        return [*(taken if isinstance(taken, list) else [taken] if taken else []), left]

    def row(self, item: Item, name: str, old: object) -> object:
        """One element of a repeating question."""
        if item.type is not ItemType.GROUP:
            return self._single(item, name, old)
        return self.items(item.items, f"{name}.", old if isinstance(old, Mapping) else {})

    def _rows(self, item: Item, name: str, stored: object) -> list[object]:
        before = list(stored) if isinstance(stored, list | tuple) else []
        rows = []
        for number in _row_numbers(name, self.posted):
            was = position(first(self.posted, f"{name}.{number}.{WAS}"))
            old = before[was] if was is not None and was < len(before) else None
            row = self.row(item, f"{name}.{number}", old)
            if is_answered(row):
                rows.append(row)
        return rows

    def _single(self, item: Item, name: str, stored: object) -> object:
        if item.type is ItemType.AGE:
            return _read_age(name, self.posted, self.language)
        if item.type is ItemType.QUANTITY:
            return _read_quantity(name, self.posted)
        text = first(self.posted, name)
        if is_commune(item):
            text = chosen(text, first(self.posted, f"{name}.{BOX}"))
        if not text.strip():
            return None
        if stored is not None and text == shown_value(item, stored, self.language):
            return stored  # not touched: what the box cannot show (a time zone, seconds) stays
        return _read_text(item, text)

    def _attachment(self, key: str, stored: object) -> object:
        """The attachment of a key: as the record holds it, else as the answer that stood; a page cannot invent one."""
        before = stored if isinstance(stored, list | tuple) else [stored]
        was = (one for one in before if isinstance(one, Mapping) and one.get("key") == key)
        return self.attached.get(key) or next(was, None)


def _read_kept(text: str) -> object:
    """What the page carried along unseen; a page cannot make it unreadable without making it disappear."""
    return read_json(text) if text else None


def _texts(posted: Posted, name: str) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in posted.get(name, ()) if text.strip()))


def _one_or_all(item: Item, found: Sequence[object]) -> object:
    if item.repeats:
        return list(found)
    return found[-1] if found else None


def _read_quantity(name: str, posted: Posted) -> object:
    number = first(posted, f"{name}.value").strip()
    unit = first(posted, f"{name}.unit").strip()
    return {"value": typed.read_number(number, whole=False), "unit": unit} if number else None


def _row_numbers(name: str, posted: Posted) -> list[str]:
    """The numbers of the rows posted under a name, in the order of the form."""
    start = f"{name}."
    numbers = (key[len(start) :].split(".", 1)[0] for key in posted if key.startswith(start))
    return list(dict.fromkeys(number for number in numbers if position(number) is not None))


def _read_text(item: Item, text: str) -> object:
    match item.type:
        case ItemType.BOOLEAN:
            return {"true": True, "false": False}.get(text, text)
        case ItemType.INTEGER:
            return typed.read_number(text, whole=True)
        case ItemType.DECIMAL:
            return typed.read_number(text, whole=False)
        case ItemType.DATE | ItemType.PARTIAL_DATE:
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
