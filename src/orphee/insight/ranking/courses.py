"""When a disease begins and how it is inherited, as far as HPO and Orphanet say, in periods of life."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np

from orphee.insight.ranking.ontology import Flags, Numbers
from orphee.terminology.rules.statements import Course, Phenotype

# Upper bounds of the periods in years: before birth, at birth, neonatal, infancy, early childhood, childhood, young,
# middle and late adult life (the periods of HPO's onset terms).
BOUNDS = (-1.0, 0.0, 0.01, 0.08, 1.0, 5.0, 16.0, 40.0, 60.0, 120.0)
PERIODS = len(BOUNDS) - 1
ONSET_TERMS: dict[str, tuple[float, float]] = {
    "HP:0030674": (-1, 0), "HP:0011460": (-1, 0), "HP:0011461": (-1, 0), "HP:0034199": (-1, 0),
    "HP:0034198": (-1, 0), "HP:0034197": (-1, 0), "HP:0003577": (-0.1, 0.01), "HP:0003623": (0, 0.08),
    "HP:0003593": (0.08, 1), "HP:0011463": (1, 5), "HP:0003621": (5, 15), "HP:0410280": (0, 15),
    "HP:0003581": (16, 80), "HP:0011462": (16, 40), "HP:0025708": (16, 19), "HP:0025709": (19, 25),
    "HP:0025710": (25, 40), "HP:0003596": (40, 60), "HP:0003584": (60, 90),
}  # fmt: skip
ORPHANET_AGES: dict[str, tuple[float, float]] = {
    "Antenatal": (-1, 0), "Neonatal": (0, 0.08), "Infancy": (0.08, 2), "Childhood": (2, 11),
    "Adolescent": (12, 18), "Adult": (19, 60), "Elderly": (60, 120),
}  # fmt: skip
X_LINKED = frozenset({"HP:0001417", "HP:0001419", "HP:0001450"})
ONSET_PRIOR = 1.5  # statements' worth of the whole, so that one word does not exclude the other ages
FROM_A_FEATURE = 0.2  # what the onset of one feature says of the disease's onset
COURSE, FEATURE, INHERITANCE = "C", "P", "I"
_AGE = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


def periods(low: float, high: float) -> list[int]:
    """The periods of life that an interval of years touches."""
    return [number for number in range(PERIODS) if BOUNDS[number] < high and BOUNDS[number + 1] > low]


def years(age: str) -> tuple[float, float] | None:
    """The interval of "P6Y", "P1Y6M", "P1Y/P3Y" or an HPO onset term; None when it is none of these."""
    if age in ONSET_TERMS:
        return ONSET_TERMS[age]
    if "/" in age:
        first, last = (years(part) for part in age.split("/", 1))
        return (first[0], last[1]) if first and last and first[0] < last[1] else None
    found = _AGE.fullmatch(age)
    if found is None or not any(found.groups()):
        return None
    numbers = (int(number or 0) for number in found.groups())
    length = sum(number / unit for number, unit in zip(numbers, (1, 12, 52, 365), strict=True))
    return length, length + 0.001


def onset_odds(
    phenotypes: Iterable[Phenotype], courses: Iterable[Course], index: Mapping[str, int], count: int
) -> Numbers:
    """Log likelihood ratio of an onset in each period, by disease; 0 where nothing is known."""
    said = np.zeros((count, PERIODS), np.float32)
    for one in phenotypes:
        if one.disease not in index:
            continue
        if one.aspect == COURSE and one.term in ONSET_TERMS:
            said[index[one.disease], periods(*ONSET_TERMS[one.term])] += 1.0
        elif one.aspect == FEATURE and one.onset in ONSET_TERMS:
            said[index[one.disease], periods(*ONSET_TERMS[one.onset])] += FROM_A_FEATURE
    for course in courses:
        if course.kind == "onset" and course.disease in index and course.value in ORPHANET_AGES:
            said[index[course.disease], periods(*ORPHANET_AGES[course.value])] += 1.0
    known = said.sum(1) > 0
    if not known.any():
        return said
    usual = (said[known].sum(0) + 1e-3) / (said[known].sum() + 1e-3 * PERIODS)
    odds = np.log((said + ONSET_PRIOR * usual) / (said.sum(1, keepdims=True) + ONSET_PRIOR) / usual)
    odds[~known] = 0.0
    return np.asarray(odds, np.float32)


def x_linked(phenotypes: Iterable[Phenotype], index: Mapping[str, int], count: int) -> Flags:
    """Which diseases are inherited with the X chromosome in a way that spares most women."""
    found = np.zeros(count, np.bool_)
    for one in phenotypes:
        if one.aspect == INHERITANCE and one.term in X_LINKED and one.disease in index:
            found[index[one.disease]] = True
    return found
