"""Rows into the record through the one door in, in batches: checked first, then stored.

Checking goes through the door as well and is taken back, so that it says exactly what storing will do. Killed at any
moment, an import leaves whole batches; run again, it finds what is there unchanged and goes on.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from django.db import transaction

from orphee.access.context import as_system
from orphee.access.rules.policy import Action, Reader
from orphee.datasets.definition import Dataset, Instrument, Item, Text
from orphee.datasets.payload import canonical
from orphee.exchange.sheets.addressing import Found, records_of
from orphee.exchange.sheets.answering import Row, rows_of
from orphee.exchange.sheets.columns import RECORD, name_of
from orphee.exchange.sheets.opening import Opened
from orphee.exchange.sheets.wording import ERROR, QUERY, RowProblem, say
from orphee.identity.rules.person import PersonAsGiven
from orphee.record.intake import accept_many
from orphee.record.references import all_said
from orphee.record.rules.receipt import Finding, Outcome, Receipt
from orphee.record.rules.submission import Channel, EntryAsGiven, Submission

log = logging.getLogger(__name__)
BATCH = 500
MOST_PROBLEMS = 20_000  # kept and shown; beyond, they are only counted


class Mode(StrEnum):
    """What to do when some rows have problems."""

    ALL = "all"  # every row, or none
    GOOD = "good"  # the good rows


@dataclass(slots=True)
class Summary:
    """What becomes of a file. `bad` rows are not imported; `queries` are, and ask for a look."""

    rows: int = 0
    done: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    kept: int = 0  # corrected since the same row was imported: the correction stays
    bad: int = 0
    queries: int = 0
    stored: bool = False
    more_problems: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    def add(self, problems: Sequence[RowProblem]) -> None:
        """Keep the problems of a row, up to a limit."""
        free = max(0, MOST_PROBLEMS - len(self.problems))
        self.problems.extend(problems[:free])
        self.more_problems += len(problems) - len(problems[:free])

    def as_json(self) -> dict[str, object]:
        """One object for programs."""
        counts = {name: getattr(self, name) for name in COUNTS}
        return counts | {"stored": self.stored, "problems": [one.as_json() for one in self.problems]}


COUNTS = ("rows", "done", "new", "revised", "unchanged", "kept", "bad", "queries", "more_problems")
Progress = Callable[[Summary], None]
Skipped = dict[tuple[str, int], list[RowProblem]]  # the rows that the check found bad, and why


class NotAllowed(PermissionError):
    """The reader's role does not import entries."""


@dataclass(frozen=True)
class Import:
    """One file on its way in: who brings it, the definition, its rows."""

    reader: Reader
    dataset: Dataset
    opened: Opened
    now: dt.datetime
    sites: Collection[int] | None = None

    def check(self, progress: Progress | None = None) -> Summary:
        """What storing would do, nothing stored."""
        return self._run({}, progress, dry=True)

    def store(self, mode: Mode, progress: Progress | None = None, *, checked: Summary | None = None) -> Summary:
        """Store the rows, or with `Mode.ALL` none at all when one has a problem."""
        checked = checked or self.check()
        if mode is Mode.ALL and checked.bad:
            return checked
        bad = {(one.sheet, one.row) for one in checked.problems if one.severity == ERROR}
        skipped: Skipped = {place: [] for place in bad}
        for one in checked.problems:
            if (one.sheet, one.row) in skipped:
                skipped[one.sheet, one.row].append(one)
        summary = self._run(skipped, progress, dry=False)
        summary.stored = True
        return summary

    def _run(self, skipped: Skipped, progress: Progress | None, *, dry: bool) -> Summary:
        if not self.reader.may(Action.IMPORT_ENTRIES):
            raise NotAllowed
        summary = Summary(rows=sum(len(sheet.rows) for sheet in self.opened.sheets))
        for sheet in self.opened.sheets:
            rows = rows_of(sheet)
            while some := list(islice(rows, BATCH)):
                self._batch(some, skipped, summary, dry=dry)
                summary.done += len(some)
                if progress is not None:
                    progress(summary)
        return summary

    def _batch(self, rows: list[Row], skipped: Skipped, summary: Summary, *, dry: bool) -> None:
        found = records_of(self.reader, {row.reference for row in rows if row.reference}, sites=self.sites)
        ready: list[tuple[Row, Submission]] = []
        for row in rows:
            if (row.sheet, row.number) in skipped:
                row.problems = list(skipped[row.sheet, row.number])
                continue
            place = _place(row, found)
            if place is not None and row.is_good:
                ready.append((row, self._submission(row, place)))
        corrected = _corrected(ready)
        for row, _ in ready:
            if id(row) in corrected:
                summary.kept += 1
                row.problems.append(RowProblem(row.sheet, row.number, "", QUERY, say("corrected-since")))
        entering = [one for one in ready if id(one[0]) not in corrected]
        for (row, _), receipt in zip(entering, self._accepted(entering, dry=dry), strict=True):
            _note(row, receipt, summary)
        for row in rows:
            summary.bad += 0 if row.is_good else 1
            summary.queries += 1 if row.is_good and row.problems else 0
            summary.add(row.problems)

    def _accepted(self, entering: list[tuple[Row, Submission]], *, dry: bool) -> Iterator[Receipt]:
        """The receipts of a batch; if the batch fails, of each row by itself: one bad row stops no other."""
        submissions = [submission for _, submission in entering]
        if not submissions:
            return
        try:
            yield from self._enter(submissions, dry=dry)
        except Exception as error:
            log.warning("%s rows of a sheet enter one by one: %s", len(submissions), type(error).__name__)
            for row, submission in entering:
                yield self._alone(row, submission, dry=dry)

    def _alone(self, row: Row, submission: Submission, *, dry: bool) -> Receipt:
        try:
            return self._enter([submission], dry=dry)[0]
        except Exception as error:
            # The kind only: a message could repeat what the row says.
            log.error("row %s of a sheet could not be stored: %s", row.number, type(error).__name__)
            row.add("not-stored", why=type(error).__name__)
            return Receipt(outcome=Outcome.REFUSED)

    def _enter(self, submissions: list[Submission], *, dry: bool) -> list[Receipt]:
        with transaction.atomic():
            receipts = accept_many(submissions, now=self.now, reader=self.reader)
            if dry:
                transaction.set_rollback(True)
        return receipts

    def _submission(self, row: Row, place: Found) -> Submission:
        instrument = row.instrument
        entry = EntryAsGiven(
            dataset=self.dataset.key,
            version=self.dataset.version,
            instrument=instrument.key,
            payload=row.payload,
            key=row.key,
            source_path=f"{row.sheet}:{row.number}",
        )
        return Submission(
            channel=Channel.SHEET,
            sender=self.reader.actor,
            author=self.reader.actor,
            person=PersonAsGiven(),
            entries=(entry,),
            received_at=self.now,
            site_codes=(place.site_code,),
            record_key=str(place.record_key),
        )


