"""Names made comparable: no accents, no case, no hyphens, one space."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l"})
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """« Éléonore-Anne d’Œuvre » → "eleonore anne d oeuvre"."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).lower()
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _NOT_A_LETTER.sub(" ", bare).strip()


@lru_cache(maxsize=4096)  # asked several times of each person of a batch
def traits_key(*, birth_name: str, first_given_name: str, birth_date: str, sex: str) -> str:
    """What two papers of the same person share: a digest of folded name, first given name, full birth date and sex.

    Empty when one of them is missing or the date is partial: such traits never identify anyone by themselves.
    """
    name, given = fold(birth_name), fold(first_given_name)
    if not name or not given or len(birth_date) != 10 or sex not in ("M", "F"):
        return ""
    return hashlib.sha256(f"{name}|{given}|{birth_date}|{sex}".encode()).hexdigest()
