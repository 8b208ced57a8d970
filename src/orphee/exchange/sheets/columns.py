"""The columns of a sheet: one an item, named by its path; a repeating group has numbered ones (`visits.1.on`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from orphee.datasets.definition import Instrument, Item, ItemType, Text, ValueSet

RECORD, ENTRY, PROBLEMS = "record", "entry", "problems"
OFFERED_POSITIONS = 3  # of a repeating group, in a template
MOST_POSITIONS = 50
FIXED = {
    RECORD: Text("Dossier (numéro, ou identifiant local)", "Record (number, or local identifier)"),
    ENTRY: Text("Clé de la saisie", "Key of the entry"),
    PROBLEMS: Text("Problèmes", "Problems"),
}
_PARTS = {ItemType.AGE: ("period", "months"), ItemType.QUANTITY: ("value", "unit")}
_PART_WORDS = {
    "period": Text("période", "period"),
    "months": Text("mois", "months"),
    "value": Text("valeur", "value"),
    "unit": Text("unité", "unit"),
}
_NEVER = (ItemType.MARKDOWN, ItemType.KEPT, ItemType.ATTACHMENT)

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where its answers go, the item, and which part of an age or a quantity.

    `choices`: what may be written for each code of a value set, folded, and the codes that it can mean.
    """

    name: str
    path: Path
    item: Item
    label: Text
    part: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def offered(instrument: Instrument) -> tuple[Column, ...]:
    """The columns of a template: every item that is asked."""
    return tuple(_walk(instrument.items, (), "", ""))


def column_of(instrument: Instrument, name: str) -> Column | None:
    """The column of this name; None when no item answers to it."""
    items = instrument.by_key
    item: Item | None = None
    place: list[str | int] = []
    labels: list[Text] = []
    parts = name.split(".")
    while parts:  # one key, and the position after a repeating group, at a time
        key = parts.pop(0)
        item = items.get(key)
        if item is None:
            return None
        place.append(key)
        labels.append(item.label)
        if item.type in _PARTS and len(parts) == 1 and parts[0] in _PARTS[item.type]:
            return _column(name, tuple(place), item, labels, parts[0])
        if item.type is not ItemType.GROUP:
            break
        if item.repeats:
            if not parts or not (parts[0].isascii() and parts[0].isdecimal()):
                return None
            position = int(parts.pop(0)[:4])
            if not 1 <= position <= MOST_POSITIONS:
                return None
            place.append(position - 1)
            labels.append(Text(str(position), str(position)))
        items = item.by_key
    if parts or item is None or not _is_asked(item) or item.type is ItemType.GROUP or item.type in _PARTS:
        return None
    return _column(name, tuple(place), item, labels, "")


def name_of(path: Path) -> str:
    """The column where an answer stands: positions count from one."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def _column(name: str, path: Path, item: Item, labels: list[Text], part: str) -> Column:
    said = [*labels, _PART_WORDS[part]] if part else labels
    label = Text(" – ".join(one.fr for one in said), " – ".join(one.en for one in said))
    return Column(name, path, item, label, part, _choices(item.value_set) if item.value_set else {})


def _choices(values: ValueSet) -> Mapping[str, tuple[str, ...]]:
    """A code by what people may write for it: the code itself, else its label in either language."""
    found: dict[str, dict[str, None]] = {}
    for code in values.choices:
        for label in (code.label.fr, code.label.en):
            for written in (label, f"{code.code} – {label}"):
                found.setdefault(written.casefold(), {})[code.code] = None
    exact = {name.casefold(): {code.code: None} for code in values.codes for name in (code.code, *code.former)}
    return {name: tuple(codes) for name, codes in (found | exact).items()}


def _walk(items: tuple[Item, ...], path: Path, french: str, english: str) -> Iterator[Column]:
    for item in items:
        here = (*path, item.key)
        fr, en = f"{french}{item.label.fr}", f"{english}{item.label.en}"
        if not _is_asked(item) or item.legacy:
            continue
        if item.type is ItemType.GROUP and item.repeats:
            for position in range(OFFERED_POSITIONS):
                number = f" – {position + 1} – "
                yield from _walk(item.items, (*here, position), fr + number, en + number)
        elif item.type is ItemType.GROUP:
            yield from _walk(item.items, here, f"{fr} – ", f"{en} – ")
        elif item.type in _PARTS:
            for part in _PARTS[item.type]:
                words = _PART_WORDS[part]
                label = Text(f"{fr} – {words.fr}", f"{en} – {words.en}")
                yield Column(f"{name_of(here)}.{part}", here, item, label, part)
        else:
            yield Column(name_of(here), here, item, Text(fr, en))


def _is_asked(item: Item) -> bool:
    return item.type not in _NEVER and item.compute is None
