"""The records of one intake, loaded together and written together.

One document or two thousand people go through the same code: what differs is how many are in the set.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from orphee.consent.models import Statement
from orphee.consent.rules.statement import StatementAsStored
from orphee.foundation.keys import new_keys
from orphee.foundation.locks import hold
from orphee.foundation.rows import insert_rows
from orphee.identity.people import Known, People
from orphee.network.actions import site_for_document
from orphee.network.queries import site_keys
from orphee.record.models import Document, Entry, OutboxLine, Reach, Record
from orphee.record.rules.changes import ENTERED_IN_ERROR, Revision
from orphee.record.rules.number import number_of
from orphee.record.rules.submission import DocumentAsGiven, Payload
from orphee.record.watching import Correction

_ENTRY = {
    "key": "uuid", "revision": "integer", "is_current": "boolean", "record_id": "uuid", "dataset": "text",
    "version": "text", "instrument": "text", "source_key": "text", "state": "text", "payload": "jsonb",
    "site_code": "text", "author": "text", "channel": "text", "document_key": "uuid", "said_at": "timestamptz",
}  # fmt: skip
_RECORD = {
    "key": "uuid",
    "number": "text",
    "person_id": "uuid",
    "is_synthetic": "boolean",
    "created_at": "timestamptz",
}
_REACH = {"record_id": "uuid", "site_id": "bigint", "person_key": "uuid", "since": "timestamptz"}
_STATEMENT = {
    "person_id": "uuid", "purpose": "text", "kind": "text", "source": "text", "document_key": "uuid",
    "stated_at": "timestamptz",
}  # fmt: skip
_OUTBOX = {"record_key": "uuid", "topic": "text", "detail": "jsonb", "at": "timestamptz"}


@dataclass(slots=True)
class Ledger:
    """One record of the set: what stands, and what is to be added."""

    key: uuid.UUID
    number: str
    person: Known
    is_new: bool
    created_at: dt.datetime
    entries: dict[tuple[str, str, str], Revision] = field(default_factory=dict)
    sites: dict[int, str] = field(default_factory=dict)
    statements: list[StatementAsStored] = field(default_factory=list)
    is_changed: bool = False


class WorkingSet:
    """Loads what a batch of submissions may touch, collects what they change, and saves it in a few statements."""

    def __init__(self, *, now: dt.datetime) -> None:
        self.now = now
        self.today = timezone.localdate(now)
        self.keys = new_keys()
        self.people = People(self.keys)
        self.ledgers: dict[uuid.UUID, Ledger] = {}  # by person
        self.sites: dict[str, int] = {}  # keys by code
        self.documents: dict[str, list[Document]] = {}  # by set, oldest version first
        self._new_entries: list[tuple[Ledger, Revision]] = []
        self._superseded: list[tuple[uuid.UUID, int]] = []
        self._new_reaches: list[tuple[Ledger, int]] = []
        self._new_statements: list[tuple[Ledger, StatementAsStored]] = []
        self._new_documents: list[Document] = []
        self._retired_documents: list[uuid.UUID] = []
        self._outbox: list[tuple[uuid.UUID, str, dict[str, object]]] = []
        self.corrections: list[Correction] = []

    def load_documents(self, documents: Iterable[DocumentAsGiven]) -> None:
        """Fetch every version received of these documents, and hold their sets until the end of the transaction."""
        set_ids = {document.set_id for document in documents}
        if not set_ids:
            return
        hold("document", set_ids)
        for document in Document.objects.filter(set_id__in=set_ids).defer("sealed").order_by("version", "received_at"):
            self.documents.setdefault(document.set_id, []).append(document)

    def load_sites(self, codes: Iterable[str]) -> None:
        """Fetch the sites; one that the directory does not know yet is opened as provisional."""
        self.sites = site_keys(codes)
        for code in sorted(set(codes) - self.sites.keys()):
            self.sites[code] = site_for_document(code).pk

    def load_records(self, *, persons: Iterable[uuid.UUID]) -> None:
        """Fetch the records of these people, with their current entries, sites and statements."""
        wanted = [key for key in persons if key not in self.ledgers]
        if not wanted:
            return
        for record in Record.objects.filter(person_id__in=wanted):
            self.ledgers[record.person_id] = Ledger(
                record.key, record.number, self.people.of_key(record.person_id), False, record.created_at
            )
        by_record = {ledger.key: ledger for ledger in self.ledgers.values()}
        for entry in Entry.objects.filter(record_id__in=by_record, is_current=True).order_by("said_at", "pk"):
            revision = revision_of(entry)
            by_record[entry.record_id].entries[revision.place] = revision
        reaches = Reach.objects.filter(record_id__in=by_record).values_list("record_id", "site_id", "site__code")
        for record_id, site_id, code in reaches:
            by_record[record_id].sites[site_id] = code
        for statement in Statement.objects.filter(person_id__in=wanted).order_by("pk"):
            self.ledgers[statement.person_id].statements.append(statement_of(statement))

    def ledger_by_record(self, record_key: uuid.UUID) -> Ledger | None:
        """An existing record by its own key."""
        found = next((one for one in self.ledgers.values() if one.key == record_key), None)
        if found is None:
            person = Record.objects.filter(key=record_key).values_list("person_id", flat=True).first()
            if person is None:
                return None
            self.people.load((), keys=[person])
            self.load_records(persons=[person])
            found = self.ledgers[person]
        return found

    def ledger_of(self, person: Known) -> Ledger:
        """The record of a person, opened now if there is none."""
        ledger = self.ledgers.get(person.key)
        if ledger is None:
            key = next(self.keys)
            ledger = Ledger(key, number_of(key), person, True, self.now, is_changed=True)
            self.ledgers[person.key] = ledger
        return ledger

    def put(self, ledger: Ledger, revision: Revision) -> None:
        """Add a revision and make it the current one."""
        place = revision.place
        former = ledger.entries.get(place)
        if former is not None:
            self._superseded.append((former.key, former.revision))
            self.corrections.append(Correction(ledger.key, former, revision))
        ledger.entries[place] = revision
        self._new_entries.append((ledger, revision))
        ledger.is_changed = True

    def reach(self, ledger: Ledger, site_id: int, code: str) -> None:
        """Let a site follow the person."""
        if site_id not in ledger.sites:
            ledger.sites[site_id] = code
            self._new_reaches.append((ledger, site_id))
            ledger.is_changed = True

    def state(self, ledger: Ledger, statement: StatementAsStored) -> None:
        """Add a statement of consent or opposition."""
        ledger.statements.append(statement)
        self._new_statements.append((ledger, statement))
        ledger.is_changed = True

    def file(self, document: Document) -> None:
        """Keep a document; a current one retires the versions before it."""
        if document.is_current:
            for former in self.documents.get(document.set_id, []):
                if former.is_current:
                    former.is_current = False
                    self._retired_documents.append(former.key)
        self.documents.setdefault(document.set_id, []).append(document)
        self._new_documents.append(document)

    def tell(self, ledger: Ledger, topic: str, detail: dict[str, object]) -> None:
        """Write a line to the outbox."""
        self._outbox.append((ledger.key, topic, detail))

    def said_by(self, ledger: Ledger, documents: Iterable[uuid.UUID]) -> dict[tuple[str, str, str], Payload]:
        """What the versions of one document amount to: the last statement of each entry, but for withdrawn ones.

        An entry that a version repeats has no row of that version: the row is an earlier one's.
        """
        wanted = set(documents)
        keys = {revision.key for revision in ledger.entries.values()}
        stored = Entry.objects.filter(key__in=keys, document_key__in=wanted).order_by("revision")
        said = {revision.place: revision for revision in map(revision_of, stored)}
        for _, revision in self._new_entries:
            if revision.document_key in wanted and revision.key in keys:
                said[revision.place] = revision
        return {place: one.payload for place, one in said.items() if one.state != ENTERED_IN_ERROR}

    def said_by_others(
        self, keys: Set[uuid.UUID], documents: Set[uuid.UUID]
    ) -> dict[tuple[str, str, str], Revision]:  # fmt: skip
        """The newest revision of each of these entries that does not come from one of these documents."""
        stored = Entry.objects.filter(key__in=keys).exclude(document_key__in=documents).order_by("revision")
        found = {revision.place: revision for revision in map(revision_of, stored)}
        for _, revision in self._new_entries:
            if revision.key in keys and revision.document_key not in documents:
                found[revision.place] = revision
        return found

    def save(self) -> None:
        """Write everything collected. Summaries and audit lines are the caller's."""
        self.people.save(now=self.now)
        changed = [ledger for ledger in self.ledgers.values() if ledger.is_changed]
        records = [
            (one.key, one.number, one.person.key, one.person.is_synthetic, one.created_at)
            for one in changed
            if one.is_new
        ]
        with connection.cursor() as cursor:
            insert_rows(cursor, "record_record", _RECORD, records)
            insert_rows(
                cursor,
                "record_reach",
                _REACH,
                [(ledger.key, site, ledger.person.key, self.now) for ledger, site in self._new_reaches],
            )
            self._save_documents()
            self._save_entries()
            insert_rows(
                cursor,
                "consent_statement",
                _STATEMENT,
                [
                    (ledger.person.key, one.purpose, one.kind, one.source, one.document, one.said_at)
                    for ledger, one in self._new_statements
                ],
            )
            insert_rows(cursor, OutboxLine._meta.db_table, _OUTBOX, [(*line, self.now) for line in self._outbox])

    def _save_documents(self) -> None:
        if self._retired_documents:
            Document.objects.filter(key__in=self._retired_documents).update(is_current=False)
        Document.objects.bulk_create(self._new_documents)

    def _save_entries(self) -> None:
        with connection.cursor() as cursor:
            if self._superseded:
                cursor.execute(
                    "UPDATE record_entry SET is_current = false "
                    "FROM unnest(%s::uuid[], %s::int[]) AS old (key, revision) "
                    "WHERE record_entry.key = old.key AND record_entry.revision = old.revision",
                    [[key for key, _ in self._superseded], [number for _, number in self._superseded]],
                )
            rows = [
                _entry_row(ledger.key, one, is_current=ledger.entries[one.place] is one)
                for ledger, one in self._new_entries
            ]
            insert_rows(cursor, "record_entry", _ENTRY, rows)


def _entry_row(record_key: uuid.UUID, one: Revision, *, is_current: bool) -> tuple[object, ...]:
    return (
        one.key, one.revision, is_current, record_key, one.dataset, one.version, one.instrument, one.source_key,
        one.state, one.payload, one.site_code, one.author, one.channel, one.document_key, one.said_at,
    )  # fmt: skip


def statement_of(stored: Statement) -> StatementAsStored:
    """A stored row as the dataclass that the rules work on."""
    return StatementAsStored(stored.purpose, stored.kind, stored.source, stored.stated_at, stored.document_key)


def revision_of(entry: Entry) -> Revision:
    """A stored row as the dataclass that the rules work on."""
    return Revision(
        key=entry.key, revision=entry.revision, dataset=entry.dataset, version=entry.version,
        instrument=entry.instrument, source_key=entry.source_key, state=entry.state, payload=entry.payload,
        site_code=entry.site_code, author=entry.author, channel=entry.channel, document_key=entry.document_key,
        said_at=entry.said_at,
    )  # fmt: skip
