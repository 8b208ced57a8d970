"""The side list: every form of the data set, what is done, what is asked, what is wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from orphee.care.desk_sets import DESK, MAIN, is_filled_here, latest
from orphee.care.places import others_of, validation_context
from orphee.care.rules.identity_answers import answers_of, consent_answers
from orphee.datasets.completeness import of_record
from orphee.datasets.conditions import is_answered
from orphee.datasets.definition import Dataset, Instrument, StoredIn
from orphee.record.rules.submission import Payload
from orphee.record.rules.view import EntryView, RecordView


@dataclass(frozen=True, slots=True)
class Section:
    """One form in the side list. `state`: done | asked | wrong | empty."""

    title: str
    url: str
    state: str
    entries: int
    drafts: int
    missing: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class SectionGroup:
    """The forms of one data set."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class SideList:
    """Every form, and how much of what is asked has been answered."""

    groups: tuple[SectionGroup, ...]
    percent: int
    missing: int


def side_list(view: RecordView, today: dt.date, language: str, *, here: Instrument | None = None) -> SideList:
    """The side list of a record."""
    context = validation_context(view, others_of(view), today)
    groups, percent, missing = [], 0, 0
    for key in DESK:
        dataset = latest(key)
        payloads = payloads_of(view, dataset)
        completeness = of_record(dataset, payloads, context, stored_in=tuple(StoredIn))
        if key == MAIN:
            record_only = of_record(dataset, payloads, context)
            percent, missing = record_only.percent, len(record_only.missing)
        counts = {name: len(found) for name, found in completeness.missing_by_instrument().items()}
        groups.append(_group(view, dataset, payloads, counts, language, here))
    return SideList(tuple(groups), percent, missing)


def payloads_of(view: RecordView, dataset: Dataset) -> dict[str, list[Payload]]:
    """The live entries of a data set by instrument, with identity and consent in the shape of their forms."""
    found: dict[str, list[Payload]] = {}
    for entry in view.entries:
        if entry.dataset == dataset.key and entry.state != "entered_in_error":
            found.setdefault(entry.instrument, []).append(entry.payload)
    if dataset.key == MAIN:
        found["identity"] = [answers_of(view.person)] if view.person else [{}]
        found["consent"] = [consent_answers(view.consent)]
        found["header"] = []
    return found


def _group(
    view: RecordView,
    dataset: Dataset,
    payloads: dict[str, list[Payload]],
    missing: dict[str, int],
    language: str,
    here: Instrument | None,
) -> SectionGroup:
    sections = []
    for instrument in dataset.instruments:
        entries = [
            one
            for one in view.entries
            if (one.dataset, one.instrument) == (dataset.key, instrument.key) and one.state != "entered_in_error"
        ]
        if is_filled_here(instrument) and (entries or not instrument.legacy):
            filled = bool(entries) or any(is_answered(one) for one in payloads.get(instrument.key, ()))
            sections.append(
                _section(view, instrument, entries, missing.get(instrument.key, 0), language, here, filled=filled)
            )
    return SectionGroup(dataset.title.in_(language), tuple(sections))


def _section(
    view: RecordView,
    instrument: Instrument,
    entries: list[EntryView],
    missing: int,
    language: str,
    here: Instrument | None,
    *,
    filled: bool,
) -> Section:
    drafts = sum(entry.state == "draft" for entry in entries)
    state = "wrong" if drafts else "asked" if missing else "done" if filled else "empty"
    return Section(
        title=instrument.title.in_(language),
        url=section_url(view.key, instrument),
        state=state,
        entries=len(entries) if instrument.repeats else 0,
        drafts=drafts,
        missing=missing,
        is_here=here is not None and (here.dataset, here.key) == (instrument.dataset, instrument.key),
    )


def section_url(record_key: str, instrument: Instrument) -> str:
    """The page of an instrument: its form, or the list of its entries."""
    return reverse("form", args=[record_key, instrument.dataset, instrument.key])
