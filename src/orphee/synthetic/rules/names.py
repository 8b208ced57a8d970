"""French names as frequent in the civil registers: first names by decade of birth, surnames for all.

Facts: INSEE, fichier des prénoms and fichier des noms. Combinations are drawn at random: nobody in particular.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from random import Random

FIRST_DECADE, LAST_DECADE = 1930, 2020


def _data(name: str) -> str:
    return files("orphee.synthetic").joinpath(f"data/{name}").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _first_names() -> dict[tuple[int, str], tuple[str, ...]]:
    rows = csv.DictReader(_data("first_names.csv").splitlines())
    return {(int(row["from_year"]), row["sex"]): tuple(row["names"].split()) for row in rows}


@lru_cache(maxsize=1)
def _surnames() -> tuple[str, ...]:
    return tuple(name.replace("-", " ") for name in _data("surnames.txt").split())


def _frequent_first(rng: Random, names: tuple[str, ...]) -> str:
    """One of the names, those at the head of the list about four times as often as those at its end."""
    share = rng.random()
    return names[int(share * (0.4 + 0.6 * share) * len(names))]


def first_name(rng: Random, *, birth_year: int, sex: str) -> str:
    """A first name of the decade; sex is M or F."""
    decade = min(max(birth_year // 10 * 10, FIRST_DECADE), LAST_DECADE)
    return _frequent_first(rng, _first_names()[decade, sex])


def surname(rng: Random) -> str:
    """A surname; one in thirty is a compound of two."""
    name = _frequent_first(rng, _surnames())
    return f"{name}-{_frequent_first(rng, _surnames())}" if rng.random() < 1 / 30 else name
