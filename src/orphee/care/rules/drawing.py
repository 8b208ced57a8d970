"""Draw a form: from an instrument's definition and its answers to the fields on screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Required, TypedDict

from orphee.care.rules import communes, typed
from orphee.care.rules.communes import TOWN_OF, is_commune
from orphee.care.rules.fields import BLANK_ROW, FEW_CHOICES, AgeAnswer, Choice, Field, File, Kind, Known, Row
from orphee.care.rules.markdown import as_html
from orphee.care.rules.unchosen import is_unchosen, typed_in
from orphee.datasets import ages
from orphee.datasets.compiled_form import Form, form_of
from orphee.datasets.conditions import Context, is_answered
from orphee.datasets.definition import Asked, Instrument, Item, ItemType

Answers = Mapping[str, object]


class Parts(TypedDict, total=False):
    """The parts of a Field that depend on the item's type."""

    kind: Required[Kind]
    value: str
    choices: tuple[Choice, ...]
    systems: str
    levels: str
    under: str
    pattern: str
    fills: str
    html: str
    files: tuple[File, ...]
    is_multiple: bool
    age: AgeAnswer
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]
    blank: Row


PLAIN_KINDS = {
    ItemType.TEXT: Kind.TEXT,
    ItemType.INTEGER: Kind.NUMBER,
    ItemType.DECIMAL: Kind.NUMBER,
    ItemType.DATE: Kind.DAY,
    ItemType.PARTIAL_DATE: Kind.DATE,
    ItemType.DATETIME: Kind.DATETIME,
    ItemType.DURATION: Kind.DURATION,
    ItemType.BOOLEAN: Kind.YES_NO,
    ItemType.AGE: Kind.AGE,
    ItemType.KEPT: Kind.KEPT,
}
LONG_TEXTS = ("comment", "description", "summary", "other_genetics", "biobanks")
UNITS = {"fr": {"wk": "semaines", "d": "jours", "mo": "mois"}, "en": {"wk": "weeks", "d": "days", "mo": "months"}}


def _as_is(code: str) -> str:
    return code


@dataclass(frozen=True)
class Drawing:
    """What drawing needs beside the definition.

    `label_of` names a terminology code; `offers` gives the choices of a text that is really a list (my sites);
    `entries` those of a reference, by data set and instrument;
    `written_by_us` are first-level items that nobody types (an entry's own identifier);
    `problems` and `queries` are sentences by the path of the field they speak of.
    """

    context: Context
    language: str = "fr"
    label_of: Callable[[str], str] = _as_is
    offers: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    written_by_us: Collection[str] = ()
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    queries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: Mapping[str, Known] = field(default_factory=dict)
    age_choices: tuple[Choice, ...] = ()
    entries: Mapping[tuple[str, str], tuple[Choice, ...]] = field(default_factory=dict)
    has_communes: bool = False  # whether towns can be searched
    numbers: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of the rows as the page numbers them


@dataclass(frozen=True, slots=True)
class _Place:
    """Where we stand: the answers around us, outermost first, and the form made ready at this depth."""

    scopes: tuple[Answers, ...]
    form: Form
    prefix: str = ""

    def within(self, item: Item, answers: Answers, prefix: str) -> _Place:
        inside = self.form.by_key[item.key].inside
        if inside is None:
            raise LookupError(f"the item {item.key} is no group: there is no form inside")
        return _Place((*self.scopes, answers), inside, prefix)

    def applies(self, item: Item, context: Context) -> bool:
        shown = self.form.by_key[item.key].shown
        return shown is None or shown(self.scopes, context) is True


def draw(
    instrument: Instrument, answers: Answers, drawing: Drawing, items: tuple[Item, ...] | None = None
) -> tuple[Field, ...]:
    """The fields of a form, in the order of the definition. Items of older models show only where answered.

    A conditional question that is answered shows in any case: an answer that no longer fits must be seen to be removed.
    `items`: those of one page, by default all.
    """
    place = _Place((answers,), form_of(instrument))
    return tuple(_fields(instrument.items if items is None else items, answers, place, drawing))


