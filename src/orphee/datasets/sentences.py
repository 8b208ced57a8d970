"""The sentences of the problems every definition shares. Those of one data set stand in its definition (`say`).

Named parts in braces are filled with numbers, codes and labels of codes, never with what somebody typed.
"""

from __future__ import annotations

from collections.abc import Mapping

from orphee.datasets.definition import Severity, Text

ERROR, QUERY = Severity.ERROR, Severity.QUERY

SENTENCES: Mapping[str, tuple[Severity, Text]] = {
    "missing-answer": (ERROR, Text("réponse attendue.", "an answer is expected.")),
    "not-applicable": (
        QUERY,
        Text(
            "cette question ne se pose pas avec les autres réponses. Effacez-la, ou corrigez les autres.",
            "this question does not apply given the other answers. Remove it, or correct the others.",
        ),
    ),
    "unknown-item": (
        ERROR,
        Text(
            "« {item} » n’est pas une question de ce formulaire. Retirez-la.",
            "“{item}” is not a question of this form. Remove it.",
        ),
    ),
    "wrong-type": (ERROR, Text("écrivez {expected}.", "write {expected}.")),
    "not-a-list": (ERROR, Text("une liste est attendue, même pour une seule réponse.", "a list is expected.")),
    "too-many": (
        ERROR,
        Text(
            "{count} réponses ; au plus {most} sont acceptées.",
            "{count} answers; at most {most} are accepted.",
        ),
    ),
    "too-long": (
        ERROR,
        Text(
            "{length} caractères ; au plus {most}. Raccourcissez.", "{length} characters; at most {most}. Shorten it."
        ),
    ),
    "date-unreadable": (
        ERROR,
        Text(
            "date illisible. Écrivez l’année, l’année et le mois, ou la date entière.",
            "unreadable date. Write the year, the year and month, or the full date.",
        ),
    ),
    "no-such-day": (
        ERROR,
        Text(
            "ce jour n’existe pas dans le calendrier. Corrigez le jour ou le mois.",
            "there is no such day in the calendar. Correct the day or the month.",
        ),
    ),
    "date-in-future": (
        ERROR,
        Text("{date} est dans le futur. Corrigez la date.", "{date} is in the future. Correct the date."),
    ),
    "birth-date-in-future": (
        ERROR,
        Text("la date est dans le futur. Corrigez-la.", "the date is in the future. Correct it."),
    ),
    "date-incomplete": (
        ERROR,
        Text(
            "le jour manque. Écrivez la date entière, par exemple 2024-05-31.",
            "the day is missing. Write the full date, for example 2024-05-31.",
        ),
    ),
    "unit-unexpected": (
        ERROR,
        Text(
            "unité inattendue. Choisissez l’une de celles-ci : {expected}.",
            "unexpected unit. Choose one of these: {expected}.",
        ),
    ),
    "not-an-answer": (
        ERROR,
        Text("ceci est un texte, pas une question. Retirez la réponse.", "this is a text, not a question. Remove it."),
    ),
    "duration-unreadable": (
        ERROR,
        Text(
            "âge illisible. Écrivez par exemple P3Y2M pour 3 ans et 2 mois.",
            "unreadable age. Write for example P3Y2M for 3 years and 2 months.",
        ),
    ),
    "number-too-small": (
        ERROR,
        Text(
            "{value} ; au moins {bound} attendu. Corrigez la valeur ou l’unité.",
            "{value}; at least {bound} expected. Correct the value or the unit.",
        ),
    ),
    "number-too-great": (
        ERROR,
        Text(
            "{value} ; au plus {bound} attendu. Corrigez la valeur ou l’unité.",
            "{value}; at most {bound} expected. Correct the value or the unit.",
        ),
    ),
    "wrong-format": (
        QUERY,
        Text("forme inattendue ({expected}). Vérifiez la saisie.", "unexpected form ({expected}). Check the entry."),
    ),
    "code-unknown": (
        ERROR,
        Text(
            "le code {code} n’est pas une réponse possible. Choisissez dans la liste ({count} réponses).",
            "the code {code} is not a possible answer. Choose from the list ({count} answers).",
        ),
    ),
    "code-former": (
        QUERY,
        Text(
            "le code {code} a été remplacé par {instead} (« {label} »). Enregistrez le nouveau.",
            "the code {code} was replaced by {instead} (“{label}”). Record the new one.",
        ),
    ),
    "code-retired": (
        QUERY,
        Text("« {label} » ne se choisit plus. {becomes}", "“{label}” can no longer be chosen. {becomes}"),
    ),
    "code-malformed": (
        ERROR,
        Text(
            "le code n’a pas la forme attendue ({expected}). Cherchez-le de nouveau.",
            "the code does not have the expected form ({expected}). Search for it again.",
        ),
    ),
    "code-wrong-system": (
        ERROR,
        Text(
            "{code} vient d’une autre terminologie ; {expected} attendu.",
            "{code} comes from another terminology; {expected} expected.",
        ),
    ),
    "code-not-found": (
        ERROR,
        Text(
            "{code} n’existe pas dans la terminologie. Cherchez-le par son nom.",
            "{code} does not exist in the terminology. Search for it by its name.",
        ),
    ),
    "code-inactive": (
        QUERY,
        Text("{code} n’est plus actif. Choisissez-en un autre.", "{code} is no longer active. Choose another one."),
    ),
    "code-replaced": (
        QUERY,
        Text(
            "{code} n’est plus actif ; {instead} le remplace. Vérifiez et changez-le.",
            "{code} is no longer active; {instead} replaces it. Check and change it.",
        ),
    ),
    "code-wrong-level": (
        QUERY,
        Text(
            "{code} désigne un groupe de maladies. Choisissez la maladie la plus précise que vous connaissiez.",
            "{code} stands for a group of diseases. Choose the most precise disease you know.",
        ),
    ),
    "code-not-under": (
        QUERY,
        Text(
            "{code} n’est pas de ce groupe ({groups}). Choisissez un code qui en fait partie.",
            "{code} is not in this group ({groups}). Choose a code that is.",
        ),
    ),
    "code-twice": (
        QUERY,
        Text("{code} est donné {count} fois. Gardez-en un.", "{code} is given {count} times. Keep one."),
    ),
    "age-period-missing": (
        ERROR,
        Text(
            "dites d’abord s’il s’agit d’un âge en mois, de la naissance, d’avant, ou d’un âge indéterminé.",
            "say first whether it is an age in months, birth, before birth, or undetermined.",
        ),
    ),
    "age-months-missing": (
        ERROR,
        Text(
            "donnez l’âge en mois, ou choisissez « indéterminé ».",
            "give the age in months, or choose “undetermined”.",
        ),
    ),
    "age-months-not-expected": (
        ERROR,
        Text(
            "{age} ne se donne pas avec « {label} ». Effacez les mois, ou choisissez « à l’âge de ».",
            "{age} does not go with “{label}”. Remove the months, or choose “at the age of”.",
        ),
    ),
    "age-months-out-of-range": (
        ERROR,
        Text(
            "{months} mois ; un nombre entier entre 0 et {most} est attendu.",
            "{months} months; a whole number between 0 and {most} is expected.",
        ),
    ),
    "age-beyond-today": (
        ERROR,
        Text(
            "{age} : la personne n’a pas encore cet âge. Corrigez-le, ou la date de naissance dans l’identité.",
            "{age}: the person is not that old yet. Correct it, or the date of birth in the identity.",
        ),
    ),
}

EXPECTED: Mapping[str, Text] = {
    "boolean": Text("oui ou non (true ou false)", "yes or no (true or false)"),
    "integer": Text("un nombre entier", "a whole number"),
    "decimal": Text("un nombre", "a number"),
    "text": Text("un texte", "a text"),
    "date": Text("une date entière, par exemple 2024-05-31", "a full date, for example 2024-05-31"),
    "partial_date": Text("une date : année, mois ou jour", "a date: year, month or day"),
    "datetime": Text("une date, avec l’heure si elle est connue", "a date, with the time if known"),
    "age": Text("une période de la vie et, s’il le faut, un nombre de mois", "a period of life and, if needed, months"),
    "duration": Text("une durée, par exemple P3Y2M", "a duration, for example P3Y2M"),
    "code": Text("un code", "a code"),
    "quantity": Text("un nombre et son unité", "a number and its unit"),
    "reference": Text("la référence d’une autre saisie", "the reference of another entry"),
    "attachment": Text("un fichier joint", "an attached file"),
    "group": Text("un groupe de réponses", "a group of answers"),
    "kept": Text("du JSON", "JSON"),
}
