"""A sheet's way: received, checked, then imported when its owner says so; a large one in a process of its own.

The state lies in the table: whoever looks, from whichever server process, sees the same. A process that dies leaves
whole batches; started again, it goes on.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import subprocess
import sys
import uuid
from dataclasses import asdict
from typing import Any

from orphee.access.context import as_system
from orphee.access.queries import reader_of
from orphee.access.rules.policy import Action, Reader
from orphee.datasets import catalogue
from orphee.datasets.definition import Text
from orphee.exchange.models import SheetImport, SheetState
from orphee.exchange.sheets.answering import rows_of
from orphee.exchange.sheets.importing import COUNTS, Import, Mode, Summary
from orphee.exchange.sheets.opening import Opened, open_file
from orphee.exchange.sheets.wording import RowProblem, UnableToReadSheet
from orphee.foundation.places import PROJECT
from orphee.foundation.sealing import open_sealed, seal

log = logging.getLogger(__name__)
AT_ONCE = 150_000  # bytes: a smaller file is done while the page loads
KEPT_DAYS = 7
SILENT = dt.timedelta(seconds=90)  # a process that says nothing for so long has died
PREVIEWED = 5  # rows shown before importing
_BUSY = (SheetState.CHECKING, SheetState.IMPORTING)


class UnableToFindSheet(LookupError):
    """There is no such sheet, or it is another's: the two cannot be told apart."""


def receive(
    content: bytes, *, reader: Reader, dataset: str, version: str, instrument: str, now: dt.datetime
) -> SheetImport:
    """Keep a file, sealed, and begin to check it. One's files of last week go."""
    with as_system(reader.actor):
        mine = SheetImport.objects.filter(user_id=_user(reader))
        mine.filter(received_at__lt=now - dt.timedelta(days=KEPT_DAYS)).delete()
        made = SheetImport.objects.create(
            user_id=_user(reader), dataset=dataset, version=version, instrument=instrument, sealed=seal(content),
            size=len(content), received_at=now, moved_at=now,
        )  # fmt: skip
    begin(made.key, reader=reader, now=now)
    return sheet_of(reader, made.key)


def begin(key: uuid.UUID, *, reader: Reader, now: dt.datetime, mode: Mode | None = None) -> None:
    """Check a sheet, or import it; one that another process works on is left alone."""
    state = SheetState.IMPORTING if mode else SheetState.CHECKING
    with as_system(reader.actor):
        found = SheetImport.objects.select_for_update().get(key=key, user_id=_user(reader))
        is_alive = found.state in _BUSY and now - found.moved_at < SILENT
        if is_alive or found.state in (SheetState.DONE, SheetState.FAILED):
            return
        found.state, found.mode, found.moved_at = state, mode.value if mode else found.mode, now
        found.counts = {**found.counts, "done": 0}
        found.save(update_fields=["state", "mode", "moved_at", "counts"])
    if found.size <= AT_ONCE:
        work(key, now=now)
    else:
        _start_process(key)


def sheet_of(reader: Reader, key: uuid.UUID) -> SheetImport:
    """One sheet of one's own, without its bytes. Raises `UnableToFindSheet`."""
    with as_system(reader.actor):
        found = SheetImport.objects.filter(key=key, user_id=_user(reader)).defer("sealed").first()
    if found is None:
        raise UnableToFindSheet
    return found


def sheets_of(reader: Reader) -> list[SheetImport]:
    """One's own sheets, newest first."""
    with as_system(reader.actor):
        mine = SheetImport.objects.filter(user_id=_user(reader)).defer("sealed", "problems", "preview")
        return list(mine.order_by("-received_at")[:50])


def is_stopped(sheet: SheetImport, *, now: dt.datetime) -> bool:
    """Whether the process that worked on it has died."""
    return sheet.state in _BUSY and now - sheet.moved_at >= SILENT


