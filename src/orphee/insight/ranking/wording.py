"""Phenotypic features that a disease's name or definition says in words ("…with thin corpus callosum").

English only, on purpose simple: an HPO name or synonym is found when all its words stand together in any order.
Used for knowledge about diseases, never for texts about people (see `insight.reading`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from orphee.insight.ranking.ontology import Ontology
from orphee.terminology.rules.folding import fold, word_set
from orphee.terminology.rules.statements import Content

Bag = tuple[str, ...]
LONGEST = 6  # words of a phrase looked for
SMALL = word_set("the a an of with and or in to by due for from at on type")
TOO_WIDE = word_set("disease syndrome disorder")
_BREAKS = re.compile(r"[.;,()/]| and | with | or ")


def bag(text: str) -> Bag:
    """The words of a text, singular, without small words, in alphabetical order."""
    return tuple(sorted(_words(text)))


def _words(text: str) -> list[str]:
    return [singular(word) for word in fold(text).split() if word not in SMALL]


def singular(word: str) -> str:
    """ "Seizures" -> "seizure"; words in -ss, -is, -us stay."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "is", "us")):
        return word[:-1]
    return word


def phrases(ontology: Ontology, hpo: Content) -> dict[Bag, int]:
    """The terms by the words of their English names; a label comes before a synonym of another term."""
    found: dict[Bag, int] = {}
    for number, label in enumerate(ontology.labels_en):
        found.setdefault(bag(label), number)
    for name in hpo.names:
        words = bag(name.text)
        if name.code in ontology.index and words and (len(words) > 1 or len(words[0]) > 4):
            found.setdefault(words, ontology.index[name.code])
    for word in TOO_WIDE:
        found.pop((word,), None)
    found.pop((), None)
    return found


def features_in(text: str, known: Mapping[Bag, int]) -> set[int]:
    """The terms a text names; the longest phrase first, no word used twice."""
    return {term for part in _BREAKS.split(text.lower()) for term in _in_part(_words(part), known)}


def _in_part(words: list[str], known: Mapping[Bag, int]) -> Iterator[int]:
    at = 0
    while at < len(words):
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            term = known.get(tuple(sorted(words[at : at + length])))
            if term is not None:
                yield term
                at += length
                break
        else:
            at += 1
