"""Reading in this process: one document after the other, in a thread of its own, so that no page waits for it.

    outcome = DESK.ask(key, lambda: content)     None as long as it is not read

Nothing is written here: whoever asks keeps the outcome, as the person who asks.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from orphee.care import knowing
from orphee.insight.reading.documents import Document
from orphee.insight.reading.findings import Problem, Reading
from orphee.insight.reading.reader import Reader
from orphee.prefill.opening import text_of

logger = logging.getLogger(__name__)
MOST_WAITING = 4  # documents held in memory to be read; others wait in the database
MOST_KEPT = 40  # outcomes nobody came for
LONGEST_LOAD = 180.0  # seconds: the first time the words are compiled
TRY_AGAIN = 60.0  # seconds after there were no words to read with


@dataclass(frozen=True, slots=True)
class Outcome:
    """A document with its reading; no reading when it holds no text that could be read."""

    document: Document
    reading: Reading | None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What kept it from being read, or from being read well."""
        return self.document.problems + (self.reading.problems if self.reading else ())


class Desk:
    """Reads one document after the other."""

    def __init__(
        self, load: Callable[[], Reader | None] | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Nothing is loaded before someone asks."""
        self._load, self._clock = load or _loaded, clock
        self._lock = threading.Condition()
        self._waiting: OrderedDict[str, bytes] = OrderedDict()
        self._read: OrderedDict[str, Outcome] = OrderedDict()
        self._thread: threading.Thread | None = None
        self._not_before = 0.0

    def ask(self, key: str, content: Callable[[], bytes]) -> Outcome | None:
        """The outcome of a document, when it is there; else it is read in its turn."""
        with self._lock:
            if key in self._read:
                return self._read.pop(key)
            if not self._has_room_for(key):
                return None
        given = content()  # fetched and opened without the lock: every other page would wait for it
        with self._lock:
            if key not in self._read and self._has_room_for(key):
                self._waiting[key] = given
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, name="reading", daemon=True)
                    self._thread.start()
        return None

    def _has_room_for(self, key: str) -> bool:
        return key not in self._waiting and len(self._waiting) < MOST_WAITING and self._clock() >= self._not_before

    def wait(self, key: str, seconds: float) -> None:
        """Give a document a moment to be read."""
        with self._lock:
            self._lock.wait_for(lambda: key not in self._waiting, timeout=seconds)

    @property
    def is_missing(self) -> bool:
        """Whether there is nothing to read with."""
        return self._clock() < self._not_before

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                key, content = next(iter(self._waiting.items()))
            outcome = self._outcome(content)
            with self._lock:
                if outcome is None:
                    self._waiting.clear()
                else:
                    del self._waiting[key]
                    self._read[key] = outcome
                    while len(self._read) > MOST_KEPT:
                        self._read.popitem(last=False)
                self._lock.notify_all()

    def _outcome(self, content: bytes) -> Outcome | None:
        reader = self._load()
        if reader is None:
            self._not_before = self._clock() + TRY_AGAIN
            return None
        try:
            found = text_of(content)
            return Outcome(found, reader.read(found.text) if found.text else None)
        except Exception:  # whatever it is, the document is said to be unread and the next one is read
            logger.error("A document could not be read; nothing of it is written here.")
            return Outcome(Document("", "unreadable", (_failed(),)), None)


def _loaded() -> Reader | None:
    """The reader of texts of this process, waited for: this thread may."""
    return knowing.READER.wait(LONGEST_LOAD).knowledge


def _failed() -> Problem:
    return Problem(
        "failed",
        "La lecture de ce document a échoué. Rien n’en est gardé : signalez-le à votre administrateur, et collez le "
        "texte en plusieurs parties.",
        "Reading this document failed. Nothing of it is kept: tell your administrator, and paste the text in parts.",
    )


DESK = Desk()
