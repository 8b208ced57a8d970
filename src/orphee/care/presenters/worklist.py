"""The list of people as the page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from orphee.care.desk_sets import MAIN, latest
from orphee.care.panels import marks
from orphee.care.presenters.words import (
    age_in_words,
    deceased_word,
    diagnosis_statuses,
    item_words,
    sex_word,
    status_kind,
    status_words,
)
from orphee.care.rules.fields import Choice
from orphee.care.rules.typed import show_date
from orphee.care.terms import Labels
from orphee.datasets.definition import Asked, StoredIn
from orphee.network.models import Site
from orphee.record.queries import PeopleFilters, PeoplePage, PersonRow

MISSING_SHOWN = 2
DRAFTS = "drafts"  # a choice of “what is missing”: people with a draft to finish
QUESTIONS = "questions"  # another: people with a question of a data manager to answer
NAMED_ONE_BY_ONE = 2  # up to here the questions of a form are named; beyond, the form with their number
WRITTEN_BY_US = ("identifier", "created_on", "updated_on")  # nobody can answer them: nobody looks for them
SAID_FIRST = ("diagnosis", "follow_up", "activity", "vital_status")


@dataclass(frozen=True, slots=True)
class SiteOfLine:
    """A site where somebody is followed: its code, its whole name and its town, as far as they are known."""

    code: str
    name: str = ""
    town: str = ""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of the list."""

    record_key: str
    number: str
    name: str
    sex: str
    birth_date: str
    age: str
    sites: tuple[SiteOfLine, ...]
    diagnosis: str
    status: str
    status_kind: str
    completeness: int
    missing: tuple[str, ...]
    last_activity: str
    synthetic: bool
    opposed: bool
    deceased: str  # in a word, for a person who died
    has_drafts: bool
    notices: tuple[str, ...] = ()

    @property
    def missing_first(self) -> tuple[str, ...]:
        """What the list names of what is missing."""
        return self.missing[:MISSING_SHOWN]

    @property
    def missing_more(self) -> int:
        """How many more there are."""
        return max(0, len(self.missing) - MISSING_SHOWN)


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Choices under a heading."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What each filter offers, with what is chosen."""

    sites: tuple[Choice, ...]
    statuses: tuple[Choice, ...]
    missing: tuple[ChoiceGroup, ...]
    activities: tuple[Choice, ...]
    orders: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """A page of the list, with what the pager needs."""

    lines: tuple[PersonLine, ...]
    total: int
    page: int
    pages: int
    is_narrowed: bool
    search: str
    are_near: bool

    @property
    def previous(self) -> int:
        """The page before, or 0."""
        return self.page - 1

    @property
    def next(self) -> int:
        """The page after, or 0."""
        return self.page + 1 if self.page < self.pages else 0


def worklist_page(
    page: PeoplePage, *, today: dt.date, language: str, notices: Mapping[str, Sequence[str]] | None = None
) -> WorklistPage:
    """The rows of a page in words; `notices` are what other rooms say, by record."""
    labels = Labels((row.diagnosis for row in page.rows), language)
    sites = _sites_named({code for row in page.rows for code in row.site_codes})
    filters = page.filters
    narrowed = any((filters.search, filters.site_code, filters.status, filters.missing, filters.activity))
    return WorklistPage(
        lines=tuple(
            _line(row, labels, sites, today, language, (notices or {}).get(row.record_key, ())) for row in page.rows
        ),
        total=page.total,
        page=page.page,
        pages=page.pages,
        is_narrowed=narrowed or filters.drafts or filters.among is not None,
        search=filters.search,
        are_near=page.are_near,
    )


def _sites_named(codes: Iterable[str]) -> dict[str, SiteOfLine]:
    found = Site.objects.filter(code__in=codes).values_list("code", "name", "hospital__city")
    return {code: SiteOfLine(code, name, town) for code, name, town in found}


