"""How fast the warehouse is built and an indicator counted, at three sizes, beside DuckDB's own count.

    python benchmarks/warehouse.py [--json] [--sizes 5000,30000,150000]

Records are fabricated as they are read, from no database: the build's own time is what is measured (`make bench`
measures the reading with the cohort); an empty database answers only which dossiers were published. `ratio` is the
time of one indicator, every cut and scope, over one raw `count(*) … GROUP BY` of DuckDB on the same file: an indicator
is 7 to 10 groupings.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from _throwaway import installation

if TYPE_CHECKING:
    from orphee.warehouse.indicators.definition import Indicator

SIZES = (5_000, 30_000, 150_000)


def main() -> None:
    """Measure, and print a line a size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    given = parser.parse_args()
    with installation():
        found = [measure(int(size)) for size in given.sizes.split(",")]
    if given.json:
        print(json.dumps({"benchmark": "warehouse", "sizes": found}))
        return
    for one in found:
        print(", ".join(f"{name} {value:,}" for name, value in one.items()))


def measure(size: int) -> dict[str, float]:
    """Build a country of `size` people, then count each indicator."""
    from orphee.warehouse.building import build_from
    from orphee.warehouse.indicators import INDICATORS
    from orphee.warehouse.indicators.counting import ParquetFrames, count
    from orphee.warehouse.records import france
    from orphee.warehouse.tests.fabricated import NOW, around, cohort

    views = list(cohort(size))
    ticks: dict[str, float] = {}
    started = time.perf_counter()

    def tick(step: str, _done: int, _total: int) -> None:
        ticks.setdefault(step, time.perf_counter())

    build = build_from(views, around(), france(), now=NOW, total=size, progress=tick)
    seconds = time.perf_counter() - started
    frames = ParquetFrames(build.folder, year=NOW.year)

    def counted(one: Indicator) -> float:
        return _best(lambda: list(count(one, frames)))

    slowest = max(map(counted, INDICATORS.values()))
    frames.close()
    raw = _raw_count(build.folder)
    return {
        "people": size,
        "build_seconds": round(seconds, 2),
        "people_a_second": round(size / seconds),
        "read_seconds": round(ticks["sort"] - ticks["read"], 2),
        "sort_seconds": round(ticks["count"] - ticks["sort"], 2),
        "count_and_protect_seconds": round(ticks["publish"] - ticks["count"], 2),
        "megabytes_on_disk": round(sum(path.stat().st_size for path in build.folder.iterdir()) / 1e6, 1),
        "peak_megabytes": round(_peak_megabytes()),
        "slowest_indicator_milliseconds": round(slowest * 1000),
        "raw_count_milliseconds": round(raw * 1000, 1),
        "ratio": round(slowest / raw, 1),
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


def _peak_megabytes() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    main()
