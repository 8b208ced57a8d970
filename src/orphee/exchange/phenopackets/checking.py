"""What a readable packet says that needs a second look. Nothing here refuses: every finding is a query."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from orphee.exchange.phenopackets.findings import finding
from orphee.exchange.phenopackets.terms import CURIE
from orphee.exchange.phenopackets.times import days_of
from orphee.foundation.partial_date import PartialDate
from orphee.record.rules.receipt import Finding
from orphee.record.rules.submission import EntryAsGiven, Payload, Submission

QUERY = "query"


def check(submission: Submission) -> tuple[Finding, ...]:
    """The queries on a submission made by `read`: contradictions, repetitions, impossible dates, odd codes.

    Today is the day of `received_at` in its own time zone: give it the country's.
    """
    entries = {name: [one for one in submission.entries if one.instrument == name] for name in ("feature", "disease")}
    encounter = next((one.payload for one in submission.entries if one.instrument == "encounter"), {})
    return (
        *_contradictions(entries["feature"]),
        *_repetitions(entries["feature"]),
        *_codes(submission.entries),
        *_dates(submission),
        *_ages(entries["feature"] + entries["disease"], encounter),
        *_metadata(encounter),
    )


def _contradictions(features: list[EntryAsGiven]) -> Iterator[Finding]:
    """The same term present and absent. No contradiction: an absence that says when, a presence that has resolved."""
    said: dict[object, dict[bool, EntryAsGiven]] = defaultdict(dict)
    for one in features:
        is_absent, has_resolved = bool(one.payload.get("excluded")), bool(one.payload.get("resolution"))
        if not has_resolved and not (is_absent and one.payload.get("onset")):
            said[one.payload["term"]].setdefault(is_absent, one)
    for term, by_absence in said.items():
        if len(by_absence) == 2:
            yield finding("feature_present_and_absent", by_absence[True].source_path, QUERY, code=term)


def _repetitions(features: list[EntryAsGiven]) -> Iterator[Finding]:
    told = Counter(repr(one.payload) for one in features)
    seen: set[str] = set()
    for one in features:
        words = repr(one.payload)
        if told[words] > 1 and words not in seen:
            seen.add(words)
            yield finding("duplicate_feature", one.source_path, QUERY, code=one.payload["term"], count=told[words])


def _codes(entries: tuple[EntryAsGiven, ...]) -> Iterator[Finding]:
    for one in entries:
        for name in ("term", "severity"):
            code = one.payload.get(name)
            if isinstance(code, str) and not CURIE.fullmatch(code):
                yield finding("not_a_code", f"{one.source_path}.{'type' if name == 'term' else name}", QUERY)


def _dates(submission: Submission) -> Iterator[Finding]:
    today = submission.received_at.date()
    born = _day(submission.person.birth_date)
    if born and born > today:
        yield finding("date_in_future", "$.subject.dateOfBirth", QUERY)
    for path, day in _days(submission.entries):
        if day > today:
            yield finding("date_in_future", path, QUERY)
        elif born and day < born:
            yield finding("date_before_birth", path, QUERY)


def _days(entries: tuple[EntryAsGiven, ...]) -> Iterator[tuple[str, dt.date]]:
    """Every day that an entry says, and when the packet says it was made."""
    for one in entries:
        for path, text in _dated(one.payload, one):
            if day := _day(text):
                yield path, day


def _dated(payload: Payload, entry: EntryAsGiven) -> Iterator[tuple[str, object]]:
    for name in ("onset", "resolution"):
        moment = payload.get(name)
        if isinstance(moment, Mapping) and "on" in moment:
            yield f"{entry.source_path}.{name}", moment["on"]
    if "on" in payload:
        yield f"{entry.source_path}.timeObserved", payload["on"]
    if "last_on" in payload:
        yield "$.subject.timeAtLastEncounter", payload["last_on"]
    kept = payload.get("kept")
    if isinstance(kept, Mapping):
        yield from _dated_in_kept(kept)


def _dated_in_kept(kept: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    subject = kept.get("subject")
    vital = subject.get("vitalStatus") if isinstance(subject, Mapping) else None
    death = vital.get("timeOfDeath") if isinstance(vital, Mapping) else None
    if isinstance(death, Mapping) and isinstance(death.get("timestamp"), str):
        yield "$.subject.vitalStatus.timeOfDeath", death["timestamp"][:10]


def _day(text: object) -> dt.date | None:
    date = PartialDate.read(text)
    return date.earliest if date else None


def _ages(entries: list[EntryAsGiven], encounter: Payload) -> Iterator[Finding]:
    """An onset later than the age at the last encounter, by more than the rounding of an age in years."""
    last = days_of(encounter.get("last_age"))
    if last is None:
        return
    for one in entries:
        onset = one.payload.get("onset")
        age = days_of(onset.get("age")) if isinstance(onset, Mapping) else None
        if age is not None and age >= last + 366:
            yield finding("onset_after_last_encounter", f"{one.source_path}.onset", QUERY)


def _metadata(encounter: Payload) -> Iterator[Finding]:
    kept = encounter.get("kept")
    if isinstance(kept, Mapping) and not kept.get("metaData"):
        yield finding("metadata_missing", "$.metaData", QUERY)
