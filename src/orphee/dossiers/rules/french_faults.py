"""The faults of a definition in French. What is not in the table is told in English, as the language says it."""

from __future__ import annotations

import re

# The sentence of `orphee.datasets`, and the same in French; \1, \2… are what it names.
_TABLE = (
    (r"the list is empty", "la liste est vide : ajoutez-y quelque chose"),
    (r"a list is missing here", "il manque une liste ici"),
    (r"a value is missing", "il manque une valeur"),
    (r"expected a list here", "une liste est attendue ici"),
    (r"expected a text between quotes", "un texte entre guillemets est attendu"),
    (r"expected keys and values here", "des clés et des valeurs sont attendues ici"),
    (r"the label is missing in English", "le libellé manque en anglais"),
    (r"the label is missing in French", "le libellé manque en français"),
    (r"“(.+)” is missing: write it in French \(fr\) and English \(en\)", r"« \1 » manque : écrivez-le en français (fr) et en anglais (en)"),
    (r"“(.+)” is missing", r"« \1 » manque"),
    (r"a code needs “values” \(a value set\) or “terminology”", "un choix demande une liste de réponses ou une terminologie"),
    (r"an item of type (\w+) needs “(.+)”", r"une question de genre \1 demande « \2 »"),
    (r"only an item of type (.+) has “(.+)”", r"seule une question de genre \1 a « \2 »"),
    (r"the value set “(.+)” does not exist", r"la liste de réponses « \1 » n’existe pas"),
    (r"the value set (.+) has no code “(.+)”", r"la liste de réponses \1 n’a pas le code « \2 »"),
    (r"the code “(.+)” comes twice", r"le code « \1 » est présent deux fois"),
    (r"the key “(.+)” comes twice", r"la clé « \1 » est présente deux fois"),
    (r"the key “(.+)” is written twice", r"la clé « \1 » est écrite deux fois"),
    (r"the condition speaks of the item (.+), which does not exist", r"la condition parle de la question \1, qui n’existe pas"),
    (r"the condition speaks of (.+), which does not exist", r"la condition parle de \1, qui n’existe pas"),
    (r"the computation uses the item (.+), which does not exist", r"le calcul utilise la question \1, qui n’existe pas"),
    (r"(.+) go round in a circle: (.+)", r"des questions dépendent l’une de l’autre en cercle : \2"),
    (r"(.+) takes two operands, not (\d+)", r"\1 demande deux opérandes, pas \2"),
    (r"(.+) takes (.+); (.+) is a (.+)", r"le calcul \1 n’accepte pas \3, qui est de genre \4"),
    (r"a computed item has one answer: no “repeats”", "une question calculée a une seule réponse"),
    (r"“min” is greater than “max”", "« au moins » est plus grand que « au plus »"),
    (r"only a national set has “(.+)”", r"seul un recueil national a « \1 »"),
    (r"write a number", "écrivez un nombre"),
    (r"write true or false", "écrivez true ou false"),
    (r"put “(.+)” between quotes", r"mettez « \1 » entre guillemets"),
    (r"unknown key “(.+)”; known keys: (.+)", r"clé inconnue « \1 » ; clés connues : \2"),
    (r"unknown format “(.+)”; known: (.+)", r"format inconnu « \1 » ; connus : \2"),
    (r"“(.+)” is not one of: (.+)", r"« \1 » n’est pas l’un de : \2"),
    (r"“(.+)” is no ORPHA code, as ORPHA:513", r"« \1 » n’est pas un code ORPHA, comme ORPHA:513"),
    (r"a key has lower-case letters, figures, - and _ \(64 at most\)", "une clé a des minuscules, des chiffres, - et _ (64 au plus)"),
    (r"groups are nested more than (\d+) deep", r"les groupes sont imbriqués à plus de \1 niveaux"),
    (r"nested more than (\d+) levels deep", r"imbriqué à plus de \1 niveaux"),
    (r"(\d+) items; at most (\d+): split the data set", r"\1 questions ; \2 au plus : séparez le recueil"),
    (r"more than (\d+) values: split the definition", r"plus de \1 valeurs : séparez la définition"),
    (r"(\d+) codes; at most (\d+): use a terminology", r"\1 codes ; \2 au plus : utilisez une terminologie"),
    (r"longer than (\d+) characters", r"plus de \1 caractères"),
    (r"the file has (\d+) characters, at most (\d+) are accepted", r"le fichier a \1 caractères, \2 au plus sont acceptés"),
    (r"this is not YAML: (.+)", r"ce n’est pas du YAML : \1"),
    (r"anchors and aliases \(& and \*\) are not accepted; write the value out", "les ancres et alias (& et *) ne sont pas acceptés ; écrivez la valeur"),
    (r"the text is not valid Unicode; save the file as UTF-8", "le texte n’est pas en Unicode valide ; enregistrez le fichier en UTF-8"),
    (r"the item (.+) does not exist in the new version", r"la question \1 n’existe pas dans la nouvelle version"),
    (r"the item (.+) does not exist", r"la question \1 n’existe pas"),
)  # fmt: skip
_RULES = tuple((re.compile(english), french) for english, french in _TABLE)


def in_french(sentence: str) -> str:
    """A fault in French; the sentence itself when the table does not have it."""
    for pattern, french in _RULES:
        if match := pattern.fullmatch(sentence):
            return match.expand(french)
    return sentence
