"""Looking up likely duplicates: it answers about people followed elsewhere, so it is counted and written down."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from orphee.access.rules.policy import Reader
from orphee.care.actions import note_lookup
from orphee.care.rules.identity_answers import person_of
from orphee.care.traits import Answers, problems_of_length
from orphee.foundation import counting
from orphee.identity.queries import Candidate
from orphee.record.queries import likely_duplicates

HOUR = 3600


class Occasion(StrEnum):
    """When someone is looked up; each is counted apart, so that typing never keeps a record from being opened."""

    TYPING = "typing"
    OPENING = "opening"


# An hour of entering people one after the other: about eight look-ups while typing each, one or two when it is sent.
MOST_AN_HOUR = {Occasion.TYPING: 120, Occasion.OPENING: 60}


class TooManyLookups(Exception):
    """This reader has looked up as many people as one may in an hour."""


def alike(reader: Reader, answers: Answers, occasion: Occasion, *, now: dt.datetime) -> tuple[Candidate, ...]:
    """The people who may already be the one being entered. Raises `TooManyLookups`."""
    if problems_of_length(answers):
        return ()
    _count(reader, occasion, now=now)
    found = likely_duplicates(reader, person_of(answers))
    note_lookup(reader, found=len(found), now=now)
    return found


def _count(reader: Reader, occasion: Occasion, *, now: dt.datetime) -> None:
    count = counting.one_more(f"care-lookups:{occasion}:{reader.actor}", seconds=HOUR, now=now)
    if count > MOST_AN_HOUR[occasion]:
        raise TooManyLookups
