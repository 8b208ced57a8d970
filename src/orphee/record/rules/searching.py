"""What somebody types to find a person: names, and a birth date as it is said at a reception desk."""

from __future__ import annotations

import re
from dataclasses import dataclass

from orphee.foundation.partial_date import PartialDate
from orphee.identity.rules.folding import fold

_FRENCH = re.compile(r"(?:(?:(\d{1,2})[/.])?(\d{1,2})[/.])?(\d{4})")


@dataclass(frozen=True, slots=True)
class Asked:
    """Words that names must hold, folded, and beginnings of ISO dates that the birth date must have."""

    words: tuple[str, ...]
    born: tuple[str, ...]


def asked_of(search: str) -> Asked:
    """« Roussel 12/05/2019 », "roussel 2019-05" or « élie 2019 ». What is no date is a name."""
    words: list[str] = []
    born: list[str] = []
    for part in search.split():
        date = born_on(part)
        if date:
            born.append(date)
        else:
            words += fold(part).split()
    return Asked(tuple(words), tuple(born))


def born_on(text: str) -> str:
    """A date as typed, in ISO 8601: day, month and year, the two last, or the year; empty when it is none."""
    if match := _FRENCH.fullmatch(text):
        day, month, year = match.groups()
        text = "-".join(part.zfill(2) for part in (year, month, day) if part)
    read = PartialDate.read(text)
    return str(read) if read else ""
