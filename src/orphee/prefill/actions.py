"""Deciding on proposals: accepted ones enter the record by its one door, and every decision is a line."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from uuid import UUID

from orphee.access.queries import sites_of
from orphee.access.rules.policy import Reader
from orphee.care.desk_sets import latest
from orphee.care.places import oid_of
from orphee.prefill.models import Decision
from orphee.prefill.queries import Workspace, kind_of
from orphee.prefill.rules.answers import DIAGNOSIS, FAMILY, FEATURE, REFUTED, Choice, with_choice, without
from orphee.prefill.rules.findings import Kind
from orphee.prefill.rules.proposals import Act, Proposal
from orphee.prefill.uses import Timing, note_decided, note_undone
from orphee.record.intake import accept
from orphee.record.rules.findings import finding
from orphee.record.rules.receipt import Finding, Outcome, Receipt
from orphee.record.rules.submission import Channel, EntryAsGiven, PersonAsGiven, Submission
from orphee.record.rules.view import EntryView, RecordView
from orphee.record.view import assemble

Place = tuple[str, str]
_PLACES: dict[Kind, Place] = {
    Kind.FEATURE: FEATURE, Kind.DIAGNOSIS: DIAGNOSIS, Kind.GENE: DIAGNOSIS, Kind.VARIANT: DIAGNOSIS,
    Kind.CONSANGUINITY: FAMILY,
}  # fmt: skip


class UnableToDecide(ValueError):
    """The record did not take it: nothing was written. `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


@dataclass(slots=True)
class _Writing:
    """One entry as several choices write it."""

    entry: EntryAsGiven
    is_new: bool
    choices: list[Choice] = field(default_factory=list)


def accept_choices(
    space: Workspace, choices: Sequence[Choice], *, reader: Reader, now: dt.datetime, timing: Timing
) -> int:
    """Write accepted proposals as draft entries. Raises `UnableToDecide`; how many were written."""
    writings = _writings(space.view, [one for one in choices if one.proposal.decided is None])
    if not writings:
        return 0
    _send(space.view, [one.entry for one in writings], reader=reader, now=now)
    after = assemble(UUID(space.view.key), reader, now=now, audit=False)
    batch = uuid.uuid4()
    lines = []
    for writing in writings:
        stored = _stored(after, writing.entry)
        for choice in writing.choices:
            act = Act.CORRECTED if choice.is_corrected else Act.ACCEPTED
            lines.append(_line(space, choice.proposal, act, batch, reader, now, choice, stored, writing.is_new))
    Decision.objects.bulk_create(lines)
    note_decided(lines, timing, now=now)
    return len(lines)


def reject(space: Workspace, proposals: Iterable[Proposal], *, reader: Reader, now: dt.datetime, timing: Timing) -> int:
    """Remember that proposals are wrong or unwanted; how many."""
    batch = uuid.uuid4()
    lines = [_line(space, one, Act.REJECTED, batch, reader, now) for one in proposals if one.decided is None]
    Decision.objects.bulk_create(lines)
    note_decided(lines, timing, now=now)
    return len(lines)


def undo(space: Workspace, keys: Iterable[str], *, reader: Reader, now: dt.datetime) -> int:
    """Take decisions back: what they wrote is withdrawn, unless it was changed since. Raises `UnableToDecide`."""
    wanted = [one.decided.line for one in space.proposals if one.decided is not None and one.key in set(keys)]
    lines = list(Decision.objects.filter(record_key=space.view.key, pk__in=wanted).order_by("pk"))
    others = {one.decided.line for one in space.proposals if one.decided is not None} - set(wanted)
    resting = Decision.objects.filter(pk__in=others, entry_key__isnull=False).values_list("entry_key", flat=True)
    entries = _undone(space.view, [one for one in lines if one.entry_key], {str(key) for key in resting})
    if entries:
        _send(space.view, entries, reader=reader, now=now)
    batch = uuid.uuid4()
    undone = [
        Decision(record_key=one.record_key, batch=batch, proposal=one.proposal, act=Act.UNDONE, by=reader.actor, at=now)
        for one in lines
    ]
    Decision.objects.bulk_create(undone)
    note_undone(lines, now=now)
    return len(lines)


def confirm(view: RecordView, *, reader: Reader, now: dt.datetime) -> tuple[int, int]:
    """Save as complete the drafts that were accepted here: how many are, how many still lack an answer."""
    drafts = drafts_of(view)
    if not drafts:
        return 0, 0
    _send(view, [_given(one, one.payload, complete=True) for one in drafts], reader=reader, now=now)
    left = drafts_of(assemble(UUID(view.key), reader, now=now, audit=False))
    return len(drafts) - len(left), len(left)


def drafts_of(view: RecordView) -> list[EntryView]:
    """The drafts that were read in documents and accepted."""
    return [one for one in view.entries if one.channel == Channel.PREFILL and one.state == "draft"]


def _writings(view: RecordView, choices: Sequence[Choice]) -> list[_Writing]:
    made: dict[tuple[str, str, str], _Writing] = {}
    ordered = sorted(choices, key=lambda one: one.proposal.kind is not Kind.DIAGNOSIS)  # a gene finds its diagnosis
    for choice in ordered:
        place = _PLACES[choice.proposal.kind]
        writing = _writing(view, place, choice, made)
        key = writing.entry.key
        answers = with_choice(choice, writing.entry.payload, identifier=key)
        writing.entry = replace(writing.entry, payload=answers)
        writing.choices.append(choice)
        made[(*place, key)] = writing
    return list(made.values())


def _writing(view: RecordView, place: Place, choice: Choice, made: dict[tuple[str, str, str], _Writing]) -> _Writing:
    """The entry a choice is written in: one that stands or was just begun, else a new one."""
    target = _standing_entry(view, place, choice)
    if target is not None:
        begun = made.get((*place, target.source_key))
        return begun or _Writing(_given(target, target.payload, complete=target.state != "draft"), is_new=False)
    if choice.proposal.kind in (Kind.GENE, Kind.VARIANT, Kind.CONSANGUINITY):
        begun = next((one for key, one in made.items() if key[:2] == place), None)
        if begun is not None:
            return begun
    key = "" if place == FAMILY else oid_of(uuid.uuid4())
    withdrawn = next((one.revision for one in view.entries if (one.dataset, one.instrument) == place and not key), 0)
    version = latest(place[0]).version
    given = EntryAsGiven(place[0], version, place[1], {}, key=key, complete=False, based_on=withdrawn)
    return _Writing(given, is_new=True)


def _standing_entry(view: RecordView, place: Place, choice: Choice) -> EntryView | None:
    entries = list(view.of(*place))
    if choice.proposal.kind is Kind.FEATURE:
        return next((one for one in entries if one.payload.get("term") == choice.code), None)
    if choice.proposal.kind is Kind.DIAGNOSIS:
        return next((one for one in entries if one.payload.get("disease") == choice.code), None)
    if place == DIAGNOSIS:
        entries = [one for one in entries if one.payload.get("status") != REFUTED]
    return entries[0] if entries else None


def _given(entry: EntryView, answers: object, *, complete: bool, withdrawn: bool = False) -> EntryAsGiven:
    return EntryAsGiven(
        dataset=entry.dataset, version=entry.version, instrument=entry.instrument,
        payload=answers if isinstance(answers, dict) else dict(entry.payload), key=entry.source_key,
        complete=complete, withdrawn=withdrawn, based_on=entry.revision,
    )  # fmt: skip


def _undone(view: RecordView, lines: Sequence[Decision], kept: Set[str]) -> list[EntryAsGiven]:
    """What taking decisions back writes: an entry that held nothing else is withdrawn, another loses their answers.

    `kept`: the entries on which other decisions rest.
    """
    by_key = {one.key: one for one in view.entries if one.state != "entered_in_error"}
    made: dict[str, EntryAsGiven] = {}
    for line in reversed(lines):
        key, kind = str(line.entry_key), kind_of(line.proposal)
        entry = by_key.get(key)
        if entry is None:
            continue  # withdrawn since: nothing is left to take back
        if line.is_new and entry.revision != line.revision and kind in (Kind.FEATURE, Kind.DIAGNOSIS):
            raise UnableToDecide(finding("changed-meanwhile", path=entry.instrument))
        before = made[key].payload if key in made else entry.payload
        answers = without(kind, line.code, line.said, before, is_whole=line.is_new)
        is_empty = line.is_new and key not in kept and not any(answers[one] for one in answers.keys() - {"identifier"})
        given = entry.payload if is_empty else answers
        complete = entry.state != "draft" and not is_empty
        made[key] = _given(entry, given, complete=complete, withdrawn=is_empty)
    return list(made.values())


def _send(view: RecordView, entries: Sequence[EntryAsGiven], *, reader: Reader, now: dt.datetime) -> Receipt:
    mine = {site.code for site in sites_of(reader)}
    site = next((one.site_code for one in view.follow_ups if one.site_code in mine), "")
    submission = Submission(
        channel=Channel.PREFILL, sender=reader.actor, person=PersonAsGiven(), entries=tuple(entries),
        received_at=now, site_codes=(site,) if site else (), author=reader.actor, record_key=view.key,
    )  # fmt: skip
    receipt = accept(submission, now=now, reader=reader)
    if receipt.outcome is Outcome.REFUSED:
        raise UnableToDecide(receipt.findings[-1])
    return receipt


def _stored(view: RecordView, given: EntryAsGiven) -> EntryView | None:
    return next(
        (
            one
            for one in view.entries
            if (one.dataset, one.instrument, one.source_key) == (given.dataset, given.instrument, given.key)
        ),
        None,
    )


def _line(
    space: Workspace,
    proposal: Proposal,
    act: Act,
    batch: UUID,
    reader: Reader,
    now: dt.datetime,
    choice: Choice | None = None,
    stored: EntryView | None = None,
    is_new: bool = False,
) -> Decision:
    releases = {str(one.row.key): one.row.release for one in space.opened}
    return Decision(
        record_key=space.view.key,
        batch=batch,
        proposal=proposal.key,
        act=act,
        code=choice.code if choice else "",
        said=choice.said if choice else "",
        passages=[{"document": one.document, "start": one.start, "end": one.end} for one in proposal.passages],
        entry_key=stored.key if stored else None,
        revision=stored.revision if stored else 0,
        is_new=is_new,
        release=releases.get(proposal.passages[0].document, ""),
        by=reader.actor,
        at=now,
    )
