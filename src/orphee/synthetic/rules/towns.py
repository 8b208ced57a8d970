"""Towns where synthetic people are born, live and are treated: real places, one or more a department.

INSEE and postal codes: Code officiel géographique. `thousands` shares out the population of the department.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Town:
    """A town; `thousands` is the weight it bears, `is_university` whether a university hospital stands there."""

    insee: str
    name: str
    postal_code: str
    department: str
    thousands: float
    is_university: bool = False


# INSEE code of a commune with municipal districts: (code of the district before the first, its postcode, how many)
_DISTRICTS = {"75056": (75100, 75000, 20), "69123": (69380, 69000, 9), "13055": (13200, 13000, 16)}


def districts(town: Town) -> Iterator[Town]:
    """The municipal districts of Paris, Lyon and Marseille, alike in weight: people are born and live in one of them,
    and an INS has its code. Any other town is itself."""
    if town.insee not in _DISTRICTS:
        yield town
        return
    insee, postcode, how_many = _DISTRICTS[town.insee]
    for number in range(1, how_many + 1):
        share = town.thousands / how_many
        yield replace(town, insee=f"{insee + number:05d}", postal_code=f"{postcode + number:05d}", thousands=share)


@lru_cache(maxsize=1)
def towns() -> tuple[Town, ...]:
    """Our own short table, used where no place terminology is loaded and for the hospitals of the demo."""
    text = files("orphee.synthetic").joinpath("data/towns.csv").read_text(encoding="utf-8")
    return tuple(
        Town(
            insee=row["insee"],
            name=row["name"],
            postal_code=row["postal_code"],
            department=row["department"],
            thousands=float(row["thousands"]),
            is_university=row["is_university"] == "1",
        )
        for row in csv.DictReader(text.splitlines())
    )
