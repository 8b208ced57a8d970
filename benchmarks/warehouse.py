"""How fast the warehouse is built and an indicator counted, at three sizes: fabricated records, then the cohort.

    python benchmarks/warehouse.py [--json] [--sizes 5000,30000,150000] [--bare]

`fabricated`: records made as they are read, from no database, the making not counted: what writing, counting and
protecting cost by themselves. `ratio` is the time of one indicator, every cut and scope, over one raw `count(*) … GROUP
BY` of DuckDB on the same file: an indicator is 7 to 10 groupings. `cohort`: what `orphee warehouse build` does, the
records read under the warehouse's database role from a PostgreSQL that holds the cohort (`--bare`: without it).

Each build runs in a process of its own, so that `peak_megabytes` is that build's and not the largest before it; of
PostgreSQL's memory nothing is counted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from _throwaway import installation, terminologies
from _timing import peak_megabytes

if TYPE_CHECKING:
    from orphee.warehouse.builds import Build
    from orphee.warehouse.indicators.definition import Indicator

SIZES = (5_000, 30_000, 150_000)
SEED = 4
Made = TypeVar("Made")


def main() -> None:
    """Measure, and print; with `--build`, be the process of one build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="people, growing, separated by commas")
    parser.add_argument("--bare", action="store_true", help="fabricated records only")
    parser.add_argument("--build", choices=BUILDS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    if given.build:
        print(json.dumps(_alone(given.build, sizes[0])))
        return
    with installation():
        found: dict[str, Any] = {
            "benchmark": "warehouse",
            "fabricated": [_in_a_process("fabricated", n) for n in sizes],
        }
        if not given.bare:
            found["terminologies"] = terminologies()
            found["cohort"] = [_of_a_cohort(size) for size in sizes]
    print(json.dumps(found, indent=None if given.json else 1))


def _in_a_process(build: str, size: int) -> dict[str, Any]:
    """One build, in a process that does nothing else, on this installation."""
    asked = [sys.executable, __file__, "--build", build, "--sizes", str(size)]
    done = subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    print(found, file=sys.stderr)
    return found


def _of_a_cohort(size: int) -> dict[str, Any]:
    """Grow the cohort to a size, then build from it."""
    from orphee.synthetic.actions import load_cohort

    load_cohort(size, SEED, now=dt.datetime.now(dt.UTC))
    return _in_a_process("cohort", size)


def _alone(build: str, size: int) -> dict[str, Any]:
    import django

    django.setup()
    return {"people": size, **BUILDS[build](size), "peak_megabytes": peak_megabytes()}


def fabricated(size: int) -> dict[str, float]:
    """Build a country of made-up records, then count each indicator."""
    from orphee.warehouse.building import build_from
    from orphee.warehouse.indicators import INDICATORS
    from orphee.warehouse.indicators.counting import ParquetFrames, count
    from orphee.warehouse.records import france
    from orphee.warehouse.tests.fabricated import NOW, around, cohort

    making = Making()
    records = making.timed(cohort(size))
    build, told = _timed(
        lambda tick: build_from(records, around(), france(), now=NOW, total=size, progress=tick), making
    )
    frames = ParquetFrames(build.folder, year=NOW.year)

    def counted(one: Indicator) -> float:
        return _best(lambda: list(count(one, frames)))

    slowest = max(map(counted, INDICATORS.values()))
    frames.close()
    raw = _raw_count(build.folder)
    return told | {
        "slowest_indicator_milliseconds": round(slowest * 1000),
        "raw_count_milliseconds": round(raw * 1000, 1),
        "ratio": round(slowest / raw, 1),
    }


def of_the_database(_size: int) -> dict[str, float]:
    """Build as the command does, from whoever is in the database."""
    from orphee.warehouse.building import build

    return _timed(lambda tick: build(now=dt.datetime.now(dt.UTC), progress=tick), Making())[1]


BUILDS = {"fabricated": fabricated, "cohort": of_the_database}


class Making:
    """The time that making records up takes, which is none of the build's."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def timed(self, made: Iterator[Made]) -> Iterator[Made]:
        """The same records, one at a time."""
        while True:
            started = time.perf_counter()
            one = next(made, None)
            self.seconds += time.perf_counter() - started
            if one is None:
                return
            yield one


def _timed(work: Callable[[Callable[[str, int, int], None]], Build], making: Making) -> tuple[Build, dict[str, float]]:
    """A build, and the seconds of its steps without those of making records up."""
    ticks: dict[str, float] = {}

    def tick(step: str, _done: int, _total: int) -> None:
        ticks.setdefault(step, time.perf_counter())

    started = time.perf_counter()
    build = work(tick)
    seconds = time.perf_counter() - started - making.seconds
    return build, {
        "counted": build.people,
        "build_seconds": round(seconds, 2),
        "people_a_second": round((build.people + build.opposed) / seconds),
        "read_seconds": round(ticks["sort"] - started - making.seconds, 2),
        "sort_seconds": round(ticks["count"] - ticks["sort"], 2),
        "count_and_protect_seconds": round(ticks["publish"] - ticks["count"], 2),
        "megabytes_on_disk": round(sum(path.stat().st_size for path in build.folder.iterdir()) / 1e6, 1),
    }


def _raw_count(folder: Path) -> float:
    import duckdb

    with duckdb.connect() as connection:
        query = f"SELECT region, count(*) FROM '{folder}/person.parquet' GROUP BY region"
        return _best(lambda: connection.execute(query).fetchall())


def _best(measured: Callable[[], object], times: int = 3) -> float:
    found = []
    for _ in range(times):
        started = time.perf_counter()
        measured()
        found.append(time.perf_counter() - started)
    return min(found)


if __name__ == "__main__":
    main()
