"""How far a centre is, as far as departments tell: no address of a patient is asked, so none is measured from.

Positions are those of the prefectures, to a tenth of a degree: distances are between chief towns, as the crow flies.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

EARTH = 6371  # km
ROUNDED_TO = 10  # km
SAME_TOWN, SAME_DEPARTMENT, ELSEWHERE, UNKNOWN = "same-town", "same-department", "elsewhere", "unknown"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A town, its department and its region, as far as known: INSEE codes, and the town's name."""

    department: str = ""
    town: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Distance:
    """How far two places are: ordered by `km`. `kind`: same-town | same-department | elsewhere | unknown."""

    km: int
    kind: str


@lru_cache(maxsize=1)
def prefectures() -> dict[str, tuple[float, float]]:
    """Latitude and longitude of the chief town of each department, in degrees."""
    text = files("orphee.public").joinpath("data/prefectures.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["department"]: (float(row["latitude"]), float(row["longitude"])) for row in rows}


def distance(here: Whereabouts, there: Whereabouts) -> Distance:
    """How far a centre is from where someone lives."""
    if not here.department or not there.department:
        return Distance(100_000, UNKNOWN)
    if here.department == there.department:
        is_same = bool(here.town) and here.town.casefold() == there.town.casefold()
        return Distance(0, SAME_TOWN) if is_same else Distance(1, SAME_DEPARTMENT)
    positions = prefectures()
    if here.department not in positions or there.department not in positions:
        return Distance(100_000, UNKNOWN)
    km = between(positions[here.department], positions[there.department])
    return Distance(max(ROUNDED_TO, round(km / ROUNDED_TO) * ROUNDED_TO), ELSEWHERE)


def between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two positions in degrees, along the great circle (haversine)."""
    (north, east), (north_too, east_too) = ([math.radians(part) for part in each] for each in (one, other))
    half = math.sin((north_too - north) / 2) ** 2
    half += math.cos(north) * math.cos(north_too) * math.sin((east_too - east) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))