def walk_fields(fields: tuple[Field, ...]) -> Iterator[Field]:
    """Every field at any depth, without the blank rows."""
    for one in fields:
        yield one
        yield from walk_fields(one.fields)
        for row in one.rows:
            yield from walk_fields(row.fields)


def _fields(items: tuple[Item, ...], answers: Answers, place: _Place, drawing: Drawing) -> Iterator[Field]:
    for item in items:
        value = answers.get(item.key)
        if item.legacy and not is_answered(value):
            continue
        name = f"{place.prefix}{item.key}"
        if name in drawing.written_by_us:
            yield Field(name=name, kind=Kind.HIDDEN, label="", value=str(value or ""))
        else:
            yield _field(item, value, name, place, drawing)


def _field(item: Item, value: object, name: str, place: _Place, drawing: Drawing) -> Field:
    parts = _parts(item, value, name, place, drawing)
    language = drawing.language
    shown = (is_answered(value) and item.compute is None) or place.applies(item, drawing.context)
    return Field(
        name=name,
        label=item.label.said(language),
        is_asked=item.asked is Asked.ALWAYS,
        is_expected=item.asked is Asked.USUALLY,
        help=item.help.said(language) if item.help else "",
        unit=unit_word(item.unit, language),
        is_shown=shown,
        is_conditional=item.when is not None,
        problems=drawing.problems.get(name, ()),
        queries=drawing.queries.get(name, ()),
        known=drawing.known.get(name),
        **parts,
    )


def _parts(item: Item, value: object, name: str, place: _Place, drawing: Drawing) -> Parts:
    """What depends on the type: the kind of field and what is in it."""
    if item.compute is not None:
        return {"kind": Kind.COMPUTED, "value": computed_text(item, value, drawing.language)}
    if item.type is ItemType.MARKDOWN:
        return {"kind": Kind.MARKDOWN, "html": as_html(item.text.in_(drawing.language) if item.text else "")}
    if item.type is ItemType.ATTACHMENT:
        return {"kind": Kind.ATTACHMENT, "files": files_of(value), "is_multiple": item.repeats}
    if item.type is ItemType.REFERENCE:
        return _reference(item, value, drawing)
    if item.type is ItemType.GROUP:
        return _rows(item, value, name, place, drawing) if item.repeats else _group(item, value, name, place, drawing)
    if item.type is ItemType.CODE:
        return _code(item, value, drawing)
    if item.repeats and item.type is not ItemType.KEPT:
        return _list(item, value, name, drawing)
    return _single(item, value, name, drawing)


def _group(item: Item, value: object, name: str, place: _Place, drawing: Drawing) -> Parts:
    answers = value if isinstance(value, Mapping) else {}
    inside = place.within(item, answers, f"{name}.")
    return {"kind": Kind.GROUP, "fields": tuple(_fields(item.items, answers, inside, drawing))}


def _rows(item: Item, value: object, name: str, place: _Place, drawing: Drawing) -> Parts:
    elements = [element for element in _listed(value) if isinstance(element, Mapping)]

    def row(number: str, was: str, answers: Answers) -> Row:
        inside = place.within(item, answers, f"{name}.{number}.")
        return Row(number=number, was=was, fields=tuple(_fields(item.items, answers, inside, drawing)))

    numbers = _numbers(drawing, name, len(elements))
    rows = tuple(row(numbers[index], str(index), element) for index, element in enumerate(elements))
    return {"kind": Kind.ROWS, "rows": rows, "blank": row(BLANK_ROW, "", {})}


