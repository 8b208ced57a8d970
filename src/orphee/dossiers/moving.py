"""Entries of one version become entries of the next: the plan, what it would lose, and carrying it out.

Nothing is rewritten: each entry gets a further revision through the record's door, with the author and the moment of
the one before. A batch and the mark of how far one is are one transaction, so that a killed run goes on where it was.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet

from orphee.access.context import as_system
from orphee.access.rules.policy import Purpose, Reader
from orphee.datasets.definition import Dataset, Text
from orphee.datasets.difference import Difference, difference
from orphee.datasets.migration import Dropped, Migrated, Migration, Renamed, Step, migrate
from orphee.datasets.migration_reading import read_migration, write_migration
from orphee.datasets.migration_suggestion import suggested
from orphee.datasets.yaml_tree import Fault, UnableToReadDefinition
from orphee.dossiers import queries
from orphee.dossiers.models import Move, Version, VersionState
from orphee.identity.rules.person import PersonAsGiven
from orphee.record.intake import accept_many
from orphee.record.models import Entry
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.receipt import Outcome
from orphee.record.rules.submission import Channel, EntryAsGiven, Submission

BATCH = 200
MOST_LINES = 500  # lost answers listed one by one
CHOSEN = Text("choisi lors de la migration.", "chosen for the migration.")


class UnableToMove(ValueError):
    """The entries cannot be moved; the message is a code of `telling`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The way from the version before to this one. `faults`: what is wrong in the migration as written."""

    before: Dataset
    after: Dataset
    migration: Migration
    text: str
    is_suggested: bool
    faults: tuple[Fault, ...] = ()

    @property
    def difference(self) -> Difference:
        """What changed between the two definitions."""
        return difference(self.before, self.after)


@dataclass(slots=True)
class DryRun:
    """What moving would do: entries by form, and each answer that would find no place (its value is not kept here)."""

    entries: int = 0
    with_losses: int = 0
    lost: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)  # path, label fr, en, reason
    lines: list[tuple[uuid.UUID, str]] = field(default_factory=list)  # record, path


def former(found: Version) -> Version | None:
    """The newest version that was published before this one."""
    states = (VersionState.PUBLISHED, VersionState.RETIRED)
    return Version.objects.filter(dossier_id=found.dossier_id, pk__lt=found.pk, state__in=states).last()


def plan(found: Version) -> Plan | None:
    """How entries come to this version; None for the first one, and while the draft has faults."""
    earlier = former(found)
    before = queries.judged(earlier.text).dataset if earlier else None
    after = queries.judged(found.text).dataset
    if before is None or after is None:
        return None
    proposal = suggested(before, after)
    text = found.migration or write_migration(proposal)
    try:
        return Plan(before, after, read_migration(text, before, after), text, not found.migration)
    except UnableToReadDefinition as problem:
        return Plan(before, after, proposal, text, is_suggested=False, faults=problem.faults)


def with_choices(of: Plan, choices: dict[tuple[str, str], str]) -> str:
    """The migration with other targets for items that have gone ("": dropped); the other steps stay as they are."""
    kept = [step for step in of.migration.steps if not _is_chosen(step, choices)]
    made: list[Step] = []
    for (form, path), target in choices.items():
        parts = tuple(path.split("."))
        made.append(Renamed(form, parts, tuple(target.split("."))) if target else Dropped(form, parts, CHOSEN))
    return write_migration(Migration(of.before.version, of.after.version, (*made, *kept)))


def _is_chosen(step: Step, choices: dict[tuple[str, str], str]) -> bool:
    return isinstance(step, Renamed | Dropped) and (step.instrument, ".".join(step.path)) in choices


def gone(of: Plan) -> list[tuple[str, str, Text, str]]:
    """Items that the new version does not have: form, path, label, and where their answers go ("": nowhere)."""
    renames = [step for step in of.migration.steps if isinstance(step, Renamed)]
    targets = {(step.instrument, ".".join(step.path)): ".".join(step.to) for step in renames}
    found = []
    for form in of.before.instruments:
        other = of.after.by_key.get(form.key)
        for parts, item in form.by_path.items() if other else ():
            if other and parts not in other.by_path and (len(parts) == 1 or parts[:-1] in other.by_path):
                path = ".".join(parts)
                found.append((form.key, path, item.label, targets.get((form.key, path), "")))
    return found


def dry_run(of: Plan) -> DryRun:
    """What moving would do now; nothing is stored. Sees every centre: show lines through the reader's own eyes."""
    found = DryRun()
    with as_system("dossiers", Purpose.EXCHANGE):
        for entry in _entries(of).iterator(chunk_size=500):
            migrated = _migrated(of, entry)
            found.entries += 1
            found.with_losses += bool(migrated.lost)
            for one in migrated.lost:
                path = _path(entry.instrument, one.path)
                found.lost[path, one.label.fr, one.label.en, one.reason.fr + "|" + one.reason.en] += 1
                if len(found.lines) < MOST_LINES:
                    found.lines.append((entry.record_id, path))
    return found


