"""Documents given to be read: taken in, sealed, read in their turn, opened again, removed; each of it written down."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from orphee.access.rules.policy import Action, Reader
from orphee.access.trail import leave_line
from orphee.care.attachments import fit_name
from orphee.foundation.models import AuditAction
from orphee.foundation.sealing import UnableToOpenSeal, open_sealed, seal
from orphee.insight.reading.reader import LONGEST_TEXT
from orphee.prefill import reading
from orphee.prefill.models import Decision, Document, State
from orphee.prefill.reading import Outcome
from orphee.prefill.rules.findings import Found, as_json, findings_of, from_json, written_on
from orphee.record.queries import histories
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.submission import PersonAsGiven
from orphee.record.rules.view import RecordView

LARGEST = 20_000_000  # bytes of one file
MOST_FILES = 20  # at once
MOST_OF_A_RECORD = 200
PATIENCE = 0.8  # seconds a page waits for a reading before it shows progress


class UnfitDocument(ValueError):
    """A document that is not taken in: `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnableToRemove(ValueError):
    """Something of the record rests on the document."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with its text and what was found there."""

    row: Document
    text: str
    found: tuple[Found, ...]


def shown_name(name: str, person: PersonAsGiven | None, *, is_pdf: bool) -> str:
    """A document's name without the person's, and with the extension of what it is rather than of what is said."""
    stem = name[: -len(".pdf")] if name.casefold().endswith((".pdf", ".txt")) else name
    return fit_name(f"{stem}.{'pdf' if is_pdf else 'txt'}", person)


def add(view: RecordView, name: str, content: bytes, *, reader: Reader, now: dt.datetime) -> Document:
    """Seal a document to be read. Raises `UnfitDocument`."""
    record_key = UUID(view.key)
    if len(content) > LARGEST:
        raise UnfitDocument("size")
    if not content.strip():
        raise UnfitDocument("empty")
    if Document.objects.filter(record_key=record_key).exclude(state=State.REFUSED).count() >= MOST_OF_A_RECORD:
        raise UnfitDocument("many")
    is_pdf = content[:1024].lstrip().startswith(b"%PDF-")
    try:
        with transaction.atomic():
            row = Document.objects.create(
                record_key=record_key,
                name=shown_name(name, view.person, is_pdf=is_pdf),
                media_type="application/pdf" if is_pdf else "text/plain",
                size=len(content),
                digest=hashlib.sha256(content).hexdigest(),
                sealed=seal(content),
                author=reader.actor,
                added_at=now,
            )
    except IntegrityError:
        raise UnfitDocument("twice") from None
    _note(reader, record_key, AuditAction.WRITE, now=now, size=len(content))
    return row


def read_waiting(record_key: UUID, *, now: dt.datetime, patience: float = 0.0) -> int:
    """Ask for the documents that wait, keep what was read of them; how many still wait."""
    rows = list(Document.objects.filter(record_key=record_key, state=State.WAITING).defer("sealed").order_by("pk"))
    for row in sorted(rows, key=lambda one: one.added_at):
        try:
            outcome = _asked(row, patience)
        except UnableToOpenSeal:
            _refuse(row, now=now)
            continue
        if outcome is not None:
            _keep(row, outcome, now=now)
    return sum(row.state == State.WAITING for row in rows)


def _asked(row: Document, patience: float) -> Outcome | None:
    """What the desk read of a document. Raises `UnableToOpenSeal`."""
    key = str(row.key)
    outcome = reading.DESK.ask(key, lambda: open_sealed(bytes(row.sealed)))
    if outcome is None and patience > 0:
        reading.DESK.wait(key, patience)
        outcome = reading.DESK.ask(key, lambda: open_sealed(bytes(row.sealed)))
    return outcome


def _refuse(row: Document, *, now: dt.datetime) -> None:
    """Say that a document cannot be opened again; what is sealed stays, for its key may be found."""
    row.problems = [
        {
            "code": "sealed",
            "fr": "Document scellé avec une clé que ce serveur n’a plus. Il n’a pas été lu. Donnez-le à nouveau.",
            "en": "This document was sealed with a key this server no longer has: it was not read. Give it again.",
        }
    ]
    row.state, row.read_at = State.REFUSED, now
    row.save(update_fields=["problems", "state", "read_at"])


def _keep(row: Document, outcome: Outcome, *, now: dt.datetime) -> None:
    """What was read of a document; of one that cannot be read, only why is kept."""
    row.problems = [{"code": one.code, "fr": one.fr, "en": one.en} for one in outcome.problems]
    row.read_at = now
    if outcome.reading is None:
        row.state, row.sealed = State.REFUSED, b""
    else:
        text = outcome.document.text[:LONGEST_TEXT]
        row.state, row.release = State.READ, outcome.reading.knowledge
        row.sealed_text = seal(text.encode("utf-8", "surrogatepass"))
        row.sealed_findings = seal(as_json(findings_of(outcome.reading)))
        row.written_on = written_on(outcome.reading, text, until=timezone.localdate(now).isoformat())
    row.save()


def opened(rows: Iterable[Document]) -> list[Opened]:
    """Documents with their text, for who may read them; one sealed with a key that was lost is left out."""
    found = []
    for row in rows:
        if row.state != State.READ:
            continue
        try:
            text = open_sealed(bytes(row.sealed_text)).decode("utf-8", "surrogatepass")
            found.append(Opened(row, text, from_json(open_sealed(bytes(row.sealed_findings)))))
        except UnableToOpenSeal:
            continue
    return found


def of_record(record_key: UUID) -> list[Document]:
    """The documents of a record without their originals, the oldest letter first; those without a date last."""
    rows = Document.objects.filter(record_key=record_key).defer("sealed")
    return sorted(rows, key=lambda one: (one.written_on or "9999", one.added_at))


def one_of(record_key: UUID, key: UUID) -> Document | None:
    """A document of a record; None when this reader sees none of that key."""
    return Document.objects.filter(record_key=record_key, key=key).first()


def note_opened(reader: Reader, row: Document, *, now: dt.datetime) -> None:
    """Write down that a document was opened."""
    _note(reader, UUID(str(row.record_key)), AuditAction.READ, now=now, size=row.size)


def remove(row: Document, *, reader: Reader, now: dt.datetime) -> None:
    """Erase a document, of another person perhaps. Raises `UnableToRemove` while accepted answers rest on it."""
    key = str(row.key)
    decisions = Decision.objects.filter(record_key=row.record_key).order_by("pk")
    last = {one.proposal: one for one in decisions}
    resting = [one for one in last.values() if one.act != "undone" and one.entry_key and _rests_on(one, key)]
    entries = histories(UUID(str(row.record_key)), {UUID(str(one.entry_key)) for one in resting})
    if any(not revisions or revisions[0].state != ENTERED_IN_ERROR for revisions in entries.values()):
        raise UnableToRemove
    _note(reader, UUID(str(row.record_key)), AuditAction.WRITE, now=now, size=row.size, removed=True)
    row.delete()


def _rests_on(decision: Decision, document: str) -> bool:
    return any(one["document"] == document for one in decision.passages)


def _note(reader: Reader, record_key: UUID, action: AuditAction, *, now: dt.datetime, **detail: object) -> None:
    detail = {"page": "document-read", **detail}
    right = Action.READ_DOCUMENTS if action is AuditAction.READ else Action.WRITE_RECORD
    leave_line(reader, action, right=right, record_key=record_key, detail=detail, now=now)