def opened_again(reader: Reader, key: uuid.UUID) -> tuple[Opened, list[RowProblem]]:
    """The file of a sheet and its problems, to give back."""
    with as_system(reader.actor):
        found = SheetImport.objects.filter(key=key, user_id=_user(reader)).first()
    if found is None:
        raise UnableToFindSheet
    dataset = catalogue.load(found.dataset, found.version)
    return open_file(open_sealed(bytes(found.sealed)), dataset, found.instrument), problems_of(found)


def problems_of(sheet: SheetImport) -> list[RowProblem]:
    """The problems that are kept."""
    return [
        RowProblem(one["sheet"], one["row"], one["column"], one["severity"], Text(one["fr"], one["en"]))
        for one in sheet.problems
    ]


def work(key: uuid.UUID, *, now: dt.datetime) -> None:
    """Do what the state of a sheet asks for; `now` is when its answers count as said."""
    with as_system("sheets"):
        found = SheetImport.objects.select_related("user").get(key=key)
    reader = reader_of(found.user).doing(Action.IMPORT_ENTRIES)
    try:
        dataset = catalogue.load(found.dataset, found.version)
        opened = open_file(open_sealed(bytes(found.sealed)), dataset, found.instrument)
    except UnableToReadSheet as problem:
        _save(key, state=SheetState.FAILED, problems=[one.as_json() for one in problem.problems])
        return
    coming = Import(reader, dataset, opened, now)
    if found.state == SheetState.CHECKING:
        checked = coming.check(lambda so_far: _tell(key, so_far))
        preview = _preview(opened)
        _save(key, state=SheetState.CHECKED, preview=preview, **_said(checked))
        return
    checked = Summary(bad=int(found.counts.get("bad", 0)), problems=problems_of(found))
    if found.counts.get("more_problems"):
        checked = coming.check()  # not every problem was kept: find the bad rows again
    done = coming.store(Mode(found.mode), lambda so_far: _tell(key, so_far), checked=checked)
    _save(key, state=SheetState.DONE if done.stored else SheetState.CHECKED, **_said(done))


def _said(summary: Summary) -> dict[str, object]:
    counts = {name: getattr(summary, name) for name in COUNTS}
    return {"counts": counts, "problems": [one.as_json() for one in summary.problems]}


def _tell(key: uuid.UUID, so_far: Summary) -> None:
    _save(key, counts={name: getattr(so_far, name) for name in COUNTS})


def _save(key: uuid.UUID, **changed: object) -> None:
    with as_system("sheets"):
        SheetImport.objects.filter(key=key).update(**changed, moved_at=dt.datetime.now(dt.UTC))


def _preview(opened: Opened) -> list[dict[str, object]]:
    """The first rows of each form as they are read, in the columns that they fill."""
    found: list[dict[str, object]] = []
    for sheet in opened.sheets:
        first = sheet.rows[:PREVIEWED]
        filled = [one for one in sheet.columns if any(_cell(cells, one[0]) for _, cells in first)]
        columns = [asdict(column.label) | {"name": column.name} for _, column in filled]
        rows = [
            {
                "number": row.number,
                "record": row.reference,
                "cells": [_cell(cells, place) for place, _ in filled],
                "is_good": row.is_good,
            }
            for row, (_, cells) in zip(rows_of(sheet), first, strict=False)
        ]
        title = asdict(sheet.instrument.title)
        found.append({"form": title, "rows": rows, "columns": columns, "total": len(sheet.rows)})
    return found


def _cell(cells: list[Any], place: int) -> str:
    value = cells[place] if place < len(cells) else None
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()  # workbooks have no other way to say a day
    return "" if value is None else str(value)[:80]


def _start_process(key: uuid.UUID) -> None:
    environment = os.environ | {"PYTHONPATH": str(PROJECT / "src"), "DJANGO_SETTINGS_MODULE": "orphee.config.settings"}
    subprocess.Popen(
        [sys.executable, "-m", "orphee.exchange.sheets.process", str(key)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def _user(reader: Reader) -> int:
    kind, _, number = reader.actor.partition(":")
    return int(number) if kind == "user" and number.isdecimal() else 0
