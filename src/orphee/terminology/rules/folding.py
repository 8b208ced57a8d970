"""Fold a text so that accents, case, ligatures, hyphens and apostrophes no longer matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"}
_LETTERS = str.maketrans(GREEK | LIGATURES)
_SEPARATORS = re.compile(r"[^0-9a-z]+")


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


# Words that say nothing about what is looked for, folded; an elided "l'" or "d'" is a word of one letter here.
SMALL_WORDS = word_set(
    """a au aux avec chez d dans de des du en et l la le les ou par pour s sans sur un une
    an and at by due for from in into of on or the to with"""
)
LONGEST_QUERY = 200
MOST_JOINED = 4  # telling words
SHORTEST_JOINED = 5  # letters


def fold(text: str) -> str:
    """Small letters and digits, single spaces: "Œdème aigu d'Alexander" -> "oedeme aigu d alexander"."""
    lowered = text.lower()
    if lowered.isascii():
        return _SEPARATORS.sub(" ", lowered).strip()
    decomposed = unicodedata.normalize("NFKD", lowered.translate(_LETTERS))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _SEPARATORS.sub(" ", bare.translate(_LETTERS)).strip()


def words(folded: str) -> list[str]:
    """The words of a folded text, each once, in order."""
    return list(dict.fromkeys(folded.split()))


def telling_words(folded: str) -> list[str]:
    """The words that tell what is looked for; all of them when there are only small ones."""
    found = words(folded)
    return [word for word in found if word not in SMALL_WORDS] or found


def joined_words(folded: str, telling: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Each two neighbours as one word: that word, the text and the telling words with it.

    "syndrome di george" may mean "syndrome digeorge". Not with a small word, and not in a long question.
    """
    every = folded.split()
    if len(telling) > MOST_JOINED:
        return
    for place, (one, other) in enumerate(pairwise(every)):
        joined = one + other
        if len(joined) >= SHORTEST_JOINED and one in telling and other in telling and one not in SMALL_WORDS:
            whole = " ".join((*every[:place], joined, *every[place + 2 :]))
            yield joined, whole, [joined if word == one else word for word in telling if word != other or one == other]


# The singular of these does not end in -al
NOT_OF_AL = word_set("chaux travaux coraux vitraux emaux materiaux soupiraux")


def stem(word: str) -> str:
    """The word without a plural ending: "convulsions" -> "convulsion", "renaux" -> "renal", "anneaux" -> "anneau"."""
    if len(word) > 4 and word.endswith("aux") and word not in NOT_OF_AL:
        return word[:-1] if word.endswith(("eaux", "yaux")) else f"{word[:-3]}al"
    if len(word) > 4 and word[-1] in "sx" and word[-2] not in "su":
        return word[:-1]
    return word


def beginnings(word: str) -> tuple[str, ...]:
    """How the word begins in either number: "renal" gives "renal" and "renaux"."""
    singular = stem(word)
    return (singular, f"{singular[:-1]}ux") if len(singular) > 3 and singular.endswith("al") else (singular,)
