"""Build the figures in a process of their own, and say how far it is.

The page starts `python -m orphee.steering.refreshing` and asks for its progress every second. The state lies in one
small file: whoever looks, from whichever server process, sees the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from orphee.foundation.files import write_whole
from orphee.foundation.places import PROJECT, data_directory

SHARE_OF_STEP = {"read": (0, 80), "sort": (80, 88), "count": (88, 98), "publish": (98, 100)}  # percent of the whole


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is. `state`: running | done | failed; `percent` of the whole; `reason` of a failure."""

    state: str
    step: str = "read"
    percent: int = 0
    pid: int = 0
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
    if found.is_running and not _is_alive(found.pid):
        return Progress("failed", found.step, found.percent, reason="stopped")
    return found


def start() -> Progress:
    """Start a build unless one is on its way, and say where it is."""
    now = current()
    if now is not None and now.is_running:
        return now
    environment = os.environ | {"PYTHONPATH": str(PROJECT / "src"), "DJANGO_SETTINGS_MODULE": "orphee.config.settings"}
    process = subprocess.Popen(
        [sys.executable, "-m", "orphee.steering.refreshing"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    started = Progress("running", pid=process.pid)
    _write(started)
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
        _write(Progress("running", step, round(first + (last - first) * part), os.getpid()))

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


def _is_alive(pid: int) -> bool:
    try:
        finished, _ = os.waitpid(pid, os.WNOHANG)  # a child of this process that ended must be waited for
        if finished == pid:
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return pid > 0


if __name__ == "__main__":
    main()
