"""The chart: one person's record on one page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from orphee.access.rules.policy import Reader
from orphee.care.desk_sets import MAIN, READ_ONLY, latest
from orphee.care.presenters.entries import EntryCard, entry_cards
from orphee.care.presenters.sections import SideList, side_list
from orphee.care.presenters.timeline import Moment, moments
from orphee.care.presenters.words import (
    SiteNames,
    age_in_words,
    born_words,
    deceased_word,
    display_name_of,
    sex_word,
    status_kind,
    status_words,
    template_words,
    version_number,
)
from orphee.care.queries import names_of
from orphee.care.rules.typed import show_date, show_datetime, show_duration
from orphee.care.terms import Labels
from orphee.datasets import ages
from orphee.datasets.sdm_mr_codes import PHENOTYPE
from orphee.record.models import Entry
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.view import DocumentView, EntryView, FollowUpView, RecordView
from orphee.record.rules.worth import by_firmness, is_dead


@dataclass(frozen=True, slots=True)
class StatusStep:
    """A status a diagnosis had, since when, said by whom."""

    status: str
    kind: str
    since: dt.datetime
    said_by: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One diagnosis of the chart."""

    key: str
    disease: str
    code: str
    status: str
    status_kind: str
    first_signs: str
    clinical: str
    genetic: str
    diagnosed_on: str
    genes: tuple[str, ...]
    site: str
    is_draft: bool
    steps: tuple[StatusStep, ...]


@dataclass(frozen=True, slots=True)
class Feature:
    """One phenotypic feature. `key` and `form` lead to the entry that says it."""

    label: str
    code: str
    is_excluded: bool
    onset: str
    key: str
    dataset: str
    instrument: str


@dataclass(frozen=True, slots=True)
class Line:
    """An activity or a follow-up in a table."""

    key: str
    on: str
    what: str
    where: str
    by: str
    is_draft: bool


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document received."""

    key: str
    title: str
    version: int
    template: str
    received_at: dt.datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the chart shows."""

    view: RecordView
    name: str
    born: str
    age: str
    sex: str
    deceased: str  # in a word, for a person who died
    died_on: str
    is_foetus: bool
    local_ids: tuple[str, ...]
    ins: str
    diagnoses: tuple[Diagnosis, ...]
    described: tuple[str, ...]  # diseases that documents describe, when no diagnosis was entered
    observed: tuple[Feature, ...]
    excluded: tuple[Feature, ...]
    moments: tuple[Moment, ...]
    activities: tuple[Line, ...]
    follow_ups: tuple[Line, ...]
    sites: tuple[FollowUpView, ...]
    documents: tuple[DocumentLine, ...]
    others: tuple[EntryCard, ...]
    side: SideList

    @property
    def main_diagnosis(self) -> Diagnosis | None:
        """The diagnosis the summary shows."""
        return self.diagnoses[0] if self.diagnoses else None


def chart(
    view: RecordView, histories: Mapping[str, Sequence[Entry]], reader: Reader, *, today: dt.date, language: str
) -> Chart:
    """The chart of a record. `histories`: the revisions of its diagnoses by entry, newest first."""
    labels, sites = Labels(_codes(view), language), SiteNames(view)
    person = view.person
    vital = view.one(MAIN, "vital_status")
    features = tuple(_features(view, labels, language))
    born = person.birth_date if person else view.birth_month
    return Chart(
        view=view,
        name=display_name_of(view),
        born=born_words(view.sex, show_date(born)) if born else "",
        age=age_in_words(born, today),
        sex=sex_word(view.sex),
        deceased=deceased_word(view.sex) if is_dead(vital) else "",
        died_on=show_date(str(vital.get("died_on") or "")),
        is_foetus=bool(person and person.foetus_local_id and not person.birth_date),
        local_ids=tuple(one.value for one in person.local_ids) if person else (),
        ins=person.ins if person else "",
        diagnoses=_diagnoses(view, histories, labels, sites, language),
        described=tuple(_described(view, labels)),
        observed=tuple(one for one in features if not one.is_excluded),
        excluded=tuple(one for one in features if one.is_excluded),
        moments=moments(view, labels, sites, language),
        activities=tuple(_activities(view, sites, language)),
        follow_ups=tuple(_follow_ups(view, sites, language)),
        sites=view.follow_ups,
        documents=tuple(_document(one) for one in reversed(view.documents)),
        others=entry_cards((one for one in view.entries if _is_only_shown(one)), language),
        side=side_list(view, reader, today, language),
    )


def _is_only_shown(entry: EntryView) -> bool:
    return (entry.dataset, entry.instrument) in READ_ONLY and entry.state != ENTERED_IN_ERROR


def _codes(view: RecordView) -> Iterator[str]:
    for entry in view.entries:
        payload = entry.payload
        for key in ("disease", "term", "orpha", "died_of"):
            if isinstance(payload.get(key), str):
                yield str(payload[key])
        for key in ("clinical_description", "genes"):
            yield from _texts(payload.get(key))
        onset = payload.get("onset")
        if isinstance(onset, Mapping) and isinstance(onset.get("term"), str):
            yield str(onset["term"])


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _diagnoses(
    view: RecordView, histories: Mapping[str, Sequence[Entry]], labels: Labels, sites: SiteNames, language: str
) -> tuple[Diagnosis, ...]:
    names = names_of(row.author for rows in histories.values() for row in rows)
    return tuple(
        _diagnosis(one, labels, sites, language, _steps(histories.get(one.key, ()), names, sites, language))
        for one in by_firmness(view.of(MAIN, "diagnosis"))
    )


