"""Questions on answers, as pages show them: in words, with what was said and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from orphee.care.desk_sets import in_version, instrument_of
from orphee.care.models import Question, QuestionLine, QuestionState
from orphee.care.presenters.words import channel_words
from orphee.care.queries import names_of
from orphee.care.questions import words_of
from orphee.care.rules.questioning import PENDING, Act, State, follows
from orphee.care.rules.telling import Line, codes_in, tell
from orphee.care.rules.without_names import open_questions, without_names
from orphee.care.terms import Labels
from orphee.datasets.definition import Instrument, UnknownName
from orphee.record.references import current_entries, numbers_and_names, numbers_of
from orphee.record.rules.view import EntryView

KINDS = {State.OPEN: "new", State.ANSWERED: "info", State.CORRECTED: "success", State.CLOSED: "grey"}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing done about a question."""

    what: str
    who: str
    at: dt.datetime
    words: str
    revision: int


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """One question: on which answer, of which record, where it stands, what was said."""

    key: str
    record_key: str
    entry_key: str
    number: str
    name: str
    collection: str
    form: str
    question: str
    item: str
    answer: str  # as it stands now; "" for none
    state: str
    state_word: str
    kind: str
    asked_by: str
    asked_at: dt.datetime
    changed_at: dt.datetime
    closed_by: str
    closed_at: dt.datetime | None
    first_words: str
    lines: tuple[Said, ...]
    form_url: str

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == State.OPEN

    @property
    def is_pending(self) -> bool:
        """Whether it waits for an answer or for its closing."""
        return self.state in PENDING

    @property
    def may_close(self) -> bool:
        """Whether it can be closed."""
        return follows(self.state, Act.CLOSE) is not None

    @property
    def may_reopen(self) -> bool:
        """Whether it can be opened again."""
        return follows(self.state, Act.REOPEN) is not None

    @property
    def may_answer(self) -> bool:
        """Whether an answer can be written."""
        return follows(self.state, Act.ANSWER) is not None


