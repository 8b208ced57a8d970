"""The side list: every form of the record's data sets, what is done, what is asked, what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from orphee.access.rules.policy import Reader
from orphee.care.desk_sets import MAIN, in_version, instrument_of, is_filled_here, latest, sets_for
from orphee.care.places import Place, validation_context
from orphee.care.rules.identity_answers import answers_of, consent_answers
from orphee.care.rules.pages import by_section
from orphee.datasets.completeness import of_entry, of_record
from orphee.datasets.conditions import Context, is_answered
from orphee.datasets.definition import Asked, Dataset, Instrument
from orphee.datasets.problems import Problem
from orphee.record.rules.others import others_of
from orphee.record.rules.submission import Payload
from orphee.record.rules.view import EntryView, RecordView


@dataclass(frozen=True, slots=True)
class PageLink:
    """One section of the form that is open. `state`: done | asked | wrong | empty."""

    key: str
    title: str
    url: str
    state: str
    missing: int
    wrong: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One form in the side list. `state`: done | asked | wrong | empty; `pages` only of the form that is open."""

    title: str
    url: str
    state: str
    entries: int
    drafts: int
    missing: int
    is_here: bool
    pages: tuple[PageLink, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether something is said and nothing is missing."""
        return self.state == "done"


@dataclass(frozen=True, slots=True)
class SectionGroup:
    """The forms of one data set. All are folded but the one a form is open of; on the chart, the minimum data set."""

    key: str
    title: str
    sections: tuple[Section, ...]
    is_open: bool

    @property
    def drafts(self) -> int:
        """How many entries are not finished."""
        return sum(section.drafts for section in self.sections)

    @property
    def missing(self) -> int:
        """How many answers are asked and not given."""
        return sum(section.missing for section in self.sections)

    @property
    def is_done(self) -> bool:
        """Whether something is said and nothing is missing."""
        return not self.drafts and not self.missing and any(section.state == "done" for section in self.sections)


@dataclass(frozen=True, slots=True)
class SideList:
    """Every form, and how much of what is asked has been answered."""

    groups: tuple[SectionGroup, ...]
    percent: int
    missing: int


def side_list(
    view: RecordView,
    reader: Reader,
    today: dt.date,
    language: str,
    *,
    here: Instrument | None = None,
    pages: tuple[PageLink, ...] = (),
) -> SideList:
    """The side list of a record. `pages`: the sections of the form that is open."""
    writer = _Writer(view, today, language, here, pages)
    sets = list(sets_for(view, reader))
    if here is not None and all(one.key != here.dataset for one in sets):  # begun and not saved yet
        sets.append(in_version(here.dataset, here.version))
    groups = tuple(writer.group(dataset) for dataset in sets)
    main = of_record(latest(MAIN), others_of(view.entries, MAIN), writer.context(MAIN))
    return SideList(tuple(one for one in groups if one.sections), main.percent, len(main.missing))


def page_links(
    place: Place, answers: Mapping[str, object], problems: tuple[Problem, ...], here: str, language: str
) -> tuple[PageLink, ...]:
    """The sections of a form with what is done, asked and wrong in each."""
    instrument = place.instrument
    missing = by_section(instrument, [one.path for one in of_entry(instrument, answers, place.context).missing])
    wrong = by_section(
        instrument, [one.path for one in problems if one.is_error and one.code != "missing-answer"]
    )  # fmt: skip
    said = by_section(instrument, [(key,) for key, value in answers.items() if is_answered(value)])
    links = []
    for section in instrument.sections:
        key = section.key
        state = "wrong" if wrong.get(key) else "asked" if missing.get(key) else "done" if said.get(key) else "empty"
        links.append(
            PageLink(
                key=key,
                title=section.title.in_(language),
                url=f"?section={key}",
                state=state,
                missing=missing.get(key, 0),
                wrong=wrong.get(key, 0),
                is_here=key == here,
            )
        )
    return tuple(links)


@dataclass(frozen=True, slots=True)
class _Writer:
    """What writing the side list needs."""

    view: RecordView
    today: dt.date
    language: str
    here: Instrument | None
    pages: tuple[PageLink, ...]

    def context(self, dataset: str) -> Context:
        """What is known beside the forms of a data set."""
        return validation_context(self.view, others_of(self.view.entries, dataset), self.today)

    def group(self, dataset: Dataset) -> SectionGroup:
        shown, context = [], self.context(dataset.key)
        for instrument in dataset.instruments:
            entries = list(self.view.of(dataset.key, instrument.key))
            if is_filled_here(instrument) and (entries or self.is_put(instrument)):
                shown.append(self.section(instrument, entries, context))
        is_open = dataset.key == (self.here.dataset if self.here is not None else MAIN)
        return SectionGroup(dataset.key, dataset.title.in_(self.language), tuple(shown), is_open)

    def is_put(self, instrument: Instrument) -> bool:
        """Whether a form without entries is offered: not one of an older model, nor a pregnancy of a man's."""
        is_open = self.here is not None and (self.here.dataset, self.here.key) == (instrument.dataset, instrument.key)
        is_of_a_woman = (instrument.dataset, instrument.key) == (MAIN, "pregnancy")
        return not instrument.legacy and (is_open or not is_of_a_woman or self.view.sex != "M")

    def section(self, instrument: Instrument, entries: list[EntryView], context: Context) -> Section:
        drafts = sum(entry.state == "draft" for entry in entries)
        missing, is_filled = self.missing(instrument, entries, context)
        is_here = self.here is not None and (self.here.dataset, self.here.key) == (instrument.dataset, instrument.key)
        return Section(
            title=instrument.title.in_(self.language),
            url=section_url(self.view.key, instrument),
            state="wrong" if drafts else "asked" if missing else "done" if is_filled else "empty",
            entries=len(entries) if instrument.repeats else 0,
            drafts=drafts,
            missing=missing,
            is_here=is_here,
            pages=self.pages if is_here else (),
        )

    def missing(self, instrument: Instrument, entries: list[EntryView], context: Context) -> tuple[int, bool]:
        """How many answers are missing in a form, each entry by its own version, and whether anything is said."""
        if (instrument.dataset, instrument.key) == (MAIN, "identity"):
            filled: list[tuple[Instrument, Payload]] = [
                (instrument, answers_of(self.view.person) if self.view.person else {})
            ]
        elif (instrument.dataset, instrument.key) == (MAIN, "consent"):
            filled = [(instrument, consent_answers(self.view.consent))]
        else:
            filled = [
                (instrument_of(one.dataset, one.instrument, one.version) or instrument, one.payload) for one in entries
            ]
        is_filled = bool(entries) or any(is_answered(payload) for _, payload in filled)
        if not filled and instrument.asked is not Asked.OPTIONAL and not instrument.legacy:
            filled = [(instrument, {})]
        count = sum(len(of_entry(form, payload, context).missing) for form, payload in filled if not form.legacy)
        return count, is_filled


def section_url(record_key: str, instrument: Instrument) -> str:
    """The page of an instrument: its form, or the list of its entries."""
    return reverse("form", args=[record_key, instrument.dataset, instrument.key])
