"""Drugs with their doses, consanguinity, the language of a text: what stands around the features."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orphee.insight.reading.cleaning import word_set

_WORD = re.compile(r"[^\W\d_][^\W_]{3,}")
_DOSE = re.compile(
    r"^[\s:(,®-]{0,3}(?:lp |a la dose de |cp |sirop |a raison de )?"
    r"(?P<dose>\d+(?:[.,]\d+)?(?: ?[x/-] ?\d+)? ?(?:mg|g|µg|ug|mcg|ui|u|ml|gouttes?|cp|comprimes?|gelules?|mmol|kui)(?:/(?:kg|m2|m²|j|jour|h|semaine|sem|prise|dose|min))*)"
    r"(?P<rhythm>(?: ?(?:x ?\d|/ ?j(?:our)?|par jour|matin(?:,? midi)?(?: et soir)?|le (?:matin|soir)|\d fois par (?:jour|semaine)|par semaine|toutes les \w+(?: \w+)?|en continu|deux fois par jour|trois fois par jour))*)"
)
# ATC names that are also ordinary words or natural substances of a laboratory report.
NOT_A_DRUG = word_set(
    """fer calcium sodium potassium zinc magnesium glucose eau oxygene alcool insulin hormone lithium iode cuivre soufre
    charbon argent phosphore fluor selenium uree creatinine bilirubine cholesterol glycine arginine lysine citrulline
    carnitine lactate citrate caffeine cafeine histamine adrenaline vitamine acide retinol biotine thyroxine glucagon
    gonadotrophine somatotropine progesterone testosterone estradiol cortisol albumine fibrinogene immunoglobuline
    globuline plasma serum sang lait huile sel sucre test paris contact energie natur pourpre"""
)


@dataclass(frozen=True, slots=True)
class FoundDrug:
    """A drug at a place of the clean text."""

    start: int
    end: int
    name: str
    atc: str
    dose: str
    rhythm: str


def drugs(text: str, folded: str, known: Mapping[str, str]) -> Iterator[FoundDrug]:
    """Drug names of the lexicon; a name that is also a substance of the body needs a dose."""
    for match in _WORD.finditer(folded):
        word = match.group()
        atc = known.get(word) or (known.get(word[:-1]) if word.endswith("s") else None)
        if atc is None:
            continue
        dose = _DOSE.match(folded[match.end() : match.end() + 80])
        if dose is None and word in NOT_A_DRUG:
            continue
        end = match.end() + dose.end() if dose else match.end()
        end -= len(folded[match.end() : end]) - len(folded[match.end() : end].rstrip())
        said = text[match.end() : match.end() + dose.end("dose")].strip(" :(,®-") if dose else ""
        rhythm = dose.group("rhythm").strip() if dose else ""
        yield FoundDrug(match.start(), end, text[match.start() : match.end()], atc, said, rhythm)


_NOT_RELATED = re.compile(
    r"\b(?:non|pas|ni) (?:apparentes?|consanguins?|de consanguinite|de notion de consanguinite)\b|\bsans consanguinite\b|"
    r"\b(?:ne sont pas|n'etant pas|ne seraient pas) (?:apparentes?|consanguins?|cousins)\b|"
    r"\bpas (?:de |d')(?:notion de |)?(?:consanguinite|lien de parente)\b|\babsence de (?:consanguinite|lien de parente)\b|"
    r"\baucune (?:notion de )?consanguinite\b|\bconsanguinite ?[:=(] ?(?:non|-|0|absente)"
)
_RELATED = re.compile(
    r"\bparents? (?:\w+ )?(?:cousins?(?: germains?)?|apparentes?|consanguins?)\b|\b(?:couple|union|mariage|parents) (?:\w+ )?"
    r"(?:consanguine?|apparentee?)s?\b|\bconsanguinite\b|\bparents (?:sont|seraient) (?:cousins|apparentes|consanguins)\b|"
    r"\bcousins germains\b(?= entre| mari|,|\.)|\bendogamie\b"
)


@dataclass(frozen=True, slots=True)
class FoundConsanguinity:
    """What is said of consanguinity, at a place of the folded passage."""

    start: int
    end: int
    value: str


def consanguinity(folded: str) -> Iterator[FoundConsanguinity]:
    """Whether the parents are said to be related, or not."""
    denied = [match.span() for match in _NOT_RELATED.finditer(folded)]
    for start, end in denied:
        yield FoundConsanguinity(start, end, "no")
    for match in _RELATED.finditer(folded):
        if not any(start <= match.start() < end or match.start() <= start < match.end() for start, end in denied):
            yield FoundConsanguinity(match.start(), match.end(), "yes")


_FREQUENT = {
    "fr": "le la les de des du et est un une avec pour dans sur pas au aux qui en chez ou ni par il elle sans",
    "en": "the of and is a with for in on not to was he she his her by at or without has this that",
    "de": "der die das und ist ein eine mit fur im auf nicht zu von bei den dem des wurde sich keine",
    "es": "el la los de y es un una con para en no por se del las sin al su fue",
    "it": "il la le di e un una con per in non del della si al dei nel sono stato senza",
}
_SETS = {language: word_set(listed) for language, listed in _FREQUENT.items()}
SHORTEST_JUDGED = 12  # words: a shorter text is taken for French


def language(folded: str) -> str:
    """The language a text is written in, by its most frequent small words: fr, en, de, es, it, or other."""
    listed = re.findall(r"[^\W\d_]+", folded[:10_000])
    if len(listed) < SHORTEST_JUDGED:
        return "fr"
    frequency = Counter(listed)
    counted = {name: sum(frequency[word] for word in chosen) / len(listed) for name, chosen in _SETS.items()}
    best = max(counted, key=lambda name: counted[name])
    if counted["fr"] >= 0.9 * counted[best] or (counted[best] < 0.12 and _mostly_latin(folded)):
        return "fr"
    return best if counted[best] >= 0.12 else "other"


def _mostly_latin(folded: str) -> bool:
    letters = [letter for letter in folded[:5_000] if letter.isalpha()]
    return sum("a" <= letter <= "z" for letter in letters) > 0.7 * len(letters)
