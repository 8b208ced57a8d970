"""Where data sets are found: one folder a data set, one file a version; and the sources other rooms register.

`catalogue/<folder>/<version>.yaml` holds the instruments; a long list of codes may stand beside it in
`<version>.value_sets.yaml`, the way from an earlier version in `<version>.migration.yaml`. What is published is
frozen: `catalogue/digests.toml` holds its digest.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol, runtime_checkable

from orphee.datasets.definition import IN_USE, Dataset, UnknownName
from orphee.datasets.migration import Migration, Step
from orphee.datasets.migration_reading import read_migration
from orphee.datasets.reading import read

FOLDER = Path(__file__).parent / "catalogue"
_VALUE_SETS = ".value_sets.yaml"
_MIGRATION = ".migration.yaml"


class Source(Protocol):
    """Definitions kept elsewhere, such as the dossiers people upload. It answers quickly: it keeps what it has read."""

    def dataset_keys(self) -> Iterable[str]:
        """The keys of its data sets."""

    def versions(self, key: str) -> Sequence[str]:
        """The versions of one of its data sets, oldest first, whatever their status."""

    def load(self, key: str, version: str) -> Dataset:
        """One version, the same object as long as it has not changed. Raises UnknownName."""


@runtime_checkable
class KeepsMigrations(Protocol):
    """A source that also knows how entries of a version become entries of the next."""

    def migration_text(self, key: str, version: str) -> str:
        """The migration that leads to a version, as YAML; empty when there is none."""


_SOURCES: list[Source] = []


def register_source(source: Source) -> None:
    """Let a source answer after the catalogue's own files, whose keys come first."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def load(key: str, version: str) -> Dataset:
    """One version of a data set, whatever its status. Raises UnknownName."""
    source = _source_of(key)
    return _load_file(key, version) if source is None else source.load(key, version)


def dataset(key: str, version: str | None = None) -> Dataset:
    """A data set in a version, by default the latest in use. Raises UnknownName."""
    if version is not None:
        return load(key, version)
    found = _latest_in_use(key)
    if found is None:
        raise UnknownName(f"no version of {key[:60]} is in use")
    return found


def all_datasets() -> tuple[Dataset, ...]:
    """Every data set in its latest version in use, by key."""
    return tuple(found for key in keys() if (found := _latest_in_use(key)) is not None)


def keys() -> tuple[str, ...]:
    """The keys of the catalogue (the folder's name with hyphens) and of the sources."""
    if not _SOURCES:
        return file_keys()
    return tuple(sorted({*file_keys(), *(key for source in _SOURCES for key in source.dataset_keys())}))


@lru_cache(maxsize=1)
def file_keys() -> tuple[str, ...]:
    """The keys of the catalogue's own files."""
    return tuple(sorted(folder.name.replace("_", "-") for folder in FOLDER.iterdir() if _has_versions(folder)))


def versions(key: str) -> tuple[str, ...]:
    """The versions of a data set, oldest first, whatever their status. Raises UnknownName."""
    source = _source_of(key)
    return _file_versions(key) if source is None else tuple(source.versions(key))


def migration(key: str, from_version: str, to_version: str) -> Migration:
    """The way from a version to a later one, through those in between. Raises UnknownName when there is none."""
    steps: list[Step] = []
    known, reached = versions(key), to_version
    while reached != from_version:
        text = migration_text(key, reached) if reached in known else ""
        if not text:
            raise UnknownName(f"there is no way from {from_version[:20]} to {to_version[:20]} of {key[:60]}")
        one = read_migration(text)
        if one.from_version not in known or known.index(one.from_version) >= known.index(reached):
            raise UnknownName(f"the way to {reached[:20]} of {key[:60]} does not come from an earlier version")
        steps[:0] = one.steps
        reached = one.from_version
    return Migration(from_version, to_version, tuple(steps))


def migration_text(key: str, version: str) -> str:
    """The YAML of the migration that leads to a version; empty when there is none."""
    source = _source_of(key)
    if source is not None:
        return source.migration_text(key, version) if isinstance(source, KeepsMigrations) else ""
    path = FOLDER / key.replace("-", "_") / f"{version}{_MIGRATION}"
    return path.read_text(encoding="utf-8") if version in _file_versions(key) and path.exists() else ""


def _source_of(key: str) -> Source | None:
    """The source of a data set; None for the catalogue's own files."""
    if key in file_keys():
        return None
    for source in _SOURCES:
        if key in source.dataset_keys():
            return source
    raise UnknownName(f"the catalogue has no data set {key[:60]}")


def _latest_in_use(key: str) -> Dataset | None:
    for version in reversed(versions(key)):
        found = load(key, version)
        if found.status in IN_USE:
            return found
    return None


@lru_cache(maxsize=512)
def _load_file(key: str, version: str) -> Dataset:
    if version not in _file_versions(key):
        raise UnknownName(f"the catalogue has no version {version[:20]} of {key[:60]}")
    text, value_sets = sources(key, version)
    return read(text, value_sets=value_sets, digest=digest_of(text, value_sets))


@lru_cache(maxsize=512)
def _file_versions(key: str) -> tuple[str, ...]:
    names = (path.name for path in (FOLDER / key.replace("-", "_")).glob("*.yaml"))
    found = (name.removesuffix(".yaml") for name in names if not name.endswith((_VALUE_SETS, _MIGRATION)))
    return tuple(sorted(found, key=_numerically))


def _has_versions(folder: Path) -> bool:
    return folder.is_dir() and any(folder.glob("*.yaml"))


def sources(key: str, version: str) -> tuple[str, str]:
    """The YAML of a version and of its value sets (empty when they are in the same file)."""
    folder = FOLDER / key.replace("-", "_")
    beside = folder / f"{version}{_VALUE_SETS}"
    text = (folder / f"{version}.yaml").read_text(encoding="utf-8")
    return text, beside.read_text(encoding="utf-8") if beside.exists() else ""


def digest_of(text: str, value_sets: str = "") -> str:
    """SHA-256 over both files; line endings do not count."""
    whole = hashlib.sha256()
    for part in (text, value_sets):
        whole.update(part.replace("\r\n", "\n").encode() + b"\x00")
    return whole.hexdigest()


@lru_cache(maxsize=1)
def published_digests() -> dict[str, dict[str, str]]:
    """The frozen digests: data set, version, digest."""
    return tomllib.loads((FOLDER / "digests.toml").read_text(encoding="utf-8"))


def _numerically(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))
