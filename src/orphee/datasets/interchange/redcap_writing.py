"""A definition as a REDCap data dictionary: instruments are forms, items fields; what it cannot say is listed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from orphee.datasets.computations import Computation
from orphee.datasets.conditions import Comparison, Fact, ItemAnswer
from orphee.datasets.definition import Asked, Check, Confidential, Dataset, Instrument, Item, ItemType, Text
from orphee.datasets.interchange.redcap_columns import COLUMNS
from orphee.datasets.interchange.redcap_logic import Named, Path, Speaker, UnableToSay
from orphee.datasets.interchange.results import Exported, Loss
from orphee.datasets.interchange.wording import lost, say

RECORD_ID = "record_id"
MEDIA_TYPE = "text/csv; charset=utf-8"
LONGEST_NAME = 100
_LANGUAGES = {"fr": Text("français", "French"), "en": Text("anglais", "English")}
_VALIDATIONS = {
    ItemType.INTEGER: "integer",
    ItemType.DECIMAL: "number",
    ItemType.DATE: "date_ymd",
    ItemType.DATETIME: "datetime_ymd",
    ItemType.QUANTITY: "number",
}
_TYPES = {
    ItemType.BOOLEAN: "yesno",
    ItemType.ATTACHMENT: "file",
    ItemType.MARKDOWN: "descriptive",
    ItemType.KEPT: "notes",
}
_AS_TEXT = (ItemType.PARTIAL_DATE, ItemType.AGE, ItemType.DURATION, ItemType.REFERENCE, ItemType.KEPT)


def write_redcap(dataset: Dataset, *, language: str = "fr") -> Exported:
    """The dictionary of a data set as CSV, texts in one language."""
    return _Writing(dataset, language).exported()


class _Writing:
    def __init__(self, dataset: Dataset, language: str) -> None:
        self.dataset = dataset
        self.language = language
        self.losses: list[Loss] = [lost("one-language-out", language=_LANGUAGES[language])]
        self.names = self._names()

    def exported(self) -> Exported:
        """Every form, after the field that numbers the records."""
        self._lose_dataset()
        paper = io.StringIO()
        writer = csv.DictWriter(paper, fieldnames=list(COLUMNS), lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
        writer.writerow({word: title for word, (title, _) in COLUMNS.items()})
        writer.writerow(
            {
                "name": RECORD_ID,
                "form": _form(self.dataset.instruments[0]),
                "type": "text",
                "label": say("record-number").in_(self.language),
            }
        )
        for instrument in self.dataset.instruments:
            self._lose_instrument(instrument)
            for row in self._form(instrument):
                writer.writerow(row)
        return Exported(paper.getvalue().encode(), MEDIA_TYPE, tuple(self.losses))

    def _names(self) -> dict[tuple[str, Path], Named]:
        """A name a field, unlike any other of the dictionary."""
        found: dict[tuple[str, Path], Named] = {}
        used = {RECORD_ID}
        for instrument in self.dataset.instruments:
            for path, item in instrument.by_path.items():
                if item.type is ItemType.GROUP:
                    continue
                name = _field_name("_".join(path))
                if name in used:
                    name = _field_name(f"{instrument.key}_{name}")
                number = 1
                while name in used:
                    number += 1
                    name = f"{_field_name('_'.join(path))[: LONGEST_NAME - 6]}_{number}"
                used.add(name)
                found[instrument.key, path] = Named(name, item)
                if len(path) == 1 and name != item.key:
                    self.losses.append(lost("renamed", f"{instrument.key}.{item.key}", name=item.key, key=name))
        return found

    def _form(self, instrument: Instrument) -> Iterator[dict[str, str]]:
        order = {section.key: place for place, section in enumerate(instrument.sections)}
        items = sorted(instrument.items, key=lambda item: order.get(item.section, 0))
        titles = {section.key: section.title.in_(self.language) for section in instrument.sections}
        for section in instrument.sections:
            if section.help is not None:
                self._lose(f"{instrument.key}.{section.key}", "help")
        current = ""
        for item in items:
            for row in self._rows(instrument, item, ()):
                if item.section != current:
                    current = item.section
                    row["section"] = titles.get(current, "")
                yield row

    def _rows(self, instrument: Instrument, item: Item, above: Path) -> Iterator[dict[str, str]]:
        path = (*above, item.key)
        place = ".".join((instrument.key, *path))
        if item.type is not ItemType.GROUP:
            yield self._row(instrument, item, above, place)
            return
        self.losses.append(lost("flattened", place))
        self._lose_extras(item, place)
        if item.when is not None:
            self._lose(place, "when")
        for part in item.items:
            yield from self._rows(instrument, part, path)

    def _row(self, instrument: Instrument, item: Item, above: Path, place: str) -> dict[str, str]:
        speaker = Speaker(self.names, instrument, above)
        row = {
            "name": self.names[instrument.key, (*above, item.key)].name,
            "form": _form(instrument),
            "type": _TYPES.get(item.type, "text"),
            "label": self._label(item, place),
            "validation": _VALIDATIONS.get(item.type, ""),
            "note": item.help.in_(self.language) if item.help else "",
            "required": "y" if item.asked is Asked.ALWAYS else "",
            "identifier": "y" if item.confidential is Confidential.IDENTITY else "",
        }
        self._bounds(row, item, place)
        self._choices(row, item, place)
        self._lose_extras(item, place)
        if item.type in _AS_TEXT:
            self._lose(place, f"type {item.type}")
        if item.when is not None:
            try:
                row["branching"] = _bare(speaker.condition(item.when))
            except UnableToSay:
                self._lose(place, "when")
        if item.compute is not None:
            self._calculation(row, item, item.compute, speaker, place)
        return row

    def _label(self, item: Item, place: str) -> str:
        if item.text is None:
            return item.label.in_(self.language)
        if item.text.fr[:200] != item.label.fr or item.text.en[:200] != item.label.en:
            self._lose(place, "label")
        return item.text.in_(self.language)

    def _bounds(self, row: dict[str, str], item: Item, place: str) -> None:
        if item.type in (ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY):
            row["min"] = "" if item.minimum is None else f"{item.minimum:.15g}"
            row["max"] = "" if item.maximum is None else f"{item.maximum:.15g}"
        elif item.minimum is not None or item.maximum is not None:
            self._lose(place, "min, max")
        is_dated = item.type in (ItemType.DATE, ItemType.DATETIME)
        if is_dated and not item.may_be_future:
            row["max"] = "today"
        elif item.may_be_future and not is_dated:
            self._lose(place, "future")
        for check in item.checks:
            if not (is_dated and _as_bound(row, item, check)):
                self._lose(place, f"check {check.code}")

    def _choices(self, row: dict[str, str], item: Item, place: str) -> None:
        if item.type is not ItemType.CODE:
            if item.value_set is not None:
                self._lose(place, "values")
            if item.repeats:
                self.losses.append(lost("repeats", place))
            return
        if item.value_set is None:
            self._lose(place, "terminology")
            if item.repeats:
                self.losses.append(lost("repeats", place))
            return
        row["type"] = "checkbox" if item.repeats else "dropdown"
        choices = []
        for code in item.value_set.choices:
            if any(sign in code.code for sign in ",|()[]"):
                self._lose(place, f"code {code.code}")
                continue
            label = code.label.in_(self.language)
            if "|" in label:
                self._lose(place, f"code {code.code}: |")
            choices.append(f"{code.code}, {label.replace('|', '/')}")
        row["choices"] = " | ".join(choices)
        if len(item.value_set.choices) < len(item.value_set.codes):
            self._lose(place, "retired codes")

    def _calculation(
        self, row: dict[str, str], item: Item, computation: Computation, speaker: Speaker, place: str
    ) -> None:
        try:
            said = _bare(speaker.computation(computation))
        except UnableToSay:
            self._lose(place, "compute")
            return
        if item.type is not ItemType.DECIMAL:
            self._lose(place, f"type {item.type}")
        for word in ("min", "max"):
            if row.get(word):
                self._lose(place, word)
        row |= {"type": "calc", "choices": said, "validation": "", "min": "", "max": ""}
        if "datediff" in said:
            self.losses.append(lost("approximate", place, text=said))

    def _lose_extras(self, item: Item, place: str) -> None:
        """The properties of an item that no column holds."""
        extras = {
            "unit": item.unit,
            "units": item.units,
            "format": item.format,
            "source": item.source,
            "maps": item.maps,
            "prefill": item.prefill,
            "legacy": item.legacy,
            "target": item.target,
            "asked: usually": item.asked is Asked.USUALLY,
            "confidential: professional": item.confidential is Confidential.PROFESSIONAL,
        }
        if item.type is ItemType.GROUP:
            extras |= {
                "repeats": item.repeats,
                "check": item.checks,
                "help": item.help,
                "label": item.label.fr,
                "asked": item.asked is Asked.ALWAYS,
                "confidential": item.confidential is Confidential.IDENTITY,
            }
        for what, value in extras.items():
            if value:
                self._lose(place, what)

    def _lose_instrument(self, instrument: Instrument) -> None:
        lost_here = {
            "title": True,
            "subject": instrument.subject != "person",
            "repeats": instrument.repeats,
            "stored_in": instrument.stored_in != "record",
            "answered_by": instrument.answered_by != "clinician",
            "asked": instrument.asked is not Asked.OPTIONAL,
            "help": instrument.help,
            "source": instrument.source,
            "maps": instrument.maps,
            "legacy": instrument.legacy,
            "check": instrument.checks,
        }
        for what, is_lost in lost_here.items():
            if is_lost:
                self._lose(instrument.key, what)

    def _lose_dataset(self) -> None:
        dataset = self.dataset
        lost_here = {
            "key, version, title, status": True,
            "kind": dataset.kind != "specialty",
            "source": dataset.source,
            "sources": dataset.sources,
            "licence": dataset.licence,
            "description": dataset.description,
            "inclusion": dataset.inclusion,
        }
        for what, is_lost in lost_here.items():
            if is_lost:
                self._lose("", what)
        for key, values in dataset.value_sets.items():
            if values.oid or values.name or values.revision or values.source:
                self._lose(f"value_sets.{key}", "oid, name, revision, source")
            if any(code.system or code.official or code.former or code.maps for code in values.codes):
                self._lose(f"value_sets.{key}", "codes: system, official, former, maps")

    def _lose(self, place: str, what: str) -> None:
        self.losses.append(lost("no-place", place, what=what))


def _as_bound(row: dict[str, str], item: Item, check: Check) -> bool:
    """Write a check that is a bound of a date as one; whether it is said whole."""
    must = check.must
    word = {"date-min": "min", "date-max": "max"}.get(check.code, "")
    if not word or check.applies is not None or not isinstance(must, Comparison) or check.severity != "error":
        return False
    if must.subject != ItemAnswer((item.key,)) or check.say != say(f"{check.code}-sentence"):
        return False
    if must.operator != ("not_before" if word == "min" else "not_after") or row.get(word):
        return False
    if isinstance(must.operand, Fact):
        row[word] = "today" if must.operand == Fact("today") and word == "min" else ""
    elif isinstance(must.operand, str):
        row[word] = must.operand
    return bool(row.get(word))


def _form(instrument: Instrument) -> str:
    return instrument.key.replace("-", "_")


def _field_name(name: str) -> str:
    return re.sub(r"[^a-z0-9_]", "_", name)[:LONGEST_NAME]


def _bare(said: str) -> str:
    """Without the brackets around the whole."""
    if not (said.startswith("(") and said.endswith(")")):
        return said
    depth = 0
    for place, sign in enumerate(said):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0 and place < len(said) - 1:
            return said
    return said[1:-1]
