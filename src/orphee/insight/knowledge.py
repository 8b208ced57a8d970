"""The knowledge in use: compiled once from pinned releases, opened fast, upgraded only on purpose.

    load()          the knowledge in use; compiled at first use
    status()        its releases, and whether the reference directory holds others
    upgrade(…)      compile from a directory and say what changes, before or without taking it into use

Under `<data directory>/insight/<digest>/`; the file `in-use` holds the digest of the one in use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from orphee.foundation.places import data_directory, reference_directory
from orphee.insight.ranking import compiling, storing
from orphee.insight.ranking.compiled import Knowledge, Release
from orphee.insight.ranking.compiling import UnableToCompile
from orphee.insight.ranking.matching import prepare
from orphee.insight.ranking.storing import UnableToOpen

__all__ = ["Difference", "Knowledge", "Status", "UnableToCompile", "UnableToOpen", "load", "status", "upgrade"]
IN_USE = "in-use"
LARGEST_LIST = 200  # names listed in a difference; counts are complete


@dataclass(frozen=True, slots=True)
class Status:
    """`pending` is the release the reference directory would give, when it is another one."""

    release: Release
    diseases: int
    annotated: int
    terms: int
    rows: int
    pending: Release | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What another knowledge changes. Lists are cut at 200; counts are not."""

    before: Release
    after: Release
    counts: Mapping[str, int]
    diseases_added: tuple[str, ...]
    diseases_removed: tuple[str, ...]
    terms_added: tuple[str, ...]
    terms_removed: tuple[str, ...]
    profiles_changed: tuple[str, ...]


def place() -> Path:
    """Where compiled knowledge is kept."""
    return data_directory() / "insight"


def sources_directory() -> Path:
    """The files to compile from: the reference directory, else those of the package."""
    return reference_directory() or compiling.package_directory()


def load() -> Knowledge:
    """The knowledge in use, kept in memory. Compiles at first use (a minute). Raises `UnableToCompile`."""
    return _opened(place(), _in_use())


@lru_cache(maxsize=2)
def _opened(kept: Path, digest: str) -> Knowledge:
    if digest:
        try:
            return prepare(storing.open_folder(kept / digest))
        except UnableToOpen:
            pass  # damaged or of another form: it is made again from its sources
    knowledge = compiling.compile_from(sources_directory())
    _keep(knowledge, kept)
    return prepare(knowledge)


def _in_use() -> str:
    try:
        digest = (place() / IN_USE).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
    return digest if digest.isalnum() else ""


def _keep(knowledge: Knowledge, kept: Path) -> None:
    storing.save(knowledge, kept / knowledge.release.digest)
    (kept / IN_USE).write_text(knowledge.release.digest, encoding="utf-8")


def status() -> Status:
    """What is in use; compiles at first use. Raises `UnableToCompile`."""
    known = load()
    pending = compiling.release_of(compiling.found_in(sources_directory()))
    return Status(
        known.release,
        len(known.diseases),
        int(known.annotated.sum()),
        len(known.ontology),
        len(known.annotations.disease),
        pending if pending.digest != known.release.digest else None,
    )


def upgrade(directory: Path, *, dry_run: bool = False) -> Difference:
    """Compile from a directory and say what changes; take it into use unless it is a dry run."""
    before = load()
    after = compiling.compile_from(directory)
    found = difference(before, after)
    if not dry_run and before.release.digest != after.release.digest:
        _keep(after, place())
    return found


def difference(before: Knowledge, after: Knowledge) -> Difference:
    """Diseases and terms that come or go, and diseases of which the features or their shares change."""
    diseases_before, diseases_after = set(before.index), set(after.index)
    terms_before, terms_after = set(before.ontology.codes), set(after.ontology.codes)
    former, current = _said(before), _said(after)
    changed = [code for code in sorted(former.keys() & current.keys()) if former[code] != current[code]]
    lists = {
        "diseases_added": sorted(diseases_after - diseases_before),
        "diseases_removed": sorted(diseases_before - diseases_after),
        "terms_added": sorted(terms_after - terms_before),
        "terms_removed": sorted(terms_before - terms_after),
        "profiles_changed": changed,
    }
    cut = {name: tuple(found[:LARGEST_LIST]) for name, found in lists.items()}
    return Difference(before.release, after.release, {name: len(found) for name, found in lists.items()}, **cut)


def _said(knowledge: Knowledge) -> dict[str, frozenset[tuple[str, float]]]:
    """The features of each disease with their shares to one percent, by first code."""
    codes, matrix = knowledge.ontology.codes, knowledge.own.said
    found = {}
    for number, disease in enumerate(knowledge.diseases):
        row = slice(int(matrix.indptr[number]), int(matrix.indptr[number + 1]))
        pairs = zip(matrix.indices[row].tolist(), matrix.data[row].tolist(), strict=True)
        found[disease.codes[0]] = frozenset((codes[term], round(share, 2)) for term, share in pairs)
    return found


def forget() -> None:
    """Let go of what is kept in memory: the next `load` opens it again."""
    _opened.cache_clear()
