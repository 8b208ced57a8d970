"""What the generator draws from: diseases, centres and towns, gathered once and looked up fast."""

from __future__ import annotations

import datetime as dt
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from orphee.synthetic.rules.concerned import SHARE_OF_WOMEN, Feature
from orphee.synthetic.rules.towns import Town

SAME_DEPARTMENT, SAME_REGION, ELSEWHERE = 30.0, 6.0, 0.25  # how near people are followed
WEIGHT_OF_KIND = {"crmr-coordinator": 6.0, "crmr-constitutive": 4.0, "crc": 2.0, "ccmr": 1.0}


@dataclass(frozen=True, slots=True)
class Disease:
    """A disease: `weight` is its share of people.

    `onsets` are spans of ages in months (from, until); -1 stands for before birth. Genes are HGNC CURIEs.
    """

    curie: str
    weight: float
    features: tuple[Feature, ...] = ()
    genes: tuple[str, ...] = ()
    onsets: tuple[tuple[int, int], ...] = ((0, 24),)
    filiere: str = ""
    lethality: float = 0.05
    is_recessive: bool = False
    share_of_women: float = SHARE_OF_WOMEN


@dataclass(frozen=True, slots=True)
class Centre:
    """A site where people are followed. `physicians` are (RPPS, name)."""

    code: str
    kind: str
    filiere: str
    department: str
    region: str
    finess: str
    hospital: str
    weight: float
    physicians: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Offer:
    """The centres of one filière, or all of them, ready to be weighed from any department."""

    centres: list[Centre] = field(default_factory=list)
    far_weights: list[float] = field(default_factory=list)
    places_of_region: dict[str, list[int]] = field(default_factory=dict)

    def add(self, centre: Centre) -> None:
        self.places_of_region.setdefault(centre.region, []).append(len(self.centres))
        self.centres.append(centre)
        self.far_weights.append(centre.weight * ELSEWHERE)


@dataclass
class World:
    """Everything one cohort is drawn from. `today` is the last day on which anything can have happened."""

    seed: int
    today: dt.date
    diseases: Sequence[Disease]
    centres: Sequence[Centre]
    towns: Sequence[Town]
    region_of: dict[str, str]
    first_year: int = 2008
    _near: dict[tuple[str, str], tuple[list[Centre], list[float]]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._diseases = list(accumulate(disease.weight for disease in self.diseases))
        self._towns = list(accumulate(town.thousands for town in self.towns))
        self._offers: dict[str, _Offer] = {}
        for centre in self.centres:
            for filiere in ("", centre.filiere) if centre.filiere else ("",):
                self._offers.setdefault(filiere, _Offer()).add(centre)
        self._towns_of: dict[str, tuple[list[Town], list[float]]] = {}
        for town in self.towns:
            self._towns_of.setdefault(town.department, ([], []))[0].append(town)
        for found, weights in self._towns_of.values():
            weights.extend(accumulate(town.thousands for town in found))

    def disease(self, rng: Random) -> Disease:
        """A disease, the frequent ones much more often."""
        return self.diseases[_place(rng, self._diseases)]

    def town(self, rng: Random) -> Town:
        """A town by its population."""
        return self.towns[_place(rng, self._towns)]

    def town_of(self, rng: Random, department: str) -> Town:
        """A town of one department."""
        found, weights = self._towns_of[department]
        return found[_place(rng, weights)]

    def centre(self, rng: Random, filiere: str, department: str) -> Centre:
        """A centre of the filière, mostly a near one; of any filière when it has none."""
        key = (filiere, department)
        near = self._near.get(key)
        if near is None:
            near = self._near[key] = self._weighed(filiere, department)
        centres, weights = near
        return centres[_place(rng, weights)]

    def _weighed(self, filiere: str, department: str) -> tuple[list[Centre], list[float]]:
        offer = self._offers.get(filiere) or self._offers[""]
        weights = offer.far_weights.copy()
        for place in offer.places_of_region.get(self.region_of.get(department, ""), ()):
            centre = offer.centres[place]
            weights[place] = centre.weight * (SAME_DEPARTMENT if centre.department == department else SAME_REGION)
        return offer.centres, list(accumulate(weights))


def _place(rng: Random, cumulated: list[float]) -> int:
    return bisect(cumulated, rng.random() * cumulated[-1], 0, len(cumulated) - 1)
