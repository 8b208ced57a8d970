"""The one door in.

`accept` lets a submission into the record, whole or not at all: identify the person, check rights and consent,
validate each entry against its definition, store, audit, tell the outbox, in one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from uuid import UUID

from orphee.access.context import as_system
from orphee.access.rules.policy import Action, Reader, Scope
from orphee.consent.rules.statement import ConsentAsGiven, keeps_opposition, news
from orphee.foundation.audit import Access, note_all
from orphee.foundation.models import AuditAction
from orphee.foundation.sealing import seal
from orphee.identity.people import IdentifierOfAnother, IdentifiersDisagree, Known
from orphee.identity.rules.ins import is_well_formed
from orphee.identity.rules.person import PersonAsGiven
from orphee.record import gates, judging, summaries, watching
from orphee.record.comparing import Joined, Met, changes_of, meet, with_others
from orphee.record.models import Document, Record
from orphee.record.rules.changes import ENTERED_IN_ERROR, Change, Revision
from orphee.record.rules.findings import finding
from orphee.record.rules.receipt import Finding, Outcome, Receipt, Refused
from orphee.record.rules.renaming import under_known_keys
from orphee.record.rules.submission import Channel, DocumentAsGiven, EntryAsGiven, Submission
from orphee.record.working_set import Ledger, WorkingSet

ORGANISATION = "organisation:"  # the senders that are hospitals, each answering for its own documents


def accept(submission: Submission, *, now: dt.datetime, reader: Reader | None = None) -> Receipt:
    """Let a submission into the record; the receipt says what was stored and every problem found.

    `reader` is who writes on screen: their role must allow it and the site be theirs. Without one the submission comes
    from a system already let in (a hospital's token, a command).
    """
    return accept_many([submission], now=now, reader=reader)[0]


def accept_many(submissions: Sequence[Submission], *, now: dt.datetime, reader: Reader | None = None) -> list[Receipt]:
    """Let several submissions in, in one transaction; a refused one leaves no trace and does not stop the others."""
    actor = reader.actor if reader else submissions[0].sender if submissions else ""
    with as_system(actor):
        working = WorkingSet(now=now)
        _load(working, submissions)
        visits = [_Visit(working, submission, reader) for submission in submissions]
        receipts = [visit.receive() for visit in visits]
        working.save()
        summaries.save(working)
        watching.tell(working.corrections, now=now)
        note_all([visit.audit_line(actor) for visit in visits], now=now)
        return receipts


def _load(working: WorkingSet, submissions: Sequence[Submission]) -> None:
    documents = [one.document for one in submissions if one.document is not None]
    working.load_documents(documents)
    named = [UUID(one.record_key) for one in submissions if one.record_key]
    persons = dict(Record.objects.filter(key__in=named).values_list("key", "person_id")) if named else {}
    working.people.load([one.person for one in submissions], keys=persons.values())
    working.load_records(persons=working.people.keys())
    working.load_sites({code for one in submissions for code in one.site_codes})


class _Visit:
    """One submission going through the door."""

    def __init__(self, working: WorkingSet, submission: Submission, reader: Reader | None) -> None:
        self.working = working
        self.submission = submission
        self.reader = reader
        self.said_at = _said_at(submission)
        self.findings: list[Finding] = []
        self.changes: list[Change] = []
        self.ledger: Ledger | None = None
        self.document: Document | None = None
        self.outcome = Outcome.REFUSED

    def receive(self) -> Receipt:
        """Let the submission in, or say why not."""
        try:
            self.outcome = self._receive()
        except Refused as refusal:
            self.findings.extend(refusal.findings)
        ledger = self.ledger if self.outcome is not Outcome.REFUSED else None
        return Receipt(
            outcome=self.outcome,
            record_key=str(ledger.key) if ledger else "",
            record_number=ledger.number if ledger else "",
            document_key=str(self.document.key) if self.document else "",
            entries_new=self.changes.count(Change.NEW),
            entries_revised=self.changes.count(Change.REVISED),
            entries_unchanged=sum(map(self.changes.count, (Change.UNCHANGED, Change.KEPT, Change.OLDER))),
            findings=tuple(self.findings),
            remainders=self.submission.remainders,
        )

    def audit_line(self, actor: str) -> Access:
        """What the audit trail keeps of this visit."""
        known = self.ledger if self.outcome is not Outcome.REFUSED else None
        action = AuditAction.RECEIVE if self.submission.document else AuditAction.WRITE
        return Access(
            actor=actor,
            action=action if known else AuditAction.REFUSED,
            role=self.reader.role_for(self._right()) if self.reader else "",
            purpose=self.submission.channel.value,
            record_key=known.key if known else None,
            site_code=",".join(self.submission.site_codes)[:40],
            detail={
                "outcome": self.outcome.value,
                **({"instruments": self._instruments()} if self.reader else {}),
            },
        )

    def _receive(self) -> Outcome:
        """Everything that can refuse comes before the first change: a refused submission leaves no trace."""
        self._check_rights()
        earlier = self._earlier_versions()
        same = next((one for one in earlier if one.digest == self._digest()), None)
        if same is not None:
            return self._answer_again(same)
        known = self._known_person()
        ledger = self.working.ledgers.get(known.key) if known else None
        self._check_document(ledger, earlier)
        sites = self._sites(ledger)
        current = next((one for one in reversed(earlier) if one.is_current), None)
        document = self.submission.document
        if current is not None and document is not None and ledger is not None and current.version > document.version:
            return self._keep_older(ledger, current, document)
        if self.submission.channel is not Channel.SYNTHETIC:
            gates.check(self.submission.entries, ledger.entries if ledger else {}, self._answering(ledger, sites))
        if ledger is not None:
            known_as = under_known_keys(self.submission.entries, ledger.entries)
            self.submission = replace(self.submission, entries=known_as)
        versions = {one.key for one in earlier}
        met = meet(self.working, self.submission, ledger, versions, again=current is not None)
        joined = with_others(self.submission, met, self.said_at)
        beside = met.beside(self.submission)
        judged = judging.judge(joined.submission, known.given if known else None, beside, now=self.working.now)
        changes, findings = changes_of(joined, judged, met, self.said_at)
        self.findings += findings
        return self._store(known, sites, changes, met, joined)

    def _keep_older(self, ledger: Ledger, current: Document, given: DocumentAsGiven) -> Outcome:
        self.findings.append(finding("older-version", version=str(given.version), current=str(current.version)))
        self.ledger = ledger
        self._file(is_current=False)
        return Outcome.SUPERSEDED

    def _store(
        self,
        known: Known | None,
        sites: dict[int, str],
        changes: Sequence[tuple[judging.Judged, Change]],
        met: Met,
        joined: Joined,
    ) -> Outcome:
        person = known or self.working.people.add(
            self.submission.person, said_at=self.said_at, synthetic=self.submission.synthetic
        )
        self.ledger = self.working.ledger_of(person)
        for site_id, code in sites.items():
            self.working.reach(self.ledger, site_id, code)
        if known is not None:
            self._update_person(person)
        self._tell_kept_opposition(met.versions)
        self._file(is_current=True)
        self._put_entries(self.ledger, changes, met, joined)
        self._state_consent(self.ledger, met.versions)
        if not self.ledger.is_changed and self.document is None:
            return Outcome.UNCHANGED
        self.working.tell(self.ledger, "record.changed", {"channel": self.submission.channel.value})
        return Outcome.STORED

    def _check_rights(self) -> None:
        if self.reader is None:
            return
        if not self.reader.may(self._right()):
            raise Refused(finding("not-allowed"))

    def _right(self) -> Action:
        """What the reader must be allowed."""
        wanted = Action.WRITE_RECORD if self.submission.record_key else Action.CREATE_RECORD
        is_sheet = self.submission.record_key and self.submission.channel is Channel.SHEET
        by_hand = self.reader is None or self.reader.may(wanted)
        return Action.IMPORT_ENTRIES if is_sheet and not by_hand else wanted  # who may not write by hand

    def _earlier_versions(self) -> list[Document]:
        document = self.submission.document
        return list(self.working.documents.get(document.set_id, [])) if document else []

    def _digest(self) -> str:
        return self.submission.document.digest if self.submission.document else ""

    def _answer_again(self, same: Document) -> Outcome:
        self.document = same
        self.ledger = self.working.ledger_by_record(same.record_id)
        return Outcome.UNCHANGED

    def _known_person(self) -> Known | None:
        if self.submission.record_key:
            ledger = self.working.ledger_by_record(UUID(self.submission.record_key))
            if ledger is None or not self._is_readable(ledger):
                raise Refused(finding("record-not-found"))
            return ledger.person
        given = self.submission.person
        if given.ins and not is_well_formed(given.ins, given.ins_system):
            self.findings.append(finding("ins-key", path="identity.ins"))
        try:
            return self.working.people.find(given, synthetic=self.submission.synthetic)
        except IdentifierOfAnother:
            raise Refused(finding("identifier-of-another-person")) from None
        except IdentifiersDisagree:
            raise Refused(finding("identifiers-disagree")) from None

    def _is_readable(self, ledger: Ledger) -> bool:
        if self.reader is None or self.reader.scope is Scope.SYSTEM:
            return True
        return bool(self.reader.site_ids & ledger.sites.keys())

    def _check_document(self, ledger: Ledger | None, earlier: Sequence[Document]) -> None:
        document = self.submission.document
        if document is None or not earlier:
            return
        if any(_are_two_organisations(one.sender, self.submission.sender) for one in earlier):
            raise Refused(finding("document-of-another-sender"))
        if any(one.version == document.version for one in earlier):
            raise Refused(finding("version-reused", version=str(document.version)))
        if ledger is None or any(one.record_id != ledger.key for one in earlier):
            raise Refused(finding("document-of-another-person"))

    def _sites(self, ledger: Ledger | None) -> dict[int, str]:
        found = {self.working.sites[code]: code for code in self.submission.site_codes}
        if self.reader is not None and self._is_personal() and not found.keys() <= self.reader.site_ids:
            raise Refused(finding("site-not-yours"))
        if not found and not (ledger and ledger.sites):
            raise Refused(finding("no-site"))
        return found

    def _answering(self, ledger: Ledger | None, sites: Mapping[int, str]) -> Set[int]:
        """The sites in whose name this is said: a reader's or a hospital's own, else all that follow the person."""
        everywhere = (ledger.sites.keys() if ledger else set()) | sites.keys()
        if self.reader is not None and self._is_personal():
            return everywhere & self.reader.site_ids
        return sites.keys() if self.submission.channel is Channel.FHIR else everywhere

    def _is_personal(self) -> bool:
        return self.reader is not None and self.reader.scope is not Scope.SYSTEM

    def _update_person(self, person: Known) -> None:
        says_something = self.submission.person != PersonAsGiven() or self.submission.emptied
        if not self.submission.record_key or says_something:
            given, emptied = self.submission.person, self.submission.emptied
            is_other = self.working.people.update(person, given, said_at=self.said_at, emptied=emptied)
            if is_other and self.ledger is not None:
                self.ledger.is_changed = True

    def _file(self, *, is_current: bool) -> None:
        given = self.submission.document
        if given is None or self.ledger is None:
            return
        key, now = next(self.working.keys), self.working.now
        self.document = _document(self.submission, given, self.ledger, key=key, is_current=is_current, now=now)
        self.working.file(self.document)

    def _put_entries(
        self,
        ledger: Ledger,
        changes: Sequence[tuple[judging.Judged, Change]],
        met: Met,
        joined: Joined,
    ) -> None:
        for judged, change in changes:
            self.findings.extend(judged.findings)
            self.changes.append(change)
            if change is Change.NEW or change is Change.REVISED:
                place = judged.entry.place
                current = ledger.entries.get(place)
                key, number = (current.key, current.revision + 1) if current else (next(self.working.keys), 1)
                said_at = joined.said_at.get(place, self.said_at)
                revision = self._revision(key, number, judged.entry, judged.state, said_at)
                channel = joined.unfinished.get(place, revision.channel)
                self.working.put(ledger, replace(revision, channel=channel))
        for place, other in met.taken_back(self.submission).items():
            self._withdraw(ledger, ledger.entries[place], other)
        if self.document is not None:
            self.document.findings = [_stored(one) for one in self.findings]

    def _withdraw(self, ledger: Ledger, current: Revision, other: Revision | None) -> None:
        """A newer version of a document no longer says this: its entry was entered in error, or what others answered
        in a form filled once stands again.
        """
        key = self.document.key if self.document else None
        again = replace(other or current, key=current.key, state=other.state if other else ENTERED_IN_ERROR)
        number, now = current.revision + 1, self.working.now
        self.working.put(ledger, replace(again, revision=number, said_at=now, document_key=key))

    def _revision(self, key: UUID, number: int, given: EntryAsGiven, state: str, said_at: dt.datetime) -> Revision:
        submission = self.submission
        return Revision(
            key=key, revision=number, dataset=given.dataset, version=given.version, instrument=given.instrument,
            source_key=given.key, state=state, payload=given.payload,
            site_code=submission.site_codes[0] if submission.site_codes else "", author=submission.author[:80],
            channel=submission.channel.value, document_key=self.document.key if self.document else None,
            said_at=said_at,
        )  # fmt: skip

    def _tell_kept_opposition(self, versions: Set[UUID]) -> None:
        said = self.submission.consent or ConsentAsGiven()
        if self.ledger is not None and keeps_opposition(said, self.ledger.statements, versions=versions):
            self.findings.append(finding("opposition-kept"))

    def _state_consent(self, ledger: Ledger, versions: Set[UUID]) -> None:
        said = self.submission.consent or ConsentAsGiven()
        if self.submission.consent is None and not versions:
            return
        source, document = self.submission.sender[:120], self.document.key if self.document else None
        before = ledger.statements
        for one in news(said, before, source=source, said_at=self.said_at, document=document, versions=versions):
            self.working.state(ledger, one)

    def _instruments(self) -> list[str]:
        return sorted({entry.instrument for entry in self.submission.entries})


def _said_at(submission: Submission) -> dt.datetime:
    """When it was said: as the source says, else when its document was written, else when it came."""
    written = submission.document.header.get("created_at") if submission.document else None
    if submission.said_at is not None or not isinstance(written, str):
        return submission.said_at or submission.received_at
    try:
        at = dt.datetime.fromisoformat(written)
    except ValueError:
        return submission.received_at
    return min(at if at.tzinfo else at.replace(tzinfo=dt.UTC), submission.received_at)


def _are_two_organisations(ours: str, theirs: str) -> bool:
    return ours != theirs and ours.startswith(ORGANISATION) and theirs.startswith(ORGANISATION)


def _document(
    submission: Submission, given: DocumentAsGiven, ledger: Ledger, *, key: UUID, is_current: bool, now: dt.datetime
) -> Document:
    return Document(
        key=key,
        record_id=ledger.key,
        channel=submission.channel.value,
        sender=submission.sender[:120],
        identifier=given.identifier,
        set_id=given.set_id,
        version=given.version,
        template=given.template,
        media_type=given.media_type,
        digest=given.digest,
        sealed=seal(given.content),
        header=dict(given.header),
        remainders=[{"path": one.path, "reason": one.reason} for one in submission.remainders],
        is_current=is_current,
        received_at=now,
    )


def _stored(one: Finding) -> dict[str, object]:
    return {"code": one.code, "severity": one.severity, "path": one.path, "text": one.text}
