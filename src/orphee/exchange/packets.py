"""Phenopackets at the door: files into records, a record into a packet.

Packets enter in small batches, each one transaction: killed at any moment, an import leaves whole packets only, and
run again it finds what is there unchanged and goes on. A refused packet is kept, sealed, among the deliveries.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import count, islice
from pathlib import Path

from django.utils import timezone

from orphee.access.context import as_system
from orphee.access.rules.policy import Reader
from orphee.exchange.acknowledgement import refusal_of
from orphee.exchange.leaving import leave
from orphee.exchange.models import Delivery, State, Way
from orphee.exchange.oversized import keep_file
from orphee.exchange.phenopackets.checking import check
from orphee.exchange.phenopackets.findings import finding
from orphee.exchange.phenopackets.opening import Piece, packets_in
from orphee.exchange.phenopackets.reading import read
from orphee.exchange.phenopackets.writing import write
from orphee.foundation.sealing import seal
from orphee.record.intake import accept_many
from orphee.record.references import versions_received
from orphee.record.rules.receipt import Finding, Outcome, Receipt, Refused
from orphee.record.rules.submission import Remainder, Submission
from orphee.record.rules.view import Export
from orphee.terminology.lookup import lookup

log = logging.getLogger(__name__)

BATCH = 50
MOST_TOLD = 100  # problems of one file that is kept whole
UNPLACED_SITE = "PHENOPACKETS"  # stands for packets that come from no known centre, such as published cases

SOURCES = {"HP": "hpo", "HGNC": "hgnc", "ORPHA": "orphanet", "MONDO": "mondo"}  # prefix -> start of the source's key


@dataclass(frozen=True, slots=True)
class BadPacket:
    """A packet that was not stored: where it stands, why, and what to do."""

    source: str
    line: int
    code: str
    path: str
    text: dict[str, str]

    def __str__(self) -> str:
        return f"{self.source}:{self.line} {self.path} {self.text['fr']}"


@dataclass(slots=True)
class Summary:
    """What became of an import. `queries` and `remainders` count what is stored and wants a second look, by code."""

    found: int = 0
    stored: int = 0
    unchanged: int = 0
    superseded: int = 0
    refused: int = 0
    entries_new: int = 0
    entries_revised: int = 0
    queries: Counter[str] = field(default_factory=Counter)
    remainders: Counter[str] = field(default_factory=Counter)
    bad: list[BadPacket] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """One object for programs."""
        counts = {name: getattr(self, name) for name in _COUNTS}
        seen = {"queries": dict(self.queries), "remainders": dict(self.remainders)}
        return counts | seen | {"bad": [asdict(one) for one in self.bad]}


_COUNTS = ("found", "stored", "unchanged", "superseded", "refused", "entries_new", "entries_revised")


Progress = Callable[[Summary], None]


def import_paths(
    paths: Iterable[Path],
    *,
    sender: str,
    now: dt.datetime,
    progress: Progress | None = None,
    site_codes: tuple[str, ...] = (UNPLACED_SITE,),
    batch: int = BATCH,
) -> Summary:
    """Import every packet of these files and directories; `progress` hears the running summary after each batch.

    `sender` is the organisation whose identifiers the packets bear: the same packet under another sender is another
    person. `site_codes` are the rare-disease sites that follow these people.
    """
    summary = Summary()
    unread: dict[Path, list[Finding]] = {}  # files out of which some packet could not be taken
    pieces = packets_in(paths)
    while some := list(islice(pieces, batch)):
        for file, finding_there in _import(some, summary, sender=sender, now=now, site_codes=site_codes):
            unread.setdefault(file, []).append(finding_there)
        if progress is not None:
            progress(summary)
    for file, findings in unread.items():
        keep_file(file, sender=sender, now=now, findings=findings[:MOST_TOLD])
    return summary


def _import(
    pieces: Sequence[Piece], summary: Summary, *, sender: str, now: dt.datetime, site_codes: tuple[str, ...]
) -> list[tuple[Path, Finding]]:
    """Import some pieces; the files of those that could not be taken out of them, with what is wrong there."""
    readable: list[tuple[Piece, Submission]] = []
    refused: list[tuple[Piece, tuple[Finding, ...]]] = []
    for piece in pieces:
        try:
            readable.append((piece, submission_of(piece, sender=sender, now=now, site_codes=site_codes)))
        except Refused as refusal:
            refused.append((piece, refusal.findings))
    readable = _in_order_of_arrival(readable)
    for (piece, submission), receipt in zip(readable, _accepted(readable, now=now), strict=True):
        if receipt.outcome is Outcome.REFUSED:
            refused.append((piece, receipt.findings))
        else:
            _count(summary, submission, receipt)
    summary.found += len(pieces)
    _count_refused(summary, refused)
    _keep_refused(refused, sender=sender, now=now)
    not_taken_out = ((_file_of(piece.source), findings[0]) for piece, findings in refused if not piece.raw)
    return [(file, first) for file, first in not_taken_out if file is not None]


def _in_order_of_arrival(readable: Sequence[tuple[Piece, Submission]]) -> list[tuple[Piece, Submission]]:
    """The packets with their versions: one that says something else in the same minute is the next version.

    A packet has no version number but the minute of its creation; corrected at once, or with its date left as it
    was, what arrives later counts.
    """
    taken = _versions_of({one.document.set_id for _, one in readable if one.document})
    settled: list[tuple[Piece, Submission]] = []
    for piece, submission in readable:
        document = submission.document
        if document is not None:
            digests = taken.setdefault(document.set_id, {})
            if document.digest not in digests.values():
                version = next(free for free in count(document.version) if free not in digests)
                digests[version] = document.digest
                submission = replace(submission, document=replace(document, version=version))
        settled.append((piece, submission))
    return settled


def _versions_of(set_ids: set[str]) -> dict[str, dict[int, str]]:
    with as_system("exchange"):
        return versions_received(set_ids)


def submission_of(piece: Piece, *, sender: str, now: dt.datetime, site_codes: tuple[str, ...]) -> Submission:
    """The submission of one packet, its queries listed with what could not be read; raises `Refused`."""
    if piece.refusal is not None:
        raise Refused(piece.refusal)
    received_at = timezone.localtime(now)
    submission = read(piece.raw, received_at=received_at, sender=sender, joins=lookup(), site_codes=site_codes)
    queries = tuple(Remainder(one.path, one.code) for one in check(submission))
    return replace(submission, remainders=submission.remainders + queries) if queries else submission


def _accepted(readable: Sequence[tuple[Piece, Submission]], *, now: dt.datetime) -> Iterator[Receipt]:
    """The receipts of a batch; if the batch fails, of each packet by itself: one bad packet stops no other."""
    submissions = [submission for _, submission in readable]
    try:
        yield from accept_many(submissions, now=now)
    except Exception:
        for submission in submissions:
            yield _accepted_alone(submission, now=now)


def _accepted_alone(submission: Submission, *, now: dt.datetime) -> Receipt:
    try:
        return accept_many([submission], now=now)[0]
    except Exception as error:
        # The kind only: a message could repeat what the packet says.
        log.error("a packet could not be stored: %s", type(error).__name__)
        return Receipt(outcome=Outcome.REFUSED, findings=(finding("not_stored"),))


def _count(summary: Summary, submission: Submission, receipt: Receipt) -> None:
    setattr(summary, receipt.outcome.value, getattr(summary, receipt.outcome.value) + 1)
    summary.entries_new += receipt.entries_new
    summary.entries_revised += receipt.entries_revised
    summary.queries.update(one.code for one in receipt.findings)
    summary.remainders.update(one.reason for one in submission.remainders)


def _count_refused(summary: Summary, refused: Sequence[tuple[Piece, Sequence[Finding]]]) -> None:
    """One line for the first problem of each packet, in the order of the file; its delivery names the others."""
    summary.refused += len(refused)
    for piece, findings in sorted(refused, key=lambda one: (one[0].source, one[0].line)):
        first = findings[0]
        summary.bad.append(BadPacket(piece.source, piece.line, first.code, first.path, first.text))


def _keep_refused(refused: Sequence[tuple[Piece, Sequence[Finding]]], *, sender: str, now: dt.datetime) -> None:
    """Keep the refused packets, sealed, for the integrator to see; the same one again is kept once.

    Of a packet too large to be read, or behind the damage of an archive, the whole file is kept at the end.
    """
    kept = [
        Delivery(
            digest=hashlib.sha256(piece.raw).hexdigest(),
            sender=sender,
            way=Way.COMMAND,
            size=len(piece.raw),
            sealed=seal(piece.raw),
            state=State.REFUSED,
            attempts=1,
            answer={**refusal_of(findings), "namespaces": {}},  # its places are JSON paths
            received_at=now,
            answered_at=now,
        )
        for piece, findings in refused
        if piece.raw
    ]
    if kept:
        with as_system(sender):
            Delivery.objects.bulk_create(kept, ignore_conflicts=True)


def _file_of(source: str) -> Path | None:
    """The file of a piece that could not be taken out of it: of "archive.zip!packet.json", the archive."""
    parts = source.split("!")
    tried = (Path("!".join(parts[:end])) for end in range(len(parts), 0, -1))
    return next((path for path in tried if path.is_file()), None)


class _Shelf:
    """Labels and releases from the terminology, for packets that leave."""

    def labels_of(self, curies: frozenset[str]) -> Mapping[str, str]:
        """The English label of each code that is known."""
        found = lookup().labels(curies, "en")
        return {code: label for code, label in found.items() if label != code}

    def releases(self) -> Mapping[str, str]:
        """The release in use of each prefix."""
        versions = lookup().versions()
        return {
            prefix: version
            for prefix, start in SOURCES.items()
            for source, version in versions.items()
            if source.startswith(start) and version
        }


def export_record(
    record_key: uuid.UUID, reader: Reader, *, now: dt.datetime, with_birth_date: bool = False, preview: bool = False
) -> Export:
    """A record as a Phenopacket v2 with its loss report, and one audit line.

    Raises `UnableToFindRecord` for a record that is not there, not open to the reader, or that their role may not
    export: the three cannot be told apart.
    """
    here = timezone.localtime(now)
    return leave(
        record_key,
        reader,
        lambda view: write(view, now=here, book=_Shelf(), with_birth_date=with_birth_date),
        kind="phenopacket",
        now=now,
        preview=preview,
        birth_date=with_birth_date,
    )
