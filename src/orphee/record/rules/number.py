"""The number people say on the telephone: short, without letters that sound or look alike, with a check letter."""

from __future__ import annotations

import uuid

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXY"  # no 0/O, 1/I/L, U, Z; 29 letters, a prime
_DIGITS = 9
_THREE = [first + second + third for third in ALPHABET for second in ALPHABET for first in ALPHABET]
_PLACES = {letter: place for place, letter in enumerate(ALPHABET)}


def number_of(key: uuid.UUID) -> str:
    """The number of a record, drawn from its key: nine characters and a check character, as ABC-DEF-GHJ-K."""
    value = key.int % len(ALPHABET) ** _DIGITS
    value, first = divmod(value, len(_THREE))
    last, middle = divmod(value, len(_THREE))
    body = _THREE[first] + _THREE[middle] + _THREE[last]
    return f"{body[:3]}-{body[3:6]}-{body[6:]}-{check_letter(body)}"


def check_letter(body: str) -> str:
    """Catches every wrong character and every swap of two: the weights differ and the modulus is prime."""
    total = sum((position + 2) * _PLACES[letter] for position, letter in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]
