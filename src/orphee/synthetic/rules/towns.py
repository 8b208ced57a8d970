"""Towns where synthetic people are born, live and are treated: real places, one or more a department.

INSEE and postal codes: Code officiel géographique. `thousands` shares out the population of the department.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
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
