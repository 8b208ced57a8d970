"""The place of a form: a record, an instrument, perhaps an entry; what stands there, and what validation may know."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from orphee.access.rules.policy import Reader
from orphee.care.desk_sets import desk_instrument, may_have
from orphee.care.rules.identity_answers import answers_of, consent_answers
from orphee.care.rules.unchosen import judged, unchosen
from orphee.care.traits import keeps_from_saving, problems_of_length
from orphee.datasets.computing import computed
from orphee.datasets.conditions import Context
from orphee.datasets.definition import Instrument, StoredIn, UnknownName
from orphee.datasets.problems import Problem
from orphee.datasets.validation import validate
from orphee.record.judging import context_of
from orphee.record.queries import UnableToFindRecord
from orphee.record.rules.others import others_of
from orphee.record.rules.submission import Payload, PersonAsGiven
from orphee.record.rules.view import EntryView, RecordView
from orphee.record.view import assemble
from orphee.terminology.lookup import lookup

NOTHING_YET = "0"


@dataclass(frozen=True)
class Place:
    """Where a form writes. `source_key` identifies the entry in its record ("" for a form filled once)."""

    view: RecordView
    instrument: Instrument
    entry: EntryView | None
    source_key: str
    today: dt.date

    @property
    def is_new(self) -> bool:
        """Whether nothing has been saved here."""
        return self.entry is None and self.instrument.stored_in is StoredIn.RECORD

    @property
    def is_withdrawable(self) -> bool:
        """Whether an entry stands here that can be marked as entered in error: one of several, in the record."""
        return self.entry is not None and self.instrument.repeats and self.instrument.stored_in is StoredIn.RECORD

    @property
    def state(self) -> str:
        """The state of what stands: "" when nothing does."""
        return self.entry.state if self.entry else ""

    @cached_property
    def answers(self) -> dict[str, object]:
        """What stands at this place."""
        if self.instrument.stored_in is StoredIn.IDENTITY:
            return answers_of(self.view.person) if self.view.person else {}
        if self.instrument.stored_in is StoredIn.CONSENT:
            return consent_answers(self.view.consent)
        return dict(self.entry.payload) if self.entry else {}

    @property
    def stamp(self) -> str:
        """What must still be the same when the author saves: the revision, or a digest where there is none."""
        if self.instrument.stored_in is StoredIn.RECORD:
            return str(self.entry.revision) if self.entry else NOTHING_YET
        text = json.dumps(self.answers, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def context(self) -> Context:
        """What validation may know besides the entry."""
        spot = (self.instrument.dataset, self.instrument.key, self.source_key)
        others = others_of(self.view.entries, self.instrument.dataset, but=spot)
        return validation_context(self.view, others, self.today)

    def computed(self, answers: Mapping[str, object]) -> dict[str, object]:
        """The answers with those that the definition computes: never what a page says of them."""
        return computed(self.instrument, answers, self.context)

    def problems(self, answers: Mapping[str, object]) -> tuple[Problem, ...]:
        """What validation says of some answers at this place."""
        found = judged(self.instrument, answers, validate(self.instrument, answers, self.context, terminology=lookup()))
        return (*problems_of_length(answers), *found) if self.instrument.stored_in is StoredIn.IDENTITY else found

    def keeps_from_saving(self, answers: Mapping[str, object]) -> bool:
        """Whether something must be corrected first: a term not chosen; in what is never a draft, any error."""
        if unchosen(self.instrument, answers):
            return True
        if self.instrument.stored_in is StoredIn.RECORD:
            return False
        return any(keeps_from_saving(one, answers, self.answers) for one in self.problems(answers))


def validation_context(view: RecordView, others: Mapping[str, Sequence[Payload]], today: dt.date) -> Context:
    """The context of any entry of a record."""
    return context_of(PersonAsGiven(), view.person, others, today=today)


@dataclass(frozen=True, slots=True)
class Spot:
    """What an address says of a place: a form, and the key of an entry that stands or of one that is new."""

    dataset: str
    instrument: str
    entry_key: UUID | None = None
    new_key: UUID | None = None

    @property
    def source_key(self) -> str:
        """How a new entry will be identified in its record."""
        return oid_of(self.new_key) if self.new_key else ""

    def holds(self, entry: EntryView) -> bool:
        """Whether an entry stands here."""
        if (entry.dataset, entry.instrument) != (self.dataset, self.instrument):
            return False
        return entry.key == str(self.entry_key) if self.entry_key else entry.source_key == self.source_key


def find_place(
    reader: Reader, record_key: UUID, spot: Spot, *, typed_in: str = "", now: dt.datetime, audit: bool
) -> Place:
    """The place of a form: an entry opens in the version it was made with, a new one in `typed_in` or the newest.

    Raises UnableToFindRecord when the record, the form or the entry is not to be found.
    """
    view = assemble(record_key, reader, now=now, audit=audit)
    entry = next((one for one in view.entries if spot.holds(one)), None)
    try:
        definition = desk_instrument(spot.dataset, spot.instrument, entry.version if entry else typed_in)
    except UnknownName:
        raise UnableToFindRecord from None
    is_awaited = spot.entry_key is not None or (definition.repeats and spot.new_key is None)
    if (entry is None and is_awaited) or (spot.new_key is not None and not definition.repeats):
        raise UnableToFindRecord
    if not may_have(view, reader, spot.dataset):
        raise UnableToFindRecord
    return Place(view, definition, entry, entry.source_key if entry else spot.source_key, timezone.localdate(now))


def oid_of(key: UUID) -> str:
    """A UUID as an OID, the form identifiers have in clinical documents (ITU-T X.667)."""
    return f"2.25.{key.int}"