def _line(
    row: PersonRow,
    labels: Labels,
    sites: Mapping[str, SiteOfLine],
    today: dt.date,
    language: str,
    notices: Sequence[str],
) -> PersonLine:
    return PersonLine(
        record_key=row.record_key,
        number=row.number,
        name=row.display_name or row.number,
        sex=sex_word(row.sex),
        birth_date=show_date(row.birth_date),
        age="" if row.deceased else age_in_words(row.birth_date, today),
        sites=tuple(sites.get(code) or SiteOfLine(code) for code in row.site_codes),
        diagnosis=labels(row.diagnosis) if row.diagnosis else "",
        status=status_words(row.diagnosis_status, language),
        status_kind=status_kind(row.diagnosis_status),
        completeness=row.completeness,
        missing=missing_words(row.missing, language),
        last_activity=show_date(row.last_activity_on),
        synthetic=row.synthetic,
        opposed=row.opposed,
        deceased=deceased_word(row.sex) if row.deceased else "",
        has_drafts=row.has_drafts,
        notices=tuple(notices),
    )


def missing_words(names: Iterable[str], language: str) -> tuple[str, ...]:
    """What is missing, form by form, those that matter most first: “Diagnosis (6)”, “Health status”."""
    forms: dict[str, list[str]] = {}
    for name in names:
        forms.setdefault(name.partition(".")[0], []).append(name)
    ordered = sorted(forms, key=lambda form: SAID_FIRST.index(form) if form in SAID_FIRST else len(SAID_FIRST))
    words: list[str] = []
    for form in ordered:
        if len(forms[form]) <= NAMED_ONE_BY_ONE:
            words += [item_words(name, language) for name in forms[form]]
        else:
            words.append(f"{item_words(form, language)} ({len(forms[form])})")
    return tuple(dict.fromkeys(words))


def filter_choices(filters: PeopleFilters, sites: Iterable[Site], language: str, chosen: str = "") -> FilterChoices:
    """What each filter offers; `chosen` of what is missing."""
    statuses = [(code.code, code.label.in_(language)) for code in diagnosis_statuses().choices]
    return FilterChoices(
        sites=_choices([(site.code, f"{site.name} ({site.code})") for site in sites], filters.site_code),
        statuses=_choices([*statuses, ("none", _("No diagnosis entered"))], filters.status),
        missing=_missing_choices(chosen, language),
        activities=_choices(
            [("year", _("Within twelve months")), ("older", _("More than a year ago")), ("none", _("No activity"))],
            filters.activity,
        ),
        orders=_choices(
            [
                ("name", _("Name")),
                ("completeness", _("Least complete first")),
                ("last_activity", _("Last activity")),
                ("updated", _("Last change")),
            ],
            filters.order,
        ),
    )


def _choices(pairs: Sequence[tuple[str, str]], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, label, code == chosen) for code, label in pairs)


def _missing_choices(chosen: str, language: str) -> tuple[ChoiceGroup, ...]:
    waiting = [(DRAFTS, _("Drafts to finish")), (QUESTIONS, _("Questions to answer"))]
    waiting += [(mark.key, str(mark.title)) for mark in marks()]
    groups = [ChoiceGroup(_("Work in progress"), _choices(waiting, chosen))]
    for instrument in latest(MAIN).instruments:
        if instrument.stored_in is not StoredIn.RECORD or instrument.legacy:
            continue
        choices = tuple(
            Choice(name := f"{instrument.key}.{item.key}", item.label.in_(language), name == chosen)
            for item in instrument.items
            if item.asked is not Asked.OPTIONAL and not item.legacy and item.key not in WRITTEN_BY_US
        )
        if choices:
            groups.append(ChoiceGroup(instrument.title.in_(language), choices))
    return tuple(groups)


def csv_headings() -> list[str]:
    """The first line of the CSV."""
    return [
        _("Record"), _("Name"), _("Sex"), _("Date of birth"), _("Sites"), _("Diagnosis"), _("Status of the diagnosis"),
        _("Completeness (%)"), _("Missing"), _("Last activity"), _("Fictitious"),
    ]  # fmt: skip


def csv_row(line: PersonLine) -> list[str]:
    """One person as a line of the CSV."""
    sites = ", ".join(one.code for one in line.sites)
    return [
        line.number, line.name, line.sex, line.birth_date, sites, line.diagnosis, line.status,
        str(line.completeness), ", ".join(line.missing), line.last_activity, _("yes") if line.synthetic else "",
    ]  # fmt: skip
