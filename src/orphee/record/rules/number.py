"""The number people say on the telephone: short, without letters that sound or look alike, with a check letter."""

from __future__ import annotations

import unicodedata
import uuid

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXY"  # no 0/O, 1/I/L, U, Z; 29 letters, a prime
_DIGITS = 9
_LOOK_ALIKE = str.maketrans("ZU", "2V")  # left out because they look like these, which are in
_LONGEST = 60  # of what somebody may type around ten letters
_THREE = [first + second + third for third in ALPHABET for second in ALPHABET for first in ALPHABET]
_PLACES = {letter: place for place, letter in enumerate(ALPHABET)}


def number_of(key: uuid.UUID) -> str:
    """The number of a record, drawn from its key: nine characters and a check character, as ABC-DEF-GHJ-K."""
    value = key.int % len(ALPHABET) ** _DIGITS
    value, first = divmod(value, len(_THREE))
    last, middle = divmod(value, len(_THREE))
    body = _THREE[first] + _THREE[middle] + _THREE[last]
    return _written(body + check_letter(body))


def read_number(text: str) -> str | None:
    """The number that was typed, as it is stored; None when it is none: another length, another letter, or a check
    letter that does not fit. Case, spaces, hyphens and other marks between the letters say nothing.
    """
    typed = unicodedata.normalize("NFKC", text[:_LONGEST]).upper()
    letters = "".join(one for one in typed if one.isalnum()).translate(_LOOK_ALIKE)
    body, check = letters[:_DIGITS], letters[_DIGITS:]
    if len(body) < _DIGITS or any(one not in _PLACES for one in body) or check != check_letter(body):
        return None
    return _written(letters)


def _written(letters: str) -> str:
    return f"{letters[:3]}-{letters[3:6]}-{letters[6:9]}-{letters[9:]}"


def check_letter(body: str) -> str:
    """Catches every wrong character and every swap of two: the weights differ and the modulus is prime."""
    total = sum((position + 2) * _PLACES[letter] for position, letter in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]
