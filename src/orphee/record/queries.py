"""Reads of the record: one that may be read, lists of people, histories, likely duplicates."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Count, F, Max, Q, QuerySet, TextField, Value, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from orphee.access.context import as_system
from orphee.access.rules.policy import Action, Purpose, Reader
from orphee.access.trail import leave_line
from orphee.foundation.models import AuditAction
from orphee.identity.models import Identifier, Person
from orphee.identity.queries import Candidate, display_name, likely_people
from orphee.identity.rules.person import PersonAsGiven
from orphee.record.models import Document, Entry, OutboxLine, Reach, Record, Summary
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.number import read_number
from orphee.record.rules.searching import asked_of

NEAR = 0.45  # of the trigrams of a word: "decoucry" shares .55 with "decourcy", two other names seldom .4
MOST_NEAR, MOST_WORDS = 10, 6
LONGEST_WORD = 40  # characters: every name is compared with the word, and 500 take five times as long


class UnableToFindRecord(LookupError):
    """The record does not exist, or is not open to this reader: the two cannot be told apart."""


def key_of(number: str) -> uuid.UUID | None:
    """The key of the record that bears a number, however it was typed; None when there is none, or it is not open to
    whoever reads.
    """
    return Record.objects.filter(number=read_number(number)).values_list("key", flat=True).first()


def has_record(record_key: uuid.UUID) -> bool:
    """Whether a record with this key is open to whoever reads."""
    return Record.objects.filter(key=record_key).exists()


def readable_record(reader: Reader, record_key: uuid.UUID) -> Record:
    """The record, if the reader's role and sites open it; raises `UnableToFindRecord`."""
    if not reader.may(Action.READ_RECORD):
        raise UnableToFindRecord
    record = Record.objects.filter(key=record_key).first()
    if record is None:
        raise UnableToFindRecord
    return record


@dataclass(frozen=True, slots=True)
class PeopleFilters:
    """What a list of people is narrowed to. `search` looks in names, birth dates, record numbers, local identifiers
    and INS.
    """

    search: str = ""
    site_code: str = ""
    status: str = ""
    missing: str = ""
    activity: str = ""  # "year": seen in the last twelve months, "older": not, "none": no activity at all
    drafts: bool = False
    among: frozenset[uuid.UUID] | None = None  # records, for what another room knows of them
    order: str = "name"  # name | completeness | last_activity | updated
    page: int = 1
    size: int = 25


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of a list of people."""

    record_key: str
    number: str
    display_name: str
    birth_date: str
    sex: str
    site_codes: tuple[str, ...]
    diagnosis: str
    diagnosis_status: str
    completeness: int
    missing: tuple[str, ...]
    last_activity_on: str
    updated_at: dt.datetime
    synthetic: bool
    opposed: bool
    deceased: bool
    has_drafts: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of a list, with the total over all pages."""

    rows: tuple[PersonRow, ...]
    total: int
    page: int
    pages: int
    filters: PeopleFilters = field(default_factory=PeopleFilters)
    are_near: bool = False  # nobody has the name that was typed: these are close to it


_ORDERS = {
    "name": ("folded_name", "pk"),
    "completeness": ("record__summary__completeness", "folded_name", "pk"),
    "last_activity": ("-record__summary__last_activity_on", "folded_name", "pk"),
    "updated": ("-record__summary__updated_at", "pk"),
}


