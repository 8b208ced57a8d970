"""The record as one reader may see it: the one door out.

`record.view.assemble(record, reader)` builds a `RecordView`; every output format is a function of it.
Parts the reader may not see are None or left out, so that a format cannot leak what it was not given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.submission import ConsentAsGiven, Payload, PersonAsGiven


@dataclass(frozen=True, slots=True)
class EntryView:
    """The current revision of one entry. `state`: draft | complete | validated | entered_in_error.

    `said_by` and `said_at` (a site code and an instant) say where the answer comes from; `channel` by which way.
    """

    key: str
    dataset: str
    version: str
    instrument: str
    source_key: str
    payload: Payload
    state: str
    revision: int
    site: str
    author: str
    channel: str
    said_at: dt.datetime
    document: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """What makes it one entry of its record."""
        return (self.dataset, self.instrument, self.source_key)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document received: identifiers and header, never its content."""

    key: str
    identifier: str
    set_id: str
    version: int
    template: str
    received_at: dt.datetime
    is_current: bool
    header: Payload


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """A site that follows the person, since when."""

    site_code: str
    site_name: str
    included_on: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """One person's record for one reader. `person` is None for readers without the right to identity.

    `birth_month` ("YYYY-MM" or "YYYY"), `sex` and `department` are what remains without identity.
    """

    key: str
    number: str
    person: PersonAsGiven | None
    sex: str
    birth_month: str
    department: str
    consent: ConsentAsGiven
    synthetic: bool
    created_at: dt.datetime
    updated_at: dt.datetime
    follow_ups: tuple[FollowUpView, ...]
    entries: tuple[EntryView, ...]
    documents: tuple[DocumentView, ...] = ()

    def of(self, dataset: str, instrument: str) -> Iterator[EntryView]:
        """The entries of one instrument, oldest first, without those entered in error."""
        for entry in self.entries:
            if entry.dataset == dataset and entry.instrument == instrument and entry.state != ENTERED_IN_ERROR:
                yield entry

    def one(self, dataset: str, instrument: str) -> Payload:
        """The payload of a singleton instrument, or an empty mapping."""
        last: Mapping[str, object] = {}
        for entry in self.of(dataset, instrument):
            last = entry.payload
        return last


@dataclass(frozen=True, slots=True)
class Loss:
    """Something the record holds that a format cannot say: where it stands, and why it is left out."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Export:
    """A document made from a view, with what it could not carry."""

    content: bytes
    media_type: str
    losses: tuple[Loss, ...]
