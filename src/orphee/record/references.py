"""What rooms above ask of records in bulk: by key, number, person, site or document. Answers are plain, never rows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator

from orphee.foundation.keys import first_key
from orphee.identity.queries import display_name
from orphee.record.models import Document, Entry, Reach, Record
from orphee.record.rules.view import EntryView
from orphee.record.view import entry_view


def numbers_of(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The numbers of some records, of those that are open to whoever reads."""
    return dict(Record.objects.filter(key__in=list(keys)).values_list("key", "number"))


def numbers_and_names(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
    """The number of each record and how its person is called; the number again for who has no name."""
    rows = Record.objects.filter(key__in=list(keys)).select_related("person")
    return {one.key: (one.number, display_name(one.person) or one.number) for one in rows}


def keys_of_numbers(numbers: Iterable[str]) -> dict[str, uuid.UUID]:
    """The records that bear these numbers, written as they are stored (`rules.number.read_number`)."""
    return dict(Record.objects.filter(number__in=list(numbers)).values_list("number", "key"))


def records_of_people(persons: Iterable[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """The records of some people: their keys and whose they are."""
    return list(Record.objects.filter(person_id__in=list(persons)).values_list("key", "person_id"))


def follow_ups(
    keys: Iterable[uuid.UUID], *, sites: Collection[int] | None = None
) -> list[tuple[uuid.UUID, int, str]]:  # fmt: skip
    """Which site follows which record, its key and its code, the oldest first; of these sites only, when given."""
    found = Reach.objects.filter(record_id__in=list(keys)).order_by("since", "site__code")
    if sites is not None:
        found = found.filter(site_id__in=list(sites))
    return list(found.values_list("record_id", "site_id", "site__code"))


def current_entries(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, EntryView]:
    """What some entries say now."""
    stored = Entry.objects.filter(key__in=list(keys), is_current=True)
    return {one.key: entry_view(one) for one in stored}


def record_opened(dataset: str, instrument: str, source_key: str, *, since: dt.datetime) -> uuid.UUID | None:
    """The record made since then that has this entry, among those open to whoever reads."""
    stored = Entry.objects.filter(record_id__gte=first_key(since), is_current=True)
    found = stored.filter(dataset=dataset, instrument=instrument, source_key=source_key)
    return found.values_list("record_id", flat=True).first()


def all_said(
    keys: Iterable[str], dataset: str, instruments: Iterable[str]
) -> Iterator[tuple[EntryView, str, bool]]:  # fmt: skip
    """Every revision of some forms of some records, whose record it is, and whether it is the current one."""
    stored = Entry.objects.filter(record_id__in=list(keys), dataset=dataset, instrument__in=list(instruments))
    for one in stored.iterator():
        yield entry_view(one), str(one.record_id), one.is_current


def versions_received(set_ids: Iterable[str]) -> dict[str, dict[int, str]]:
    """The digest of each version received of some documents."""
    found: dict[str, dict[int, str]] = {}
    known = Document.objects.filter(set_id__in=list(set_ids)).values_list("set_id", "version", "digest")
    for set_id, version, digest in known:
        found.setdefault(set_id, {})[version] = digest
    return found
