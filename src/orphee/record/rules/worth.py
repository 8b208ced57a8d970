"""What a statement of a record is worth beside others: the main diagnosis, whether someone died, what is unfinished.

The chart, the lists, the figures, the search for people without a diagnosis and the documents that leave ask here, so
that they agree. Why: docs/adr/0010.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol, TypeVar

from orphee.datasets.sdm_mr_codes import DEAD, STATUSES
from orphee.record.rules.changes import DRAFT, ENTERED_IN_ERROR, Revision
from orphee.record.rules.submission import Channel, Payload
from orphee.record.rules.view import EntryView

FROM_DOCUMENTS = (Channel.CDA, Channel.PHENOPACKET)


class Stated(Protocol):
    """The current revision of an entry, stored or seen."""

    @property
    def key(self) -> object:
        """The key of the entry: what was made later has a greater one."""

    @property
    def state(self) -> str:
        """draft | complete | validated | entered_in_error."""

    @property
    def payload(self) -> Payload:
        """The answers."""

    @property
    def said_at(self) -> dt.datetime:
        """When it was said."""


OneStated = TypeVar("OneStated", bound=Stated)


def by_firmness(diagnoses: Iterable[OneStated]) -> list[OneStated]:
    """Diagnoses of one person, the main one first; those entered in error are left out.

    What is finished stands before what is a draft, then the firmest status, then a named disease, then the newest.
    """
    live = (one for one in diagnoses if one.state != ENTERED_IN_ERROR)
    newest_first = sorted(live, key=lambda one: (one.said_at, str(one.key)), reverse=True)
    return sorted(newest_first, key=_firmness)


def main_diagnosis(diagnoses: Iterable[Stated]) -> Payload:
    """The answers of the main diagnosis; none without a diagnosis."""
    return next((one.payload for one in by_firmness(diagnoses)), {})


def published_disease(diseases: Iterable[Stated]) -> str:
    """The disease that a published case names: what is finished before what is a draft, else the first; "" for none."""
    present = [one for one in diseases if one.state != ENTERED_IN_ERROR and not one.payload.get("excluded")]
    said = next((one.payload for one in sorted(present, key=_is_draft)), {})
    return str(said.get("orpha") or said.get("term") or "")


def is_dead(vital_status: Payload) -> bool:
    """Whether the vital status says that the person died; where it is silent, the date of a death says so."""
    status = vital_status.get("status")
    return status == DEAD or (not status and bool(vital_status.get("died_on")))


def is_unfinished(entry: EntryView | Revision) -> bool:
    """Whether somebody has still to finish an entry.

    What a document said stands as it said it, also where an error in it makes the entry a draft: nobody here began it.
    """
    return _is_draft(entry) and entry.channel not in FROM_DOCUMENTS


def _firmness(one: Stated) -> tuple[bool, int, bool]:
    status = one.payload.get("status")
    rank = STATUSES.index(status) if status in STATUSES else len(STATUSES)
    return _is_draft(one), rank, not one.payload.get("disease")


def _is_draft(one: Stated) -> bool:
    return one.state == DRAFT
