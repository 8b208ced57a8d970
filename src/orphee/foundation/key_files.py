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

    Raises `OSError`, and leaves nothing behind, when it can be neither read nor made.
    """
    path = data_directory() / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _appear(path, make())
    return path.read_text().strip()


def _appear(path: Path, key: str) -> None:
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # readable by ourselves only
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        Path(unfinished).unlink()
