"""Tell an entry in words: each question that has an answer, with the answer as people read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from orphee.care.rules import typed
from orphee.care.rules.communes import is_commune, term
from orphee.care.rules.drawing import shown_value, unit_word
from orphee.datasets import ages
from orphee.datasets.conditions import is_answered
from orphee.datasets.definition import Instrument, Item, ItemType

YES_NO = {"fr": ("oui", "non"), "en": ("yes", "no")}
LabelOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """A question and its answer in words. `path` says which question, for comparing two versions."""

    path: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that two versions of an entry answer differently."""

    label: str
    mine: str
    theirs: str
    path: str = ""


def tell(instrument: Instrument, answers: Mapping[str, object], language: str, label_of: LabelOf) -> tuple[Line, ...]:
    """Every answered question, in the order of the definition. What was only kept as received is left out."""
    return tuple(_lines(instrument.items, answers, "", "", language, label_of))


def differences(
    instrument: Instrument,
    mine: Mapping[str, object],
    theirs: Mapping[str, object],
    language: str,
    label_of: LabelOf,
) -> tuple[Difference, ...]:
    """Question by question, where two versions differ."""
    ours = {line.path: line for line in tell(instrument, mine, language, label_of)}
    others = {line.path: line for line in tell(instrument, theirs, language, label_of)}
    found = []
    for path in dict.fromkeys((*ours, *others)):
        left, right = ours.get(path), others.get(path)
        said = left or right
        if said is not None and (left.text if left else "") != (right.text if right else ""):
            found.append(Difference(said.label, left.text if left else "", right.text if right else "", path))
    return tuple(found)


def codes_in(instrument: Instrument, answers: Mapping[str, object]) -> set[str]:
    """The terminology codes of an entry: those whose labels must be looked up to tell it."""
    return set(_codes(instrument.items, answers))


def _codes(items: tuple[Item, ...], answers: Mapping[str, object]) -> Iterator[str]:
    for item in items:
        value = answers.get(item.key)
        for one in value if isinstance(value, list | tuple) else [value]:
            if item.type is ItemType.CODE and item.value_set is None and isinstance(one, str):
                yield one
            elif is_commune(item) and isinstance(one, str):
                yield term(one)
            elif item.items and isinstance(one, Mapping):
                yield from _codes(item.items, one)


def _lines(
    items: tuple[Item, ...], answers: Mapping[str, object], path: str, above: str, language: str, label_of: LabelOf
) -> Iterator[Line]:
    for item in items:
        value = answers.get(item.key)
        if not is_answered(value) or item.type in (ItemType.KEPT, ItemType.MARKDOWN):
            continue
        here, label = f"{path}{item.key}", f"{above}{item.label.in_(language)}"
        if item.type is not ItemType.GROUP:
            yield Line(here, label, say(item, value, language, label_of))
            continue
        elements = value if isinstance(value, list | tuple) else [value]
        for index, element in enumerate(elements):
            if isinstance(element, Mapping):
                number = f" {index + 1}" if item.repeats and len(elements) > 1 else ""
                yield from _lines(item.items, element, f"{here}.{index}.", f"{label}{number} – ", language, label_of)


def say(item: Item, value: object, language: str, label_of: LabelOf) -> str:
    """One answer in words."""
    if isinstance(value, list | tuple):
        return " ; ".join(say(item, one, language, label_of) for one in value if is_answered(one))
    if item.type is ItemType.BOOLEAN and isinstance(value, bool):
        return YES_NO["en" if language == "en" else "fr"][0 if value else 1]
    if item.type is ItemType.AGE and isinstance(value, Mapping):
        return ages.spoken(value, language)
    if item.type is ItemType.QUANTITY and isinstance(value, Mapping):
        return f"{typed.show_number(value.get('value'), language)} {unit_word(str(value.get('unit') or ''), language)}"
    if item.type is ItemType.ATTACHMENT and isinstance(value, Mapping):
        return str(value.get("name") or "")
    if item.type is ItemType.CODE:
        code = str(value)
        return item.value_set.label(code, language) if item.value_set else label_of(code)
    return f"{shown_value(item, value, language)} {unit_word(item.unit, language)}".strip()
