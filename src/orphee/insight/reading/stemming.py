"""French words reduced to what plural, feminine and spelling leave alone.

A light stemmer of our own: it need only send the forms of one word to the same stem (`anormaux`, `anormale` ->
`anormal`), never produce a word. `sound` goes further, for misspellings: `mikrocéphalie` sounds like `microcéphalie`.
"""

from __future__ import annotations

import re
from functools import lru_cache

_IRREGULAR = {
    "yeux": "oeil",
    "blanche": "blanc",
    "blanches": "blanc",
    "seche": "sec",
    "seches": "sec",
    "longue": "long",
    "longues": "long",
    "molle": "mou",
    "molles": "mou",
    "epaisse": "epais",
    "epaisses": "epais",
    "basse": "bas",
    "basses": "bas",
    "grosse": "gros",
    "grosses": "gros",
    "breve": "bref",
    "breves": "bref",
    "dos": "dos",
    "os": "os",
    "pes": "pes",
    "bas": "bas",
    "gros": "gros",
    "voix": "voix",
    "nez": "nez",
    "cils": "cil",
    "creux": "creu",
    "creuse": "creu",
    "aigue": "aigu",
    "aigues": "aigu",
    "aigus": "aigu",
    "travaux": "travail",
    "muqueux": "muqueu",
    "chronic": "chronique",
}
_ENDINGS = (
    ("trice", "teur"),
    ("euse", "eu"),
    ("ive", "if"),
    ("que", "qu"),
    ("oide", "oid"),
)
_DOUBLED = re.compile(r"(ll|nn|tt|ss|rr|mm|pp)$")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a folded word (small letters, no accents)."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("aux") and len(word) > 5:
        word = word[:-3] + "al"
    elif word.endswith(("s", "x")) and not word.endswith("ss"):
        word = word[:-1]
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + instead
    bare = word.rstrip("e")
    if len(bare) < 3:
        return word
    return _DOUBLED.sub(lambda found: found.group()[0], bare)


_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"[qck]h?u?(?=[aeiouy])"), "k"),
    (re.compile(r"[qck]+h?"), "k"),
    (re.compile(r"th"), "t"),
    (re.compile(r"rh"), "r"),
    (re.compile(r"(?<!^)h|^h"), ""),
    (re.compile(r"y"), "i"),
    (re.compile(r"oe|ae|ai|ei"), "e"),
    (re.compile(r"eau|au"), "o"),
    (re.compile(r"an(?=[^aeiou])|am(?=[bp])|em(?=[bp])|en(?=[^aeioun])"), "A"),
    (re.compile(r"im(?=[bp])|in(?=[^aeiou])"), "I"),
    (re.compile(r"[zsx]+"), "s"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"[e]+$"), ""),
)


@lru_cache(maxsize=100_000)
def sound(stemmed: str) -> str:
    """How a stem sounds, roughly: two spellings of one word should sound the same."""
    heard = stemmed.replace("ce", "se").replace("ci", "si").replace("cy", "si")
    for pattern, instead in _SOUNDS:
        heard = pattern.sub(instead, heard)
    return heard


def shortened(word: str) -> set[str]:
    """The word with one letter left out, in every way (for one typing error)."""
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def one_error_apart(first: str, second: str) -> bool:
    """Whether two words differ by one letter changed, added, left out, or two neighbours swapped."""
    if first == second:
        return True
    if abs(len(first) - len(second)) > 1:
        return False
    at = 0
    while at < min(len(first), len(second)) and first[at] == second[at]:
        at += 1
    if len(first) == len(second):
        swapped = first[at + 1 : at + 2] + first[at : at + 1] == second[at : at + 2]
        return first[at + 1 :] == second[at + 1 :] or (swapped and first[at + 2 :] == second[at + 2 :])
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    return longer[at + 1 :] == shorter[at:]
