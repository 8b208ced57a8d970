"""Names of dossiers and numbers of versions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST_SLUG = 28  # with “dossier-” and a number behind, within the 40 characters an entry keeps of a data set's key


def folded(text: str) -> str:
    """Small letters without accents; what is neither letter nor figure stays."""
    parts = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(one for one in parts if not unicodedata.combining(one))


def slug_of(title: str) -> str:
    """A title as part of an address: « Myopathies de l'adulte » gives myopathies-de-l-adulte."""
    words = re.sub(r"[^a-z0-9]+", "-", folded(title)).strip("-")
    cut = words if len(words) <= LONGEST_SLUG else words[: LONGEST_SLUG + 1].rpartition("-")[0] or words[:LONGEST_SLUG]
    return cut.strip("-") or "sans-titre"


def next_version(versions: Iterable[str]) -> str:
    """The number after the greatest: 1.0 is followed by 2.0."""
    heads = [int(found.group()) for one in versions if (found := re.match(r"\d+", one))]
    return f"{max(heads, default=0) + 1}.0"
