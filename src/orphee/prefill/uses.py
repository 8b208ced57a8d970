"""How proposals do in real use: counts and seconds a question; no person, no author, no content."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.utils import timezone

from orphee.prefill.models import Decision, ReadingUse
from orphee.prefill.rules.answers import item_of
from orphee.prefill.rules.findings import Kind
from orphee.prefill.rules.proposals import Act

MOST_SECONDS = 1800  # a page left open is not work
SALT = "prefill-since"


@dataclass(frozen=True, slots=True)
class Timing:
    """Since when someone looks at a page: its opening, or the decision before."""

    since: dt.datetime | None = None

    def seconds(self, now: dt.datetime) -> int:
        """How long until now, within what is work."""
        if self.since is None:
            return 0
        return int(min(max((now - self.since).total_seconds(), 0), MOST_SECONDS))


def stamp(now: dt.datetime) -> str:
    """An instant for a page to carry along."""
    return signing.dumps(now.isoformat(), salt=SALT)


def timing_of(carried: str) -> Timing:
    """What a page carried along; nothing for anything else."""
    try:
        return Timing(dt.datetime.fromisoformat(signing.loads(carried, salt=SALT)))
    except (signing.BadSignature, ValueError, TypeError):
        return Timing()


def note_decided(lines: Sequence[Decision], timing: Timing, *, now: dt.datetime) -> None:
    """Count decisions; those made in one go share the time."""
    each = timing.seconds(now) // max(1, len(lines))
    ReadingUse.objects.bulk_create(_use(one, 1, each, len(lines), now) for one in lines)


def note_undone(lines: Sequence[Decision], *, now: dt.datetime) -> None:
    """Count decisions back."""
    ReadingUse.objects.bulk_create(_use(one, -1, 0, 1, now) for one in lines)


def _use(line: Decision, count: int, seconds: int, together: int, now: dt.datetime) -> ReadingUse:
    kind, _code, stand = _parts(line.proposal)
    return ReadingUse(
        item=item_of(Kind(kind)),
        stand=stand,
        act=Act(line.act).value,
        count=count,
        seconds=seconds,
        together=together,
        release=line.release,
        decided_on=timezone.localdate(now),
    )


def _parts(key: str) -> tuple[str, str, str]:
    kind, _bar, rest = key.partition("|")
    code, _bar, stand = rest.rpartition("|")
    return kind, code, stand