def waiting(of: Plan) -> int:
    """How many entries are still of the version before."""
    with as_system("dossiers", Purpose.EXCHANGE):
        return _entries(of).count()


def _entries(of: Plan) -> QuerySet[Entry]:
    stand = Entry.objects.filter(dataset=of.before.key, version=of.before.version, is_current=True)
    return stand.exclude(state=ENTERED_IN_ERROR).order_by("pk")


def _migrated(of: Plan, entry: Entry) -> Migrated:
    return migrate(of.before.instrument(entry.instrument), entry.payload, of.migration, of.after)


def _path(form: str, path: tuple[str | int, ...]) -> str:
    return ".".join([form, *(part for part in path if isinstance(part, str))])


def move(found: Version, *, reader: Reader, now: dt.datetime, seconds: float | None = None) -> Move:
    """Carry entries over, batch by batch, for some seconds (None: to the end); call again to go on.

    Raises UnableToMove for a version that is not published, or that has none before it.
    """
    of = plan(found)
    if found.state != VersionState.PUBLISHED or of is None or of.faults:
        raise UnableToMove("not-now")
    began = time.monotonic()
    begun, _ = Move.objects.get_or_create(
        target=found, from_version=of.before.version, finished_at=None,
        defaults={"started_by": reader.actor, "started_at": now},
    )  # fmt: skip
    for step in _batches(begun.pk, of, now=now):
        begun = step
        if seconds is not None and time.monotonic() - began > seconds:
            break
    return begun


def _batches(pk: int, of: Plan, *, now: dt.datetime) -> Iterator[Move]:
    while True:
        with transaction.atomic():
            run = Move.objects.select_for_update().get(pk=pk)
            moved = _batch(run, of, now=now)
            if not moved:
                run.finished_at = now
            run.save()
        yield run
        if not moved:
            return


def _batch(run: Move, of: Plan, *, now: dt.datetime) -> int:
    """Move the next entries, and mark how far one is, in one transaction."""
    with as_system(f"migration:{run.pk}", Purpose.EXCHANGE):
        entries = list(_entries(of).filter(pk__gt=run.last_entry)[:BATCH])
        submissions, lost = [], Counter(run.lost)
        for entry in entries:
            migrated = _migrated(of, entry)
            if migrated.instrument:
                submissions.append(_submission(of, entry, migrated, run, now=now))
            else:
                run.refused += 1  # its form no longer exists: it stays as it is, in its version
            lost.update(_path(entry.instrument, one.path) for one in migrated.lost)
        receipts = accept_many(submissions, now=now) if submissions else []
    refused = sum(receipt.outcome is Outcome.REFUSED for receipt in receipts)
    run.moved += len(receipts) - refused
    run.refused += refused
    run.lost = dict(lost)
    run.last_entry = entries[-1].pk if entries else run.last_entry
    return len(entries)


def _submission(of: Plan, entry: Entry, migrated: Migrated, run: Move, *, now: dt.datetime) -> Submission:
    """A further revision of one entry, in the words of its author; a form that moved withdraws the entry it leaves."""
    has_moved = migrated.instrument != entry.instrument
    carried = EntryAsGiven(
        of.after.key, of.after.version, migrated.instrument, migrated.payload, key=entry.source_key,
        complete=entry.state != "draft", based_on=0 if has_moved else entry.revision,
    )  # fmt: skip
    left = EntryAsGiven(
        entry.dataset, entry.version, entry.instrument, entry.payload, key=entry.source_key, withdrawn=True,
        based_on=entry.revision,
    )  # fmt: skip
    return Submission(
        channel=Channel.MIGRATION,
        sender=f"migration:{run.pk}",
        person=PersonAsGiven(),
        entries=(carried, left) if has_moved else (carried,),
        received_at=now,
        site_codes=(entry.site_code,) if entry.site_code else (),
        author=entry.author,
        record_key=str(entry.record_id),
        said_at=entry.said_at,
    )