@dataclass(frozen=True, slots=True)
class AskedLine:
    """An answer, and the questions on it."""

    line: Line
    item: str
    questions: tuple[QuestionCard, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """One entry without who it is about."""

    key: str
    title: str
    state: str
    said_at: dt.datetime
    said_by: str
    site: str
    channel: str
    lines: tuple[AskedLine, ...]
    others: tuple[QuestionCard, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of a record, and how many entries of it there are."""

    key: str
    title: str
    entries: int
    is_here: bool


def state_words(state: str) -> str:
    """Where a question stands, in words."""
    return str(dict(QuestionState.choices).get(state, state))


def act_words(act: str) -> str:
    """What was done, in words."""
    words = {
        Act.ASK: _("Asked"), Act.ANSWER: _("Answered"), Act.CORRECT: _("Answer corrected"),
        Act.CLOSE: _("Closed"), Act.REOPEN: _("Reopened"),
    }  # fmt: skip
    return words.get(Act(act), act)


def question_cards(questions: Iterable[Question], language: str, *, named: bool = False) -> tuple[QuestionCard, ...]:
    """Questions in words. `named`: with the names of the people, for readers who know them."""
    found = list(questions)
    by_question: dict[UUID, list[QuestionLine]] = {}
    for line in QuestionLine.objects.filter(question__in=found):
        by_question.setdefault(line.question_id, []).append(line)
    actors = {one.asked_by for one in found} | {one.closed_by for one in found}
    actors |= {line.by for lines in by_question.values() for line in lines}
    names, records = names_of(actors), _records(found, named=named)
    answers = _answers(found, language)
    return tuple(_card(one, by_question.get(one.key, []), names, records, answers, language) for one in found)


def _answers(questions: Sequence[Question], language: str) -> dict[UUID, str]:
    """What is answered now where each question was asked, in words that name nobody."""
    found, answers = current_entries({one.entry_key for one in questions}), {}
    for one in questions:
        entry = found.get(one.entry_key)
        instrument = instrument_of(entry.dataset, entry.instrument, entry.version) if entry else None
        if entry is None or instrument is None:
            continue
        said = without_names(instrument, entry.payload)
        told = tell(instrument, said, language, Labels(codes_in(instrument, said), language))
        within = (line.text for line in told if f"{_item_of(line.path)}.".startswith(f"{one.item}."))
        answers[one.key] = " ; ".join(within)
    return answers


def _card(
    one: Question,
    lines: Sequence[QuestionLine],
    names: Mapping[str, str],
    records: Mapping[UUID, tuple[str, str]],
    answers: Mapping[UUID, str],
    language: str,
) -> QuestionCard:
    instrument = instrument_of(one.dataset, one.instrument, one.version)
    number, name = records.get(one.record_key, ("", ""))
    said = tuple(
        Said(act_words(line.act), names.get(line.by, ""), line.at, words_of(line), line.revision) for line in lines
    )
    return QuestionCard(
        key=str(one.key),
        record_key=str(one.record_key),
        entry_key=str(one.entry_key),
        number=number,
        name=name,
        collection=_title(one.dataset, one.version, language),
        form=instrument.title.in_(language) if instrument else one.instrument,
        question=item_label(instrument, one.item, language),
        item=one.item,
        answer=answers.get(one.key, ""),
        state=one.state,
        state_word=state_words(one.state),
        kind=KINDS[State(one.state)],
        asked_by=names.get(one.asked_by, ""),
        asked_at=one.asked_at,
        changed_at=one.changed_at,
        closed_by=names.get(one.closed_by, ""),
        closed_at=one.closed_at,
        first_words=said[0].words if said else "",
        lines=said,
        form_url=_form_url(one, instrument),
    )


def item_label(instrument: Instrument | None, path: str, language: str) -> str:
    """A question by its label, with those of the groups around it."""
    if instrument is None:
        return path
    keys, labels = path.split("."), []
    for end in range(1, len(keys) + 1):
        item = instrument.by_path.get(tuple(keys[:end]))
        labels.append(item.label.in_(language) if item else keys[end - 1])
    return " – ".join(labels)


def open_entry(entry: EntryView, questions: Sequence[QuestionCard], language: str) -> OpenEntry | None:
    """One entry in words without who it is about, each answer with the questions on it; None when nobody knows it."""
    instrument = instrument_of(entry.dataset, entry.instrument, entry.version)
    if instrument is None:
        return None
    answers = without_names(instrument, entry.payload)
    told = tell(instrument, answers, language, Labels(codes_in(instrument, answers), language))
    ours = [one for one in questions if one.entry_key == entry.key]
    allowed = open_questions(instrument)
    lines = tuple(
        AskedLine(line, item if item in allowed else "", tuple(one for one in ours if one.item == item))
        for line in told
        for item in [_item_of(line.path)]
    )
    shown = {one.item for one in lines}
    return OpenEntry(
        key=entry.key,
        title=instrument.title.in_(language),
        state=entry.state,
        said_at=entry.said_at,
        said_by=names_of([entry.author]).get(entry.author, ""),
        site=entry.site,
        channel=channel_words(entry.channel),
        lines=lines,
        others=tuple(one for one in ours if one.item not in shown),
    )


def collections_of(entries: Iterable[EntryView], chosen: str, language: str) -> tuple[Collection, ...]:
    """The collections a record has entries of."""
    counts: dict[str, list[EntryView]] = {}
    for entry in entries:
        counts.setdefault(entry.dataset, []).append(entry)
    return tuple(
        Collection(key, _title(key, found[-1].version, language), len(found), key == chosen)
        for key, found in sorted(counts.items())
    )


@dataclass(frozen=True, slots=True)
class ItemChoice:
    """A question of a form one may ask about."""

    path: str
    label: str
    chosen: bool = field(default=False)


def item_choices(entry: EntryView, chosen: str, language: str) -> tuple[ItemChoice, ...]:
    """The questions of an entry's form that one may ask about, in its order."""
    instrument = instrument_of(entry.dataset, entry.instrument, entry.version)
    if instrument is None:
        return ()
    return tuple(
        ItemChoice(path, item_label(instrument, path, language), path == chosen)
        for path in open_questions(instrument)
    )  # fmt: skip


def _item_of(path: str) -> str:
    """The path of a question without the positions of repeated groups: "tests.2.normal" is "tests.normal"."""
    return ".".join(part for part in path.split(".") if not part.isdigit())


def _title(key: str, version: str, language: str) -> str:
    try:
        return in_version(key, version).title.in_(language)
    except UnknownName:
        return key


def _form_url(one: Question, instrument: Instrument | None) -> str:
    if instrument is None:
        return ""
    section = next((item.section for item in instrument.items if item.key == one.item.partition(".")[0]), "")
    query = f"?section={section}" if section else ""
    where = [one.record_key, one.dataset, one.instrument]
    if instrument.repeats:
        return reverse("entry-form", args=[*where, one.entry_key]) + query
    return reverse("form", args=where) + query


def _records(questions: Iterable[Question], *, named: bool) -> dict[UUID, tuple[str, str]]:
    wanted = {one.record_key for one in questions}
    return numbers_and_names(wanted) if named else {key: (number, "") for key, number in numbers_of(wanted).items()}