def _list(item: Item, value: object, name: str, drawing: Drawing) -> Parts:
    """Several answers of a plain type, one line each."""

    def row(number: str, was: str, one: object) -> Row:
        path = f"{name}.{number}"
        parts = _single(item, one, path, drawing)
        label = item.label.said(drawing.language)
        only = Field(name=path, label=label, problems=drawing.problems.get(path, ()), **parts)
        return Row(number=number, was=was, fields=(only,))

    answers = _listed(value)
    numbers = _numbers(drawing, name, len(answers))
    rows = tuple(row(numbers[index], str(index), one) for index, one in enumerate(answers))
    return {"kind": Kind.ROWS, "rows": rows, "blank": row(BLANK_ROW, "", None)}


def _numbers(drawing: Drawing, name: str, count: int) -> Sequence[str]:
    """The numbers of the rows on the page that asks; counted from 0 where none is open."""
    numbers = drawing.numbers.get(name, ())
    return numbers if len(numbers) == count else [str(index) for index in range(count)]


def _single(item: Item, value: object, name: str, drawing: Drawing) -> Parts:
    offered = drawing.offers.get(item.key) if item.type is ItemType.TEXT else None
    if offered is not None:
        return {"kind": Kind.SELECT, "choices": _with_chosen(offered, value)}
    if item.type is ItemType.AGE:
        return {"kind": Kind.AGE, "age": _age(value, drawing)}
    if item.type is ItemType.QUANTITY:
        return _quantity(item, value, drawing)
    if is_commune(item) and drawing.has_communes:
        return _commune(item, value, name, drawing)
    kind = Kind.LONG_TEXT if item.type is ItemType.TEXT and item.key in LONG_TEXTS else PLAIN_KINDS[item.type]
    return {"kind": kind, "value": shown_value(item, value, drawing.language)}


def _commune(item: Item, value: object, name: str, drawing: Drawing) -> Parts:
    codes = [str(value)] if is_answered(value) else []
    taken = (code for code in codes if not is_unchosen(code))
    town = TOWN_OF.get(item.key, "")
    return {
        "kind": Kind.PICKER,
        "value": typed_in(codes),
        "choices": tuple(Choice(code, communes.name_of(code, drawing.label_of), chosen=True) for code in taken),
        "systems": communes.SYSTEM,
        "levels": communes.LEVELS,
        "pattern": communes.CODE,
        "fills": f"{name.removesuffix(item.key)}{town}" if town else "",
    }


def _quantity(item: Item, value: object, drawing: Drawing) -> Parts:
    said = value if isinstance(value, Mapping) else {}
    unit = str(said.get("unit") or (item.units[0] if item.units else ""))
    units = dict.fromkeys((*item.units, unit))
    number = said.get("value")
    return {
        "kind": Kind.QUANTITY,
        "value": "" if number is None else typed.show_number(number, drawing.language),
        "choices": tuple(Choice(one, unit_word(one, drawing.language), one == unit) for one in units),
    }


def _reference(item: Item, value: object, drawing: Drawing) -> Parts:
    chosen = {str(one) for one in _listed(value) if is_answered(one)}
    offered = drawing.entries.get(item.target, ()) if item.target else ()
    known = tuple(Choice(one.code, one.label, one.code in chosen) for one in offered)
    strangers = chosen - {one.code for one in offered}
    choices = known + tuple(Choice(one, one, chosen=True, retired=True) for one in sorted(strangers))
    return {"kind": Kind.CHECKBOXES if item.repeats else Kind.SELECT, "choices": choices}


def files_of(value: object) -> tuple[File, ...]:
    """The attachments of an answer."""
    return tuple(
        File(str(one.get("key")), str(one.get("name")), str(one.get("media_type")), _kilobytes(one.get("size")))
        for one in _listed(value)
        if isinstance(one, Mapping)
    )


def _kilobytes(size: object) -> int:
    return max(1, round(size / 1000)) if isinstance(size, int) else 0


def unit_word(unit: str, language: str) -> str:
    """A unit as people read it; the UCUM code itself when it has no word."""
    return UNITS["en" if language == "en" else "fr"].get(unit, unit)


