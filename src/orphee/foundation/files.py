"""Files that appear whole: nobody reads one that is half written, whoever else writes it at the same moment."""

from __future__ import annotations

import tempfile
from pathlib import Path

READABLE_BY_ALL = 0o644


def write_whole(path: Path, text: str) -> None:
    """Write a text under a name of its own beside `path`, then give it that name. The last of two writers stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        unfinished = Path(file.name)
        try:
            file.write(text)
            file.flush()
            unfinished.chmod(READABLE_BY_ALL)
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
