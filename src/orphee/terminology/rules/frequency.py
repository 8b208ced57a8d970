"""How often a feature occurs in a disease, as published, read as a share from 0 to 1."""

from __future__ import annotations

import re

# Middle of the band of each HPO frequency term: https://hpo.jax.org/browse/term/HP:0040279
HPO_TERMS = {
    "HP:0040280": 1.0,  # obligate, 100 %
    "HP:0040281": 0.895,  # very frequent, 80-99 %
    "HP:0040282": 0.545,  # frequent, 30-79 %
    "HP:0040283": 0.17,  # occasional, 5-29 %
    "HP:0040284": 0.025,  # very rare, 1-4 %
    "HP:0040285": 0.0,  # excluded
}
# Orphanet's bands (product 4 and orphapacket) as the HPO terms. Its words change with the language, the figures do not:
# "Very frequent (99-80%)", "Très fréquent (99-80%)".
ORPHANET_BANDS = {
    "100": "HP:0040280",
    "99-80": "HP:0040281",
    "79-30": "HP:0040282",
    "29-5": "HP:0040283",
    "<4-1": "HP:0040284",
    "0": "HP:0040285",
}
EXCLUDED = "HP:0040285"
_BAND = re.compile(r"\(\s*(<?\d+(?:\s*-\s*\d+)?)\s*%\s*\)\s*$")
_COUNT = re.compile(r"(\d+)\s*/\s*(\d+)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)(?:\s*-\s*(\d+(?:\.\d+)?))?\s*%")


def of_orphanet(words: str) -> str:
    """The HPO term of Orphanet's words for a frequency, in any language; empty when they name no known band."""
    band = _BAND.search(words)
    return ORPHANET_BANDS.get(re.sub(r"\s", "", band.group(1)), "") if band else ""


def share_of(frequency: str) -> float | None:
    """The share from 0 to 1 of "3/7", "45%", "5-29%" or an HPO frequency term; None when it cannot be told."""
    if not frequency:
        return None
    if frequency in HPO_TERMS:
        return HPO_TERMS[frequency]
    if count := _COUNT.fullmatch(frequency):
        having, seen = int(count.group(1)), int(count.group(2))
        return having / seen if 0 < seen >= having else None
    if percent := _PERCENT.fullmatch(frequency):
        low = float(percent.group(1))
        middle = (low + float(percent.group(2) or low)) / 200
        return middle if middle <= 1 else None
    return None
