"""What benchmarks measure alike: the milliseconds of a page, the memory of a process."""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
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


def peak_megabytes() -> int:
    """The most that this process has held, in MB. Linux counts from its start; elsewhere its parent's may weigh in."""
    status = Path("/proc/self/status")
    if status.exists():
        kibibytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return round(int(kibibytes) * 1024 / 1e6)
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)