def people(reader: Reader, filters: PeopleFilters, *, today: dt.date, near: bool = True) -> PeoplePage:
    """The people followed at the reader's sites, filtered and in order; when none of all those followed has the name
    typed and `near` names are wanted, those whose name is close.

    Counting and ordering thousands of rows under row-level security costs ten times what it costs without: the keys of
    the page are found by the sites' own index, and what is shown is then read as the reader, behind the wall.
    """
    with as_system(reader.actor, Purpose.CARE):
        reached = _of_sites(reader, filters, today=today)
        ordered = _named(reached, filters.search).order_by(*_ORDERS.get(filters.order, _ORDERS["name"]))
        keys, total, page = _page_of(ordered, max(filters.page, 1), filters.size)
        are_near = near and not keys and not _is_known(reader, filters.search, today=today)
        if are_near:
            keys = _near(reached, filters.search)
            total = len(keys)
    shown = {one.record.person_id: one for one in _summaries_of(keys)}
    rows = tuple(_row(shown[key]) for key in keys if key in shown)
    return PeoplePage(rows, total, page, max(1, -(-total // filters.size)), filters, are_near and bool(rows))


def _page_of(ordered: QuerySet[Person], page: int, size: int) -> tuple[list[uuid.UUID], int, int]:
    """The keys of a page, how many there are over all pages, and which page it is: the last one when there are fewer.

    One pass counts and orders: the way to each person is what costs, not the sum.
    """
    counted = ordered.annotate(total=Window(Count("pk"))).values_list("pk", "total")
    found = list(counted[(page - 1) * size : page * size])
    if not found and page > 1:
        last = max(1, -(-ordered.count() // size))
        return _page_of(ordered, min(last, page - 1), size)
    return [key for key, _ in found], found[0][1] if found else 0, page


def _summaries_of(persons: list[uuid.UUID]) -> QuerySet[Summary]:
    return Summary.objects.filter(record__person_id__in=persons).select_related("record__person")


def note_search(reader: Reader, page: PeoplePage, *, now: dt.datetime) -> None:
    """Write down that someone listed or searched people: never what they typed."""
    detail = {"found": page.total, "searched": bool(page.filters.search)}
    leave_line(reader, AuditAction.SEARCH, right=Action.LIST_PEOPLE, detail=detail, now=now)


def _of_sites(reader: Reader, filters: PeopleFilters, *, today: dt.date) -> QuerySet[Person]:
    """People reached from the sites, and of those whose summary fits: row security would show the same.

    The site's index names the person and the record, so that only the summaries, or none, are looked into.
    """
    if not reader.may(Action.LIST_PEOPLE):
        return Person.objects.none()
    reached = Reach.objects.filter(site_id__in=reader.site_ids)
    if filters.site_code:
        reached = reached.filter(site__code=filters.site_code)
    if filters.among is not None:
        reached = reached.filter(record_id__in=filters.among)
    if wanted := _of_summary(filters, today=today):
        reached = reached.filter(record_id__in=Summary.objects.filter(wanted).values("pk"))
    return Person.objects.filter(key__in=reached.values("person_key"))


def _of_summary(filters: PeopleFilters, *, today: dt.date) -> Q:
    """What the summary of a record must say; nothing when no filter looks into it."""
    wanted = Q()
    if filters.status:
        wanted &= Q(diagnosis_status="" if filters.status == "none" else filters.status)
    if filters.missing:
        wanted &= Q(missing__contains=[filters.missing])
    if filters.drafts:
        wanted &= Q(has_drafts=True)
    a_year_ago = today.replace(year=today.year - 1, day=min(today.day, 28)).isoformat()
    if filters.activity == "year":
        wanted &= Q(last_activity_on__gte=a_year_ago)
    elif filters.activity == "older":
        wanted &= Q(last_activity_on__lt=a_year_ago) & ~Q(last_activity_on="")
    elif filters.activity == "none":
        wanted &= Q(last_activity_on="")
    return wanted


def _named(found: QuerySet[Person], search: str) -> QuerySet[Person]:
    """Those who have each word in a name and the date as birth date, or exactly what was typed as a number."""
    asked = asked_of(search)
    if not asked.words and not asked.born:
        return found
    named = Q()
    for word in asked.words:
        named &= Q(folded_name__contains=word)
    for date in asked.born:
        named &= Q(birth_date__startswith=date)
    identified = _with_number(search)
    return found.filter(named | Q(key__in=identified) if identified else named)


def _is_known(reader: Reader, search: str, *, today: dt.date) -> bool:
    """Whether somebody at the reader's sites has what was typed, whatever the other filters leave out."""
    everyone = _of_sites(reader, PeopleFilters(), today=today)
    return not search.strip() or _named(everyone, search).exists()


def _near(found: QuerySet[Person], search: str) -> list[uuid.UUID]:
    """The few whose names are close to each word typed, the closest first: a letter wrong, missing or out of place."""
    asked = asked_of(search)
    closeness: Combinable = Value(0.0)
    for place, word in enumerate(asked.words[:MOST_WORDS]):
        found = found.annotate(**{f"near_{place}": TrigramWordSimilarity(word[:LONGEST_WORD], "folded_name")})
        found = found.filter(**{f"near_{place}__gte": NEAR})
        closeness = closeness + F(f"near_{place}")
    for date in asked.born:
        found = found.filter(birth_date__startswith=date)
    if not asked.words:
        return []
    ordered = found.annotate(closeness=closeness).order_by("-closeness", "pk")
    return list(ordered.values_list("pk", flat=True)[:MOST_NEAR])


def _with_number(search: str) -> set[uuid.UUID]:
    """The people whose record number, local identifier or INS is exactly what was typed; their sites are not asked."""
    typed = search.strip().replace(" ", "")
    by_number = Record.objects.filter(number=read_number(search)).values_list("person_id", flat=True)
    by_identifier = Identifier.objects.filter(value=typed).values_list("person_id", flat=True)
    by_ins = Person.objects.filter(ins=typed).values_list("key", flat=True)
    return {*by_number, *by_identifier, *by_ins}


def _row(summary: Summary) -> PersonRow:
    person = summary.record.person
    return PersonRow(
        record_key=str(summary.record_id), number=summary.record.number, display_name=display_name(person),
        birth_date=person.birth_date, sex=person.sex, site_codes=tuple(summary.sites), diagnosis=summary.diagnosis,
        diagnosis_status=summary.diagnosis_status, completeness=summary.completeness, missing=tuple(summary.missing),
        last_activity_on=summary.last_activity_on, updated_at=summary.updated_at, synthetic=summary.is_synthetic,
        opposed=summary.opposed, deceased=summary.deceased, has_drafts=summary.has_drafts,
    )  # fmt: skip


def revisions(record_key: uuid.UUID, entry_key: uuid.UUID) -> QuerySet[Entry]:
    """Every revision of one entry of one record, newest first."""
    return Entry.objects.filter(record_id=record_key, key=entry_key).order_by("-revision")


def state_before_withdrawal(record_key: uuid.UUID | str, entry_key: uuid.UUID | str) -> str:
    """The state of the last revision of an entry that was not entered in error; empty when there is none."""
    stood = Entry.objects.filter(record_id=record_key, key=entry_key).exclude(state=ENTERED_IN_ERROR)
    return stood.order_by("-revision").values_list("state", flat=True).first() or ""


def histories(record_key: uuid.UUID, entry_keys: Iterable[uuid.UUID]) -> dict[str, list[Entry]]:
    """Every revision of some entries of one record, by entry, newest first."""
    wanted = list(entry_keys)
    found: dict[str, list[Entry]] = {str(key): [] for key in wanted}
    if wanted:
        for row in Entry.objects.filter(record_id=record_key, key__in=wanted).order_by("-revision"):
            found[str(row.key)].append(row)
    return found


def sets_naming(record_key: uuid.UUID, word: str) -> set[str]:
    """The data sets of a record whose entries, in any revision, hold a word such as the key of a file."""
    texts = Entry.objects.filter(record_id=record_key).annotate(text=Cast("payload", TextField()))
    return set(texts.filter(text__contains=word).values_list("dataset", flat=True))


class Followed(StrEnum):
    """Where someone was followed before."""

    NOWHERE = "nowhere"
    HERE = "here"
    ELSEWHERE = "elsewhere"


def followed_before(reader: Reader, record_key: uuid.UUID, *, at: dt.datetime) -> Followed:
    """Where the person of a record of the reader's sites was followed before an instant: whoever enters them learns
    whether the record was there already.
    """
    if not Record.objects.filter(key=record_key, created_at__lt=at).exists():
        return Followed.NOWHERE
    ours = Reach.objects.filter(record_id=record_key, site_id__in=reader.site_ids, since__lt=at)
    return Followed.HERE if ours.exists() else Followed.ELSEWHERE


def document_of(record_key: uuid.UUID, document_key: uuid.UUID) -> Document | None:
    """A document received for a record, without its content."""
    return Document.objects.filter(record_id=record_key, key=document_key).defer("sealed").first()


def likely_duplicates(reader: Reader, given: PersonAsGiven, *, limit: int = 5) -> tuple[Candidate, ...]:
    """People who may be the one being entered, wherever they are followed.

    Someone followed elsewhere is shown by the agreeing traits alone: no name, no record, until the site takes part in
    their care.
    """
    if not reader.may(Action.CREATE_RECORD):
        return ()
    with as_system(reader.actor, Purpose.CARE):
        found = likely_people(given, limit=limit)
        records = dict(
            Record.objects.filter(person_id__in=[one.person_key for one in found]).values_list("person_id", "key")
        )
        reached = set(
            Reach.objects.filter(site_id__in=reader.site_ids, record_id__in=records.values()).values_list(
                "record_id", flat=True
            )
        )
    return tuple(one.opened(records[one.person_key], is_ours=records[one.person_key] in reached) for one in found)


def last_change() -> dt.datetime | None:
    """When a record last changed, for whoever must decide whether figures are stale. Sees every record."""
    with as_system("last-change", Purpose.STATISTICS):
        last: dt.datetime | None = OutboxLine.objects.aggregate(last=Max("at"))["last"]
    return last