def computed_text(item: Item, value: object, language: str) -> str:
    """A computed answer as it is shown; empty when it could not be computed."""
    if not is_answered(value):
        return ""
    if item.value_set is not None:
        return item.value_set.label(str(value), language)
    if isinstance(value, bool):
        return {("en", True): "yes", ("en", False): "no", ("fr", True): "oui"}.get((language[:2], value), "non")
    return f"{shown_value(item, value, language)} {unit_word(item.unit, language)}".strip()


def shown_value(item: Item, value: object, language: str) -> str:
    """A stored answer as its box shows it."""
    if value is None:
        return ""
    if item.type is ItemType.KEPT:
        return json.dumps(value, ensure_ascii=False, indent=1)
    if item.type is ItemType.BOOLEAN:
        return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    if item.type in (ItemType.INTEGER, ItemType.DECIMAL):
        return typed.show_number(value, language)
    if item.type is ItemType.DURATION and isinstance(value, str):
        return typed.show_duration(value, language)
    if item.type is ItemType.DATETIME and isinstance(value, str):
        return typed.show_datetime(value)
    if item.type in (ItemType.DATE, ItemType.PARTIAL_DATE) and isinstance(value, str):
        return typed.show_date(value)
    return str(value)


def _code(item: Item, value: object, drawing: Drawing) -> Parts:
    codes = [str(one) for one in _listed(value) if is_answered(one)]
    if item.value_set is None:
        binding = item.terminology
        taken = (code for code in codes if not is_unchosen(code))
        picked = tuple(Choice(code=code, label=drawing.label_of(code), chosen=True) for code in taken)
        return {
            "kind": Kind.PICKER,
            "value": typed_in(codes),
            "choices": picked,
            "systems": ",".join(binding.systems) if binding else "",
            "levels": ",".join(binding.levels) if binding else "",
            "under": ",".join(binding.under) if binding else "",
            "is_multiple": item.repeats,
        }
    language = drawing.language
    choices = tuple(
        Choice(code.code, code.label.said(language), code.code in codes, code.retired)
        for code in item.value_set
        if not code.retired or code.code in codes
    )
    known = {choice.code for choice in choices}
    strangers = tuple(Choice(code, code, chosen=True, retired=True) for code in codes if code not in known)
    return {"kind": _kind_of_choice(item, len(choices)), "choices": choices + strangers}


def _kind_of_choice(item: Item, count: int) -> Kind:
    if item.repeats:
        return Kind.CHECKBOXES
    return Kind.RADIOS if count <= FEW_CHOICES else Kind.SELECT


def _with_chosen(offered: tuple[Choice, ...], value: object) -> tuple[Choice, ...]:
    """The choices with the present answer marked, added when it is not among them."""
    current = str(value) if is_answered(value) else ""
    marked = tuple(Choice(one.code, one.label, one.code == current, one.retired) for one in offered)
    if current and not any(one.chosen for one in marked):
        marked += (Choice(current, current, chosen=True),)
    return marked


def _age(value: object, drawing: Drawing) -> AgeAnswer:
    answer = value if isinstance(value, Mapping) else {}
    period, months = answer.get("period"), answer.get("months")
    periods = tuple(Choice(one.code, one.label, one.code == period) for one in drawing.age_choices)
    years, rest = ("", "") if months is None else (str(months), "")
    if isinstance(months, int) and not isinstance(months, bool):
        years, rest = str(months // 12) if months >= 12 else "", str(months % 12) if months % 12 or months < 12 else ""
    elif isinstance(months, float):
        years, rest = "", typed.show_number(months, drawing.language)
    return AgeAnswer(
        periods=periods, years=years, months=rest, at_age=ages.AT_MONTHS, is_at_age=period == ages.AT_MONTHS
    )


def _listed(value: object) -> list[object]:
    """A value as a list: nothing is none, one answer is a list of one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
