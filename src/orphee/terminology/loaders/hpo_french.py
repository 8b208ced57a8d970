"""French labels, definitions and synonyms of HPO terms (hpo-translations), with their known defects put right.

What is done, and counted in the notes of the release:
- the same row given several times is read once;
- a label given twice with different words: the first stays the label, the others become synonyms;
- synonyms packed with "|" are split; leftovers of HTML quotes ("quot;") are removed;
- synonyms that are English (found among the English names of hp.obo, or written with English words and not one
  French word) are left out: they are English names already;
- bare words that name a whole domain ("Main", "Sommeil") are left out, as are one-letter texts;
- `hpo_french_corrections.csv` has the last word; each line says why.
"""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

from orphee.terminology.loaders.files import beginning, table
from orphee.terminology.rules.folding import fold, word_set
from orphee.terminology.rules.statements import Concept, Content, Name, UnableToRead

BABELON = ("subject_id", "source_value", "translation_language", "predicate_id", "translation_value")
SYNONYMS = ("subject_id", "translation_value", "comment", "Status")
LABEL, DEFINITION = "rdfs:label", "IAO:0000115"

# Words that only English writes, folded. One of them and no French word: the text is English.
ENGLISH_WORDS = word_set(
    """of the and with in on to from by due at abnormal abnormality abnormally absent increased decreased reduced
    small short wide narrow broad thin thick low high early late onset bone bones muscle skin hand
    hands foot feet toe toes finger fingers thumb hair eye eyes ear ears nose mouth tooth teeth lip lips
    kidney heart lung liver blood brain bladder tissue level levels loss lack weakness weak failure disease
    disorder underdeveloped undeveloped missing extra enlarged elevated impaired impairment white red yellow
    black cell cells count size shape growth birth baby born childhood infancy adult middle outermost innermost
    upper lower left right side limb limbs joint joints neck chest throat stomach bowel knee elbow shoulder
    hearing vision sight speech walking gait breathing swelling pain painful hole holes cleft webbed fused
    curved bent pointed rounded flat flattened prominent protruding overgrowth lateral excess deficiency
    difficulty problem problems weight fat fatty thickened shortened lengthened during circulating morphology
    proportion recurrent"""
)
FRENCH_WORDS = word_set(
    """de du des d le la les l un une et ou avec sans dans sur sous par pour en au aux a chez entre ses
    anomalie anormal anormale taux deficit absence augmentation diminution retard maladie syndrome trouble troubles
    petit petite grand grande court courte doigt doigts main mains pied pieds orteil orteils os peau"""
)
DOMAIN_WORDS = word_set(
    """main mains sommeil pied pieds oeil yeux oreille oreilles nez bouche dent dents peau cheveu cheveux coeur
    rein reins foie cerveau muscle muscles os sang doigt doigts orteil orteils genou coude tete cou bras jambe
    jambes visage face langue levre levres ongle ongles poils vessie poumon poumons"""
)
_HTML_QUOTE = re.compile(r"&?quot;?")
_ICD_PREFIX = re.compile(r"^[A-Z]\d{2}(?:\.\d+)?\s*[:\-]\s*")


def is_synonyms(path: Path) -> bool:
    """Whether a file is the table of synonyms."""
    return set(SYNONYMS) <= set(_header(path))


def is_babelon(path: Path) -> bool:
    """Whether a file is a babelon translation table."""
    return set(BABELON) <= set(_header(path))


def _header(path: Path) -> list[str]:
    return beginning(path, 4096).decode("utf-8", "replace").partition("\n")[0].rstrip("\r").split("\t")


def read(paths: list[Path]) -> Content:
    """Labels and definitions of the babelon table, and the synonyms when their table is given too."""
    babelon = [path for path in paths if is_babelon(path)]
    if not babelon:
        raise UnableToRead("The French labels (babelon table) are missing.")
    dated = re.search(r"\d{4}-\d{2}-\d{2}", babelon[0].name)
    content = Content(version=dated.group(0) if dated else "")
    labels, definitions, english = _labels(babelon, content)
    for path in paths:
        if is_synonyms(path):
            _add_synonyms(path, english, content)
    _correct(labels, content)
    content.concepts += [
        Concept(code, label_fr=labels.get(code, ""), definition_fr=definitions.get(code, ""))
        for code in sorted({*labels, *definitions})
    ]
    return content


def _labels(paths: list[Path], content: Content) -> tuple[dict[str, str], dict[str, str], set[str]]:
    labels: dict[str, str] = {}
    definitions: dict[str, str] = {}
    english: set[str] = set()
    for path in paths:
        for row in table(path, BABELON):
            code, text = row["subject_id"], tidy(row["translation_value"])
            if row["translation_language"] != "fr" or not text:
                continue
            if row["predicate_id"] == DEFINITION:
                definitions.setdefault(code, text)
            elif row["predicate_id"] == LABEL:
                english.add(fold(row["source_value"]))
                _keep_label(code, text, labels, content)
    return labels, definitions, english


def _keep_label(code: str, text: str, labels: dict[str, str], content: Content) -> None:
    former = labels.setdefault(code, text)
    if former is not text:
        content.note("label given more than once")
        if fold(former) != fold(text):
            content.names.append(Name(code, "fr", text))


def _add_synonyms(path: Path, english: set[str], content: Content) -> None:
    for row in table(path, SYNONYMS):
        code = row["subject_id"]
        if not code.startswith("HP:"):
            continue
        packed = row["translation_value"].split("|")
        content.note("synonyms packed with |", len(packed) - 1)
        for text in map(tidy, packed):
            reason = why_not(text, english)
            if reason:
                content.note(reason)
            else:
                content.names.append(Name(code, "fr", text))


def tidy(text: str) -> str:
    """The text without leftovers of HTML quotes, an ICD code in front, or spaces too many."""
    text = _ICD_PREFIX.sub("", _HTML_QUOTE.sub(" ", text))
    return " ".join(text.strip(" \"'«»;,").split())


def why_not(text: str, english: set[str]) -> str:
    """Why a French synonym is left out; empty when it is kept."""
    folded = fold(text)
    found = set(folded.split())
    if len(folded) < 3:
        return "synonym of one or two letters"
    if folded in DOMAIN_WORDS:
        return "synonym that names a whole domain"
    if folded in english:
        return "English synonym in the French file"
    if text.isascii() and found & ENGLISH_WORDS and not found & FRENCH_WORDS:
        return "English synonym in the French file"
    return ""


def _correct(labels: dict[str, str], content: Content) -> None:
    """Apply our reviewed corrections to the terms of the file.

    `label` replaces a label (which stays a synonym), `add` adds a synonym, `drop` removes a name.
    """
    table_of_corrections = files("orphee.terminology.loaders").joinpath("hpo_french_corrections.csv")
    with table_of_corrections.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            code, text = row["code"], row["text"]
            if code not in labels:
                continue
            if row["what"] == "label":
                content.names.append(Name(code, "fr", labels[code]))
                labels[code] = text
            elif row["what"] == "add":
                content.names.append(Name(code, "fr", text))
            else:
                content.names = [n for n in content.names if n.code != code or fold(n.text) != fold(text)]
            content.note("our corrections")
