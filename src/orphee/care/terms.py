"""Terminology for screens: the labels of codes in the reader's language, and the answers of a picker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orphee.terminology.queries import labels, search
from orphee.terminology.rules.codes import SYSTEMS
from orphee.terminology.search import Filters

OFFERED = 12


class Labels:
    """The labels of some codes, fetched together. A code nobody knows is shown as it is."""

    def __init__(self, codes: Iterable[str], language: str) -> None:
        wanted = {code for code in codes if code}
        self._labels = labels(wanted, language) if wanted else {}

    def __call__(self, code: str) -> str:
        """The label of a code, or the code."""
        return self._labels.get(code) or code


@dataclass(frozen=True, slots=True)
class Offer:
    """One answer of a picker: the synonym that was recognised, and the old code that led here, when there is one."""

    code: str
    label: str
    matched: str
    instead_of: str


def offers(text: str, systems: Iterable[str], levels: Iterable[str], language: str) -> tuple[Offer, ...]:
    """What a picker offers for what is being typed."""
    asked = tuple(key for key in systems if key in SYSTEMS) or tuple(SYSTEMS)
    hits = search(text, asked, language, OFFERED, Filters(levels=tuple(one for one in levels if one)))
    return tuple(Offer(hit.code, hit.label, hit.matched, hit.instead_of) for hit in hits)
