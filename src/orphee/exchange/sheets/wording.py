"""What a sheet's problems say, in both languages: what is wrong, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass

from orphee.datasets.definition import Text

ERROR, QUERY = "error", "query"
_LONGEST = 60
_SAID = ("value", "first", "second")  # what repeats the cell

_SENTENCES: dict[str, tuple[str, str]] = {
    # the file
    "unknown-columns": (
        "Ces colonnes ne sont pas dans le formulaire : {columns}. Téléchargez le modèle et gardez ses titres.",
        "These columns are not in the form: {columns}. Download the template and keep its titles.",
    ),
    "missing-columns": (
        "Il manque la colonne « {columns} » : elle dit de quel dossier il s’agit.",
        "The column “{columns}” is missing: it says which record is meant.",
    ),
    "twice-columns": (
        "Ces colonnes viennent deux fois : {columns}. N’en gardez qu’une de chaque.",
        "These columns come twice: {columns}. Keep one of each.",
    ),
    "no-sheet": (
        "Aucune feuille ne porte le nom d’un formulaire de ce recueil ({known}).",
        "No sheet bears the name of a form of this collection ({known}).",
    ),
    "no-rows": ("La feuille ne contient aucune ligne.", "The sheet holds no row."),
    "which-form": (
        "Dites quel formulaire ce fichier remplit : {known}.",
        "Say which form this file fills: {known}.",
    ),
    "too-many-rows": (
        "Plus de {most} lignes : découpez le fichier.",
        "More than {most} rows: split the file.",
    ),
    "too-many-cells": (
        "Plus de {most} cellules : découpez le fichier.",
        "More than {most} cells: split the file.",
    ),
    "not-read": (
        "Le classeur ne peut pas être lu ({why}). Enregistrez-le à nouveau, ou en CSV.",
        "The workbook cannot be read ({why}). Save it again, or as CSV.",
    ),
    "read-as": (
        "Le fichier n’est pas en UTF-8 : il est lu comme {coding}. Vérifiez les accents.",
        "The file is not in UTF-8: it is read as {coding}. Check the accents.",
    ),
    # a cell
    "formula": (
        "La cellule contient une formule : remplacez-la par sa valeur.",
        "The cell holds a formula: replace it by its value.",
    ),
    "cell-error": (
        "La cellule contient une erreur du tableur : corrigez-la.",
        "The cell holds an error of the spreadsheet: correct it.",
    ),
    "not-boolean": ("« {value} » n’est ni oui ni non.", "“{value}” is neither yes nor no."),
    "not-integer": ("« {value} » n’est pas un nombre entier.", "“{value}” is no whole number."),
    "not-number": (
        "« {value} » n’est pas un nombre. Écrivez 3,5 ou 3.5, sans unité.",
        "“{value}” is no number. Write 3.5 or 3,5, without a unit.",
    ),
    "not-date": (
        "« {value} » n’est pas une date. Écrivez 2024-03-05 ou 05/03/2024.",
        "“{value}” is no date. Write 2024-03-05 or 05/03/2024.",
    ),
    "partial-date": (
        "« {value} » n’a pas de jour : la date entière est demandée.",
        "“{value}” has no day: the whole date is asked.",
    ),
    "two-figure-year": (
        "« {value} » : l’année n’a que deux chiffres. Écrivez-la en entier.",
        "“{value}”: the year has two figures only. Write it in full.",
    ),
    "ambiguous-date": (
        "« {value} » peut être le {first} ou le {second} : d’autres dates de cette colonne ont le mois en premier. "
        "Écrivez l’année d’abord, comme 2024-03-05.",
        "“{value}” can be {first} or {second}: other dates of this column begin with the month. "
        "Write the year first, as in 2024-03-05.",
    ),
    "month-first": (
        "« {value} » a le mois en premier. Écrivez 2024-03-05 ou 05/03/2024 (le jour d’abord).",
        "“{value}” begins with the month. Write 2024-03-05 or 05/03/2024 (the day first).",
    ),
    "not-a-choice": (
        "« {value} » n’est pas dans la liste : {known}.",
        "“{value}” is not in the list: {known}.",
    ),
    "two-choices": (
        "« {value} » désigne plusieurs choix : écrivez le code.",
        "“{value}” stands for several choices: write the code.",
    ),
    "one-answer": (
        "Une seule réponse est attendue ici, {count} sont données.",
        "One answer is expected here, {count} are given.",
    ),
    # a row
    "no-record": (
        "La ligne ne dit pas de quel dossier il s’agit.",
        "The row does not say which record it is about.",
    ),
    "unknown-record": (
        "Aucun dossier de vos sites n’a ce numéro ni cet identifiant.",
        "No record of your sites has this number or identifier.",
    ),
    "several-records": (
        "Cet identifiant désigne {count} dossiers : écrivez le numéro de dossier.",
        "This identifier stands for {count} records: write the record's number.",
    ),
    "same-row": (
        "La ligne {first} dit déjà cette saisie : gardez l’une des deux.",
        "Row {first} already says this entry: keep one of the two.",
    ),
    "empty-row": ("La ligne ne contient aucune réponse.", "The row holds no answer."),
    "key-too-long": (
        "La clé de la saisie fait {length} caractères, {most} au plus.",
        "The key of the entry has {length} characters, at most {most}.",
    ),
    "key-without-need": (
        "Ce formulaire n’existe qu’une fois par dossier : laissez la clé vide.",
        "This form exists once a record: leave the key empty.",
    ),
    "not-stored": (
        "La ligne n’a pas pu être enregistrée ({why}). Réessayez ; si cela se répète, prévenez votre administrateur.",
        "The row could not be stored ({why}). Try again; if it happens again, tell your administrator.",
    ),
    "corrected-since": (
        "Cette saisie a été corrigée depuis l’import de la même ligne : la correction est gardée.",
        "This entry was corrected after the same row was imported: the correction is kept.",
    ),
}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One problem: the sheet, its row (0: the file), the column, how grave, and the sentence in both languages."""

    sheet: str
    row: int
    column: str
    severity: str
    text: Text

    def as_json(self) -> dict[str, object]:
        """For programs, and for keeping."""
        return {
            "sheet": self.sheet, "row": self.row, "column": self.column, "severity": self.severity,
            "fr": self.text.fr, "en": self.text.en,
        }  # fmt: skip


class UnableToReadSheet(ValueError):
    """The file cannot be read as entries: nothing is imported; `problems` say why."""

    def __init__(self, problems: tuple[RowProblem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(one.text.en for one in problems[:10]))


class CellProblem(ValueError):
    """One cell cannot be an answer."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        self.text = say(code, **params)
        super().__init__(code)

    def discreet(self) -> CellProblem:
        """The same problem without what the cell said."""
        return CellProblem(self.code, **{name: "…" if name in _SAID else one for name, one in self.params.items()})


def say(code: str, /, **params: object) -> Text:
    """The sentence of this kind; a value of the file is cut, a list of names is not."""
    french, english = _SENTENCES[code]
    said = (french.format(**_said(params, "fr")), english.format(**_said(params, "en")))
    return Text(*(one.replace("….", "…") for one in said))  # a list that goes on ends the sentence


def _said(params: dict[str, object], language: str) -> dict[str, str]:
    found = {}
    for name, value in params.items():
        text = value.in_(language) if isinstance(value, Text) else str(value)
        found[name] = text if name != "value" or len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return found
