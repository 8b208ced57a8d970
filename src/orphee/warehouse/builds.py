"""The builds on disk: where they are, which is the latest, and what it published.

A build is a folder that appears whole, under its final name, or not at all. Older builds keep their manifest and
their published figures; their tables go when a newer build appears, and with them those who opposed since.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from orphee.foundation.places import data_directory
from orphee.warehouse.indicators.counting import CellKey, cell_key
from orphee.warehouse.publication import PublishedCell

MANIFEST, FIGURES = "manifest.json", "figures.json"
UNFINISHED = ".building-"


class NoBuildYet(LookupError):
    """Nothing has been built: run `orphee warehouse build`, or press “Refresh figures”."""

    def __init__(self) -> None:
        super().__init__("no figures have been built yet: run `orphee warehouse build`")


@dataclass(frozen=True, slots=True)
class Build:
    """One published build. `opposed` and `synthetic` count people; small numbers are hidden where they are shown."""

    folder: Path
    name: str
    built_at: dt.datetime
    seconds: float
    people: int
    opposed: int
    synthetic: int
    rows: Mapping[str, int]
    datasets: Mapping[str, str]
    digests: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_synthetic(self) -> bool:
        """Whether any person of the build is fabricated."""
        return self.synthetic > 0

    def as_json(self) -> dict[str, object]:
        """The manifest."""
        return {
            "name": self.name,
            "built_at": self.built_at.isoformat(),
            "seconds": round(self.seconds, 2),
            "people": self.people,
            "opposed": self.opposed,
            "synthetic": self.synthetic,
            "rows": dict(self.rows),
            "datasets": dict(self.datasets),
            "digests": dict(self.digests),
        }


def builds_directory() -> Path:
    """Where builds are published."""
    return data_directory() / "warehouse" / "builds"


def latest_build() -> Build | None:
    """The newest published build, or None."""
    found = published()
    return build_in(found[-1]) if found else None


def build_in(folder: Path) -> Build:
    """The published build of a folder."""
    return _read(folder, (folder / MANIFEST).stat().st_mtime_ns)


def published() -> list[Path]:
    """Every published build, oldest first."""
    if not builds_directory().is_dir():
        return []
    return sorted(path.parent for path in builds_directory().glob(f"[!.]*/{MANIFEST}"))


@lru_cache(maxsize=4)
def _read(folder: Path, _changed: int) -> Build:
    said = json.loads((folder / MANIFEST).read_text())
    return Build(folder=folder, **(said | {"built_at": dt.datetime.fromisoformat(said["built_at"])}))


def write_json(path: Path, content: object) -> None:
    """Write and force to disk."""
    with path.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, separators=(",", ":"))
        file.flush()
        os.fsync(file.fileno())


def write_figures(folder: Path, cells: Mapping[CellKey, PublishedCell]) -> None:
    """Keep the published cells: the only thing that pages and commands read."""
    lines = [[dict(key), cell.people, cell.values] for key, cell in sorted(cells.items())]
    write_json(folder / FIGURES, lines)


@lru_cache(maxsize=4)
def figures_of(folder: Path) -> Mapping[CellKey, PublishedCell]:
    """The published cells of a build."""
    lines = json.loads((folder / FIGURES).read_text())
    return {cell_key(**where): PublishedCell(people, values) for where, people, values in lines}


def appear(unfinished: Path, name: str) -> Path:
    """Give a finished folder its final name, in one step, and take the tables of older builds away."""
    target = unfinished.with_name(name)
    _force_to_disk(unfinished)
    unfinished.rename(target)
    _force_to_disk(target.parent)
    for older in published():
        if older != target:
            for table in older.glob("*.parquet"):
                table.unlink()
    return target


def sweep() -> None:
    """Remove what killed builds left behind. Call with the lock held."""
    for path in builds_directory().glob(f"{UNFINISHED}*"):
        shutil.rmtree(path)


def _force_to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
