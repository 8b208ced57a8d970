"""The knowledge of diseases and the reader of texts in this process: opened once, in a thread of their own.

    knowing.held().knowledge     None while it is being opened (seconds) or compiled (a minute, the first time)
    knowing.reader().knowledge   the same for the reader of French texts

No page waits. Looked at again every few minutes, so that an upgrade is taken into use; the one at hand serves on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from orphee.foundation.places import data_directory, reference_directory

if TYPE_CHECKING:  # both engines take a second to import: commands and pages that need neither do not wait for them
    from orphee.insight.knowledge import Knowledge
    from orphee.insight.reading.reader import Reader

logger = logging.getLogger(__name__)
LOOK_AGAIN = 300.0  # seconds after it was opened
TRY_AGAIN = 60.0  # seconds after it could not be
MISSING, FAILED = "missing", "failed"
Opened = TypeVar("Opened")


@dataclass(frozen=True, slots=True)
class Held(Generic[Opened]):
    """What this process has. Neither a knowledge nor a problem (missing | failed): it is being made ready."""

    knowledge: Opened | None = None
    problem: str = ""


class Holder(Generic[Opened]):
    """Asks for the knowledge once at a time, whoever asks, and never makes them wait."""

    def __init__(self, load: Callable[[], Opened], clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is opened before someone asks."""
        self._load, self._clock = load, clock
        self._lock = threading.Lock()
        self._opening: threading.Thread | None = None
        self._held: Held[Opened] = Held()
        self._due = 0.0

    def ask(self) -> Held[Opened]:
        """What there is now; opens what there is not, beside."""
        with self._lock:
            if self._opening is None and self._clock() >= self._due:
                self._opening = threading.Thread(target=self._open, name="knowledge", daemon=True)
                self._opening.start()
            return self._held

    @property
    def at_hand(self) -> Opened | None:
        """What was opened last; nothing is asked for."""
        return self._held.knowledge

    def wait(self, seconds: float) -> Held[Opened]:
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

    def _found(self) -> Held[Opened]:
        from orphee.insight.knowledge import UnableToCompile
        from orphee.insight.reading import names

        try:
            return Held(self._load())
        except (UnableToCompile, names.UnableToCompile):
            return Held(problem=MISSING)
        except Exception:  # whatever it is, pages go on and say so
            logger.exception("Diseases or words could not be opened: `orphee knowledge status` says why.")
            return Held(problem=FAILED)


def _knowledge() -> Knowledge:
    """The knowledge in use. Raises `UnableToCompile` when there is none."""
    from orphee.insight import knowledge

    return knowledge.load()


def _reader() -> Reader:
    """The reader of the words of the reference directory. Raises `names.UnableToCompile` when there is none."""
    from orphee.insight.reading import names
    from orphee.insight.reading.lexicon import compiled, digest
    from orphee.insight.reading.reader import Reader

    reference = reference_directory()
    if reference is None:
        raise names.UnableToCompile("Set ORPHEE_REFERENCE_DIR to the folder that holds HPO and Orphanet.")
    mark = digest(reference)[:16]
    at_hand = READER.at_hand
    if at_hand is not None and at_hand.lexicon.version == mark:
        return at_hand
    return Reader(compiled(reference, data_directory() / "knowledge"))


HOLDER: Holder[Knowledge] = Holder(_knowledge)
READER: Holder[Reader] = Holder(_reader)


def held() -> Held[Knowledge]:
    """The knowledge of this process, as far as it is there."""
    return HOLDER.ask()


def reader() -> Held[Reader]:
    """The reader of French texts of this process, as far as it is there."""
    return READER.ask()
