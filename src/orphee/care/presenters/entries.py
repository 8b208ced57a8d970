"""The entries of a repeating instrument, told in a few lines each, and the history of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from orphee.access.rules.policy import Reader
from orphee.care.desk_sets import instrument_of
from orphee.care.presenters.sections import SideList, side_list
from orphee.care.presenters.words import channel_words
from orphee.care.queries import names_of
from orphee.care.rules.telling import Difference, Line, codes_in, differences, tell
from orphee.care.terms import Labels
from orphee.datasets.definition import Instrument
from orphee.record.models import Entry
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.view import EntryView, RecordView

HIDDEN_LINES = ("identifier",)
LINES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class EntryCard:
    """One entry in a few lines."""

    key: str
    dataset: str
    instrument: str
    title: str
    lines: tuple[Line, ...]
    more: int
    state: str
    said_at: dt.datetime
    said_by: str
    site: str
    channel: str
    revision: int


@dataclass(frozen=True, slots=True)
class EntryList:
    """The page of a repeating instrument."""

    view: RecordView
    instrument: Instrument
    title: str
    help: str
    cards: tuple[EntryCard, ...]
    withdrawn: tuple[EntryCard, ...]
    side: SideList


@dataclass(frozen=True, slots=True)
class Version:
    """One revision of an entry, and what it changed."""

    revision: int
    state: str
    said_at: dt.datetime
    said_by: str
    site: str
    channel: str
    changes: tuple[Difference, ...]
    identifiers: tuple[Difference, ...]  # given by a system: nobody reads them, somebody may look for one


def entry_list(view: RecordView, instrument: Instrument, reader: Reader, today: dt.date, language: str) -> EntryList:
    """The entries of one instrument, newest first, those withdrawn apart."""
    entries = [one for one in view.entries if (one.dataset, one.instrument) == (instrument.dataset, instrument.key)]
    cards = entry_cards(reversed(entries), language)
    return EntryList(
        view=view,
        instrument=instrument,
        title=instrument.title.in_(language),
        help=instrument.help.in_(language) if instrument.help else "",
        cards=tuple(card for card in cards if card.state != ENTERED_IN_ERROR),
        withdrawn=tuple(card for card in cards if card.state == ENTERED_IN_ERROR),
        side=side_list(view, reader, today, language, here=instrument),
    )


def entry_cards(
    entries: Iterable[EntryView], language: str, *, lines_shown: int = LINES_SHOWN
) -> tuple[EntryCard, ...]:
    """Entries told in words."""
    told = [
        (entry, instrument)
        for entry in entries
        if (instrument := instrument_of(entry.dataset, entry.instrument, entry.version))
    ]
    labels = Labels({code for entry, instrument in told for code in codes_in(instrument, entry.payload)}, language)
    names = names_of(entry.author for entry, _ in told)
    return tuple(_card(entry, instrument, labels, names, language, lines_shown) for entry, instrument in told)


def _card(
    entry: EntryView, instrument: Instrument, labels: Labels, names: dict[str, str], language: str, most: int
) -> EntryCard:
    lines = [line for line in tell(instrument, entry.payload, language, labels) if line.path not in HIDDEN_LINES]
    return EntryCard(
        key=entry.key,
        dataset=entry.dataset,
        instrument=entry.instrument,
        title=instrument.title.in_(language),
        lines=tuple(lines[:most]),
        more=max(0, len(lines) - most),
        state=entry.state,
        said_at=entry.said_at,
        said_by=names.get(entry.author, ""),
        site=entry.site,
        channel=channel_words(entry.channel),
        revision=entry.revision,
    )


def versions(revisions: Iterable[Entry], language: str) -> tuple[Version, ...]:
    """The history of an entry, newest first: each revision with what it changed."""
    rows = list(revisions)
    if not rows:
        return ()
    instrument = instrument_of(rows[0].dataset, rows[0].instrument, rows[0].version)
    if instrument is None:
        return ()
    labels = Labels({code for row in rows for code in codes_in(instrument, row.payload)}, language)
    names = names_of(row.author for row in rows)
    found = []
    for row, former in zip(rows, [*rows[1:], None], strict=True):
        before = former.payload if former else {}
        told = [one for one in differences(instrument, row.payload, before, language, labels) if one.label]
        found.append(
            Version(
                revision=row.revision,
                state=row.state,
                said_at=row.said_at,
                said_by=names.get(row.author, ""),
                site=row.site_code,
                channel=channel_words(row.channel),
                changes=tuple(one for one in told if one.path not in HIDDEN_LINES),
                identifiers=tuple(one for one in told if one.path in HIDDEN_LINES),
            )
        )
    return tuple(found)