def _diagnosis(
    entry: EntryView, labels: Labels, sites: SiteNames, language: str, steps: tuple[StatusStep, ...]
) -> Diagnosis:
    payload = entry.payload
    code, status = str(payload.get("disease") or ""), str(payload.get("status") or "")
    return Diagnosis(
        key=entry.key,
        disease=labels(code) if code else _("Disease not named"),
        code=code,
        status=status_words(status, language),
        status_kind=status_kind(status),
        first_signs=_age(payload.get("first_signs"), language),
        clinical=_age(payload.get("clinical_diagnosis"), language),
        genetic=_age(payload.get("genetic_diagnosis"), language),
        diagnosed_on=show_date(str(payload.get("diagnosed_on") or "")),
        genes=tuple(labels(one) for one in _texts(payload.get("genes"))),
        site=sites.full(str(payload.get("site") or entry.site)),
        is_draft=entry.state == "draft",
        steps=steps,
    )


def _steps(
    history: Sequence[Entry], names: Mapping[str, str], sites: SiteNames, language: str
) -> tuple[StatusStep, ...]:
    """The changes of status among the revisions of a diagnosis (given newest first), newest first."""
    steps: list[StatusStep] = []
    before = ""
    for row in reversed(history):
        status = str(row.payload.get("status") or "")
        if status and status != before:
            said_by = names.get(row.author) or sites.name(row.site_code)
            steps.append(StatusStep(status_words(status, language), status_kind(status), row.said_at, said_by))
        before = status
    return tuple(reversed(steps))


def _described(view: RecordView, labels: Labels) -> Iterator[str]:
    for entry in view.of(PHENOTYPE, "disease"):
        if entry.payload.get("excluded") is not True:
            yield labels(str(entry.payload.get("orpha") or entry.payload.get("term") or ""))


def _age(value: object, language: str) -> str:
    return ages.spoken(value, language) if isinstance(value, Mapping) else ""


def _features(view: RecordView, labels: Labels, language: str) -> Iterator[Feature]:
    """The phenotype's features, then those a diagnosis describes that were not said apart."""
    said = set()
    for entry in view.of(PHENOTYPE, "feature"):
        code = str(entry.payload.get("term") or "")
        said.add(code)
        yield Feature(
            label=labels(code),
            code=code,
            is_excluded=entry.payload.get("excluded") is True,
            onset=_onset(entry.payload.get("onset"), labels, language),
            key=entry.key,
            dataset=PHENOTYPE,
            instrument="feature",
        )
    for entry in view.of(MAIN, "diagnosis"):
        for code in _texts(entry.payload.get("clinical_description")):
            if code not in said:
                said.add(code)
                yield Feature(labels(code), code, False, "", entry.key, MAIN, "diagnosis")


def _onset(value: object, labels: Labels, language: str) -> str:
    if not isinstance(value, Mapping):
        return ""
    if value.get("age"):
        return show_duration(str(value["age"]), language)
    if value.get("age_start") or value.get("age_end"):
        parts = (show_duration(str(value.get(key) or "?"), language) for key in ("age_start", "age_end"))
        return " – ".join(parts)
    if value.get("term"):
        return labels(str(value["term"]))
    if value.get("on"):
        return show_datetime(str(value["on"]))
    weeks = value.get("gestation_weeks")
    return _("%(n)s weeks of gestation") % {"n": weeks} if weeks is not None else ""


def _activities(view: RecordView, sites: SiteNames, language: str) -> Iterator[Line]:
    definition = latest(MAIN).instrument("activity")
    contexts = definition.item("context").value_set
    entries = sorted(
        view.of(MAIN, "activity"), key=lambda one: str(one.payload.get("performed_on") or ""), reverse=True
    )
    for entry in entries:
        payload = entry.payload
        performer = payload.get("performer")
        context = str(payload.get("context") or "")
        place = payload.get("place")
        yield Line(
            key=entry.key,
            on=show_datetime(str(payload.get("performed_on") or "")),
            what=contexts.label(context, language) if contexts and context else "",
            where=_where(payload.get("site"), place, entry.site, sites),
            by=str(performer.get("name") or "") if isinstance(performer, Mapping) else "",
            is_draft=entry.state == "draft",
        )


def _where(site: object, place: object, said_by: str, sites: SiteNames) -> str:
    named = str(place.get("name") or "") if isinstance(place, Mapping) else ""
    return sites.full(str(site)) if site else named or sites.full(said_by)


def _follow_ups(view: RecordView, sites: SiteNames, language: str) -> Iterator[Line]:
    definition = latest(MAIN).instrument("follow_up")
    kinds = definition.item("encounter_type").value_set
    for entry in view.of(MAIN, "follow_up"):
        payload = entry.payload
        physician = payload.get("physician")
        kind, site = str(payload.get("encounter_type") or ""), str(payload.get("site") or entry.site)
        yield Line(
            key=entry.key,
            on=show_date(str(payload.get("included_on") or "")),
            what=kinds.label(kind, language) if kinds and kind else "",
            where=sites.full(site),
            by=str(physician.get("name") or "") if isinstance(physician, Mapping) else "",
            is_draft=entry.state == "draft",
        )


def _document(document: DocumentView) -> DocumentLine:
    custodian = document.header.get("custodian")
    sender = str(custodian.get("name") or "") if isinstance(custodian, Mapping) else ""
    return DocumentLine(
        key=document.key,
        title=" · ".join(part for part in (template_words(document.template), sender) if part),
        version=version_number(document.version),
        template=document.template,
        received_at=document.received_at,
        is_current=document.is_current,
    )
