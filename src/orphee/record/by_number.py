"""The entries of a record without who it is: for those who look after data, by record number."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from orphee.access.rules.policy import Action, Reader
from orphee.access.trail import leave_line
from orphee.foundation.models import AuditAction
from orphee.record.models import Entry, Record
from orphee.record.queries import UnableToFindRecord, key_of
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.view import EntryView
from orphee.record.view import entry_view, open_entries


@dataclass(frozen=True, slots=True)
class NumberedRecord:
    """A record as a data manager sees it: a number, and the entries that stand. Nothing says who it is."""

    key: UUID
    number: str
    synthetic: bool
    entries: tuple[EntryView, ...]

    def entry(self, key: UUID) -> EntryView | None:
        """One of the entries."""
        return next((one for one in self.entries if one.key == str(key)), None)


def key_of_number(reader: Reader, number: str) -> UUID:
    """The key of the record that bears a number, as typed; raises `UnableToFindRecord`."""
    _check(reader)
    found = key_of(number)
    if found is None:
        raise UnableToFindRecord
    return found


def numbered_record(
    reader: Reader, record_key: UUID, *, now: dt.datetime, page: str = "entries", audit: bool = True
) -> NumberedRecord:
    """The record's entries that are open to the reader; one line in the audit trail. Raises `UnableToFindRecord`."""
    _check(reader)
    record = Record.objects.filter(key=record_key).first()
    if record is None:
        raise UnableToFindRecord
    if audit:
        detail = {"page": page}
        leave_line(reader, AuditAction.READ, right=Action.READ_ENTRIES, record_key=record.key, detail=detail, now=now)
    stored = Entry.objects.filter(record=record, is_current=True).exclude(state=ENTERED_IN_ERROR)
    entries = filter(open_entries(reader), stored.order_by("said_at", "pk"))
    return NumberedRecord(record.key, record.number, record.is_synthetic, tuple(entry_view(one) for one in entries))


def _check(reader: Reader) -> None:
    if not reader.may(Action.READ_ENTRIES):
        raise UnableToFindRecord
