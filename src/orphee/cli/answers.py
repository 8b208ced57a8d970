"""How the command answers: words for people, one JSON object for programs, and exit codes that mean something.

| code | meaning |
|---|---|
| 0 | done |
| 1 | the input has problems: they are listed, and what could be kept is kept |
| 2 | the command line is not understood |
| 3 | the system is not ready: no database, no build, no terminology |
| 4 | not found |
| 130 | stopped by Ctrl-C |
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from typing import NoReturn

import typer
from rich.console import Console

from orphee.foundation.places import data_directory

DONE, PROBLEMS, USAGE, NOT_READY, NOT_FOUND, STOPPED = 0, 1, 2, 3, 4, 130
FULL = 64_000_000  # bytes left on a disk where PostgreSQL already stops
diagnostics = Console(stderr=True, highlight=False)
paper = Console(highlight=False)


_answered: list[bool] = []  # whether this process has printed its object


def wants_json() -> bool:
    """Whether a program asks, even where the command line could not be read."""
    return "--json" in sys.argv


def begin() -> None:
    """A command begins: nothing was answered."""
    _answered.clear()


def has_answered() -> bool:
    """Whether the one object was printed."""
    return bool(_answered)


def answer(found: Mapping[str, object], *, as_json: bool, code: int = DONE) -> None:
    """Print one JSON object on standard output for programs; people have been told on the way. Ends with `code`."""
    if as_json:
        _print(found)
    if code:
        if full := full_disk():
            diagnostics.print(full, style="red")
        raise typer.Exit(code)


def stop(message: str, *, code: int = NOT_READY, as_json: bool = False) -> NoReturn:
    """End with a message that says what to do; a full disk, which hides behind many failures, is named."""
    said = " ".join(filter(None, (message, full_disk() if code in (PROBLEMS, NOT_READY) else "")))
    if as_json:
        _print({"error": said})
    diagnostics.print(said, style="red", markup=False)
    raise typer.Exit(code)


def full_disk() -> str:
    """What to say when nothing can be written beside the data; else nothing."""
    try:
        left = shutil.disk_usage(data_directory()).free
    except OSError:
        return ""
    if left >= FULL:
        return ""
    return f"The disk that holds the data directory is full ({left // 1_000_000} MB left): make room, then try again."


def _print(found: Mapping[str, object]) -> None:
    _answered.append(True)
    sys.stdout.write(json.dumps(found, ensure_ascii=False, default=str) + "\n")
