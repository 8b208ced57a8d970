"""Which record a row is about: its number, or a local identifier, among the records that the importer reaches."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from orphee.access.context import reading_as
from orphee.access.rules.policy import Reader, Scope
from orphee.identity.queries import holders_of
from orphee.record.references import follow_ups, keys_of_numbers, records_of_people
from orphee.record.rules.number import read_number


@dataclass(frozen=True, slots=True)
class Found:
    """A record and the importer's site that follows it."""

    record_key: uuid.UUID
    site_code: str


def records_of(
    reader: Reader, references: Collection[str], *, sites: Collection[int] | None = None
) -> dict[str, list[Found]]:
    """The records that each reference stands for: none, one, or several for an identifier used twice.

    Read behind the wall, as the reader: who may not know people finds records by their number only. `sites` narrows
    to records that one of these sites follows (a hospital's own).
    """
    if sites is None and reader.scope is not Scope.SYSTEM:
        sites = reader.site_ids
    with reading_as(reader):
        by_number: dict[str, list[str]] = {}  # a sheet may write one number in several ways
        for reference in references:
            if number := read_number(reference):
                by_number.setdefault(number, []).append(reference)
        found: dict[str, list[uuid.UUID]] = {}
        for number, key in keys_of_numbers(by_number).items():
            found |= {reference: [key] for reference in by_number[number]}
        others = [reference for reference in references if reference not in found]
        values = holders_of(others)
        for key, person in records_of_people(values):
            for value in values[person]:
                found.setdefault(value, []).append(key)
        reached = _reached({key for keys in found.values() for key in keys}, sites)
    return {
        reference: [Found(key, reached[key]) for key in keys if key in reached] for reference, keys in found.items()
    }


def _reached(keys: Iterable[uuid.UUID], sites: Collection[int] | None) -> dict[uuid.UUID, str]:
    """The first of these sites that follows each record."""
    found: dict[uuid.UUID, str] = {}
    for key, _site, code in follow_ups(keys, sites=sites):
        found.setdefault(key, code)
    return found
