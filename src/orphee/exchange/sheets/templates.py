"""The sheet to fill, made from the definition: titles, what they mean, the lists to choose from, an explanation."""

from __future__ import annotations

import csv
import io
from typing import Any

from orphee.datasets.definition import Dataset, Instrument, ItemType, Text
from orphee.datasets.interchange.dictionary import XLSX, harmless
from orphee.datasets.interchange.results import Exported
from orphee.exchange.sheets.columns import ENTRY, FIXED, RECORD, Column, offered
from orphee.exchange.sheets.opening import instruments_of

LISTS = "lists"
CSV = "text/csv; charset=utf-8"
_ROWS = 5_000  # rows that get the lists and the checks
_WIDTH = 24
_EXPLANATION = Text("Explications", "Explanation")
_TYPES = {
    ItemType.BOOLEAN: Text("oui ou non", "yes or no"),
    ItemType.INTEGER: Text("nombre entier", "whole number"),
    ItemType.DECIMAL: Text("nombre, 3,5 ou 3.5", "number, 3.5 or 3,5"),
    ItemType.TEXT: Text("texte", "text"),
    ItemType.DATE: Text("date : 2024-03-05 ou 05/03/2024", "date: 2024-03-05 or 05/03/2024"),
    ItemType.PARTIAL_DATE: Text("date, même partielle : 2024, 2024-03", "date, even partial: 2024, 2024-03"),
    ItemType.DATETIME: Text("date et heure : 2024-03-05T14:30:00", "date and time: 2024-03-05T14:30:00"),
    ItemType.AGE: Text("âge : période, et mois révolus", "age: period, and completed months"),
    ItemType.DURATION: Text("durée : P3Y2M", "duration: P3Y2M"),
    ItemType.QUANTITY: Text("nombre et unité UCUM", "number and UCUM unit"),
    ItemType.CODE: Text("choix de la liste, ou son code", "choice of the list, or its code"),
    ItemType.REFERENCE: Text("clé d’une autre saisie", "key of another entry"),
}
_SEVERAL = Text("plusieurs réponses séparées par ;", "several answers separated by ;")
_LINES = (
    Text("Une ligne par saisie. Ne changez pas la première ligne.", "One row an entry. Do not change the first line."),
    Text(
        "record : le numéro du dossier (ABC-DEF-GHJ-K), ou l’identifiant local dans l’un de vos sites.",
        "record: the number of the record (ABC-DEF-GHJ-K), or the local identifier at one of your sites.",
    ),
    Text(
        "entry : pour un formulaire qui se répète, une clé de votre choix ; la même clé corrige la même saisie.",
        "entry: for a form that repeats, a key of your own; the same key corrects the same entry.",
    ),
    Text(
        "Importer deux fois le même fichier ne change rien. La ligne remplace la saisie, cellules vides comprises.",
        "Importing the same file twice changes nothing. The whole row replaces the entry, its empty cells too.",
    ),
    Text("Les formules sont refusées : collez leurs valeurs.", "Formulas are refused: paste their values."),
)


def csv_template(instrument: Instrument, *, language: str = "fr") -> Exported:
    """The two title lines of one form, as CSV."""
    paper = io.StringIO()
    writer = csv.writer(paper)
    heads = _heads(instrument)
    writer.writerow([name for name, _, _ in heads])
    writer.writerow([harmless(label.in_(language)) for _, label, _ in heads])
    return Exported(b"\xef\xbb\xbf" + paper.getvalue().encode(), CSV)


def xlsx_template(dataset: Dataset, instrument: str = "", *, language: str = "fr") -> Exported:
    """A workbook: one sheet a form (or the one named), the lists, an explanation."""
    from openpyxl import Workbook

    book = Workbook()
    del book[book.sheetnames[0]]
    forms = [form for form in instruments_of(dataset) if not instrument or form.key == instrument]
    lists = _Lists(dataset, language)
    for form in forms:
        _fill(book.create_sheet(form.key[:31]), form, lists, language)
    _explain(book.create_sheet(_EXPLANATION.in_(language)), forms, language)
    lists.write(book.create_sheet(LISTS))
    paper = io.BytesIO()
    book.save(paper)
    return Exported(paper.getvalue(), XLSX)


