"""Load a cohort: resumable, and it grows."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import pickle
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connections

from orphee.synthetic import worker
from orphee.synthetic.loading import PEOPLE_A_PART, PartLoaded, load_part
from orphee.synthetic.models import CohortPart
from orphee.synthetic.network import DEFAULT_SEED, ensure_synthetic_network
from orphee.synthetic.rules.world import World
from orphee.synthetic.world_reading import read_world

WORKERS = 2
FEWEST_FOR_WORKERS = 2_000  # people: below, starting another process costs more than it saves
_TABLES = ("record_record", "record_entry", "record_summary", "record_reach", "identity_person", "identity_identifier")

Progress = Callable[[int, int], None]
Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CohortLoaded:
    """The answer of a load: `people` are in the database now, `added` of them by this load."""

    seed: int
    people: int
    added: int
    entries: int
    refused: int
    seconds: float

    @property
    def people_a_second(self) -> float:
        """How fast the added people were written."""
        return self.added / self.seconds if self.added and self.seconds else 0.0


def load_cohort(
    patients: int,
    seed: int = DEFAULT_SEED,
    *,
    now: dt.datetime,
    progress: Progress | None = None,
    workers: int = WORKERS,
) -> CohortLoaded:
    """Bring the cohort of a seed to `patients` people; does nothing when it has them already.

    Each run of people is one transaction with its marker: a load killed at any moment leaves whole people only, and
    the next one goes on. A smaller number than before removes nobody. `progress` is told (done, wanted).
    Raises `UnableToBuildWorld` when the terminologies are not loaded.
    """
    ensure_synthetic_network()
    started = time.perf_counter()
    runs = missing_runs(seed, patients)
    loaded: list[PartLoaded] = []
    done = patients - sum(stop - start for start, stop in runs)
    for part in _load(runs, seed, now=now, workers=workers if _is_long(runs) else 1):
        loaded.append(part)
        done += part.people
        if progress is not None:
            progress(done, patients)
    if loaded:
        _analyse()
    return CohortLoaded(
        seed=seed,
        people=sum(CohortPart.objects.filter(seed=seed).values_list("people", flat=True)),
        added=sum(part.people for part in loaded),
        entries=sum(part.entries for part in loaded),
        refused=sum(part.refused for part in loaded),
        seconds=time.perf_counter() - started,
    )


def missing_runs(seed: int, patients: int) -> list[Run]:
    """The runs of numbers that are not in the database yet, at most `PEOPLE_A_PART` long."""
    covered = CohortPart.objects.filter(seed=seed).order_by("first").values_list("first", "people")
    runs: list[Run] = []
    place = 0
    for first, people in [*covered, (patients, 0)]:
        runs += _cut(place, min(first, patients))
        place = max(place, first + people)
    return runs


def _cut(start: int, stop: int) -> Iterator[Run]:
    for first in range(start, stop, PEOPLE_A_PART):
        yield first, min(first + PEOPLE_A_PART, stop)


def _is_long(runs: list[Run]) -> bool:
    return sum(stop - start for start, stop in runs) >= FEWEST_FOR_WORKERS


def _as_of(seed: int, now: dt.datetime) -> dt.date:
    """The last day of the world: that of the first load, so that a cohort that grows stays one cohort."""
    first = CohortPart.objects.filter(seed=seed).order_by("first").values_list("as_of", flat=True).first()
    return first or now.date()


def _load(runs: list[Run], seed: int, *, now: dt.datetime, workers: int) -> Iterator[PartLoaded]:
    """Load runs here and, for long cohorts, in processes beside this one; parts come as they are done."""
    if not runs:
        return
    if workers == 1:
        world = read_world(seed=seed, today=_as_of(seed, now))
        yield from (load_part(world, start, stop, now=now) for start, stop in runs)
        return
    context = multiprocessing.get_context("spawn")  # a fork would share the database connections
    with TemporaryDirectory(prefix="orphee-world-") as folder, ProcessPoolExecutor(workers - 1, context) as pool:
        for _ in range(workers - 1):
            pool.submit(worker.prepare)  # they start while this process reads
        world = read_world(seed=seed, today=_as_of(seed, now))
        path = Path(folder) / "world.pickle"
        path.write_bytes(pickle.dumps(world))

        def load(run: Run) -> Future[PartLoaded]:
            return pool.submit(worker.load, path, run, now)

        yield from _shared(load, deque(runs), world, now=now, ahead=2 * (workers - 1))


def _shared(
    load: Callable[[Run], Future[PartLoaded]], waiting: deque[Run], world: World, *, now: dt.datetime, ahead: int
) -> Iterator[PartLoaded]:
    """Take runs from the front here, while the pool takes them from the back: nobody waits for the pool to start."""
    under_way: set[Future[PartLoaded]] = set()
    while waiting or under_way:
        while waiting and len(under_way) < ahead:
            under_way.add(load(waiting.pop()))
        if waiting:
            yield load_part(world, *waiting.popleft(), now=now)
        else:
            wait(under_way, return_when=FIRST_COMPLETED)
        done = {future for future in under_way if future.done()}
        under_way -= done
        yield from (future.result() for future in done)


def _analyse() -> None:
    """Tell the planner how much there is now; only the owner of the tables may."""
    with connections["owner"].cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"ANALYZE {table}")
    connections["owner"].close()
