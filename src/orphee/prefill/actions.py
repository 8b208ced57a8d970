"""Deciding on proposals: accepted ones enter the record by its one door, and every decision is a line."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from uuid import UUID

from orphee.access.queries import sites_of
from orphee.access.rules.policy import Reader
from orphee.care.desk_sets import latest
from orphee.care.places import oid_of
from orphee.datasets.sdm_mr_codes import REFUTED
from orphee.prefill.models import Decision
from orphee.prefill.queries import Workspace, kind_of
from orphee.prefill.rules.answers import DIAGNOSIS, FAMILY, FEATURE, Answers, Choice, with_choice, without
from orphee.prefill.rules.findings import Kind
from orphee.prefill.rules.proposals import Act, Proposal
from orphee.prefill.uses import Timing, note_decided, note_undone
from orphee.record.intake import accept
from orphee.record.models import Entry
from orphee.record.queries import histories
from orphee.record.rules.changes import ENTERED_IN_ERROR
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
SEVERAL = "several-diagnoses"  # the diagnosis of a gene must be chosen, on its form


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
    mine = list(Decision.objects.filter(record_key=space.view.key).order_by("pk"))
    lines = [one for one in mine if one.pk in wanted]
    standing = {one.decided.line for one in space.proposals if one.decided is not None}
    resting = [one for one in mine if one.pk in standing - set(wanted)]
    entries = _undone(space.view, [one for one in lines if one.entry_key], resting, mine)
    if entries:
        _send(space.view, entries, reader=reader, now=now)
    after = assemble(UUID(space.view.key), reader, now=now, audit=False) if entries else space.view
    was = {one.key: one.revision for one in space.view.entries}
    revisions = {one.key: one.revision for one in after.entries if one.revision != was.get(one.key)}
    _write_undone(lines, revisions, reader=reader, now=now)
    note_undone(lines, now=now)
    return len(lines)


def _write_undone(lines: Sequence[Decision], revisions: Mapping[str, int], *, reader: Reader, now: dt.datetime) -> None:
    """Write down that decisions were taken back, and in which revision of their entry."""
    batch = uuid.uuid4()
    undone = [
        Decision(
            record_key=one.record_key, batch=batch, proposal=one.proposal, act=Act.UNDONE, by=reader.actor, at=now,
            entry_key=one.entry_key, revision=revisions.get(str(one.entry_key), 0),
        )
        for one in lines
    ]  # fmt: skip
    Decision.objects.bulk_create(undone)


def confirm(view: RecordView, *, reader: Reader, now: dt.datetime) -> tuple[int, list[EntryView]]:
    """Save as complete the drafts that were accepted here: how many are, which still lack an answer."""
    drafts = drafts_of(view)
    if not drafts:
        return 0, []
    _send(view, [_given(one, one.payload, complete=True) for one in drafts], reader=reader, now=now)
    left = drafts_of(assemble(UUID(view.key), reader, now=now, audit=False))
    return len(drafts) - len(left), left


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
    begun = {key[2]: one for key, one in made.items() if key[:2] == place}
    target = _standing_entry(view, place, choice)
    if choice.proposal.kind in (Kind.GENE, Kind.VARIANT):
        _one_diagnosis(view, begun)
    if target is not None:
        written = begun.get(target.source_key)
        return written or _Writing(_given(target, target.payload, complete=target.state != "draft"), is_new=False)
    if choice.proposal.kind in (Kind.GENE, Kind.VARIANT, Kind.CONSANGUINITY):
        joined = next((one for one in begun.values() if one.entry.payload.get("status") != REFUTED), None)
        if joined is not None:
            return joined
    key = "" if place == FAMILY else oid_of(uuid.uuid4())
    withdrawn = next((one.revision for one in view.entries if (one.dataset, one.instrument) == place and not key), 0)
    version = latest(place[0]).version
    given = EntryAsGiven(place[0], version, place[1], {}, key=key, complete=False, based_on=withdrawn)
    return _Writing(given, is_new=True)


def _one_diagnosis(view: RecordView, begun: Mapping[str, _Writing]) -> None:
    """A gene joins the diagnosis there is; between several nobody guesses. Raises `UnableToDecide`."""
    status = {one.source_key: one.payload.get("status") for one in view.of(*DIAGNOSIS)}
    status |= {key: one.entry.payload.get("status") for key, one in begun.items()}
    if sum(one != REFUTED for one in status.values()) > 1:
        raise UnableToDecide(Finding(SEVERAL, "refusal", DIAGNOSIS[1], {}))


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


def _undone(
    view: RecordView, lines: Sequence[Decision], resting: Sequence[Decision], mine: Sequence[Decision]
) -> list[EntryAsGiven]:
    """What taking decisions back writes: an entry that held nothing else is withdrawn, another is as it was before.

    `resting`: the decisions that go on standing; `mine`: every decision of the record, by which this room wrote.
    """
    by_key = {one.key: one for one in view.entries if one.state != ENTERED_IN_ERROR}
    kept, begun = {str(one.entry_key) for one in resting}, {str(one.entry_key) for one in mine if one.is_new}
    written = {(str(one.entry_key), one.revision) for one in mine}
    earlier = histories(UUID(view.key), [UUID(str(one.entry_key)) for one in lines])
    made: dict[str, EntryAsGiven] = {}
    for line in reversed(lines):
        key = str(line.entry_key)
        entry = by_key.get(key)
        if entry is None or _is_said_again(line, resting):
            continue  # withdrawn since, or another decision says the same: nothing is to be taken back
        if _is_changed(line, earlier[key], written) or _is_overwritten(line, resting):
            raise UnableToDecide(finding("changed-meanwhile", path=entry.instrument))
        before = made[key].payload if key in made else entry.payload
        answers = without(kind_of(line.proposal), line.code, before, _before(line, earlier[key]))
        is_empty = key in begun and key not in kept and not any(answers[one] for one in answers.keys() - {"identifier"})
        given = entry.payload if is_empty else answers
        complete = entry.state != "draft" and not is_empty
        made[key] = _given(entry, given, complete=complete, withdrawn=is_empty)
    return list(made.values())


def _before(line: Decision, earlier: Sequence[Entry]) -> Answers:
    """What an entry answered before a decision wrote in it."""
    if line.is_new:
        return {}
    by_revision = {one.revision: one for one in earlier}
    there = by_revision.get(line.revision)
    if there is not None and there.channel != Channel.PREFILL:
        return dict(there.payload)  # it was so already: the decision wrote nothing
    was = by_revision.get(line.revision - 1)
    return dict(was.payload) if was is not None else {}


def _is_changed(line: Decision, earlier: Sequence[Entry], written: Set[tuple[str, int]]) -> bool:
    """Whether someone wrote in an entry after a decision did, other than by this room's decisions."""
    since = (one for one in earlier if one.revision > line.revision)
    return any(one.channel != Channel.PREFILL or (str(one.key), one.revision) not in written for one in since)


def _alike(line: Decision, resting: Sequence[Decision]) -> Iterator[Decision]:
    kind = kind_of(line.proposal)
    return (one for one in resting if one.entry_key == line.entry_key and kind_of(one.proposal) is kind)


def _is_said_again(line: Decision, resting: Sequence[Decision]) -> bool:
    return any((one.code, one.said) == (line.code, line.said) for one in _alike(line, resting))


def _is_overwritten(line: Decision, resting: Sequence[Decision]) -> bool:
    """Whether a decision that stands answers the same question after this one."""
    if kind_of(line.proposal) in (Kind.GENE, Kind.VARIANT):
        return False
    return any(one.revision >= line.revision for one in _alike(line, resting))


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
