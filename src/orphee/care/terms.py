"""Terminology for screens: the labels of codes in the reader's language, and the answers of a picker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from orphee.network.models import Site
from orphee.terminology.lookup import lookup
from orphee.terminology.queries import labels, search
from orphee.terminology.rules.codes import SYSTEMS
from orphee.terminology.search import Filters

OFFERED = 12
MOST_GROUPS = 8  # of a question that takes only what is under some codes
SITE_PREFIX = "SITE:"
_PARIS = "INSEE:75056"
SYSTEM_OF = {"insee": "place"}  # what definitions call a system, and what the terminologies do


class Labels:
    """The labels of some codes, fetched together. A code nobody knows is shown as it is."""

    def __init__(self, codes: Iterable[str], language: str) -> None:
        wanted = {code for code in codes if code}
        self._labels = labels(wanted, language) if wanted else {}
        sites = {code.removeprefix(SITE_PREFIX) for code in wanted if code.startswith(SITE_PREFIX)}
        if sites:
            named = Site.objects.filter(code__in=sites).values_list("code", "name")
            self._labels |= {f"{SITE_PREFIX}{code}": name for code, name in named}

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


def offers(
    text: str, systems: Iterable[str], levels: Iterable[str], language: str, under: Iterable[str] = ()
) -> tuple[Offer, ...]:
    """What a picker offers for what is being typed."""
    wanted = [key for key in systems if key]
    found = sites(text) if "site" in wanted else ()
    asked = tuple(SYSTEM_OF.get(key, key) for key in wanted if SYSTEM_OF.get(key, key) in SYSTEMS)
    if not asked and wanted == ["site"]:
        return found
    narrowed = [one for one in levels if one]
    groups = [one for one in under if one][:MOST_GROUPS] or [""]
    return (*found, *_terms(text, asked or tuple(SYSTEMS), narrowed, groups, language))[:OFFERED]


def _terms(
    text: str, systems: tuple[str, ...], levels: Sequence[str], groups: Sequence[str], language: str
) -> tuple[Offer, ...]:
    found: dict[str, Offer] = {}
    for group in groups:
        for hit in search(text, systems, language, OFFERED, Filters(levels=tuple(levels), under=group)):
            told = hit.definition if hit.system == "place" else hit.matched  # “69 (69001, 69002)” tells towns apart
            found.setdefault(hit.code, Offer(hit.code, hit.label, told, hit.instead_of))
    return tuple(found.values())


def has_communes() -> bool:
    """Whether the places of France are loaded, so that a town can be searched."""
    return lookup().exists(_PARIS) is not None


def sites(text: str) -> tuple[Offer, ...]:
    """The sites of the network whose name or code holds every word typed."""
    words = text.split()[:6]
    if not words:
        return ()
    asked = Q()
    for word in words:
        asked &= Q(name__icontains=word) | Q(code__icontains=word) | Q(hospital__name__icontains=word)
    rows = Site.objects.filter(asked).select_related("hospital").order_by("name", "code")[:OFFERED]
    return tuple(Offer(f"{SITE_PREFIX}{row.code}", row.name, row.hospital.name, "") for row in rows)
