"""What can be wrong in a directory file: each problem has a code, a line and a sentence that says what to do."""

from __future__ import annotations

from dataclasses import dataclass

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class LineProblem:
    """One problem. `line` is 0 for the file as a whole; an error keeps the whole file out."""

    code: str
    line: int
    column: str
    severity: str
    text: dict[str, str]  # {"fr": …, "en": …}


# code: (severity, French, English)
SENTENCES: dict[str, tuple[str, str, str]] = {
    "file-too-large": (
        ERROR,
        "Le fichier pèse {size} Mo ; la limite est de {limit} Mo. Envoyez l'annuaire seul.",
        "The file weighs {size} MB; the limit is {limit} MB. Send the directory alone.",
    ),
    "file-not-text": (
        ERROR,
        "Le fichier n'est pas un texte. Enregistrez-le au format CSV UTF-8.",
        "The file is not a text. Save it as CSV UTF-8.",
    ),
    "file-not-csv": (
        ERROR,
        "Les guillemets ne se referment pas. Corrigez cette ligne, ou enregistrez de nouveau le fichier au format CSV.",
        "The quotation marks do not close. Correct this line, or save the file again as CSV.",
    ),
    "file-empty": (
        ERROR,
        "Le fichier est vide. La première ligne doit nommer les colonnes.",
        "The file is empty. The first line must name the columns.",
    ),
    "too-many-lines": (
        ERROR,
        "Le fichier a {count} lignes ; la limite est de {limit}.",
        "The file has {count} lines; the limit is {limit}.",
    ),
    "column-missing": (
        ERROR,
        "La colonne « {column} » manque. Ajoutez-la à la première ligne.",
        "The column “{column}” is missing. Add it to the first line.",
    ),
    "column-unknown": (
        WARNING,
        "La colonne « {column} » n'est pas connue : elle est ignorée.",
        "The column “{column}” is not known: it is left aside.",
    ),
    "column-twice": (
        ERROR,
        "La colonne « {column} » figure deux fois. Gardez-en une.",
        "The column “{column}” appears twice. Keep one.",
    ),
    "cell-too-long": (
        ERROR,
        "La case a {length} caractères ; la limite est de {limit}.",
        "The cell has {length} characters; the limit is {limit}.",
    ),
    "cell-formula": (
        ERROR,
        "La case commence comme une formule de tableur. Écrivez la valeur elle-même.",
        "The cell begins like a spreadsheet formula. Write the value itself.",
    ),
    "cell-control-character": (
        ERROR,
        "La case contient un caractère illisible. Vérifiez l'encodage du fichier.",
        "The cell holds an unreadable character. Check the encoding of the file.",
    ),
    "value-missing": (
        ERROR,
        "La colonne « {column} » doit être remplie pour ce type de ligne.",
        "The column “{column}” must be filled for this kind of line.",
    ),
    "value-too-long": (
        ERROR,
        "La valeur a {length} caractères ; la limite de cette colonne est {limit}.",
        "The value has {length} characters; the limit of this column is {limit}.",
    ),
    "code-malformed": (
        ERROR,
        "Un code n'a que des lettres sans accent, des chiffres, « - », « _ » et « . ».",
        "A code has only unaccented letters, digits, “-”, “_” and “.”.",
    ),
    "code-twice": (
        ERROR,
        "Ce code figure déjà à la ligne {first}. Un code désigne une seule entité.",
        "This code is already on line {first}. A code names one thing.",
    ),
    "kind-unknown": (
        ERROR,
        "Type inconnu. Types acceptés : {known}.",
        "Unknown kind. Kinds accepted: {known}.",
    ),
    "filiere-unknown": (
        ERROR,
        "Filière inconnue. Écrivez son sigle, par exemple « AnDDI-Rares ».",
        "Unknown filière. Write its acronym, for example “AnDDI-Rares”.",
    ),
    "ern-unknown": (
        ERROR,
        "Réseau européen inconnu : « {value} ». Écrivez son sigle, par exemple « ERN ITHACA ».",
        "Unknown European network: “{value}”. Write its acronym, for example “ERN ITHACA”.",
    ),
    "department-unknown": (
        ERROR,
        "Département inconnu. Écrivez son code INSEE sur deux ou trois caractères (01, 2A, 971).",
        "Unknown department. Write its INSEE code of two or three characters (01, 2A, 971).",
    ),
    "finess-malformed": (
        ERROR,
        "Un numéro FINESS a 9 caractères (2A ou 2B permis en tête). Un tableur a pu retirer un zéro.",
        "A FINESS number has 9 characters (2A or 2B allowed first). A spreadsheet may have dropped a zero.",
    ),
    "finess-key": (
        WARNING,
        "La clé de ce FINESS ne correspond pas. Vérifiez les neuf chiffres.",
        "The key of this FINESS does not match. Check the nine digits.",
    ),
    "finess-elsewhere": (
        WARNING,
        "Ce FINESS commence par {finess} et le département est {department}. Vérifiez l'un et l'autre.",
        "This FINESS begins with {finess} and the department is {department}. Check both.",
    ),
    "hospital-elsewhere": (
        WARNING,
        "L'établissement de ce FINESS est dans le département {department} à la ligne {first} : celui-ci est gardé.",
        "The hospital of this FINESS is in department {department} on line {first}: that one is kept.",
    ),
    "cells-beyond": (
        WARNING,
        "La ligne a {count} cases de plus que la première : elles sont ignorées. Un séparateur est peut-être en trop.",
        "The line has {count} cells more than the first: they are left aside. A separator may be too many.",
    ),
    "hospital-differs": (
        WARNING,
        "L'établissement de ce FINESS porte un autre nom à la ligne {first} : ce premier nom est gardé.",
        "The hospital of this FINESS bears another name on line {first}: that first name is kept.",
    ),
    "coordinator-missing": (
        ERROR,
        "Un centre de ce type dépend d'un coordonnateur. Indiquez son code.",
        "A centre of this kind depends on a coordinator. Give its code.",
    ),
    "coordinator-unexpected": (
        ERROR,
        "Un centre coordonnateur ne dépend d'aucun autre. Videz la case.",
        "A coordinating centre depends on no other. Empty the cell.",
    ),
    "coordinator-unknown": (
        ERROR,
        "Aucun site ne porte ce code, ni dans le fichier ni dans l'annuaire.",
        "No site has this code, neither in the file nor in the directory.",
    ),
    "coordinator-not-a-reference-centre": (
        ERROR,
        "Ce site n'est pas un crmr : il ne peut pas en coordonner un autre.",
        "This site is not a crmr: it cannot coordinate another.",
    ),
    "coordinator-cycle": (
        ERROR,
        "Les rattachements tournent en rond : {chain}.",
        "The attachments go round in circles: {chain}.",
    ),
    "replaces-synthetic": (
        ERROR,
        "Ce code est celui d'un site ou d'un établissement fictif. Importez l'annuaire réel dans une installation sans "
        "démonstration.",
        "This code is that of a synthetic site or organisation. Import the real directory into an installation without "
        "the demo.",
    ),
}


def problem(code: str, *, line: int = 0, column: str = "", **numbers: object) -> LineProblem:
    """The problem of this code, its sentence filled in."""
    severity, french, english = SENTENCES[code]
    values = {"column": column, **numbers}
    return LineProblem(code, line, column, severity, {"fr": french.format(**values), "en": english.format(**values)})
