"""Build the figures in a process of their own, and say how far it is.

The page starts `python -m orphee.steering.refreshing` and asks for its progress every second. The state lies in one
small file: whoever looks, from whichever server process, sees the same. The build holds a lock that goes with it,
however it ends; the number of its process would not do: after a restart it may be another's.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from orphee.foundation.files import write_whole
from orphee.foundation.places import PROJECT, data_directory

SHARE_OF_STEP = {"read": (0, 80), "sort": (80, 88), "count": (88, 98), "publish": (98, 100)}  # percent of the whole
A_LOOK = 0.05  # seconds, far more than `_is_held` holds the lock to see whether another does


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is. `state`: running | done | failed; `percent` of the whole; `reason` of a failure."""

    state: str
    step: str = "read"
    percent: int = 0
    reason: str = ""

    @property
    def is_running(self) -> bool:
        """Whether a build is on its way."""
        return self.state == "running"


def current() -> Progress | None:
    """The build on its way, or the last one that failed; None when there is nothing to tell."""
    try:
        found = Progress(**json.loads(_file().read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    if found.is_running and not _is_held():
        return Progress("failed", found.step, found.percent, reason="stopped")
    return found


def start() -> Progress:
    """Start a build unless one is on its way, and say where it is."""
    started = Progress("running")
    with _lock() as descriptor:
        if not (_takes(descriptor) or _takes(descriptor, after=A_LOOK)):
            return current() or started
        _write(started)
        subprocess.Popen(
            [sys.executable, "-m", "orphee.steering.refreshing"],
            env=os.environ | {"PYTHONPATH": str(PROJECT / "src"), "DJANGO_SETTINGS_MODULE": "orphee.config.settings"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(descriptor,),  # the lock is the child's from here, until it ends
        )
    return started


def main() -> None:
    """Build, writing how far it is. The reason of a failure is its kind: messages may speak of the machine."""
    import django

    django.setup()
    from django.utils import timezone

    from orphee.warehouse.building import build

    def tell(step: str, done: int, total: int) -> None:
        first, last = SHARE_OF_STEP[step]
        part = done / total if total else 0
        _write(Progress("running", step, round(first + (last - first) * part)))

    try:
        build(now=timezone.now(), progress=tell)
    except Exception as error:
        _write(Progress("failed", reason=type(error).__name__))
        raise
    _write(Progress("done", "publish", 100))


def _file() -> Path:
    return data_directory() / "warehouse" / "progress.json"


def _write(progress: Progress) -> None:
    write_whole(_file(), json.dumps(asdict(progress)))


@contextlib.contextmanager
def _lock() -> Iterator[int]:
    path = _file().with_name("refreshing.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _takes(descriptor: int, *, after: float = 0) -> bool:
    """Whether the lock is ours, to build."""
    time.sleep(after)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_held() -> bool:
    with _lock() as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


if __name__ == "__main__":
    main()
