"""Write one run of submissions and its marker in one transaction: what the workers of a load do."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.db import connection, transaction

from orphee.record.intake import accept_many
from orphee.record.rules.receipt import Outcome, Receipt
from orphee.record.rules.submission import Submission
from orphee.synthetic.models import CohortPart
from orphee.synthetic.rules.cohort import submissions
from orphee.synthetic.rules.world import World

PEOPLE_A_PART = 1_000  # a transaction: what a killed load loses at most, a worker


@dataclass(frozen=True, slots=True)
class PartLoaded:
    """What became of one run of submissions."""

    first: int
    people: int
    entries: int
    refused: int


def load_part(world: World, start: int, stop: int, *, now: dt.datetime) -> PartLoaded:
    """Store the submissions from one number up to, and without, another: all of them, with the marker, or none."""
    with _without_collector():
        return _load_part(world, start, stop, now=now)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Look for cycles between parts only: a part lives until it is stored, and looking costs a fifth of a load."""
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect(0)


def _load_part(world: World, start: int, stop: int, *, now: dt.datetime) -> PartLoaded:
    given = list(submissions(world, start, stop))
    with transaction.atomic():
        with connection.cursor() as cursor:
            # The marker travels in the same transaction: losing the last ones in a crash of the machine loses no half.
            cursor.execute("SET LOCAL synchronous_commit = off")
        receipts = _accept(given, now=now)
        CohortPart.objects.create(seed=world.seed, first=start, people=stop - start, as_of=world.today, loaded_at=now)
    return PartLoaded(
        first=start,
        people=stop - start,
        entries=sum(receipt.entries_new + receipt.entries_revised for receipt in receipts),
        refused=sum(receipt.outcome is Outcome.REFUSED for receipt in receipts),
    )


def _accept(given: Sequence[Submission], *, now: dt.datetime) -> list[Receipt]:
    """Through the one door in. Two invented people may draw the same INS: the second comes again without."""
    receipts = accept_many(given, now=now)
    refused = [place for place, receipt in enumerate(receipts) if receipt.outcome is Outcome.REFUSED]
    if refused:
        again = accept_many([_without_ins(given[place]) for place in refused], now=now)
        for place, receipt in zip(refused, again, strict=True):
            receipts[place] = receipt
    return receipts


def _without_ins(submission: Submission) -> Submission:
    return replace(submission, person=replace(submission.person, ins="", ins_system=""))
