"""How a medical word sounds, in French or English, so that "mikrocefali" meets "microcéphalie" and "microcephaly".

Not phonetics: a dozen replacements chosen for Greek and Latin roots. Two words of the same sound may still be
different words; ranking compares the spelling as well.
"""

from __future__ import annotations

import re

# In order. Each pair: what is written, what is kept. Words are folded first.
REPLACEMENTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(written), kept)
    for written, kept in (
        (r"ph", "f"),
        (r"sch", "sh"),
        (r"ch(?=[lnrt])", "k"),
        (r"ch", "k"),
        (r"qu?", "k"),
        (r"sc(?=[eiy])", "s"),
        (r"c(?=[eiy])", "s"),
        (r"[ck]+", "k"),
        (r"th", "t"),
        (r"rh", "r"),
        (r"oe|ae", "e"),
        (r"y", "i"),
        (r"eau|au", "o"),
        (r"ou", "u"),
        (r"z", "s"),
        (r"(?<!^)h", ""),
        (r"^h", ""),
        (r"(.)\1+", r"\1"),
        (r"(?:ies|ie|ia|ai)$", "i"),
        (r"(?<=[a-z]{3})(?:es|e|s)$", ""),
    )
)


def sound(word: str) -> str:
    """The sound of one folded word; a word with digits (a symbol, a type) sounds as it is written."""
    if not word.isalpha():
        return word
    for written, kept in REPLACEMENTS:
        word = written.sub(kept, word)
    return word
