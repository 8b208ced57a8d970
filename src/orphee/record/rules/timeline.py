"""A life with a disease, in order: what the record's entries say happened, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orphee.datasets.ages import months_of
from orphee.datasets.sdm_mr_codes import PHENOTYPE, SDM
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.submission import Payload
from orphee.record.rules.view import EntryView, RecordView


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `on` is a partial ISO date, or empty when only an age is known (`months`).

    `kind` names what it is (birth, first-signs, diagnosis, follow-up, activity, pregnancy, death, document, feature);
    `code` is the code to be put in words (a disease, a context…).
    """

    kind: str
    on: str
    months: float | None = None
    code: str = ""
    site: str = ""
    entry_key: str = ""
    instrument: str = ""


# What comes first among events of the same day or month: one is born, then ill, then diagnosed.
_AMONG_EQUALS = {"birth": 0, "first-signs": 1, "feature": 2, "diagnosis": 3, "follow-up": 4, "activity": 5, "death": 8}


def events(view: RecordView) -> tuple[Event, ...]:
    """Every event of the record, oldest first; those without a date come first, by age."""
    found = [*_birth(view), *_entries(view)]
    found += [
        Event("document", document.received_at.date().isoformat(), code=document.template)
        for document in view.documents
    ]
    return tuple(sorted(found, key=lambda event: (_day(view, event), _AMONG_EQUALS.get(event.kind, 9))))


def _birth(view: RecordView) -> Iterator[Event]:
    if view.birth_month:
        yield Event("birth", _born_on(view))


def _born_on(view: RecordView) -> str:
    return view.person.birth_date if view.person else view.birth_month


def _entries(view: RecordView) -> Iterator[Event]:
    for entry in view.entries:
        if entry.state == ENTERED_IN_ERROR:
            continue
        if entry.dataset == SDM:
            yield from _of_sdm(entry)
        elif entry.dataset == PHENOTYPE and entry.instrument == "feature":
            onset = _mapping(entry.payload.get("onset"))
            if onset.get("on"):
                yield Event(
                    "feature", str(onset["on"])[:10], code=str(entry.payload.get("term", "")), entry_key=entry.key
                )


def _of_sdm(entry: EntryView) -> Iterator[Event]:
    payload, instrument = entry.payload, entry.instrument
    if instrument == "diagnosis":
        disease = str(payload.get("disease") or "")
        months = months_of(payload.get("first_signs"))
        if months is not None:
            yield _event("first-signs", "", entry, months=months)
        if payload.get("diagnosed_on"):
            yield _event("diagnosis", str(payload["diagnosed_on"])[:10], entry, code=disease)
        elif (age := months_of(payload.get("clinical_diagnosis"))) is not None:
            yield _event("diagnosis", "", entry, code=disease, months=age)
    elif instrument == "follow_up" and payload.get("included_on"):
        yield _event("follow-up", str(payload["included_on"])[:10], entry)
    elif instrument == "activity" and payload.get("performed_on"):
        yield _event("activity", str(payload["performed_on"])[:10], entry, code=str(payload.get("context") or ""))
    elif instrument == "pregnancy" and payload.get("started_on"):
        yield _event("pregnancy", str(payload["started_on"])[:10], entry)
    elif instrument == "vital_status" and payload.get("died_on"):
        yield _event("death", str(payload["died_on"])[:10], entry, code=str(payload.get("died_of") or ""))


def _event(kind: str, on: str, entry: EntryView, *, code: str = "", months: float | None = None) -> Event:
    return Event(kind, on, months, code, str(entry.payload.get("site") or entry.site), entry.key, entry.instrument)


def _day(view: RecordView, event: Event) -> str:
    """Where an event stands in time: its date, or the birth month plus the age."""
    if event.on:
        return event.on
    if event.months is None or len(view.birth_month) < 4:
        return ""
    if event.months == 0:
        return _born_on(view)  # the day, where it is known: what is there at birth does not come before it
    year = int(view.birth_month[:4])
    month = int(view.birth_month[5:7]) if len(view.birth_month) == 7 else 1
    total = year * 12 + month - 1 + int(event.months)
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def _mapping(value: object) -> Payload:
    return value if isinstance(value, dict) else {}
