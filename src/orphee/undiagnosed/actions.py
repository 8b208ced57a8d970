"""What is done about a cue: seen, not this disease, undone. Written down with who and when; reasons are sealed."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction

from orphee.access.rules.policy import Action, Reader
from orphee.access.trail import leave_line
from orphee.care.leads import put_back, set_aside
from orphee.foundation.models import AuditAction
from orphee.foundation.sealing import seal
from orphee.undiagnosed.cueing import close
from orphee.undiagnosed.models import Cue, CueLine
from orphee.undiagnosed.queries import cue_of, last_word
from orphee.undiagnosed.rules.reasons import MOST_WORDS, Act


class UnableToFindCue(LookupError):
    """There is no open cue any more, or nothing to undo: someone was faster."""


class TooManyWords(ValueError):
    """The reason is longer than is kept."""


@transaction.atomic
def seen(reader: Reader, record_key: UUID, words: str, *, now: dt.datetime) -> None:
    """Someone looked again. Raises `UnableToFindCue` and `TooManyWords`."""
    if len(words) > MOST_WORDS:
        raise TooManyWords
    _close(reader, record_key, Act.SEEN, words, now=now)


@transaction.atomic
def not_this_one(reader: Reader, record_key: UUID, reason: str, words: str, *, now: dt.datetime) -> None:
    """The disease is set aside, as on the list of candidates, and cues no more.

    Raises `UnableToFindCue` and `care.rules.leads.UnableToSetAside`.
    """
    cue = _open(record_key)
    set_aside(reader, record_key, cue.codes[0], reason, words, now=now)
    close([cue], Act.ASIDE, now=now, by=reader.actor)


@transaction.atomic
def undo(reader: Reader, record_key: UUID, *, now: dt.datetime) -> None:
    """Open again what was closed last, by whoever; put back a disease set aside with it. Raises `UnableToFindCue`."""
    held = Cue.objects.select_for_update().filter(record_id=record_key)  # two people cannot undo it twice
    is_any_open = any(cue.is_open for cue in held)
    last = last_word(record_key)
    if last is None or last.act not in (Act.SEEN, Act.ASIDE) or is_any_open:
        raise UnableToFindCue
    if last.act == Act.ASIDE:
        put_back(reader, record_key, last.cue.codes[0], now=now)
    try:
        with transaction.atomic():
            Cue.objects.filter(pk=last.cue_id).update(is_open=True)
    except IntegrityError:  # the night's look gave a newer one meanwhile
        raise UnableToFindCue from None
    CueLine.objects.create(cue=last.cue, record_key=record_key, act=Act.REOPENED.value, by=reader.actor, at=now)
    _note(reader, record_key, Act.REOPENED, now=now)


def _close(reader: Reader, record_key: UUID, act: Act, words: str, *, now: dt.datetime) -> None:
    sealed = seal(words.encode()) if words else None
    close([_open(record_key)], act, now=now, by=reader.actor, sealed=sealed)
    _note(reader, record_key, act, now=now)


def _open(record_key: UUID) -> Cue:
    """The open cue, held until the transaction ends: two people cannot close it twice."""
    found = cue_of(record_key)
    if found is None or not Cue.objects.select_for_update().filter(pk=found.pk, is_open=True).exists():
        raise UnableToFindCue
    return found


def _note(reader: Reader, record_key: UUID, act: Act, *, now: dt.datetime) -> None:
    detail = {"cue": act.value}
    leave_line(reader, AuditAction.WRITE, right=Action.WRITE_RECORD, record_key=record_key, detail=detail, now=now)
