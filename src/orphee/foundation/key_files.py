"""Keys of a development machine: made once beside the data, and never seen half written."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from orphee.foundation.places import data_directory


def key_in_file(name: str, make: Callable[[], str]) -> str:
    """The key in this file of the data directory, made when there is none. The first of two who make it wins.

    Empty when the file holds no text, as a disk that failed leaves it: whoever asks refuses that like one cut short.
    Raises `OSError`, and leaves nothing behind, when it can be neither read nor made.
    """
    path = data_directory() / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _appear(path, make())
    try:
        key = path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        return ""
    return key if key.isprintable() else ""


def _appear(path: Path, key: str) -> None:
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # readable by ourselves only
    try:
        _write(descriptor, key)
        with contextlib.suppress(FileExistsError):
            _name(unfinished, path, key)
    finally:
        Path(unfinished).unlink()


def _name(unfinished: str, path: Path, key: str) -> None:
    """Give a finished file its name. Raises `FileExistsError` when another was first."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise
    except OSError:  # no hard links here (SMB, exFAT): written in its place, where it is short for a moment
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            _write(descriptor, key)
        except OSError:
            path.unlink()
            raise


def _write(descriptor: int, key: str) -> None:
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
