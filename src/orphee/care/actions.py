"""Writes of the desk: saving a form through the one door, and keeping what is being typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from orphee.access.queries import sites_of
from orphee.access.rules.policy import Action, Reader
from orphee.access.trail import leave_line
from orphee.care.places import Place
from orphee.care.rules.clean import position
from orphee.care.rules.identity_answers import consent_of, emptied, person_of
from orphee.datasets.definition import StoredIn
from orphee.foundation.models import AuditAction
from orphee.record.intake import accept
from orphee.record.queries import Followed, followed_before, state_before_withdrawal
from orphee.record.rules.changes import DRAFT
from orphee.record.rules.findings import finding
from orphee.record.rules.receipt import Outcome, Receipt
from orphee.record.rules.submission import Channel, EntryAsGiven, PersonAsGiven, Submission

Answers = Mapping[str, object]


def open_record(
    person: PersonAsGiven, first: tuple[EntryAsGiven, ...], *, site_code: str, reader: Reader, now: dt.datetime
) -> tuple[Receipt, Followed]:
    """Let a new person in at one of my sites, and where they were followed before.

    `first`: what a record opens with; someone whom one of my sites follows already has it, and nothing is added.
    """
    said = Submission(
        channel=Channel.FORM,
        sender=reader.actor,
        person=person,
        entries=(),
        received_at=now,
        site_codes=(site_code,),
        author=reader.actor,
    )
    receipt = accept(said, now=now, reader=reader)
    if receipt.outcome is Outcome.REFUSED:
        return receipt, Followed.NOWHERE
    before = followed_before(reader, UUID(receipt.record_key), at=now)
    if before is not Followed.HERE:
        opened = replace(said, person=PersonAsGiven(), entries=first, record_key=receipt.record_key)
        accept(opened, now=now, reader=reader)
    return receipt, before


def save(place: Place, answers: Answers, *, complete: bool, based_on: str, reader: Reader, now: dt.datetime) -> Receipt:
    """Save a form. A receipt with “changed-meanwhile” says that someone else saved since `based_on`."""
    if place.instrument.stored_in is StoredIn.RECORD:
        return _accept(place, reader, now, entries=(_entry(place, answers, complete=complete, based_on=based_on),))
    if based_on != place.stamp:
        return Receipt(Outcome.REFUSED, findings=(finding("changed-meanwhile"),))
    if place.instrument.stored_in is StoredIn.IDENTITY:
        person = person_of(answers)
        return _accept(place, reader, now, person=person, emptied=emptied(place.view.person or PersonAsGiven(), person))
    return _accept(place, reader, now, consent=consent_of(answers))


def note_page(
    reader: Reader, record_key: UUID, page: str, *, right: Action = Action.READ_RECORD, now: dt.datetime
) -> None:
    """Write down that a page of a record other than its chart was opened; `right` is what opens it."""
    leave_line(reader, AuditAction.READ, right=right, record_key=record_key, detail={"page": page}, now=now)


def note_joined(reader: Reader, record_key: UUID, *, site_code: str, now: dt.datetime) -> None:
    """Write down that a new person turned out to be one who had a record already."""
    right, detail = Action.CREATE_RECORD, {"joined": True}
    leave_line(
        reader, AuditAction.WRITE, right=right, record_key=record_key, site_code=site_code, detail=detail, now=now
    )


def note_lookup(reader: Reader, *, found: int, now: dt.datetime) -> None:
    """Write down that likely duplicates were looked up: never what was typed."""
    leave_line(reader, AuditAction.SEARCH, right=Action.CREATE_RECORD, detail={"duplicates": found}, now=now)


def withdraw(place: Place, *, reader: Reader, now: dt.datetime) -> Receipt:
    """Mark an entry as entered in error. It stays in the history and can be brought back."""
    entry = _entry(place, place.answers, complete=False, based_on=place.stamp, withdrawn=True)
    return _accept(place, reader, now, entries=(entry,))


def restore(place: Place, *, reader: Reader, now: dt.datetime) -> Receipt:
    """Bring back an entry that was marked as entered in error: a draft as a draft."""
    was_draft = place.entry is not None and state_before_withdrawal(place.view.key, place.entry.key) == DRAFT
    return save(place, place.answers, complete=not was_draft, based_on=place.stamp, reader=reader, now=now)


def _entry(place: Place, answers: Answers, *, complete: bool, based_on: str, withdrawn: bool = False) -> EntryAsGiven:
    return EntryAsGiven(
        dataset=place.instrument.dataset,
        version=place.instrument.version,
        instrument=place.instrument.key,
        payload=dict(answers),
        key=place.source_key,
        complete=complete,
        withdrawn=withdrawn,
        based_on=position(based_on) or 0,
    )


def _accept(place: Place, reader: Reader, now: dt.datetime, **parts: Any) -> Receipt:
    site = writing_site(place, reader)
    said: dict[str, Any] = {"person": PersonAsGiven(), "entries": (), **parts}
    submission = Submission(
        channel=Channel.FORM,
        sender=reader.actor,
        received_at=now,
        site_codes=(site,) if site else (),
        author=reader.actor,
        record_key=place.view.key,
        **said,
    )
    return accept(submission, now=now, reader=reader)


def writing_site(place: Place, reader: Reader) -> str:
    """The site in whose name someone writes: one of theirs that follows the person."""
    mine = {site.code for site in sites_of(reader)}
    return next((one.site_code for one in place.view.follow_ups if one.site_code in mine), "")
