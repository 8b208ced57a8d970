"""The key of a French national number (NIR): 97 minus the number modulo 97. Source: INSEE."""

from __future__ import annotations

import re

_NIR = re.compile(r"(\d{5})(\d{2}|2A|2B)(\d{6})(\d{2})")
_CORSICA = {"2A": "19", "2B": "18"}


def key_is_right(number: str) -> bool:
    """Whether 13 characters and a key of 2 belong together; 2A counts as 19 and 2B as 18."""
    parts = _NIR.fullmatch(number.upper())
    if not parts:
        return False
    start, department, rest, key = parts.groups()
    return 97 - int(start + _CORSICA.get(department, department) + rest) % 97 == int(key)
