"""Judge the entries of a submission against their definitions, before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils import timezone

from orphee.datasets import catalogue
from orphee.datasets.computing import computed, has_computed
from orphee.datasets.conditions import Context
from orphee.datasets.definition import Instrument, StoredIn, UnknownName
from orphee.datasets.problems import Problem
from orphee.datasets.validation import validate
from orphee.foundation.partial_date import PartialDate
from orphee.identity.rules.person import PersonAsGiven
from orphee.record.rules.changes import COMPLETE, DRAFT, ENTERED_IN_ERROR, Revision
from orphee.record.rules.findings import finding
from orphee.record.rules.others import Place, Said, others_of
from orphee.record.rules.receipt import Finding, Refused
from orphee.record.rules.submission import Channel, EntryAsGiven, Payload, Submission
from orphee.terminology.lookup import lookup


@dataclass(frozen=True, slots=True)
class Judged:
    """One entry, the state it may have, and what is wrong with it."""

    entry: EntryAsGiven
    state: str
    findings: tuple[Finding, ...]


class _Given(NamedTuple):
    """An entry that comes, among what its record says."""

    place: Place
    payload: Payload
    state: str = DRAFT


def judge(
    submission: Submission, known: PersonAsGiven | None, beside: Iterable[Revision], *, now: dt.datetime
) -> list[Judged]:
    """Validate each entry with the rest of the record as context; one of an unknown definition is kept as a draft.

    Raises `Refused` for an instrument whose answers belong elsewhere (identity, consent, the document).

    `known` is the person as stored, when there is one; what the submission says of them comes first. `beside` is what
    stands in the record besides the submission. The synthetic cohort is drawn from the definitions, its own tests hold
    it to them, and it is not judged again.
    """
    if submission.channel is Channel.SYNTHETIC:
        return [Judged(entry, COMPLETE if entry.complete else DRAFT, ()) for entry in submission.entries]
    for entry in submission.entries:
        _refuse_elsewhere(entry)
    context = context_of(submission.person, known, {}, today=timezone.localdate(now))
    said: list[Said] = [*beside, *(_Given(one.place, one.payload) for one in submission.entries if not one.withdrawn)]
    return [
        _judge(entry, replace(context, others=others_of(said, entry.dataset, but=entry.place)))
        for entry in submission.entries
    ]


def context_of(
    given: PersonAsGiven,
    known: PersonAsGiven | None,
    others: Mapping[str, Sequence[Payload]],
    *,
    today: dt.date,
) -> Context:
    """What validation may know besides the entry."""
    birth_date = given.birth_date or (known.birth_date if known else "")
    sex = given.sex if given.sex != "UN" or known is None else known.sex
    was_followed_before_birth = given.foetus_local_id or (known and known.foetus_local_id)
    return Context(
        today=today,
        birth_date=PartialDate.read(birth_date),
        antenatal=bool(was_followed_before_birth),
        sex=sex,
        others=others,
    )


def filled(entry: EntryAsGiven, context: Context) -> EntryAsGiven:
    """The entry with its computed items as the server computes them; raises `UnknownName` as `problems_of` does."""
    instrument = _instrument(entry.dataset, entry.version, entry.instrument)
    if not has_computed(instrument) or not isinstance(entry.payload, Mapping):
        return entry
    return replace(entry, payload=computed(instrument, entry.payload, context))


def problems_of(entry: EntryAsGiven, context: Context) -> tuple[Problem, ...]:
    """What validation says of one entry; raises `UnknownName` for a definition that is not in the catalogue."""
    return validate(
        _instrument(entry.dataset, entry.version, entry.instrument), entry.payload, context, terminology=lookup()
    )


def _judge(entry: EntryAsGiven, context: Context) -> Judged:
    if entry.withdrawn:
        return Judged(entry, ENTERED_IN_ERROR, ())
    try:
        entry = filled(entry, context)
        problems = problems_of(entry, context)
    except UnknownName:
        unknown = finding(
            "unknown-definition",
            path=entry.source_path,
            dataset=entry.dataset,
            version=entry.version,
            instrument=entry.instrument,
        )
        return Judged(entry, DRAFT, (unknown,))
    is_complete = entry.complete and not any(problem.is_error for problem in problems)
    return Judged(entry, COMPLETE if is_complete else DRAFT, tuple(_finding(entry, one) for one in problems))


def _refuse_elsewhere(entry: EntryAsGiven) -> None:
    try:
        stored_in = _instrument(entry.dataset, entry.version, entry.instrument).stored_in
    except UnknownName:
        return
    if stored_in is not StoredIn.RECORD:
        raise Refused(finding("not-an-entry", instrument=entry.instrument))


def _finding(entry: EntryAsGiven, problem: Problem) -> Finding:
    """A problem of an entry as intake reports it: the item among the parameters, for whoever knows the source."""
    place = (
        ("dataset", entry.dataset),
        ("instrument", entry.instrument),
        ("entry", entry.key),
        ("item", ".".join(str(part) for part in problem.path)),
    )
    numbers = tuple((name, str(value)) for name, value in problem.params.items())
    return Finding(
        code=problem.code,
        severity=problem.severity.value,
        path=entry.source_path,
        text={language: problem.sentence(language) for language in ("fr", "en")},
        params=place + numbers,
    )


def _instrument(dataset: str, version: str, instrument: str) -> Instrument:
    return catalogue.load(dataset, version).instrument(instrument)
