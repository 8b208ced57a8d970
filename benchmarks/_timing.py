"""Milliseconds of a page, as the benchmarks of pages tell them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Protocol

WARMING = 10  # calls that are not counted: templates and plans are read once a process


class Answer(Protocol):
    """What a page answers."""

    status_code: int


def timed(ask: Callable[[], Answer], calls: int, status: int = 200) -> dict[str, float]:
    """Of so many calls: the median, the 95th centile, and the median of this process's own computing."""
    for _ in range(WARMING):
        answered = ask().status_code
        assert answered == status, f"the page answered {answered} instead of {status}"
    taken, worked = [], []
    for _ in range(calls):
        started, busy = time.perf_counter(), time.process_time()
        ask()
        worked.append((time.process_time() - busy) * 1000)
        taken.append((time.perf_counter() - started) * 1000)
    return {
        "p50_ms": round(statistics.median(taken), 1),
        "p95_ms": round(statistics.quantiles(taken, n=20)[18], 1),
        "processor_p50_ms": round(statistics.median(worked), 1),
    }
