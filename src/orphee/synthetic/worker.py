"""A process of its own that loads runs of a cohort. Imported before Django is set up: it imports rooms late."""

from __future__ import annotations

import datetime as dt
import pickle
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from orphee.synthetic.loading import PartLoaded
    from orphee.synthetic.rules.world import World


def prepare() -> None:
    """Once a process, while the world is still being read elsewhere."""
    django.setup()
    import orphee.synthetic.loading  # noqa: F401 - half of what a process needs to start is importing


def load(world: Path, run: tuple[int, int], now: dt.datetime) -> PartLoaded:
    """Load one run of the cohort of the world in this file."""
    from orphee.synthetic.loading import load_part

    return load_part(_world(world), *run, now=now)


@cache
def _world(path: Path) -> World:
    found: World = pickle.loads(path.read_bytes())  # noqa: S301 - written by the process that started this one
    return found
