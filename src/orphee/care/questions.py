"""Asking on an answer, answering, correcting, closing, reopening. What is said is sealed; who and when is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from orphee.access.queries import sites_of
from orphee.access.rules.policy import Action, Reader
from orphee.access.trail import leave_line
from orphee.care.models import Question, QuestionLine
from orphee.care.rules.clean import clean
from orphee.care.rules.questioning import MOST_WORDS, NEEDS_WORDS, PENDING, Act, State, follows, is_corrected
from orphee.foundation.models import AuditAction
from orphee.foundation.sealing import UnableToOpenSeal, open_sealed, seal
from orphee.record import gates
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.submission import Channel
from orphee.record.rules.view import EntryView
from orphee.record.watching import Correction


class UnableToAsk(ValueError):
    """The question cannot be asked, answered or closed now; `reason` is a word for the page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def ask(reader: Reader, record_key: UUID, entry: EntryView, item: str, words: str, *, now: dt.datetime) -> Question:
    """Ask on one answer of an entry. Raises `UnableToAsk`: no words, or a question that waits already."""
    if not reader.may(right_to(Act.ASK)):
        raise UnableToAsk("not-allowed")
    said = _words(words, Act.ASK)
    if Question.objects.filter(entry_key=entry.key, item=item, state__in=PENDING).exists():
        raise UnableToAsk("asked-already")
    question = Question.objects.create(
        record_key=record_key, entry_key=entry.key, dataset=entry.dataset, version=entry.version,
        instrument=entry.instrument, item=item, revision=entry.revision, site_code=entry.site, author=entry.author,
        asked_by=reader.actor, asked_at=now, changed_at=now,
    )  # fmt: skip
    _add_line(question, Act.ASK, reader.actor, said, now)
    _note(reader, question, Act.ASK, now)
    return question


def do(reader: Reader, question: Question, act: Act, words: str, *, now: dt.datetime) -> None:
    """Answer, close or reopen a question. Raises `UnableToAsk` when it may not be done, by this reader or now."""
    if not reader.may(right_to(act)):
        raise UnableToAsk("not-allowed")
    said = _words(words, act)
    held = Question.objects.select_for_update().get(pk=question.pk)
    _move(held, act, reader.actor, now)
    _add_line(held, act, reader.actor, said, now)
    _note(reader, held, act, now)


def right_to(act: Act) -> Action:
    """What must be allowed: whoever writes to the record answers, whoever looks after data asks and closes."""
    return Action.WRITE_RECORD if act is Act.ANSWER else Action.ASK_QUESTIONS


def hear_corrections(corrections: Sequence[Correction], now: dt.datetime) -> None:
    """Close the questions on answers that an intake has just corrected, whichever way the correction came."""
    by_entry = {one.before.key: one for one in corrections}
    waiting = Question.objects.select_for_update().filter(entry_key__in=by_entry, state__in=PENDING)
    for question in waiting:
        first, last = _ends(corrections, question.entry_key)
        if last.after.channel == Channel.MIGRATION:  # carried over to a new version: nobody corrected anything
            continue
        is_withdrawn = last.after.state == ENTERED_IN_ERROR
        if is_withdrawn or is_corrected(first.before.payload, last.after.payload, question.item):
            _move(question, Act.CORRECT, last.after.author, now)
            _add_line(question, Act.CORRECT, last.after.author, "", now, revision=last.after.revision)


def to_answer(reader: Reader) -> QuerySet[Question]:
    """The questions that wait for someone of the reader's sites, oldest first."""
    if not reader.may(Action.WRITE_RECORD):
        return Question.objects.none()
    codes = [site.code for site in sites_of(reader)]
    ours = Q(site_code__in=codes) | Q(author=reader.actor)
    waiting = Question.objects.filter(ours, state=State.OPEN).order_by("asked_at", "pk")
    return waiting.exclude(dataset__in=_closed_sets(reader, waiting.values_list("dataset", flat=True)))


def asked(reader: Reader, state: str = "") -> QuerySet[Question]:
    """The questions on records that the reader reaches, the latest change first."""
    if not reader.may(Action.ASK_QUESTIONS):
        return Question.objects.none()
    found = Question.objects.order_by("-changed_at", "pk")
    if state:
        found = found.filter(state=state)
    return found.exclude(dataset__in=_closed_sets(reader, found.values_list("dataset", flat=True)))


def of_record(reader: Reader, record_key: UUID | str) -> list[Question]:
    """The questions on a record's entries, those to answer first."""
    found = Question.objects.filter(record_key=record_key).order_by("asked_at", "pk")
    closed = _closed_sets(reader, {one.dataset for one in found})
    return sorted((one for one in found if one.dataset not in closed), key=lambda one: one.state not in PENDING)


def question_of(reader: Reader, key: UUID, record_key: UUID | None = None) -> Question | None:
    """A question that the reader may see, of one record when it is given."""
    found = Question.objects.filter(pk=key)
    if record_key is not None:
        found = found.filter(record_key=record_key)
    question = found.first()
    return question if question and gates.is_open_at(question.dataset, reader.site_ids) else None


def words_of(line: QuestionLine) -> str:
    """What a line says."""
    if line.sealed is None:
        return ""
    try:
        return open_sealed(bytes(line.sealed)).decode()
    except UnableToOpenSeal:
        return ""


def _closed_sets(reader: Reader, datasets: Iterable[str]) -> list[str]:
    return [one for one in set(datasets) if not gates.is_open_at(one, reader.site_ids)]


def _ends(corrections: Sequence[Correction], entry_key: UUID) -> tuple[Correction, Correction]:
    """The first and the last correction of an entry: an intake may hold several."""
    ours = [one for one in corrections if one.before.key == entry_key]
    return ours[0], ours[-1]


def _words(words: str, act: Act) -> str:
    said = clean(words).strip()
    if act in NEEDS_WORDS and not said:
        raise UnableToAsk("no-words")
    if len(said) > MOST_WORDS:
        raise UnableToAsk("too-long")
    return said


def _move(question: Question, act: Act, actor: str, now: dt.datetime) -> None:
    state = follows(question.state, act)
    if state is None:
        raise UnableToAsk("not-now")
    if state is State.OPEN and _waits_elsewhere(question):
        raise UnableToAsk("asked-already")
    question.state, question.changed_at = state.value, now
    is_closed = state in (State.CLOSED, State.CORRECTED)
    question.closed_by, question.closed_at = (actor, now) if is_closed else ("", None)
    question.save(update_fields=["state", "changed_at", "closed_by", "closed_at"])


def _waits_elsewhere(question: Question) -> bool:
    """Whether another question on the same answer waits."""
    same = Question.objects.filter(entry_key=question.entry_key, item=question.item, state__in=PENDING)
    return same.exclude(pk=question.pk).exists()


def _add_line(
    question: Question, act: Act, actor: str, words: str, now: dt.datetime, *, revision: int = 0
) -> None:  # fmt: skip
    QuestionLine.objects.create(
        question=question, record_key=question.record_key, act=act.value, by=actor, at=now, revision=revision,
        sealed=seal(words.encode()) if words else None,
    )  # fmt: skip


def _note(reader: Reader, question: Question, act: Act, now: dt.datetime) -> None:
    leave_line(
        reader,
        AuditAction.WRITE,
        right=right_to(act),
        record_key=question.record_key,
        site_code=question.site_code,
        detail={"question": act.value, "instrument": question.instrument},
        now=now,
    )