class _Lists:
    """The value sets, one a column of a hidden sheet: a validation can only hold 255 characters itself."""

    def __init__(self, dataset: Dataset, language: str) -> None:
        self.columns: dict[str, list[str]] = {}
        for values in dataset.value_sets.values():
            labels = [code.label.in_(language) for code in values.choices]
            twice = {label for label in labels if labels.count(label) > 1} if len(labels) < 500 else set()
            self.columns[values.key] = [
                code.code if label in twice else label for code, label in zip(values.choices, labels, strict=True)
            ]
        self.columns["yes-no"] = ["oui", "non"] if language == "fr" else ["yes", "no"]

    def address(self, key: str) -> str:
        from openpyxl.utils import get_column_letter

        letter = get_column_letter(list(self.columns).index(key) + 1)
        return f"={LISTS}!${letter}$2:${letter}${len(self.columns[key]) + 1}"

    def write(self, sheet: Any) -> None:
        for place, (key, labels) in enumerate(self.columns.items(), start=1):
            for row, label in enumerate([key, *labels], start=1):
                _put(sheet, row, place, label)
        sheet.sheet_state = "hidden"


def _heads(form: Instrument) -> list[tuple[str, Text, Column | None]]:
    fixed = [RECORD, ENTRY] if form.repeats else [RECORD]
    return [*((word, FIXED[word], None) for word in fixed), *((one.name, one.label, one) for one in offered(form))]


def _fill(sheet: Any, form: Instrument, lists: _Lists, language: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    validations: dict[str, Any] = {}
    for place, (name, label, column) in enumerate(_heads(form), start=1):
        _put(sheet, 1, place, name).font = Font(bold=True)
        said = _put(sheet, 2, place, label.in_(language))
        said.font, said.alignment = Font(italic=True), Alignment(wrap_text=True, vertical="top")
        said.fill = PatternFill("solid", fgColor="F6F6F6")
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTH
        key = _list_of(column)
        if key:
            if key not in validations:
                validations[key] = DataValidation(type="list", formula1=lists.address(key), allow_blank=True)
                validations[key].showErrorMessage = False  # codes may be written too: the import judges
                sheet.add_data_validation(validations[key])
            validations[key].add(f"{letter}3:{letter}{_ROWS}")
    sheet.freeze_panes = "B3"


def _list_of(column: Column | None) -> str:
    """The list that a column offers; a column that takes several answers offers none, a spreadsheet takes but one."""
    if column is None or column.item.repeats or column.part not in ("", "period"):
        return ""
    if column.item.type is ItemType.BOOLEAN:
        return "yes-no"
    return column.item.value_set.key if column.item.value_set else ""


def _explain(sheet: Any, forms: list[Instrument], language: str) -> None:
    from openpyxl.styles import Font

    row = 1
    for line in _LINES:
        _put(sheet, row, 1, line.in_(language))
        row += 1
    for form in forms:
        row += 1
        _put(sheet, row, 1, form.title.in_(language)).font = Font(bold=True)
        for column in offered(form):
            row += 1
            for place, said in enumerate(_explained(column, language), start=1):
                _put(sheet, row, place, said)
    for letter, width in (("A", 40), ("B", 50), ("C", 40), ("D", 80)):
        sheet.column_dimensions[letter].width = width


def _explained(column: Column, language: str) -> tuple[str, str, str, str]:
    item = column.item
    kind = _TYPES[item.type].in_(language)
    if item.repeats:
        kind = f"{kind} ; {_SEVERAL.in_(language)}"
    if item.unit:
        kind = f"{kind} ({item.unit})"
    choices = item.value_set.choices if item.value_set else ()
    values = ", ".join(f"{code.code} = {code.label.in_(language)}" for code in choices)
    return column.name, column.label.in_(language), kind, values[:2_000]


def _put(sheet: Any, row: int, place: int, said: str) -> Any:
    """A cell of text, even when it begins with “=”."""
    cell = sheet.cell(row=row, column=place, value=said)
    if cell.data_type == "f":
        cell.data_type = "s"
    return cell
