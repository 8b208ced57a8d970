"""The one door out: a record as one reader may see it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from typing import TypeVar

from orphee.access.rules.policy import Action, Reader, Scope
from orphee.access.trail import leave_line
from orphee.consent.models import Statement
from orphee.consent.rules.statement import standing
from orphee.datasets.sdm_mr_codes import SDM
from orphee.foundation.models import AuditAction
from orphee.identity.queries import people_as_given
from orphee.network.models import Site
from orphee.record import gates
from orphee.record.models import Document, Entry, Reach, Record, Summary
from orphee.record.queries import UnableToFindRecord, readable_record
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.submission import ConsentAsGiven
from orphee.record.rules.view import DocumentView, EntryView, FollowUpView, RecordView
from orphee.record.working_set import statement_of

Row = TypeVar("Row")

__all__ = ["UnableToFindRecord", "assemble"]


def assemble(record_key: uuid.UUID, reader: Reader, *, now: dt.datetime, audit: bool = True) -> RecordView:
    """The record, with what `reader` may see of it; one audit line for the reading.

    Raises `UnableToFindRecord` for a record that does not exist or is not open to the reader: the two cannot be told
    apart. The caller has told the database who reads (`access.context`).
    """
    record = readable_record(reader, record_key)
    if audit:
        leave_line(reader, AuditAction.READ, right=Action.READ_RECORD, record_key=record.key, now=now)
    return _Assembly([record], with_identity=reader.may(Action.READ_IDENTITY), entries=open_entries(reader)).view(
        record
    )


def open_entries(reader: Reader) -> Callable[[Entry], bool]:
    """Whether an entry is open to a reader: those of a dossier are to the sites that work with it."""
    if reader.scope is Scope.SYSTEM:
        return lambda entry: True
    known: dict[str, bool] = {}

    def is_open(entry: Entry) -> bool:
        if entry.dataset not in known:
            known[entry.dataset] = gates.is_open_at(entry.dataset, reader.site_ids)
        return known[entry.dataset]

    return is_open


class _Assembly:
    """What some records need, fetched together."""

    def __init__(self, records: list[Record], *, with_identity: bool, entries: Callable[[Entry], bool]) -> None:
        keys = [record.key for record in records]
        persons = [record.person_id for record in records]
        self.summaries = Summary.objects.in_bulk(keys)
        stored = Entry.objects.filter(record_id__in=keys, is_current=True).order_by("said_at", "pk")
        self.entries = _grouped(filter(entries, stored), "record_id")
        documents = Document.objects.filter(record_id__in=keys).defer("sealed").order_by("received_at")
        self.documents = _grouped(documents, "record_id")
        self.reaches = _grouped(Reach.objects.filter(record_id__in=keys).order_by("since"), "record_id")
        self.statements = _grouped(Statement.objects.filter(person_id__in=persons).order_by("pk"), "person_id")
        self.people = people_as_given(persons) if with_identity else {}
        codes = {code for summary in self.summaries.values() for code in summary.sites}
        self.site_names = dict(Site.objects.filter(code__in=codes).values_list("code", "name"))

    def view(self, record: Record) -> RecordView:
        """The view of one of the records."""
        summary = self.summaries[record.key]
        return RecordView(
            key=str(record.key),
            number=record.number,
            person=self.people.get(record.person_id),
            sex=summary.sex,
            birth_month=summary.birth_month,
            department=summary.department,
            consent=_consent(self.statements.get(record.person_id, [])),
            synthetic=record.is_synthetic,
            created_at=record.created_at,
            updated_at=summary.updated_at,
            follow_ups=self._follow_ups(record, summary),
            entries=tuple(entry_view(entry) for entry in self.entries.get(record.key, [])),
            documents=tuple(document_view(document) for document in self.documents.get(record.key, [])),
        )

    def _follow_ups(self, record: Record, summary: Summary) -> tuple[FollowUpView, ...]:
        included = {
            entry.payload.get("site"): entry.payload.get("included_on") or ""
            for entry in self.entries.get(record.key, [])
            if (entry.dataset, entry.instrument) == (SDM, "follow_up") and entry.state != ENTERED_IN_ERROR
        }
        return tuple(
            FollowUpView(site_code=code, site_name=self.site_names.get(code, code), included_on=included.get(code, ""))
            for code in summary.sites
        )


def entry_view(entry: Entry) -> EntryView:
    """One stored revision as readers see it."""
    return EntryView(
        key=str(entry.key), dataset=entry.dataset, version=entry.version, instrument=entry.instrument,
        source_key=entry.source_key, payload=entry.payload, state=entry.state, revision=entry.revision,
        site=entry.site_code, author=entry.author, channel=entry.channel, said_at=entry.said_at,
        document=str(entry.document_key or ""),
    )  # fmt: skip


def document_view(document: Document) -> DocumentView:
    """One document as readers see it: never its content."""
    return DocumentView(
        key=str(document.key), identifier=document.identifier, set_id=document.set_id, version=document.version,
        template=document.template, received_at=document.received_at, is_current=document.is_current,
        header=document.header,
    )  # fmt: skip


def _consent(statements: list[Statement]) -> ConsentAsGiven:
    return standing(map(statement_of, statements))


def _grouped(rows: Iterable[Row], attribute: str) -> dict[uuid.UUID, list[Row]]:
    grouped: dict[uuid.UUID, list[Row]] = {}
    for row in rows:
        grouped.setdefault(getattr(row, attribute), []).append(row)
    return grouped
