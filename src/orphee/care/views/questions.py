"""Questions on answers: asked by data managers on entries without names, answered by those who follow the person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.care import questions
from orphee.care.actions import note_page
from orphee.care.models import Question, QuestionState
from orphee.care.presenters import questions as presenter
from orphee.care.presenters.words import display_name_of
from orphee.care.questions import UnableToAsk
from orphee.care.rules.clean import clean
from orphee.care.rules.questioning import MOST_WORDS, Act
from orphee.care.views.finding import record_or_404
from orphee.foundation.language import current_language
from orphee.record.by_number import NumberedRecord, key_of_number, numbered_record
from orphee.record.queries import UnableToFindRecord
from orphee.record.rules.view import EntryView

MOST_LISTED = 200


@needs(Action.READ_ENTRIES)
def entries_by_number(request: HttpRequest) -> HttpResponse:
    """Open the entries of a record by its number; what is typed is posted, never put in the address."""
    typed = clean(request.POST.get("number", ""))[:30]
    if request.method == "POST" and typed:
        try:
            return redirect("record-entries", key_of_number(reader_of(request), typed))
        except UnableToFindRecord:
            return render(request, "care/entries_by_number.html", {"typed": typed, "is_unknown": True}, status=404)
    return render(request, "care/entries_by_number.html", {"typed": typed})


@require_GET
@needs(Action.READ_ENTRIES)
def record_entries(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """The entries of one collection of a record, in words, without who it is about."""
    reader, language = reader_of(request), current_language()
    record = _record(request, record_key)
    chosen = clean(request.GET.get("dataset", ""))[:80] or _first_set(record)
    entries = [one for one in record.entries if one.dataset == chosen]
    cards = presenter.question_cards(questions.of_record(reader, record_key), language)
    shown = [presenter.open_entry(one, cards, language) for one in entries]
    context = {
        "record": record,
        "collections": presenter.collections_of(record.entries, chosen, language),
        "chosen": chosen,
        "entries": [one for one in shown if one],
        "may_ask": reader.may(Action.ASK_QUESTIONS),
    }
    return render(request, "care/record_entries.html", context)


@needs(Action.ASK_QUESTIONS)
def ask(request: HttpRequest, record_key: UUID, entry_key: UUID) -> HttpResponse:
    """Ask a question on one answer of an entry."""
    record = _record(request, record_key, audit=request.method == "GET")
    entry = record.entry(entry_key)
    if entry is None:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    item = clean(given.get("item", ""))[:2_000]
    choices = presenter.item_choices(entry, item, current_language())
    words = clean(request.POST.get("words", ""))
    problem = ""
    if request.method == "POST":
        problem = "no-item" if item not in {one.path for one in choices} else _ask(request, record_key, entry, item)
        if not problem:
            messages.success(request, _("The question is asked: those who follow the person see it on their list."))
            return redirect(_entries_url(record_key, entry.dataset))
    context = {
        "record": record,
        "entry": presenter.open_entry(entry, (), current_language()),
        "dataset": entry.dataset,
        "choices": choices,
        "words": words,
        "problem": _reason(problem),
        "most": MOST_WORDS,
    }
    return render(request, "care/question_ask.html", context, status=422 if problem else 200)


@require_GET
@needs(Action.ASK_QUESTIONS)
def questions_asked(request: HttpRequest) -> HttpResponse:
    """The questions on the records of my network, those that changed last first."""
    state = request.GET.get("state", "")
    state = state if state in QuestionState.values else ""
    found = questions.asked(reader_of(request), state)[:MOST_LISTED]
    context = {
        "cards": presenter.question_cards(found, current_language()),
        "states": [(value, presenter.state_words(value), value == state) for value in QuestionState.values],
        "state": state,
        "most": MOST_LISTED,
    }
    return render(request, "care/questions_asked.html", context)


@needs(Action.ASK_QUESTIONS)
def question(request: HttpRequest, key: UUID) -> HttpResponse:
    """One question: what was said, and closing it or opening it again."""
    found = _question(request, key)
    problem = ""
    if request.method == "POST":
        act = {"close": Act.CLOSE, "reopen": Act.REOPEN}.get(request.POST.get("act", ""))
        if act is None:
            raise PermissionDenied
        problem = _do(request, found, act)
        if not problem:
            said = _("The question is closed.") if act is Act.CLOSE else _("The question is open again.")
            messages.success(request, said)
            return redirect("question", key)
    context = {
        "card": presenter.question_cards([found], current_language())[0],
        "problem": _reason(problem),
        "words": clean(request.POST.get("words", "")),
        "dataset": found.dataset,
        "most": MOST_WORDS,
    }
    return render(request, "care/question.html", context, status=422 if problem else 200)


@require_GET
@needs(Action.WRITE_RECORD)
def questions_to_answer(request: HttpRequest) -> HttpResponse:
    """The questions that wait for an answer of my sites."""
    found = questions.to_answer(reader_of(request))
    cards = presenter.question_cards(found[:MOST_LISTED], current_language(), named=True)
    return render(request, "care/questions_to_answer.html", {"cards": cards, "total": found.count()})


@require_GET
@needs(Action.READ_RECORD)
def record_question(request: HttpRequest, record_key: UUID, key: UUID) -> HttpResponse:
    """One question on a record, for those who follow the person."""
    return _record_question(request, record_key, _question(request, key, record_key))


@require_POST
@needs(Action.WRITE_RECORD)
def answer_question(request: HttpRequest, record_key: UUID, key: UUID) -> HttpResponse:
    """Answer a question in words."""
    found = _question(request, key, record_key)
    problem = _do(request, found, Act.ANSWER)
    if problem:
        return _record_question(request, record_key, found, problem=problem)
    messages.success(request, _("Answered: whoever asked sees it."))
    return redirect("record-question", record_key, key)


def _record_question(
    request: HttpRequest, record_key: UUID, found: Question, *, problem: str = ""
) -> HttpResponse:  # fmt: skip
    reader = reader_of(request)
    view = record_or_404(request, record_key)
    note_page(reader, record_key, "question", now=timezone.now())
    context = {
        "view": view,
        "name": display_name_of(view),
        "card": presenter.question_cards([found], current_language(), named=True)[0],
        "may_answer": reader.may(Action.WRITE_RECORD),
        "words": clean(request.POST.get("words", "")),
        "problem": _reason(problem),
        "most": MOST_WORDS,
    }
    return render(request, "care/record_question.html", context, status=422 if problem else 200)


def _ask(request: HttpRequest, record_key: UUID, entry: EntryView, item: str) -> str:
    words = request.POST.get("words", "")
    try:
        questions.ask(reader_of(request), record_key, entry, item, words, now=timezone.now())
    except UnableToAsk as error:
        return error.reason
    return ""


def _do(request: HttpRequest, found: Question, act: Act) -> str:
    try:
        questions.do(reader_of(request), found, act, request.POST.get("words", ""), now=timezone.now())
    except UnableToAsk as error:
        return error.reason
    return ""


def _reason(reason: str) -> str:
    """Why it was not done, and what to do."""
    words = {
        "no-item": _("Choose the answer your question is about."),
        "no-words": _("Write what you want to say."),
        "too-long": _("That is too long: keep to %(most)s characters.") % {"most": MOST_WORDS},
        "asked-already": _("A question on this answer waits already: wait for its answer, or close it first."),
        "not-now": _("Someone dealt with this question meanwhile: read what was said, then try again."),
        "not-allowed": _("Your role does not allow this."),
    }
    return words.get(reason, "")


def _record(request: HttpRequest, record_key: UUID, *, audit: bool = True) -> NumberedRecord:
    try:
        return numbered_record(reader_of(request), record_key, now=timezone.now(), audit=audit)
    except UnableToFindRecord:
        raise Http404 from None


def _question(request: HttpRequest, key: UUID, record_key: UUID | None = None) -> Question:
    found = questions.question_of(reader_of(request), key, record_key)
    if found is None:
        raise Http404
    return found


def _first_set(record: NumberedRecord) -> str:
    return next((one.dataset for one in record.entries), "")


def _entries_url(record_key: UUID, dataset: str) -> str:
    return f"{reverse('record-entries', args=[record_key])}?dataset={dataset}"
