"""The course of one life: birth, first signs, arrival at a centre, diagnosis or not, sometimes death.

Delays: the time from first signs to diagnosis (errance) is long and skewed. ERRADIAG (Alliance maladies rares,
2016): a year and a half for the average person, more than five years for one in four. Impasse: no diagnosis two
years after the first signs, and nothing more under way (status undetermined). Shares of statuses are assumptions.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from random import Random

from orphee.datasets.sdm_mr_codes import CONFIRMED, NOT_A_CARRIER, ONGOING, PROBABLE, REFUTED, UNDETERMINED
from orphee.synthetic.rules.world import Disease, World

DAYS_A_MONTH = 30.4375
ANTENATAL = -1  # onset, in months
MEDIAN_ARRIVAL_MONTHS, ARRIVAL_SPREAD = 12.0, 1.7
MEDIAN_WORKUP_MONTHS, WORKUP_SPREAD = 10.0, 1.8
IMPASSE_MONTHS = 24
OLDEST_MONTHS = 90 * 12
KNOWN_ON_ARRIVAL, NEVER_FOUND = 0.28, 0.16


@dataclass(slots=True)
class Life:
    """One course. Days are proleptic ordinals, ages completed months; None: it did not happen or nobody knows."""

    sex: str
    disease: Disease
    born: int
    onset: int | None
    arrived: int
    status: str
    diagnosed: int | None
    genetic: int | None
    known_on_arrival: bool
    died: int | None
    is_relative: bool = False

    def months_at(self, day: int) -> int:
        """The age in completed months on a day."""
        return max(0, int((day - self.born) / DAYS_A_MONTH))


def live(rng: Random, world: World) -> Life:
    """Someone of their own: the first of the family to come."""
    disease = world.disease(rng)
    onset = _onset(rng, disease)
    delay = min(_skewed(rng, MEDIAN_ARRIVAL_MONTHS, ARRIVAL_SPREAD), OLDEST_MONTHS - 12 - max(onset, 0))
    age_on_arrival = max(onset, 0) + max(delay, 0.0)
    arrived = _arrival(rng, world, age_on_arrival)
    born = arrived - int(age_on_arrival * DAYS_A_MONTH) - rng.randrange(0, 28)
    sex = "F" if rng.random() < disease.share_of_women else "M"
    return _course(rng, world, Life(sex, disease, born, onset, arrived, ONGOING, None, None, False, None))


def live_as_relative(rng: Random, world: World, index_case: Life, place: int) -> tuple[Life, str]:
    """A brother, sister, parent or child of an index case, and what the index case is to them (HL7 RoleCode).

    `place` counts the relatives of one index case from 0: it keeps births apart, and parents a mother and a father.
    """
    today = world.today.toordinal()
    years, link = _kinship(rng, index_case, today, place)
    sex = "F" if rng.random() < index_case.disease.share_of_women else "M"
    if link in _CHILD:  # a mother and a father, either may come first
        sex = "FM"[(index_case.born + place) % 2]
    born = min(index_case.born + int(years * 365.25) + rng.randrange(-40, 40), today - 60)
    arrived = min(max(index_case.arrived + rng.randrange(20, 900), born + 15), today)
    onset: int | None = _onset(rng, index_case.disease)
    if onset is not None and born + onset * DAYS_A_MONTH > arrived:
        onset = None
    life = Life(sex, index_case.disease, born, onset, arrived, ONGOING, None, None, False, None, is_relative=True)
    return _course(rng, world, life), link


_SIBLING, _CHILD, _PARENT = ("SIS", "BRO"), ("DAU", "SON"), ("MTH", "FTH")
_YEARS_BETWEEN = (-2, 3, -5, 6, -8, 9)  # siblings, in the order they come: never two within the same year


def _kinship(rng: Random, index_case: Life, today: int, place: int) -> tuple[int, str]:
    """Years between the births of the index case and of a relative, and what the index case is to the relative."""
    share = rng.random()
    which = 0 if index_case.sex == "F" else 1
    age = (today - index_case.born) / 365.25
    is_of_both = 0.0 < index_case.disease.share_of_women < 1.0
    if share >= 0.6 and 20 <= age < 45 and place < 2 and is_of_both:
        return -24 - rng.randrange(0, 14), _CHILD[which]
    if share >= 0.6 and age >= 45 and place < 5:
        return 22 + 3 * place, _PARENT[which]
    years = _YEARS_BETWEEN[place % len(_YEARS_BETWEEN)]
    return (years if age > 11 else -abs(years)), _SIBLING[which]


def _course(rng: Random, world: World, life: Life) -> Life:
    today = world.today.toordinal()
    if life.onset is None:
        life.status = NOT_A_CARRIER if rng.random() < 0.45 else CONFIRMED
        life.diagnosed = life.genetic = min(life.arrived + rng.randrange(0, 200), today)
    else:
        _search(rng, life, today)
    _death(rng, life, today)
    return life


def _search(rng: Random, life: Life, today: int) -> None:
    """The diagnosis: brought along, found after a while, or not found."""
    began = life.born + int(max(life.onset or 0, 0) * DAYS_A_MONTH)
    if rng.random() < KNOWN_ON_ARRIVAL:
        life.known_on_arrival = True
        found: float = began + (life.arrived - began) * rng.random()
    elif rng.random() < NEVER_FOUND:
        found = today + 1.0
    else:
        found = life.arrived + _skewed(rng, MEDIAN_WORKUP_MONTHS, WORKUP_SPREAD) * DAYS_A_MONTH
    if found <= today:
        life.diagnosed = int(found)
        share = rng.random()
        life.status = CONFIRMED if share < 0.84 else PROBABLE if share < 0.975 else REFUTED
        if life.disease.genes and life.status == CONFIRMED and rng.random() < 0.7:
            genetic = int(found + _skewed(rng, 3.0, 1.2) * DAYS_A_MONTH)
            life.genetic = genetic if genetic <= today else None
    else:
        months = (today - began) / DAYS_A_MONTH
        in_impasse = months > IMPASSE_MONTHS and rng.random() < 0.7
        life.status = UNDETERMINED if in_impasse else ONGOING if rng.random() < 0.8 else PROBABLE


def _death(rng: Random, life: Life, today: int) -> None:
    age = (today - life.born) / 365.25
    chance = min(0.9, life.disease.lethality + max(0.0, age - 60) * 0.012)
    if age > 98 or rng.random() < chance:
        low = max(life.arrived, life.diagnosed or 0, life.genetic or 0)
        died = low + int((today - low) * rng.random())
        life.died = min(died, life.born + 98 * 365) if life.born + 98 * 365 > low else low


def _onset(rng: Random, disease: Disease) -> int:
    low, high = disease.onsets[int(rng.random() * len(disease.onsets))]
    if high <= 0:
        return low
    return int(low + (high - low) * rng.random() ** 1.3)


def _arrival(rng: Random, world: World, age_in_months: float) -> int:
    """The day of the first visit: more in recent years, and nobody of today over ninety."""
    today = world.today
    span = (today - today.replace(year=world.first_year, month=1, day=1)).days
    reach = max(1, min(span, int((OLDEST_MONTHS - age_in_months) * DAYS_A_MONTH)))
    return today.toordinal() - int(reach * rng.random() ** 1.35)


def _skewed(rng: Random, median: float, spread: float) -> float:
    """A lognormal delay in months."""
    return rng.lognormvariate(log(median), spread)
