"""What a submission meets in the record, and what becomes of each of its entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from uuid import UUID

from orphee.record.judging import Judged
from orphee.record.rules.changes import DRAFT, ENTERED_IN_ERROR, Change, Revision, decide
from orphee.record.rules.findings import finding
from orphee.record.rules.merging import differs, is_filled_once, merged, repeats
from orphee.record.rules.others import Place
from orphee.record.rules.receipt import Finding, Refused
from orphee.record.rules.submission import Channel, Payload, Submission
from orphee.record.rules.worth import is_unfinished
from orphee.record.working_set import Ledger, WorkingSet


@dataclass(slots=True)
class Met:
    """What stands when a submission comes: `said` by earlier versions of its document, and by `others` where the
    person has one form for everybody. `versions` are the keys of the earlier versions.
    """

    ledger: Ledger | None = None
    versions: Set[UUID] = frozenset()
    said: Mapping[Place, Payload] = field(default_factory=dict)
    others: Mapping[Place, Revision] = field(default_factory=dict)

    def standing(self, place: Place) -> Revision | None:
        """The current revision of an entry."""
        return self.ledger.entries.get(place) if self.ledger else None

    def taken_back(self, submission: Submission) -> dict[Place, Revision | None]:
        """What the document said before, says no longer, and nobody corrected since: what others answered in its
        place, if anything, stands again.
        """
        found: dict[Place, Revision | None] = {}
        for place in sorted(self.said.keys() - {one.place for one in submission.entries}):
            current = self.standing(place)
            if current and current.document_key in self.versions and current.state != ENTERED_IN_ERROR:
                found[place] = self.others.get(place)
        return found

    def beside(self, submission: Submission) -> list[Revision]:
        """What will stand in the record besides what the submission says."""
        stored = self.ledger.entries if self.ledger else {}
        said, back = {one.place for one in submission.entries}, self.taken_back(submission)
        left = [back.get(place, one) for place, one in stored.items() if place not in said]
        return [one for one in left if one is not None]


def is_dated(submission: Submission) -> bool:
    """Whether it may have been said before what stands: a document, or what another system sends."""
    return submission.document is not None or submission.channel is Channel.FHIR


def meet(
    working: WorkingSet, submission: Submission, ledger: Ledger | None, versions: Set[UUID], *, again: bool
) -> Met:  # fmt: skip
    """What the submission meets. `again`: its document has an earlier version that counts."""
    if ledger is None or not is_dated(submission):
        return Met(ledger)
    said = working.said_by(ledger, versions) if again else {}
    shared = {one.place for one in submission.entries if is_filled_once(one)} | {one for one in said if not one[2]}
    standing = {place: ledger.entries[place] for place in shared & ledger.entries.keys()}
    others = {place: one for place, one in standing.items() if one.document_key not in versions}
    ours = {one.key for place, one in standing.items() if place not in others}
    others |= working.said_by_others(ours, versions) if ours else {}
    return Met(ledger, versions, said, {place: one for place, one in others.items() if one.state != ENTERED_IN_ERROR})


@dataclass(frozen=True, slots=True)
class Joined:
    """A submission with what others answered in the forms filled once; when the newer of the two was said.

    `unfinished`: where those others are a draft that somebody here has still to finish, by the way they came. The
    whole stays a draft: what a document adds finishes nothing of what was begun by hand.
    """

    submission: Submission
    said_at: Mapping[Place, dt.datetime]
    findings: tuple[Finding, ...] = ()
    unfinished: Mapping[Place, str] = field(default_factory=dict)


def with_others(submission: Submission, met: Met, said_at: dt.datetime) -> Joined:
    """Join what others answered to the forms filled once, and tell where they answer otherwise."""
    if not met.others:
        return Joined(submission, {})
    entries, dates, findings = [], {}, []
    for entry in submission.entries:
        place, other = entry.place, met.others.get(entry.place)
        if other is None or other.version != entry.version or entry.withdrawn:
            entries.append(entry)
        elif (before := met.said.get(place)) and met.standing(place) is other and repeats(entry.payload, before):
            entries.append(replace(entry, payload=before))  # it says again what it said, and someone corrected it
        else:
            is_newer = said_at >= other.said_at
            older, newer = (other.payload, entry.payload) if is_newer else (entry.payload, other.payload)
            joined = merged(older, newer)
            entries.append(replace(entry, payload=joined))
            dates[place] = max(said_at, other.said_at)
            if differs(older, joined):
                code = "said-otherwise" if is_newer else "said-since"
                findings.append(finding(code, path=entry.source_path, instrument=entry.instrument))
    unfinished = {place: met.others[place].channel for place in dates if is_unfinished(met.others[place])}
    return Joined(replace(submission, entries=tuple(entries)), dates, tuple(findings), unfinished)


def changes_of(
    joined: Joined, judged: Sequence[Judged], met: Met, said_at: dt.datetime
) -> tuple[list[tuple[Judged, Change]], list[Finding]]:
    """What becomes of each entry, and what to tell. Raises `Refused` if the author of a form saw an older revision."""
    found: list[tuple[Judged, Change]] = []
    findings = list(joined.findings)
    for given in judged:
        place = given.entry.place
        one = replace(given, state=DRAFT) if place in joined.unfinished else given
        current, said_before, dated = met.standing(place), met.said.get(place), None
        if place in joined.said_at:
            said_before = None
        elif current is not None and current.document_key not in met.versions and is_dated(joined.submission):
            dated = said_at
        change = decide(one.entry, state=one.state, current=current, said_before=said_before, said_at=dated)
        if change is Change.CONFLICT:
            raise Refused(finding("changed-meanwhile", path=one.entry.instrument))
        if change is Change.OLDER:
            findings.append(finding("said-since", path=one.entry.source_path, instrument=one.entry.instrument))
        found.append((one, change))
    return found, findings
