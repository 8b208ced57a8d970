"""What else a record says: the context of one entry, the same wherever it is judged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.submission import Payload

Place = tuple[str, str, str]  # data set, instrument, source key: what makes it one entry of its record


class Said(Protocol):
    """An entry, as stored, as shown or as it comes."""

    @property
    def place(self) -> Place:
        """Where it stands in its record."""

    @property
    def state(self) -> str:
        """Whether it is finished, begun or entered in error."""

    @property
    def payload(self) -> Payload:
        """Its answers."""


def others_of(entries: Iterable[Said], dataset: str, *, but: Place | None = None) -> dict[str, list[Payload]]:
    """The answers of one data set by instrument, but for one entry's and what was entered in error.

    Of one set: another may have a form of the same name that asks something else.
    """
    others: dict[str, list[Payload]] = {}
    for entry in entries:
        found_in, instrument, _ = entry.place
        if found_in == dataset and entry.place != but and entry.state != ENTERED_IN_ERROR:
            others.setdefault(instrument, []).append(entry.payload)
    return others
