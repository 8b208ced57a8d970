"""The bank of this process: everyone's features who may be compared, gathered once beside the pages that ask.

    held()      the bank, or None while it is being gathered (seconds)

Who opposed the reuse of their data is not in it, and is left out again of every answer (`alike`): an opposition counts
at once. What changed since the bank was gathered is read with each answer; the whole is gathered again from time to
time, or when much has changed.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from orphee.access.context import as_system
from orphee.access.rules.policy import Purpose
from orphee.care import knowing
from orphee.insight.knowledge import Knowledge
from orphee.undiagnosed.matrix import Matrix, Numbers
from orphee.undiagnosed.outlines import ACTOR
from orphee.undiagnosed.rules.standing import PRECISE

logger = logging.getLogger(__name__)
GATHER_AGAIN = 1800.0  # seconds
OUT_OF_TURN = dt.timedelta(minutes=2)  # a change is committed later than it says, by the length of a transaction
MOST_CHANGED = 2_000  # outlines read beside the bank; more, and it is gathered again

_EVERYONE = """
    SELECT outline.record_id, outline.observed, summary.is_synthetic, summary.diagnosis, summary.diagnosis_status,
           outline.changed_at
    FROM undiagnosed_outline outline JOIN record_summary summary ON summary.record_id = outline.record_id
    WHERE NOT summary.opposed AND cardinality(outline.observed) > 0
"""
_CHANGED = """
    SELECT record_id, changed_at, observed FROM undiagnosed_outline WHERE changed_at > %s
    ORDER BY changed_at DESC LIMIT %s
"""
Row = tuple[UUID, list[int], bool, str, str, dt.datetime]


@dataclass(frozen=True)
class Bank:
    """Those who may be compared, real or invented. `having`: how many have each term; `named`: each diagnosis.

    `last`: those who changed last, and when, so that they are not read again.
    """

    matrix: Matrix
    having: Numbers
    named: Mapping[str, int]
    as_of: dt.datetime
    last: Mapping[UUID, dt.datetime]


@dataclass(frozen=True)
class Banks:
    """Real people and invented ones are never compared with one another."""

    real: Bank
    invented: Bank

    def of(self, *, synthetic: bool) -> Bank:
        """The bank in which a record is compared."""
        return self.invented if synthetic else self.real


def gather(knowledge: Knowledge) -> Banks:
    """Read everyone's outline."""
    with as_system(ACTOR, Purpose.CARE), connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
        cursor.execute(_EVERYONE)
        rows = cursor.fetchall()
    return Banks(*(_bank(knowledge, [row for row in rows if row[2] is kind], now) for kind in (False, True)))


def _bank(knowledge: Knowledge, rows: list[Row], now: dt.datetime) -> Bank:
    last = {row[0]: row[5] for row in rows if row[5] > now - OUT_OF_TURN}
    matrix = Matrix(knowledge, ((row[0], row[1]) for row in rows))
    return Bank(matrix, matrix.having(), Counter(row[3] for row in rows if row[3] and row[4] in PRECISE), now, last)


def changed_since(bank: Bank) -> dict[UUID, list[int]]:
    """The outlines that changed since a bank was gathered, the newest first. Reads as the system: ask within it."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [bank.as_of - OUT_OF_TURN, MOST_CHANGED])
        return {key: observed for key, changed_at, observed in cursor if bank.last.get(key) != changed_at}


class Holder:
    """Gathers once at a time, whoever asks, and makes nobody wait."""

    def __init__(
        self,
        gathering: Callable[[Knowledge], Banks],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is gathered before someone asks."""
        self._gathering, self._clock = gathering, clock
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._banks: Banks | None = None
        self._due = 0.0

    def ask(self, knowledge: Knowledge) -> Banks | None:
        """The bank there is now, made with this knowledge; gathers beside what is missing or old."""
        with self._lock:
            found = self._banks
            is_ours = found is not None and found.real.matrix.knowledge is knowledge
            if self._thread is None and (not is_ours or self._clock() >= self._due):
                self._thread = threading.Thread(target=self._gather, args=(knowledge,), name="bank", daemon=True)
                self._thread.start()
            return found if is_ours else None

    def again(self) -> None:
        """Gather again at the next asking: much has changed."""
        self._due = 0.0

    def wait(self, knowledge: Knowledge, seconds: float) -> Banks | None:
        """The same, after waiting for a gathering under way."""
        self.ask(knowledge)
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return self._banks

    def _gather(self, knowledge: Knowledge) -> None:
        found = self._banks
        try:
            found = self._gathering(knowledge)
        except Exception:  # whatever it is, pages go on and it is tried again
            logger.exception("The features of the bank could not be gathered.")
        finally:
            connection.close()  # this thread's own
        with self._lock:
            self._banks, self._thread = found, None
            self._due = self._clock() + GATHER_AGAIN


HOLDER = Holder(gather)


def held() -> tuple[Knowledge, Banks] | None:
    """The knowledge and the bank of this process, when both are there."""
    knowledge = knowing.held().knowledge
    banks = HOLDER.ask(knowledge) if knowledge is not None else None
    return None if knowledge is None or banks is None else (knowledge, banks)
