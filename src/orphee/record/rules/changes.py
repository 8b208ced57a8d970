"""What a new statement does to an entry: nothing, a first revision, a further one, or a conflict to show."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import Enum, auto

from orphee.record.rules.submission import EntryAsGiven, Payload

DRAFT, COMPLETE, ENTERED_IN_ERROR = "draft", "complete", "entered_in_error"


@dataclass(slots=True)
class Revision:
    """One revision of an entry, as stored."""

    key: uuid.UUID
    revision: int
    dataset: str
    version: str
    instrument: str
    source_key: str
    state: str
    payload: Payload
    site_code: str
    author: str
    channel: str
    document_key: uuid.UUID | None
    said_at: dt.datetime

    @property
    def place(self) -> tuple[str, str, str]:
        """What makes it one entry of its record."""
        return (self.dataset, self.instrument, self.source_key)


class Change(Enum):
    """What becomes of what is said."""

    NEW = auto()
    REVISED = auto()
    UNCHANGED = auto()
    KEPT = auto()  # the document repeats what it said before; someone corrected it since, and the correction stays
    OLDER = auto()  # another source said something else later than this document was written: the newer word stays
    CONFLICT = auto()  # the author of a form saw an older revision than the one that stands now


def decide(
    given: EntryAsGiven,
    *,
    state: str,
    current: Revision | None,
    said_before: Payload | None = None,
    said_at: dt.datetime | None = None,
) -> Change:
    """Compare what is said with what stands.

    `said_before`: what the former version of the same document said; `said_at`: when a document of another source
    than the current revision's was written.
    """
    if current is None:
        return Change.NEW
    if current.state == state and current.payload == given.payload and current.version == given.version:
        return Change.UNCHANGED
    if given.based_on is not None and given.based_on != current.revision:
        return Change.CONFLICT
    if said_before is not None and said_before == given.payload:
        return Change.KEPT
    if said_at is not None and said_at < current.said_at:
        return Change.OLDER
    return Change.REVISED
