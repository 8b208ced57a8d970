"""The data dictionary of a data set as a file: HTML to read, CSV and XLSX to work with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from orphee.datasets import dictionary
from orphee.datasets.definition import Dataset, Instrument, Item, Text, walk_items
from orphee.datasets.interchange.results import Exported
from orphee.datasets.interchange.spoken_conditions import spoken_computation, spoken_condition

FORMATS = ("html", "csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet would take for a formula
_CODE_COLUMNS = ("value_set", "code", "label_fr", "label_en", "system", "score", "retired", "former")


@dataclass(frozen=True, slots=True)
class Described:
    """One item in words, for people."""

    path: str
    depth: int
    label: str
    type: str
    asked: str
    values: str
    shown_if: str
    computed: str
    checks: tuple[str, ...]
    help: str
    source: str
    section: str
    search: str


_TYPES = {
    "boolean": Text("oui ou non", "yes or no"),
    "integer": Text("nombre entier", "whole number"),
    "decimal": Text("nombre", "number"),
    "text": Text("texte", "text"),
    "date": Text("date", "date"),
    "partial_date": Text("date, même partielle", "date, even partial"),
    "datetime": Text("date et heure", "date and time"),
    "age": Text("âge", "age"),
    "duration": Text("durée", "duration"),
    "quantity": Text("quantité", "quantity"),
    "code": Text("choix", "choice"),
    "reference": Text("renvoi à une autre saisie", "reference to another entry"),
    "attachment": Text("fichier", "file"),
    "group": Text("groupe", "group"),
    "markdown": Text("texte affiché", "text shown"),
    "kept": Text("conservé tel quel", "kept as received"),
}
_ASKED = {
    "always": Text("obligatoire", "required"),
    "usually": Text("attendu", "expected"),
    "optional": Text("facultatif", "optional"),
}
_SEVERAL = Text("plusieurs réponses", "several answers")


def described(dataset: Dataset, instrument: Instrument, language: str) -> tuple[Described, ...]:
    """Every item of an instrument in words, in the order of the form."""
    titles = {section.key: section.title.in_(language) for section in instrument.sections}
    return tuple(
        _described(path, item, dataset, instrument, titles.get(item.section, ""), language)
        for path, item in walk_items(instrument.items)
    )


def write_dictionary(dataset: Dataset, *, file_format: str = "html", language: str = "fr") -> Exported:
    """The dictionary as `html`, `csv` or `xlsx`."""
    if file_format == "csv":
        return Exported(_csv(dataset), "text/csv; charset=utf-8")
    if file_format == "xlsx":
        return Exported(_xlsx(dataset), XLSX)
    return Exported(_html(dataset, language).encode(), "text/html; charset=utf-8")


def harmless(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _described(
    path: tuple[str, ...], item: Item, dataset: Dataset, instrument: Instrument, section: str, language: str
) -> Described:
    kind = _TYPES[item.type.value].in_(language)
    if item.repeats:
        kind = f"{kind}, {_SEVERAL.in_(language)}"
    if item.unit or item.units:
        kind = f"{kind} ({item.unit or ', '.join(item.units)})"
    values = _values(item, language)
    label = item.label.in_(language)
    return Described(
        path=".".join(path),
        depth=len(path) - 1,
        label=label,
        type=kind,
        asked="" if item.compute else _ASKED[item.asked.value].in_(language),
        values=values,
        shown_if=spoken_condition(item.when, instrument, language) if item.when else "",
        computed=spoken_computation(item.compute, instrument, language) if item.compute else "",
        checks=tuple(check.say.in_(language) for check in item.checks),
        help=item.help.in_(language) if item.help else "",
        source=item.source or instrument.source or dataset.source,
        section=section,
        search=f"{instrument.key} {'.'.join(path)} {item.label.fr} {item.label.en} {values}".casefold(),
    )


def _values(item: Item, language: str) -> str:
    if item.value_set is not None:
        return " · ".join(f"{code.label.in_(language)} ({code.code})" for code in item.value_set.choices)
    if item.terminology is not None:
        return ", ".join(item.terminology.systems).upper()
    low, high = item.minimum, item.maximum
    if low is None and high is None:
        return ""
    return f"{'…' if low is None else f'{low:g}'} – {'…' if high is None else f'{high:g}'}"


def _code_rows(dataset: Dataset) -> Iterator[tuple[object, ...]]:
    for values in dataset.value_sets.values():
        for code in values.codes:
            yield (
                values.key, code.code, code.label.fr, code.label.en, code.system, code.score,
                code.retired, ", ".join(code.former),
            )  # fmt: skip


def _csv(dataset: Dataset) -> bytes:
    paper = io.StringIO()
    writer = csv.DictWriter(paper, fieldnames=dictionary.header())
    writer.writeheader()
    for row in dictionary.as_dicts(dataset):
        writer.writerow({name: harmless(value) for name, value in row.items()})
    return b"\xef\xbb\xbf" + paper.getvalue().encode()


def _xlsx(dataset: Dataset) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    items = [tuple(row.values()) for row in dictionary.as_dicts(dataset)]
    for title, header, rows in (
        ("items", dictionary.header(), items),
        ("codes", _CODE_COLUMNS, list(_code_rows(dataset))),
    ):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        names = [WriteOnlyCell(sheet, value=name) for name in header]
        for name in names:
            name.font = Font(bold=True)
        sheet.append(names)
        for row in rows:
            cells = [WriteOnlyCell(sheet, value=_cell(value)) for value in row]
            for cell in cells:
                if cell.data_type == "f":  # a label that begins with “=” is a label
                    cell.data_type = "s"
            sheet.append(cells)
    paper = io.BytesIO()
    book.save(paper)
    return paper.getvalue()


def _cell(value: object) -> str | float | None:
    if value is None or isinstance(value, float):
        return value
    return int(value) if isinstance(value, int) else str(value)


_HEADS = (
    Text("Item", "Item"),
    Text("Question", "Question"),
    Text("Réponse", "Answer"),
    Text("Choix et bornes", "Choices and bounds"),
    Text("Affichage, calcul, contrôles", "Display, computation, checks"),
    Text("Source", "Source"),
)
_STYLE = (
    "body{font-family:Arial,sans-serif;margin:2rem;color:#161616}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #ddd;padding:.4rem;text-align:left;vertical-align:top;font-size:.9rem}"
    "th{background:#f6f6f6}code{font-size:.85em}"
)


def _html(dataset: Dataset, language: str) -> str:
    """A page that stands alone: no script, nothing from elsewhere."""
    title = f"{dataset.title.in_(language)} {dataset.version}"
    body = [f"<h1>{escape(title)}</h1>"]
    if dataset.description:
        body.append(f"<p>{escape(dataset.description.in_(language))}</p>")
    for instrument in dataset.instruments:
        body.append(f'<h2 id="{escape(instrument.key)}">{escape(instrument.title.in_(language))}</h2>')
        body += _table(dataset, instrument, language)
    return (
        f'<!DOCTYPE html><html lang="{escape(language)}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>{''.join(body)}</body></html>"
    )


def _table(dataset: Dataset, instrument: Instrument, language: str) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{escape(head.in_(language))}</th>' for head in _HEADS)
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
    for one in described(dataset, instrument, language):
        rules = [part for part in (one.shown_if, one.computed, *one.checks) if part]
        answer = ", ".join(part for part in (one.type, one.asked) if part)
        question = escape(one.label) + (f"<br><small>{escape(one.help)}</small>" if one.help else "")
        words = (answer, one.values, "\n".join(rules), one.source)
        cells = (f"<code>{escape(one.path)}</code>", question, *(escape(word).replace("\n", "<br>") for word in words))
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table>"
