"""The knowledge of diseases in this process: opened once, in a thread of its own, so that no page waits for it.

    knowing.held().knowledge     None while it is being opened (seconds) or compiled (a minute, the first time)

Looked at again every few minutes, so that an upgrade is taken into use; meanwhile the one at hand serves on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from orphee.insight import knowledge
from orphee.insight.knowledge import Knowledge, UnableToCompile

logger = logging.getLogger(__name__)
LOOK_AGAIN = 300.0  # seconds after it was opened
TRY_AGAIN = 60.0  # seconds after it could not be
MISSING, FAILED = "missing", "failed"


@dataclass(frozen=True, slots=True)
class Held:
    """What this process has. Neither a knowledge nor a problem (missing | failed): it is being made ready."""

    knowledge: Knowledge | None = None
    problem: str = ""


class Holder:
    """Asks for the knowledge once at a time, whoever asks, and never makes them wait."""

    def __init__(self, load: Callable[[], Knowledge], clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is opened before someone asks."""
        self._load, self._clock = load, clock
        self._lock = threading.Lock()
        self._opening: threading.Thread | None = None
        self._held = Held()
        self._due = 0.0

    def ask(self) -> Held:
        """What there is now; opens what there is not, beside."""
        with self._lock:
            if self._opening is None and self._clock() >= self._due:
                self._opening = threading.Thread(target=self._open, name="knowledge", daemon=True)
                self._opening.start()
            return self._held

    def wait(self, seconds: float) -> Held:
        """The same, after waiting for an opening under way."""
        self.ask()
        opening = self._opening
        if opening is not None:
            opening.join(seconds)
        return self._held

    def _open(self) -> None:
        found = self._found()
        with self._lock:
            self._due = self._clock() + (LOOK_AGAIN if found.knowledge is not None else TRY_AGAIN)
            if found.knowledge is not None or self._held.knowledge is None:
                self._held = found
            self._opening = None

    def _found(self) -> Held:
        try:
            return Held(self._load())
        except UnableToCompile:
            return Held(problem=MISSING)
        except Exception:  # whatever it is, pages go on and say so
            logger.exception("The knowledge of diseases could not be opened: `orphee knowledge status` says why.")
            return Held(problem=FAILED)


HOLDER = Holder(knowledge.load)


def held() -> Held:
    """The knowledge of this process, as far as it is there."""
    return HOLDER.ask()
