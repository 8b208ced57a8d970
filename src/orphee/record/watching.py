"""Who wants to hear that an answer was corrected: rooms above register, the record tells them in its transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from orphee.record.rules.changes import Revision


@dataclass(frozen=True, slots=True)
class Correction:
    """An entry that says something else than before. A first revision is none."""

    record_key: UUID
    before: Revision
    after: Revision


Watcher = Callable[[Sequence[Correction], dt.datetime], None]

_watchers: list[Watcher] = []


def register_watcher(watcher: Watcher) -> None:
    """Tell this room of corrections from now on; what it raises undoes the intake."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def tell(corrections: Sequence[Correction], *, now: dt.datetime) -> None:
    """Tell every watcher, if there is anything to tell."""
    if corrections:
        for watcher in _watchers:
            watcher(corrections, now)
