"""A folder where a hospital drops its documents.

A file is taken once its size has stopped changing: moved into `working/`, delivered, answered by a file beside it
(`.ack.json`) in `done/` or `refused/`. An accepted file moves to `done/`; a refused one is kept sealed, to be had again
from its delivery, and its clear copy is deleted. Each step is one rename: killed at any moment, the next turn finds the
file in `working/` and goes on; delivered twice, it is the same delivery.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from orphee.exchange.acknowledgement import refusal_of
from orphee.exchange.actions import deliver, resume
from orphee.exchange.cda.safety import LARGEST_DOCUMENT
from orphee.exchange.models import Delivery, State, Way
from orphee.exchange.oversized import LARGEST_KEPT, keep_oversized, too_large
from orphee.record.rules.receipt import Refused

QUIET_FOR = 2.0  # seconds without change before a file is taken to be whole
WORKING, DONE, REFUSED = "working", "done", "refused"


class WatchedFolder:
    """One folder of one sender."""

    def __init__(self, folder: Path, *, sender: str, quiet_for: float = QUIET_FOR) -> None:
        self._folder = folder
        self._sender = sender
        self._quiet_for = quiet_for
        self._seen: dict[Path, tuple[int, int, float]] = {}
        for name in (WORKING, DONE, REFUSED):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def turn(self, *, now: dt.datetime) -> Iterator[tuple[Path, str]]:
        """One look at the folder: where each file handled now stands, and its state."""
        for _ in resume(now=now):
            pass
        for path in self._whole_files():
            path.replace(self._free(WORKING, path.name))
        for path in sorted((self._folder / WORKING).iterdir()):
            if path.is_file() and not path.is_symlink():
                yield self._handle(path, now=now)

    def _whole_files(self) -> list[Path]:
        moment = time.monotonic()
        found: dict[Path, tuple[int, int, float]] = {}
        for path in sorted(self._folder.iterdir()):
            if path.is_symlink() or not path.is_file() or path.suffix.lower() != ".xml":
                continue
            stat = path.stat()
            size, changed, since = self._seen.get(path, (-1, -1, moment))
            same = (size, changed) == (stat.st_size, stat.st_mtime_ns)
            found[path] = (stat.st_size, stat.st_mtime_ns, since if same else moment)
        self._seen = found
        return [path for path, (_, _, since) in found.items() if moment - since >= self._quiet_for]

    def _handle(self, path: Path, *, now: dt.datetime) -> tuple[Path, str]:
        size = path.stat().st_size
        if size > LARGEST_KEPT:
            return self._put_away(path, State.REFUSED, dict(refusal_of([too_large(size)])), is_sealed=False)
        try:
            delivery = self._deliver(path, size, now=now)
        except Refused as refused:  # it grew meanwhile
            return self._put_away(path, State.REFUSED, dict(refusal_of(refused.findings)), is_sealed=False)
        if delivery.answered_at is None:
            return path, State.RECEIVED.value
        return self._put_away(path, State(delivery.state), {"delivery": str(delivery.key), **delivery.answer})

    def _deliver(self, path: Path, size: int, *, now: dt.datetime) -> Delivery:
        if size <= LARGEST_DOCUMENT:
            return deliver(path.read_bytes(), sender=self._sender, way=Way.FOLDER, now=now)
        with path.open("rb") as file:
            return keep_oversized(file.read, sender=self._sender, way=Way.FOLDER, now=now)

    def _put_away(
        self, path: Path, state: State, answer: dict[str, object], *, is_sealed: bool = True
    ) -> tuple[Path, str]:
        """The answer first, then the file: a refused one goes once it is sealed, and only its answer stays."""
        target = self._free(REFUSED if state is State.REFUSED else DONE, path.name)
        acknowledgement = target.with_name(target.name + ".ack.json")
        writing = acknowledgement.with_suffix(".part")
        with writing.open("w", encoding="utf-8") as file:
            json.dump(answer, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        writing.replace(acknowledgement)
        if state is State.REFUSED and is_sealed:
            path.unlink()
        else:
            path.replace(target)
        return target, state.value

    def _free(self, place: str, name: str) -> Path:
        """A name that is not taken: two files of one name both stay."""
        target = self._folder / place / name
        number = 1
        while target.exists() or target.with_name(target.name + ".ack.json").exists():
            number += 1
            target = self._folder / place / f"{Path(name).stem}-{number}{Path(name).suffix}"
        return target


def watch(
    folder: Path,
    *,
    sender: str,
    clock: Callable[[], dt.datetime],
    tell: Callable[[Path, str], None],
    every: float = 1.0,
    until: Callable[[], bool] = lambda: False,
) -> None:
    """Look at the folder again and again; `tell` hears of each file, `until` says when to stop."""
    watched = WatchedFolder(folder, sender=sender)
    while not until():
        for path, state in watched.turn(now=clock()):
            tell(path, state)
        time.sleep(every)
