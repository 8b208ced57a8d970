"""A text cut into words, each reduced to the number of its stem in a vocabulary."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from orphee.insight.reading.cleaning import word_set
from orphee.insight.reading.names import words
from orphee.insight.reading.stemming import stem

_TOKEN = re.compile(r"[^\W_]+|[^\s]")
_WORD = re.compile(r"[^\W_]+")
_ORDINAL = re.compile(r"^(\d{1,2})(?:e|er|ere|re|eme|ieme|me|nd|nde)s?$")
_SPELT = {
    "premier": "1", "premiere": "1", "deuxieme": "2", "second": "2", "seconde": "2", "troisieme": "3",
    "quatrieme": "4", "cinquieme": "5", "sixieme": "6", "ii": "2", "iii": "3", "iv": "4",
}  # fmt: skip
SMALL = word_set(
    """a au aux avec d dans de des du en et l la le les ou par pour sur un une chez ses son sa leur leurs qui que
    ce cette ces s y il elle est sont"""
)
NAME_SMALL = SMALL | {"type", "forme"}


@dataclass(slots=True)
class Tokens:
    """The words and signs of a clean text, side by side."""

    starts: list[int]
    ends: list[int]
    forms: list[str]


def tokens(folded: str) -> Tokens:
    """Cut a folded text into words and signs."""
    found = Tokens([], [], [])
    for match in _TOKEN.finditer(folded):
        found.starts.append(match.start())
        found.ends.append(match.end())
        found.forms.append(match.group())
    return found


def words_of(folded: str) -> list[str]:
    """The words of a folded text."""
    return _WORD.findall(folded)


@lru_cache(maxsize=1)
def equivalents() -> dict[str, str]:
    """Stems that are read as another one."""
    table: dict[str, str] = {}
    for group in words("equivalents")["equivalents"]:
        first = stem(group[0])
        for word in group[1:]:
            table[stem(word)] = first
    return table


@lru_cache(maxsize=200_000)
def meaning(word: str) -> str:
    """The stem of a folded word, its number if it is an ordinal, its equivalent if it has one."""
    ordinal = _ORDINAL.match(word)
    if ordinal:
        return ordinal.group(1)
    if word in _SPELT:
        return _SPELT[word]
    found = stem(word)
    return equivalents().get(found, found)


def bag(folded_name: str) -> frozenset[str]:
    """What must be found for a name to be found: the meanings of its words, without small words."""
    return frozenset(meaning(word) for word in words_of(folded_name) if word not in NAME_SMALL)
