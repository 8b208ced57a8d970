"""The sentences of losses and faults, in both languages: one row a kind."""

from __future__ import annotations

from orphee.datasets.definition import Text
from orphee.datasets.interchange.results import Loss

LONGEST_EXCERPT = 200  # characters of the source repeated in a sentence

_SENTENCES: dict[str, tuple[str, str]] = {
    # what a file lacks or has too much of: it is refused
    "too-large": (
        "Le fichier pèse {size} octets ; {most} au plus sont lus. Découpez-le.",
        "The file has {size} bytes; at most {most} are read. Split it.",
    ),
    "not-text": (
        "Ce fichier n’est pas du texte : enregistrez-le en CSV, encodage UTF-8.",
        "This file is not text: save it as CSV, encoded in UTF-8.",
    ),
    "not-csv": ("Ce n’est pas un tableau CSV : {why}.", "This is not a CSV table: {why}."),
    "no-columns": (
        "Il manque les colonnes {columns}. Exportez le dictionnaire depuis REDCap sans en changer la première ligne.",
        "The columns {columns} are missing. Export the dictionary from REDCap without changing its first line.",
    ),
    "no-items": ("Le fichier ne contient aucune question.", "The file holds no question."),
    "too-many-rows": (
        "Plus de {most} lignes : découpez le dictionnaire.",
        "More than {most} rows: split the dictionary.",
    ),
    "twice": (
        "La variable « {name} » est définie deux fois (déjà ligne {first}).",
        "The variable “{name}” is defined twice (already on line {first}).",
    ),
    "bad-name": ("« {name} » ne peut pas être un nom de variable.", "“{name}” cannot be the name of a variable."),
    "bad-definition": ("{why}", "{why}"),
    "not-json": ("Ce n’est pas du JSON : {why}.", "This is not JSON: {why}."),
    "not-questionnaire": (
        "La ressource est « {kind} » ; un Questionnaire FHIR R4 est attendu.",
        "The resource is “{kind}”; a FHIR R4 Questionnaire is expected.",
    ),
    "misshapen": (
        "Un élément n’a pas la forme que FHIR R4 lui donne (une liste, un objet). Validez le fichier, puis reprenez.",
        "An element does not have the shape that FHIR R4 gives it (a list, an object). Validate the file, then retry.",
    ),
    "too-deep": (
        "Les groupes sont imbriqués sur plus de {most} niveaux.",
        "Groups are nested more than {most} levels deep.",
    ),
    "not-xlsx": ("Ce n’est pas un classeur XLSX : {why}.", "This is not an XLSX workbook: {why}."),
    "zip-bomb": (
        "Ouvert, ce classeur ferait {size} octets (au plus {most}, et {ratio} fois sa taille) : il est refusé.",
        "Opened, this workbook would have {size} bytes (at most {most}, and {ratio} times its size): it is refused.",
    ),
    "doctype": (
        "Le classeur contient une déclaration DOCTYPE ({part}) : il est refusé.",
        "The workbook holds a DOCTYPE declaration ({part}): it is refused.",
    ),
    "xlsform-error": ("pyxform : {why}", "pyxform: {why}"),
    # what is not carried over: it is listed
    "one-language": (
        "{count} textes n’existent que dans une langue : le même est mis en français et en anglais. Traduisez-les.",
        "{count} texts exist in one language only: the same text stands in French and English. Translate them.",
    ),
    "other-language": (
        "Les textes en « {language} » ne sont pas repris : seuls le français et l’anglais le sont.",
        "Texts in “{language}” are not carried over: only French and English are.",
    ),
    "record-id": (
        "Le premier champ, « {name} », numérote les dossiers : le numéro de dossier d’Orphée en tient lieu.",
        "The first field, “{name}”, numbers the records: Orphée's record number takes its place.",
    ),
    "renamed": ("« {name} » devient « {key} ».", "“{name}” becomes “{key}”."),
    "condition": (
        "La condition d’affichage n’est pas reprise, la question est toujours montrée : {text} ({why}).",
        "The display condition is not carried over, the question is always shown: {text} ({why}).",
    ),
    "constraint": (
        "Le contrôle n’est pas repris : {text} ({why}).",
        "The constraint is not carried over: {text} ({why}).",
    ),
    "calculation": (
        "Le calcul n’est pas repris, la valeur sera saisie : {text} ({why}).",
        "The calculation is not carried over, the value will be typed: {text} ({why}).",
    ),
    "approximate": (
        "Le calcul {text} comptait des fractions ; ici les mois sont révolus.",
        "The calculation {text} counted fractions; here months are completed.",
    ),
    "validation": (
        "Le contrôle de saisie « {name} » n’existe pas ici : le texte est libre.",
        "The validation “{name}” does not exist here: the text is free.",
    ),
    "bound": ("La borne « {text} » n’est pas reprise.", "The bound “{text}” is not carried over."),
    "choices-empty": (
        "Ce champ n’a aucun choix : il devient un texte libre.",
        "This field has no choice: it becomes a free text.",
    ),
    "choice": ("Le choix « {text} » n’est pas repris : {why}.", "The choice “{text}” is not carried over: {why}."),
    "field-type": (
        "Le type « {name} » n’existe pas ici : le champ devient un {becomes}.",
        "The type “{name}” does not exist here: the field becomes a {becomes}.",
    ),
    "date-min-sentence": (
        "La date est antérieure à la borne prévue : vérifiez-la.",
        "The date is before the bound: check it.",
    ),
    "date-max-sentence": (
        "La date est postérieure à la borne prévue : vérifiez-la.",
        "The date is after the bound: check it.",
    ),
    "choices-word": ("choix multiple", "choice of several"),
    "constraint-sentence": (
        "La réponse ne respecte pas le contrôle du formulaire d’origine : vérifiez-la.",
        "The answer does not meet the constraint of the original form: check it.",
    ),
    "choice-word": ("choix fermé", "closed choice"),
    "code-twice-word": ("code vide ou répété", "its code is empty or comes twice"),
    "unknown-answer": ("aucune question ne porte ce nom", "no question bears this name"),
    "wrong-answer": ("sa forme n’est pas celle de la question", "its shape is not the question's"),
    "second-answer": ("la question n’a qu’une réponse", "the question takes one answer"),
    "nested-answer": (
        "des réponses sont placées sous une réponse",
        "answers stand under an answer",
    ),
    "too-deep-answer": ("les groupes sont trop imbriqués", "groups are nested too deep"),
    "record-number": ("Numéro de dossier", "Record number"),
    "text-word": ("texte", "text"),
    "dropped": ("« {name} » n’est pas repris ({why}).", "“{name}” is not carried over ({why})."),
    "annotation": ("L’annotation « {text} » n’est pas reprise.", "The annotation “{text}” is not carried over."),
    "matrix": (
        "La présentation en tableau « {name} » n’est pas reprise : les questions se suivent.",
        "The layout as a matrix “{name}” is not carried over: the questions follow one another.",
    ),
    "layout": ("La présentation « {text} » n’est pas reprise.", "The layout “{text}” is not carried over."),
    "markup": (
        "La mise en forme (HTML) du texte n’est pas reprise ; les mots le sont.",
        "The markup (HTML) of the text is not carried over; its words are.",
    ),
    "piping": (
        "Le texte cite la réponse à « {name} » : il la montrera entre crochets.",
        "The text quotes the answer to “{name}”: it will show it in brackets.",
    ),
    "too-long": (
        "Le texte fait {length} caractères, {most} sont repris.",
        "The text has {length} characters, {most} are carried over.",
    ),
    "media": ("Le média « {name} » n’est pas repris.", "The medium “{name}” is not carried over."),
    "warning": ("pyxform signale : {why}", "pyxform notes: {why}"),
    # what another format cannot hold
    "no-place": ("« {what} » : le format n’a pas de place pour cela.", "“{what}”: the format has no place for this."),
    "ours-only": (
        "« {what} » n’est dit que dans une extension d’Orphée : un autre lecteur ne le comprendra pas.",
        "“{what}” is said in an extension of Orphée only: another reader will not understand it.",
    ),
    "flattened": (
        "Le groupe est mis à plat : ses questions portent son nom devant le leur.",
        "The group is flattened: its questions bear its name before their own.",
    ),
    "repeats": (
        "La répétition n’est pas dite : une seule réponse tient.",
        "The repetition is not said: only one answer fits.",
    ),
    "one-language-out": (
        "Le format n’a qu’une langue : seuls les textes en {language} y sont.",
        "The format has one language: only the texts in {language} are there.",
    ),
    "answer": (
        "La réponse à « {name} » n’est pas reprise : {why}.",
        "The answer to “{name}” is not carried over: {why}.",
    ),
}


