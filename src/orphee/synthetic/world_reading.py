"""Gather the world a cohort is drawn from: the terminologies that are loaded, and the network of centres."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from random import Random

from django.db.models import Avg
from django.db.models.functions import Coalesce

from orphee.network.models import Site
from orphee.network.rules.geography import DEPARTMENTS, REGION_OF
from orphee.synthetic.rules.concerned import BRANCHES, Feature, features, share_of_women
from orphee.synthetic.rules.disease_profiles import (
    FILIERE_OF_GROUP,
    USUAL_SHARE,
    Estimate,
    drawn,
    filiere_of,
    onsets,
    per_100_000,
    weights,
)
from orphee.synthetic.rules.names import surname
from orphee.synthetic.rules.network_plan import EXAMPLE_SITE, FILIERES
from orphee.synthetic.rules.towns import Town, districts, towns
from orphee.synthetic.rules.world import WEIGHT_OF_KIND, Centre, Disease, World
from orphee.terminology import queries as terminology
from orphee.terminology.models import (
    Ancestry,
    Concept,
    ConceptStatus,
    Course,
    GeneAnnotation,
    PhenotypeAnnotation,
    Prevalence,
)
from orphee.terminology.rules.statements import Level

PHENOTYPE = "P"  # aspect of phenotype.hpoa: a feature, not an inheritance or an onset
SMALLEST_TOWN = 2_000  # inhabitants
WEIGHT_OF_EXAMPLE_SITE = 40.0  # the site of the public examples, where the demo's clinician works, is a busy one
PHYSICIANS = 3
MOST_FEATURES = 30
RPPS_OF_NOBODY = "8997"  # real numbers of the national register begin with 1


class UnableToBuildWorld(ValueError):
    """Something a cohort is drawn from is not there yet; the message says what to load."""


def read_world(*, seed: int, today: dt.date) -> World:
    """The world of today. Raises `UnableToBuildWorld` when terminologies or centres are missing."""
    diseases, centres = tuple(_diseases()), tuple(_centres())
    if not diseases:
        raise UnableToBuildWorld("no rare disease with features is loaded: run “orphee terminology load” first")
    if not centres:
        raise UnableToBuildWorld("no synthetic centre: put the synthetic network in place first")
    return World(seed, today, diseases, centres, tuple(_towns()), REGION_OF)


def _diseases() -> Iterator[Disease]:
    codes = list(
        Concept.objects.filter(system="orpha", status=ConceptStatus.ACTIVE)
        .exclude(level=Level.GROUP.value)
        .order_by("code")
        .values_list("code", flat=True)
    )
    signs = _features()
    codes = [code for code in codes if signs.get(code)]
    shares = weights(_prevalences(codes))
    words, genes = _courses(), _genes()
    groups = _under(group for group, _ in FILIERE_OF_GROUP)
    filieres = list(FILIERES)
    for code in codes:
        course = words.get(code, {})
        yield Disease(
            curie=code,
            weight=shares[code],
            features=signs[code],
            genes=genes.get(code, ()),
            onsets=onsets(code, course.get("onset", ())),
            filiere=filiere_of(code, groups.get(code, frozenset()), filieres),
            lethality=0.005 + 0.12 * drawn(code, "lethality") ** 3,
            is_recessive="Autosomal recessive" in course.get("inheritance", ()),
            share_of_women=share_of_women(code, course.get("inheritance", ())),
        )


def _features() -> dict[str, tuple[Feature, ...]]:
    """The features of each ORPHA disease, with the mean of the frequencies that its sources publish."""
    rows = (
        PhenotypeAnnotation.objects.filter(release__is_current=True, excluded=False, disease__startswith="ORPHA:")
        .filter(aspect__in=("", PHENOTYPE))
        .values_list("disease", "term")
        .annotate(mean=Avg(Coalesce("share", USUAL_SHARE)))
        .order_by("disease")
    )
    active, branches = _active("hpo"), _under(BRANCHES)
    return {
        disease: features(((term, mean) for _, term, mean in group if term in active), branches, MOST_FEATURES)
        for disease, group in groupby(rows, key=itemgetter(0))
    }


def _active(system: str) -> set[str]:
    return set(Concept.objects.filter(system=system, status=ConceptStatus.ACTIVE).values_list("code", flat=True))


def _prevalences(codes: Iterable[str]) -> dict[str, float | None]:
    found: dict[str, list[Estimate]] = defaultdict(list)
    rows = Prevalence.objects.filter(release__is_current=True)
    columns = rows.values_list("disease", "kind", "band", "per_100_000", "geography")
    for disease, kind, band, each_100_000, geography in columns:
        found[disease].append(Estimate(kind, band, each_100_000, geography))
    return {code: per_100_000(found.get(code, ())) for code in codes}


def _courses() -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    rows = Course.objects.filter(release__is_current=True).order_by("disease", "kind", "value").distinct()
    for disease, kind, value in rows.values_list("disease", "kind", "value"):
        found[disease][kind] = (*found[disease].get(kind, ()), value)
    return found


def _genes() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    rows = GeneAnnotation.objects.filter(release__is_current=True, disease__startswith="ORPHA:")
    active = _active("hgnc")  # empty: no gene is loaded, and none can be judged
    for disease, gene in rows.order_by("disease", "symbol").values_list("disease", "gene").distinct():
        if gene.startswith("HGNC:") and (not active or gene in active):
            found[disease] = (*found.get(disease, ()), gene)
    return found


def _under(wanted: Iterable[str]) -> dict[str, frozenset[str]]:
    """For each concept that stands under some of those wanted, which ones."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = Ancestry.objects.filter(ancestor__in=list(wanted)).values_list("ancestor", "descendant")
    for ancestor, descendant in rows:
        found[descendant].add(ancestor)
    return {code: frozenset(ancestors) for code, ancestors in found.items()}


def _centres() -> Iterator[Centre]:
    sites = Site.objects.filter(is_synthetic=True, hospital__department__isnull=False).order_by("code")
    where = ("hospital__department__code", "hospital__department__region_id", "hospital__finess", "hospital__name")
    rows = sites.values_list("code", "kind", "filiere_id", *where)
    for number, (code, kind, filiere, department, region, finess, hospital) in enumerate(rows):
        yield Centre(
            code=code,
            kind=kind,
            filiere=filiere or "",
            department=department,
            region=region,
            finess=finess,
            hospital=hospital,
            weight=WEIGHT_OF_KIND[kind] * (WEIGHT_OF_EXAMPLE_SITE if code == EXAMPLE_SITE else 1),
            physicians=tuple(_physicians(number, code)),
        )


def _physicians(number: int, code: str) -> Iterator[tuple[str, str]]:
    rng = Random(f"physicians of {code}")  # noqa: S311 - invented people
    for rank in range(PHYSICIANS):
        ten = f"{RPPS_OF_NOBODY}{number:05d}{rank}"
        yield f"{ten}{_luhn_key(ten)}", f"Dr {surname(rng)} (fictif)"


def _luhn_key(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def _towns() -> Iterator[Town]:
    """Communes as loaded, those too small left out; our own towns where a department has none."""
    seen: set[str] = set()
    for place in terminology.places(inhabitants=SMALLEST_TOWN):
        if place.department in DEPARTMENTS and place.postcodes:
            seen.add(place.department)
            thousands = place.population / 1000
            yield from districts(Town(place.insee, place.name, place.postcodes[0], place.department, thousands))
    for town in towns():
        if town.department not in seen:
            yield from districts(town)
