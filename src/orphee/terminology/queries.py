"""Questions about codes: labels, status, hierarchy, correspondences, annotations. Search is in `search`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connections
from django.db.models import Q

from orphee.terminology.lookup import lookup
from orphee.terminology.models import (
    Ancestry,
    Concept,
    Course,
    GeneAnnotation,
    Mapping,
    PhenotypeAnnotation,
    Prevalence,
    Release,
)
from orphee.terminology.rules.codes import canonical
from orphee.terminology.rules.statements import Level, Relation
from orphee.terminology.search import Hit, search

__all__ = [
    "Hit", "PlaceFound", "ancestors", "concept", "courses", "descendants", "exists", "genes", "is_a", "label",
    "labels", "mappings", "orpha_of", "orpha_of_many", "phenotypes", "places", "prevalences", "releases",
    "replacement", "search", "status",
]  # fmt: skip


def labels(codes: Iterable[str], language: str = "fr") -> dict[str, str]:
    """The label of each code in a language (else in the other one); a code nobody knows is its own label.

    One query for those that this process has not been asked before.
    """
    return lookup().labels(codes, language)


def label(code: str, language: str = "fr") -> str:
    """The label of one code; the code itself when nobody knows it."""
    return labels([code], language)[code]


def concept(code: str) -> Concept | None:
    """Everything known about a code; None when it was never loaded."""
    return Concept.objects.filter(code=canonical(code)).first()


def exists(code: str) -> bool | None:
    """Whether the code exists; None when its terminology is not loaded. An ICD-10 code is judged by its shape."""
    return lookup().exists(code)


def status(code: str) -> str:
    """ "active", or why the code should not be used any more."""
    return lookup().status(code)


def replacement(code: str) -> str | None:
    """The code to use instead, followed to its end; None for an active code or one without replacement."""
    return lookup().replaced_by(code)


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


def is_a(code: str, group: str) -> bool:
    """Whether a code is the group or under it."""
    return code == group or Ancestry.objects.filter(ancestor=group, descendant=code).exists()


def orpha_of(code: str) -> str | None:
    """The ORPHA code of a disease given as OMIM, MONDO…, by exact mapping; an ORPHA code is its own."""
    return lookup().orpha_of(code)


def orpha_of_many(codes: Iterable[str]) -> dict[str, str | None]:
    """`orpha_of` for many codes."""
    return {code: orpha_of(code) for code in codes}


def mappings(code: str, *, relation: Relation | None = None) -> list[tuple[str, str, str]]:
    """(subject, object, relation) of every correspondence in which a code takes part."""
    found = Mapping.objects.filter(Q(subject=code) | Q(object=code))
    if relation:
        found = found.filter(relation=relation.value)
    return list(found.values_list("subject", "object", "relation").distinct().order_by("subject", "object"))


def phenotypes(disease: str) -> list[PhenotypeAnnotation]:
    """The features of a disease as every source gives them, most frequent first."""
    found = PhenotypeAnnotation.objects.filter(disease=disease)
    return sorted(found, key=lambda each: (each.excluded, -(each.share or 0), each.term))


def genes(disease: str) -> list[GeneAnnotation]:
    """The genes of a disease as every source gives them."""
    return list(GeneAnnotation.objects.filter(disease=disease).order_by("symbol"))


def prevalences(disease: str) -> list[Prevalence]:
    """The published estimates of how many people have a disease."""
    return list(Prevalence.objects.filter(disease=disease).order_by("kind", "geography"))


def courses(disease: str) -> dict[str, list[str]]:
    """Orphanet's words for "onset" and "inheritance" of a disease."""
    found: dict[str, list[str]] = {"onset": [], "inheritance": []}
    for kind, value in Course.objects.filter(disease=disease).values_list("kind", "value").distinct().order_by("value"):
        found[kind].append(value)
    return found


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


def releases() -> list[Release]:
    """What is loaded now."""
    return list(Release.objects.filter(is_current=True).order_by("source"))