# why an expression is not carried over: the end of a sentence above
_REASONS: dict[str, tuple[str, str]] = {
    "characters": ("{count} caractères, au plus {most}", "{count} characters, at most {most}"),
    "operations": ("{count} opérations, au plus {most}", "{count} operations, at most {most}"),
    "brackets": ("plus de {most} parenthèses imbriquées", "brackets in more than {most} brackets"),
    "unexpected": ("« {text} » n’est pas attendu à cet endroit", "“{text}” is not expected there"),
    "not-understood": ("« {text} » n’est pas compris", "“{text}” is not understood"),
    "stops-short": ("l’expression n’est pas finie", "the expression stops short"),
    "not-a-field": (
        "{text} nomme un autre événement, une répétition ou une variable de contexte",
        "{text} names another event, an instance or a smart variable",
    ),
    "unknown-field": ("aucun champ ne s’appelle « {name} »", "no field is called “{name}”"),
    "not-kept": ("le champ « {name} » n’est pas repris", "the field “{name}” is not carried over"),
    "unknown-code": ("« {name} » n’a pas de choix « {code} »", "“{name}” has no choice “{code}”"),
    "function": ("la fonction « {name} » n’a pas d’équivalent", "the function “{name}” has no counterpart"),
    "comparison": (
        "cette comparaison n’a pas d’équivalent : « {name} » {operator} {other}",
        "this comparison has no counterpart: “{name}” {operator} {other}",
    ),
    "not-a-condition": ("ceci n’est pas une condition", "this is no condition"),
    "not-a-number": ("« {name} » n’est pas un nombre", "“{name}” is no number"),
    "other-form": (
        "« {name} » est dans un autre formulaire : un calcul reste dans le sien",
        "“{name}” is in another form: a calculation stays in its own",
    ),
    "constant": ("le résultat ne dépend d’aucune réponse", "the result depends on no answer"),
    "nested-if": ("un « if » à l’intérieur d’un calcul", "an “if” inside a calculation"),
    "unit-of-time": (
        "l’unité « {name} » : seuls les mois et les années le sont",
        "the unit “{name}”: only months and years are",
    ),
    "code-twice": ("code vide ou répété", "its code is empty or comes twice"),
    "no-workbook": ("il ne contient pas de classeur", "it holds no workbook"),
    "parts": ("{count} parties, au plus {most}", "{count} parts, at most {most}"),
    "itself": ("le champ dépend de lui-même", "the field depends on itself"),
}


def because(code: str, /, **params: object) -> Text:
    """A reason, as the end of a sentence."""
    french, english = _REASONS[code]
    filled = {name: _cut(value) for name, value in params.items()}
    return Text(french.format(**filled), english.format(**filled))


def say(code: str, /, **params: object) -> Text:
    """The sentence of this kind, its blanks filled in; excerpts of the source are cut."""
    french, english = _SENTENCES[code]
    return Text(french.format(**_filled(params, "fr")), english.format(**_filled(params, "en")))


def lost(code: str, /, path: str = "", line: int = 0, **params: object) -> Loss:
    """One line of the report."""
    return Loss(path, line, say(code, **params))


def _filled(params: dict[str, object], language: str) -> dict[str, str]:
    return {name: _cut(value.in_(language) if isinstance(value, Text) else value) for name, value in params.items()}


def _cut(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1] + "…"
