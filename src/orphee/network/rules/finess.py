"""The number of an establishment (FINESS ET): nine characters, written in several ways."""

from __future__ import annotations

import re

HOSPITAL_ITSELF = "FINESS-"  # starts the code of a site made for a hospital that named none
_FINESS = 9


def bare_finess(text: str) -> str:
    """A FINESS number as nine characters; CDA documents put a 1 before it."""
    bare = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    return (bare[1:] if len(bare) == 10 and bare.startswith("1") else bare)[:_FINESS]
