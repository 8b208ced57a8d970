"""The nightly look: draw what changed, rank again whom it concerns, and leave one cue where it is worth it.

Each batch is a transaction: a look that is killed goes on where it stopped, and one without news writes nothing. Only
one runs at a time in a database, whichever process starts it.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from orphee.access.context import as_system
from orphee.access.rules.policy import Purpose
from orphee.foundation.audit import Access, note
from orphee.foundation.models import AuditAction
from orphee.insight import knowledge as kept
from orphee.insight.knowledge import Knowledge
from orphee.undiagnosed import cueing, outlines, ranker, waiting
from orphee.undiagnosed.models import Night
from orphee.undiagnosed.outlines import ACTOR, Tell
from orphee.undiagnosed.ranker import Found, Task

WORKERS = 2
RUN = 250  # people ranked and written at a time: what a killed look loses at most, a process
FEWEST_FOR_WORKERS = 1_000  # people: below, opening the knowledge in another process costs more than it saves
LOCK = 0x756E64  # pg_advisory_lock: one look at a time
Batch = tuple[list[Task], list[waiting.Person]]


class UnderWay(Exception):
    """Another process is looking already: let it finish."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look did. `outlined` records changed since the last one, `looked` people were ranked."""

    release: str
    outlined: int
    looked: int
    cues: int
    settled: int
    seconds: float

    @property
    def people_a_second(self) -> float:
        """How fast people were ranked."""
        return self.looked / self.seconds if self.looked and self.seconds else 0.0


@contextmanager
def alone() -> Iterator[None]:
    """Hold the lock of the look, for as long as this connection lives. Raises `UnderWay`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise UnderWay("Another process is looking at everyone already. Wait for it to end.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def look(
    *, now: dt.datetime, tell: Tell | None = None, known: Knowledge | None = None, workers: int = WORKERS
) -> Looked:  # fmt: skip
    """Look at everyone without a diagnosis for whom something changed. Raises `UnderWay` and `UnableToCompile`."""
    told = tell or (lambda what, done, total: None)
    started = time.perf_counter()
    with alone():
        night = Night.objects.create(started_at=now)
        knowledge = known or kept.load()
        outlines.skip_to_now()
        outlined = outlines.redraw(now=now, tell=told)
        looked = cues = 0
        for people, written in _everyone(knowledge, now=now, tell=told, workers=workers if known is None else 1):
            looked, cues = looked + people, cues + written
        settled = cueing.settle(now=now)
        seconds = time.perf_counter() - started
        found = Looked(knowledge.release.said(), outlined, looked, cues, settled, seconds)
        _finish(night, found, now=now + dt.timedelta(seconds=seconds))
    return found


def _finish(night: Night, found: Looked, *, now: dt.datetime) -> None:
    night.release, night.outlined, night.looked, night.cues = found.release, found.outlined, found.looked, found.cues
    night.finished_at = now
    night.save()
    detail = {"what": "undiagnosed", "outlined": found.outlined, "looked": found.looked, "cues": found.cues}
    note(Access(actor=ACTOR, action=AuditAction.BUILD, purpose=Purpose.CARE.value, detail=detail), now=now)


def _everyone(
    knowledge: Knowledge, *, now: dt.datetime, tell: Tell, workers: int
) -> Iterator[tuple[int, int]]:  # fmt: skip
    """(people ranked, cues left) a run, as runs are done."""
    release = knowledge.release.digest
    total = waiting.how_many(release)
    runs = waiting.runs(release, size=RUN, today=timezone.localdate(now))
    done = 0
    for people, found in _ranked(knowledge, runs, is_long=workers > 1 and total >= FEWEST_FOR_WORKERS):
        with as_system(ACTOR, Purpose.CARE):
            cues = cueing.keep(people, found, knowledge.release, now=now)
        done += len(people)
        tell("ranking", done, max(total, done))
        yield len(people), cues


def _ranked(
    knowledge: Knowledge, runs: Iterator[list[waiting.Person]], *, is_long: bool
) -> Iterator[tuple[list[waiting.Person], list[Found]]]:  # fmt: skip
    if not is_long:
        for people in runs:
            yield people, ranker.look(knowledge, [one.task for one in people])
        return
    context = multiprocessing.get_context("spawn")  # a fork would share the database connections
    with ProcessPoolExecutor(1, context, initializer=ranker.prepare) as pool:
        yield from _shared(pool, knowledge, runs)


def _shared(
    pool: ProcessPoolExecutor, knowledge: Knowledge, runs: Iterator[list[waiting.Person]]
) -> Iterator[tuple[list[waiting.Person], list[Found]]]:  # fmt: skip
    """Rank here and in the process beside. A run ranked there with another knowledge (an upgrade meanwhile) is
    ranked here again."""
    under_way: dict[Future[tuple[str, list[Found]]], list[waiting.Person]] = {}
    here: deque[list[waiting.Person]] = deque()
    is_over = False
    while not is_over or under_way or here:
        while not is_over and len(under_way) < 2:
            people = next(runs, None)
            is_over = people is None
            if people is not None:
                under_way[pool.submit(ranker.look_beside, [one.task for one in people])] = people
        mine = here.popleft() if here else None if is_over else next(runs, None)
        if mine is not None:
            yield mine, ranker.look(knowledge, [one.task for one in mine])
        elif under_way:
            is_over = True
            wait(under_way, return_when=FIRST_COMPLETED)
        for future in [one for one in under_way if one.done()]:
            people = under_way.pop(future)
            digest, found = future.result()
            if digest == knowledge.release.digest:
                yield people, found
            else:
                here.append(people)
