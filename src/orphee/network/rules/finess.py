"""The number of an establishment (FINESS ET): nine characters, written in several ways."""

from __future__ import annotations

import re

HOSPITAL_ITSELF = "FINESS-"  # starts the code of a site made for a hospital that named none
_FINESS = 9


def has_wrong_key(finess: str) -> bool:
    """Whether the last of nine digits is not their key (Luhn's, as for SIREN); Corsica's letters are not judged."""
    if not finess.isdigit() or len(finess) != _FINESS:
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(finess))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 != 0 or not finess.strip("0")


def is_elsewhere(finess: str, department: str) -> bool:
    """Whether a number was given out in another department: it begins with its own, overseas with 97 or 98."""
    return bool(finess) and finess[:2] != department[:2]


def bare_finess(text: str) -> str:
    """A FINESS number as nine characters; CDA documents put a 1 before it."""
    bare = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    return (bare[1:] if len(bare) == 10 and bare.startswith("1") else bare)[:_FINESS]
