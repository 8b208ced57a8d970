"""A process of its own that loads runs of a cohort. Imported before Django is set up: it imports rooms late."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from orphee.synthetic.loading import PartLoaded
    from orphee.synthetic.rules.world import World

_ready: dict[str, tuple[World, dt.datetime]] = {}


def prepare(world: World, now: dt.datetime) -> None:
    """Once a process: set Django up and remember the world."""
    django.setup()
    _ready["world"] = world, now


def load(run: tuple[int, int]) -> PartLoaded:
    """Load one run."""
    from orphee.synthetic.loading import load_part

    world, now = _ready["world"]
    return load_part(world, *run, now=now)
