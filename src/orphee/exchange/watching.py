"""A folder where a hospital drops its documents.

A file is taken once its size has stopped changing: moved into `working/`, delivered, answered by a file beside it
(`.ack.json`) in `done/` or `refused/`. An accepted file moves to `done/`; a refused one is kept sealed, to be had again
from its delivery, and its clear copy is deleted. Each step is one rename: killed at any moment, the next turn finds the
file in `working/` and goes on; delivered twice, it is the same delivery.

Nothing that one file or the database does ends the watch: a file that cannot be handled is said once and tried again,
and a database that is away is waited for.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.db import InterfaceError, OperationalError, connections

from orphee.exchange.acknowledgement import refusal_of
from orphee.exchange.actions import deliver, resume
from orphee.exchange.cda.problems import finding
from orphee.exchange.cda.safety import LARGEST_DOCUMENT
from orphee.exchange.models import Delivery, State, Way
from orphee.exchange.oversized import LARGEST_KEPT, keep_oversized, too_large
from orphee.record.rules.receipt import Refused

QUIET_FOR = 2.0  # seconds without change before a file is taken to be whole
WORKING, DONE, REFUSED = "working", "done", "refused"
LOCK = ".watching.lock"  # in the folder; held as long as somebody watches it
LONGEST_NAME = 220  # bytes of a name that we give; most file systems bear 255, and the answer's is longer
AWAY_FOR = 5.0  # seconds between two looks while the database is away


class AlreadyWatched(RuntimeError):
    """Another process watches this folder."""


class WatchedFolder:
    """One folder of one sender."""

    def __init__(self, folder: Path, *, sender: str, quiet_for: float = QUIET_FOR) -> None:
        self._folder = folder
        self._sender = sender
        self._quiet_for = quiet_for
        self._seen: dict[Path, tuple[int, int, float]] = {}
        self._put_off: set[Path] = set()
        for name in (WORKING, DONE, REFUSED):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def turn(self, *, now: dt.datetime) -> Iterator[tuple[Path, str]]:
        """One look at the folder: where each file handled now stands, and its state, or why it waits (told once)."""
        for _ in resume(now=now):
            pass
        for path in self._whole_files():
            yield from self._tried(path, self._take)
        for path in sorted((self._folder / WORKING).iterdir()):
            if path.is_file() and not path.is_symlink():
                yield from self._tried(path, lambda path: self._handle(path, now=now))

    def _tried(self, path: Path, step: Callable[[Path], tuple[Path, str] | None]) -> Iterator[tuple[Path, str]]:
        """What one step makes of one file; what the disk refuses concerns that file, and the next turn tries again."""
        try:
            found = step(path)
        except FileNotFoundError:  # whoever dropped it took it back
            return
        except OSError as error:
            if path not in self._put_off:
                self._put_off.add(path)
                yield path, f"waiting ({error.strerror})"
            return
        self._put_off.discard(path)
        if found is not None:
            yield found

    def _whole_files(self) -> list[Path]:
        moment = time.monotonic()
        found: dict[Path, tuple[int, int, float]] = {}
        for path in sorted(self._folder.iterdir()):
            if path.is_symlink() or not path.is_file() or path.suffix.lower() != ".xml":
                continue
            try:
                stat = path.stat()
            except OSError:  # taken back a moment ago
                continue
            size, changed, since = self._seen.get(path, (-1, -1, moment))
            same = (size, changed) == (stat.st_size, stat.st_mtime_ns)
            found[path] = (stat.st_size, stat.st_mtime_ns, since if same else moment)
        self._seen = found
        return [path for path, (_, _, since) in found.items() if moment - since >= self._quiet_for]

    def _take(self, path: Path) -> None:
        path.replace(self._free(WORKING, path.name))

    def _handle(self, path: Path, *, now: dt.datetime) -> tuple[Path, str]:
        try:
            file = path.open("rb")
        except PermissionError:
            unreadable = dict(refusal_of([finding("no_file", "/")]))
            return self._put_away(path, State.REFUSED, unreadable, is_sealed=False)
        with file:
            return self._answered(path, file, now=now)

    def _answered(self, path: Path, file: BinaryIO, *, now: dt.datetime) -> tuple[Path, str]:
        size = os.fstat(file.fileno()).st_size
        if size > LARGEST_KEPT:
            return self._put_away(path, State.REFUSED, dict(refusal_of([too_large(size)])), is_sealed=False)
        try:
            delivery = self._deliver(file, size, now=now)
        except Refused as refused:  # it grew meanwhile
            return self._put_away(path, State.REFUSED, dict(refusal_of(refused.findings)), is_sealed=False)
        if delivery.answered_at is None:
            return path, State.RECEIVED.value
        return self._put_away(path, State(delivery.state), {"delivery": str(delivery.key), **delivery.answer})

    def _deliver(self, file: BinaryIO, size: int, *, now: dt.datetime) -> Delivery:
        if size <= LARGEST_DOCUMENT:
            return deliver(file.read(), sender=self._sender, way=Way.FOLDER, now=now)
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
        """A name that is not taken, and not too long for the answer beside it: two files of one name both stay."""
        stem, suffix = _shortened(Path(name).stem), Path(name).suffix
        target = self._folder / place / f"{stem}{suffix}"
        number = 1
        while target.exists() or target.with_name(target.name + ".ack.json").exists():
            number += 1
            target = self._folder / place / f"{stem}-{number}{suffix}"
        return target


def _shortened(stem: str) -> str:
    while len(os.fsencode(stem)) > LONGEST_NAME:
        stem = stem[:-1]
    return stem


def watch(
    folder: Path,
    *,
    sender: str,
    clock: Callable[[], dt.datetime],
    tell: Callable[[Path, str], None],
    every: float = 1.0,
    until: Callable[[], bool] = lambda: False,
    away: Callable[[], None] = lambda: None,
) -> None:
    """Look at the folder again and again; `tell` hears of each file, `until` says when to stop.

    `away` is called each time the database does not answer; the next look comes a little later. Raises
    `AlreadyWatched` when another process watches the folder: they would take files from under each other.
    """
    watched = WatchedFolder(folder, sender=sender)
    with _watching_alone(folder):
        while not until():
            try:
                for path, state in watched.turn(now=clock()):
                    tell(path, state)
            except (OperationalError, InterfaceError):
                connections.close_all()
                away()
                time.sleep(max(every, AWAY_FOR) if every else 0)
            time.sleep(every)


@contextlib.contextmanager
def _watching_alone(folder: Path) -> Iterator[None]:
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyWatched(f"{folder} is watched already, by another orphee watch") from None
        except OSError:  # a network share without locks: whoever sets it up sees to it that one watches
            pass
        yield
