"""The national health identity number (INS): where it comes from and whether its key is right.

Roots and key: ANS, référentiel INS; the key is 97 − (number mod 97), Corsica's 2A and 2B counting as 19 and 18.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache


class InsSystem(StrEnum):
    """The assigning authorities of an INS (OID)."""

    NIR = "1.2.250.1.213.1.4.8"
    NIA = "1.2.250.1.213.1.4.9"
    TEST = "1.2.250.1.213.1.4.10"
    DEMONSTRATION = "1.2.250.1.213.1.4.11"


CHECKED = frozenset({InsSystem.NIR.value, InsSystem.NIA.value})
LENGTH = 15


def key_of(thirteen: str) -> int | None:
    """The control key of the first 13 characters, or None when they are not a number of that form."""
    digits = thirteen.upper()
    if len(digits) == 13 and digits[5:7] in ("2A", "2B"):
        digits = digits[:5] + ("19" if digits[5:7] == "2A" else "18") + digits[7:]
    if len(digits) != 13 or not digits.isdecimal():
        return None
    return 97 - int(digits) % 97


@lru_cache(maxsize=4096)  # asked several times of each person of a batch
def is_well_formed(ins: str, system: str) -> bool:
    """Whether the number can be what its system says. Public test numbers carry wrong keys: only their form counts."""
    compact = ins.replace(" ", "")
    expected = key_of(compact[:13])
    if len(compact) != LENGTH or expected is None or not compact[13:].isdecimal():
        return False
    return system not in CHECKED or int(compact[13:]) == expected