def _place(row: Row, found: dict[str, list[Found]]) -> Found | None:
    places = found.get(row.reference, [])
    if row.reference and not places:
        row.add("unknown-record", RECORD)
    elif len(places) > 1:
        row.add("several-records", RECORD, count=len(places))
    return places[0] if len(places) == 1 else None


def _note(row: Row, receipt: Receipt, summary: Summary) -> None:
    row.problems += [_problem(row, finding) for finding in receipt.findings]
    if receipt.outcome is Outcome.REFUSED or not row.is_good:
        return
    summary.new += receipt.entries_new
    summary.revised += receipt.entries_revised
    summary.unchanged += receipt.entries_unchanged


def _problem(row: Row, finding: Finding) -> RowProblem:
    """A finding of intake beside its column. What intake refuses or calls an error keeps the row out."""
    params = dict(finding.params)
    parts = [int(part) if part.isdecimal() else part for part in params.get("item", "").split(".") if part]
    severity = ERROR if finding.severity in ("refusal", "error") else QUERY
    return RowProblem(
        row.sheet, row.number, name_of(tuple(parts)), severity, Text(finding.text["fr"], finding.text["en"])
    )


def _corrected(ready: list[tuple[Row, Submission]]) -> set[int]:
    """The rows whose entry was imported so before, and says something else since: someone corrected it."""
    by_record = {submission.record_key: None for _, submission in ready}
    if not by_record:
        return set()
    entry = ready[0][1].entries[0]
    with as_system("sheets"):
        said: dict[tuple[str, str, str], set[str]] = {}
        last: dict[tuple[str, str, str], str] = {}
        forms = {row.instrument.key: row.instrument for row, _ in reversed(ready)}
        for one, record, is_current in all_said(by_record, entry.dataset, forms):
            place = (record, one.instrument, one.source_key)
            if is_current:
                last[place] = one.channel if one.channel != Channel.SHEET else ""
            elif one.channel == Channel.SHEET:
                said.setdefault(place, set()).add(typed(forms[one.instrument], one.payload))
    found: set[int] = set()
    for row, submission in ready:
        place = (submission.record_key, row.instrument.key, row.key)
        if last.get(place) and typed(row.instrument, row.payload) in said.get(place, ()):
            found.add(id(row))
    return found


def typed(instrument: Instrument, payload: object) -> str:
    """The answers without what the server computes, as one text to compare."""
    if not isinstance(payload, dict):
        return ""
    return canonical(_typed(instrument.items, payload))


def _typed(items: Sequence[Item], payload: dict[str, object]) -> dict[str, object]:
    by_key = {item.key: item for item in items}
    found: dict[str, object] = {}
    for key, value in payload.items():
        item = by_key.get(key)
        if item is not None and item.compute is not None:
            continue
        if item is not None and item.items and isinstance(value, dict):
            value = _typed(item.items, value)
        elif item is not None and item.items and isinstance(value, list):
            value = [_typed(item.items, part) if isinstance(part, dict) else part for part in value]
        found[key] = value
    return found
