"""Which files of the paths named are read: by the end of their names, however it is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path


def files_in(paths: Iterable[Path], suffixes: Collection[str]) -> Iterator[Path]:
    """The files named, whatever their suffix, and those of the folders named that have one of `suffixes`, in order.

    Links found in a folder are not followed.
    """
    for path in paths:
        if path.is_dir():
            yield from (one for one in sorted(path.rglob("*")) if _is_read(one, suffixes))
        else:
            yield path


def _is_read(path: Path, suffixes: Collection[str]) -> bool:
    return path.suffix.lower() in suffixes and path.is_file() and not path.is_symlink()
