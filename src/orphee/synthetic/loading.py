"""Write one run of submissions and its marker in one transaction: what the workers of a load do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import connection, transaction

from orphee.record.intake import accept_many
from orphee.record.rules.receipt import Outcome, Receipt
from orphee.record.rules.submission import Submission
from orphee.synthetic.models import CohortPart
from orphee.synthetic.rules.cohort import submissions
from orphee.synthetic.rules.world import World

PEOPLE_A_PART = 500  # a transaction: what a killed load loses at most, a worker


@dataclass(frozen=True, slots=True)
class PartLoaded:
    """What became of one run of submissions."""

    first: int
    people: int
    entries: int
    refused: int


def load_part(world: World, start: int, stop: int, *, now: dt.datetime) -> PartLoaded:
    """Store the submissions from one number up to, and without, another: all of them, with the marker, or none."""
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
