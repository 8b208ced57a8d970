"""What `orphee doctor` says of one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

OK, ADVICE, MISSING = "ok", "advice", "missing"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at. `state` is ok, advice (works, but…) or missing; the last two say what to do."""

    what: str
    state: str
    found: str
    todo: str = ""


Look = Callable[[], Iterator[Diagnosis]]
