"""Build the warehouse: every record once, pseudonymised, counted, protected, and published whole.

Run by `orphee warehouse build` and by the dashboard (`steering.refreshing`).
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from orphee.datasets.catalogue import all_datasets
from orphee.record.rules.view import RecordView
from orphee.warehouse import builds, records
from orphee.warehouse.builds import Build
from orphee.warehouse.dictionary import write_dictionary
from orphee.warehouse.indicators.counting import ParquetFrames
from orphee.warehouse.intake import Completeness, Surroundings, is_opposed, rows_of
from orphee.warehouse.pseudonyms import warehouse_key
from orphee.warehouse.publication import Territories, publish
from orphee.warehouse.tables import TABLES, Table
from orphee.warehouse.writing import TableWriter, sort_by_person

Seen = tuple[RecordView, Completeness]
Progress = Callable[[str, int, int], None]  # step (read, sort, count, publish), done, total
STEPS = ("read", "sort", "count", "publish")
PEOPLE_A_TICK = 500


class UnableToBuild(RuntimeError):
    """The build cannot start; the message says what to do."""


def build(*, now: dt.datetime, progress: Progress = lambda _step, _done, _total: None) -> Build:
    """Build from the database, with the warehouse's own role. Raises `UnableToBuild`, `UnableToUseKey`."""
    from orphee.warehouse.closing import close  # Django's models: a build from given records needs none

    key = warehouse_key()
    close()
    with records.snapshot() as cursor:
        around = records.surroundings(cursor, today=now.date(), key=key)
        return build_from(
            records.all_records(cursor),
            around,
            records.france(),
            now=now,
            total=records.number_of_records(cursor),
            progress=progress,
        )


def build_from(
    views: Iterable[Seen],
    around: Surroundings,
    territories: Territories,
    *,
    now: dt.datetime,
    total: int = 0,
    progress: Progress = lambda _step, _done, _total: None,
) -> Build:
    """Publish a build of these records, or nothing at all. Raises `UnableToBuild` when another build runs."""
    started = time.monotonic()
    with _alone():
        builds.sweep()
        name = f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{time.time_ns():x}"  # the clock orders builds of one second
        folder = builds.builds_directory() / f"{builds.UNFINISHED}{name}"
        folder.mkdir()
        tables = (*TABLES.values(), *around.sets.all())
        seen, rows = _write_tables(views, around, tables, folder, total=total, progress=progress)
        progress("sort", 0, 1)
        sort_by_person(folder, tables)
        write_dictionary(folder, tables)
        progress("count", 0, 1)
        _count(folder, territories, year=now.year)
        progress("publish", 0, 1)
        made = Build(
            folder=folder,
            name=name,
            built_at=now,
            seconds=time.monotonic() - started,
            people=rows["person"],
            opposed=seen["opposed"],
            synthetic=seen["synthetic"],
            rows=dict(rows),
            datasets={one.key: one.version for one in all_datasets()},
            digests={path.name: _digest(path) for path in sorted(folder.iterdir())},
        )
        builds.write_json(folder / builds.MANIFEST, made.as_json())
        published = builds.appear(folder, name)
        progress("publish", 1, 1)
    return builds.build_in(published)


def _write_tables(
    views: Iterable[Seen],
    around: Surroundings,
    tables: Iterable[Table],
    folder: Path,
    *,
    total: int,
    progress: Progress,
) -> tuple[Counter[str], Counter[str]]:
    seen: Counter[str] = Counter()
    with ExitStack() as stack:
        writers = {table.name: TableWriter(table, folder) for table in tables}
        for writer in writers.values():
            stack.callback(writer.close)
        for number, (view, completeness) in enumerate(views):
            if number % PEOPLE_A_TICK == 0:
                progress("read", number, max(total, number))
            if is_opposed(view):
                seen["opposed"] += 1
                continue
            seen["synthetic"] += view.synthetic
            for table, row in rows_of(view, completeness, around):
                writers[table].add(row)
    return seen, Counter({name: writer.rows for name, writer in writers.items()})


def _count(folder: Path, territories: Territories, *, year: int) -> None:
    frames = ParquetFrames(folder, year=year)
    try:
        builds.write_figures(folder, publish(frames, territories, year=year))
    finally:
        frames.close()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock of builds; it goes with the process, however that ends."""
    folder = builds.builds_directory()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UnableToBuild("another build is running: wait for it to end, then start again") from error
        yield
