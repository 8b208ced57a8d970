"""Questions about codes: labels, hierarchy, places. Search is in `search`; what validation asks is in `lookup`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connections

from orphee.terminology.lookup import lookup
from orphee.terminology.models import Ancestry, Concept
from orphee.terminology.rules.codes import canonical
from orphee.terminology.rules.statements import Level
from orphee.terminology.search import Hit, search

__all__ = [
    "Hit", "PlaceFound", "ancestors", "concept", "descendants", "exists", "labels", "orpha_of", "places", "search",
]  # fmt: skip


def labels(codes: Iterable[str], language: str = "fr") -> dict[str, str]:
    """The label of each code in a language (else in the other one); a code nobody knows is its own label.

    One query for those that this process has not been asked before.
    """
    return lookup().labels(codes, language)


def concept(code: str) -> Concept | None:
    """Everything known about a code; None when it was never loaded."""
    return Concept.objects.filter(code=canonical(code)).first()


def exists(code: str) -> bool | None:
    """Whether the code exists; None when its terminology is not loaded. An ICD-10 code is judged by its shape."""
    return lookup().exists(code)


def descendants(code: str, *, itself: bool = True) -> list[str]:
    """Every code under a group or term, in one query."""
    found = Ancestry.objects.filter(ancestor=code)
    codes = list((found if itself else found.filter(steps__gt=0)).values_list("descendant", flat=True))
    return codes or ([code] if itself else [])


def ancestors(code: str, *, itself: bool = True) -> list[str]:
    """Every code above, nearest first, in one query."""
    found = Ancestry.objects.filter(descendant=code).order_by("steps", "ancestor")
    codes = list((found if itself else found.filter(steps__gt=0)).values_list("ancestor", flat=True))
    return codes or ([code] if itself else [])


def orpha_of(code: str) -> str | None:
    """The ORPHA code of a disease given as OMIM, MONDO…, by exact mapping; an ORPHA code is its own."""
    return lookup().orpha_of(code)


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A French commune or municipal district; codes as INSEE writes them."""

    insee: str
    name: str
    level: str
    department: str
    region: str
    population: int
    postcodes: tuple[str, ...]


_PLACES = """
    SELECT p.insee, c.label_fr, c.level, p.department, p.region, coalesce(p.population, 0), p.postcodes
    FROM terminology_place p JOIN terminology_concept c ON c.code = p.code
    WHERE c.level = ANY (%s) AND (%s = '' OR p.postcodes @> ARRAY[%s]::varchar[]) AND coalesce(p.population, 0) >= %s
    ORDER BY coalesce(p.population, 0) DESC, p.insee
"""
COMMUNES = (Level.COMMUNE,)


def places(
    *, postcode: str = "", levels: tuple[str, ...] = COMMUNES, inhabitants: int = 0
) -> Iterator[PlaceFound]:  # fmt: skip
    """French places of so many inhabitants or more, most populous first: those of a postcode, or all of them."""
    with connections["default"].cursor() as cursor:
        cursor.execute(_PLACES, [list(levels), postcode, postcode, inhabitants])
        for insee, name, level, department, region, population, postcodes in cursor.fetchall():
            yield PlaceFound(insee, name, level, department, region, population, tuple(postcodes))
