"""CDA documents for the command line: files and folders into records, a record into a document."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.utils import timezone

from orphee.access.rules.policy import Reader
from orphee.exchange.acknowledgement import refusal_of
from orphee.exchange.actions import deliver_many
from orphee.exchange.cda.problems import finding
from orphee.exchange.cda.safety import LARGEST_DOCUMENT
from orphee.exchange.cda.writing import write
from orphee.exchange.cda.writing_header import Issuer
from orphee.exchange.folders import files_in
from orphee.exchange.issuing import issuer_for
from orphee.exchange.leaving import leave
from orphee.exchange.models import Delivery, Way
from orphee.exchange.oversized import LARGEST_KEPT, keep_oversized, too_large
from orphee.record.rules.receipt import Refused
from orphee.record.rules.view import Export, RecordView
from orphee.terminology.lookup import lookup

SUFFIXES = (".xml",)
BATCH = 50  # documents entered in one transaction
WAITING = "waiting"  # the outcome of what is kept and not answered
BATCH_BYTES = 40_000_000  # and how heavy together, so that large ones do not fill the memory


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """What became of one file: its outcome, and its problems as an acknowledgement has them."""

    path: str
    outcome: str
    record: str
    problems: list[dict[str, str]]


@dataclass(slots=True)
class Summary:
    """What became of an import. `answers` holds the files that wait, and those with problems, refused or not.

    A document waits when it is kept and could not be answered: imported again, it is tried again.
    """

    found: int = 0
    stored: int = 0
    unchanged: int = 0
    superseded: int = 0
    refused: int = 0
    waiting: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    answers: list[FileAnswer] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """One object for programs."""
        counts = {name: getattr(self, name) for name in _COUNTS}
        return counts | {"problems": dict(self.problems), "answers": [asdict(one) for one in self.answers]}


_COUNTS = ("found", "stored", "unchanged", "superseded", "refused", "waiting")
Progress = Callable[[Summary], None]


def import_paths(
    paths: Iterable[Path],
    *,
    now: dt.datetime,
    sender: str = "command",
    progress: Progress | None = None,
    batch: int = BATCH,
) -> Summary:
    """Import every `.xml` file of these files and folders; `progress` hears the running summary after each batch.

    Killed at any moment, it leaves whole documents only; run again, it finds what is there unchanged and goes on.
    """
    summary = Summary()
    for some in _batches(files_in(paths, SUFFIXES), batch):
        _import(some, summary, sender=sender, now=now)
        if progress is not None:
            progress(summary)
    return summary


def export_record(
    record_key: uuid.UUID, reader: Reader, *, now: dt.datetime, issuer: Issuer | None = None, preview: bool = False
) -> Export:
    """A record as a CDA SDM-MR 2025.01 document with its loss report, and one audit line.

    Raises `UnableToFindRecord` for a record that is not there, not open to the reader, or that their role may not
    export: the three cannot be told apart; `UnableToWrite` with what the record lacks.
    """
    here = timezone.localtime(now)

    def written(view: RecordView) -> Export:
        return write(view, now=here, issuer=issuer or issuer_for(view), label=_label)

    return leave(record_key, reader, written, kind="cda", now=now, preview=preview)


def _label(curie: str) -> str:
    return lookup().label(curie, "fr") or ""


def _batches(paths: Iterable[Path], most: int) -> Iterator[list[Path]]:
    some: list[Path] = []
    weight = 0
    for path in paths:
        size = _size(path)
        if some and (len(some) == most or weight + size > BATCH_BYTES):
            yield some
            some, weight = [], 0
        some.append(path)
        weight += size
    if some:
        yield some


def _size(path: Path) -> int:
    """Of a file; 0 of what is none, or may not be looked at."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def _import(paths: list[Path], summary: Summary, *, sender: str, now: dt.datetime) -> None:
    contents: dict[Path, bytes] = {}
    for path in paths:
        found = _taken(path, sender=sender, now=now)
        if isinstance(found, bytes):
            contents[path] = found
        else:
            _count(summary, path, found)
    deliveries = deliver_many(list(contents.values()), sender=sender, way=Way.COMMAND, now=now)
    for path, delivery in zip(contents, deliveries, strict=True):
        _count(summary, path, _answer_of(delivery, now=now))


def _taken(path: Path, *, sender: str, now: dt.datetime) -> bytes | Mapping[str, object]:
    """The content of a file, or the answer to one that is not read: one bad file stops no other."""
    try:
        if not path.is_file():
            return refusal_of([finding("no_file", str(path))])
        size = path.stat().st_size
        if size > LARGEST_KEPT:
            return refusal_of([too_large(size)])
        return path.read_bytes() if size <= LARGEST_DOCUMENT else _kept_unread(path, sender=sender, now=now)
    except OSError:
        return refusal_of([finding("no_file", str(path))])


def _kept_unread(path: Path, *, sender: str, now: dt.datetime) -> Mapping[str, object]:
    try:
        with path.open("rb") as file:
            kept = keep_oversized(file.read, sender=sender, way=Way.COMMAND, now=now)
    except Refused as refused:  # it grew meanwhile
        return refusal_of(refused.findings)
    return dict(kept.answer)


def _answer_of(delivery: Delivery, *, now: dt.datetime) -> Mapping[str, object]:
    """The answer; one that was given before this import says that nothing changed."""
    answer: dict[str, object] = dict(delivery.answer)
    if delivery.answered_at is not None and delivery.answered_at != now and answer.get("outcome") == "stored":
        answer["outcome"] = "unchanged"
    return answer


def _count(summary: Summary, path: Path, answer: Mapping[str, object]) -> None:
    outcome = str(answer.get("outcome", WAITING))
    problems = answer.get("problems")
    found = problems if isinstance(problems, list) else []
    summary.found += 1
    setattr(summary, outcome, getattr(summary, outcome) + 1)
    summary.problems.update(one["code"] for one in found)
    if found or outcome == WAITING:
        summary.answers.append(FileAnswer(str(path), outcome, str(answer.get("record", "")), found))
