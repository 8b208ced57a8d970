"""Forms: shown, kept while typing, saved, withdrawn and brought back."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orphee.access.permissions import account_of, needs, reader_of
from orphee.access.rules.policy import Action
from orphee.care import actions
from orphee.care.desk_sets import desk_instrument
from orphee.care.places import Place, find_place
from orphee.care.presenters.entries import entry_list
from orphee.care.presenters.form import drawn, form_page, labels_for
from orphee.care.queries import draft_at
from orphee.care.rules.answers import Posted, read_answers, row_numbers
from orphee.care.rules.clean import clean_posted
from orphee.care.rules.drawing import walk_fields
from orphee.care.rules.identity_answers import local_ids_left_out
from orphee.care.rules.known import known_answers, merged
from orphee.care.starting import starting_answers
from orphee.datasets.definition import StoredIn, UnknownName
from orphee.record.queries import UnableToFindRecord
from orphee.record.rules.receipt import Outcome, Receipt
from orphee.record.view import assemble


def _language() -> str:
    return get_language() or "fr"


def _place(
    request: HttpRequest,
    record_key: UUID,
    dataset: str,
    instrument: str,
    entry_key: UUID | None = None,
    new_key: UUID | None = None,
    *,
    audit: bool = False,
) -> Place:
    """Where this request writes, or the 404 of an unknown record."""
    try:
        return find_place(
            reader_of(request),
            record_key,
            dataset,
            instrument,
            entry_key=entry_key,
            new_key=new_key,
            now=timezone.now(),
            audit=audit,
        )
    except UnableToFindRecord:
        raise Http404 from None


def _posted(request: HttpRequest) -> Posted:
    return clean_posted(request.POST.lists())


@needs(Action.WRITE_RECORD)
def form(request: HttpRequest, record_key: UUID, dataset: str, instrument: str) -> HttpResponse:
    """The form of an instrument filled once, or the list of a repeating one's entries."""
    try:
        definition = desk_instrument(dataset, instrument)
    except UnknownName:
        raise Http404 from None
    if not definition.repeats:
        return _form(request, _place(request, record_key, dataset, instrument, audit=request.method == "GET"))
    try:
        view = assemble(record_key, reader_of(request), now=timezone.now())
    except UnableToFindRecord:
        raise Http404 from None
    page = entry_list(view, definition, timezone.localdate(), _language())
    return render(request, "care/entries.html", {"page": page})


@needs(Action.WRITE_RECORD)
def new_entry(request: HttpRequest, record_key: UUID, dataset: str, instrument: str) -> HttpResponse:
    """Give a new entry its identifier, then show its form: reloading never makes two."""
    return redirect("new-entry-form", record_key, dataset, instrument, uuid4())


@needs(Action.WRITE_RECORD)
def new_entry_form(
    request: HttpRequest, record_key: UUID, dataset: str, instrument: str, new_key: UUID
) -> HttpResponse:
    """The form of an entry not saved yet."""
    place = _place(request, record_key, dataset, instrument, new_key=new_key, audit=request.method == "GET")
    if place.entry is not None and request.method == "GET":
        return redirect("entry-form", record_key, dataset, instrument, place.entry.key)
    return _form(request, place)


@needs(Action.WRITE_RECORD)
def entry_form(request: HttpRequest, record_key: UUID, dataset: str, instrument: str, entry_key: UUID) -> HttpResponse:
    """The form of one entry of a repeating instrument."""
    return _form(request, _place(request, record_key, dataset, instrument, entry_key, audit=request.method == "GET"))


def _form(request: HttpRequest, place: Place) -> HttpResponse:
    return _save(request, place) if request.method == "POST" else _show(request, place)


def _show(request: HttpRequest, place: Place) -> HttpResponse:
    draft = draft_at(place, account_of(request))
    if draft is not None and draft.answers == place.answers:
        draft = None
    answers = draft.answers if draft else place.answers
    if place.is_new and draft is None:
        answers = starting_answers(place, account_of(request), reader_of(request))
    page = form_page(
        place,
        answers,
        reader=reader_of(request),
        user=account_of(request),
        language=_language(),
        judged=not place.is_new,
        draft=draft,
        is_conflict=draft is not None and draft.based_on != place.stamp,
    )
    return render(request, "care/form.html", {"page": page})


def _save(request: HttpRequest, place: Place) -> HttpResponse:
    language, reader = _language(), reader_of(request)
    answers = read_answers(place.instrument, _posted(request), place.answers, language)
    complete = request.POST.get("save") == "complete"
    if place.keeps_from_saving(answers):
        return _not_saved(request, place, answers)
    receipt = actions.save(
        place, answers, complete=complete, based_on=request.POST.get("stamp", ""), reader=reader, now=timezone.now()
    )
    if receipt.outcome is Outcome.REFUSED:
        return _refused(request, place, answers, receipt)
    actions.drop_draft(place, user=account_of(request))
    _tell(request, receipt, complete=complete, language=language)
    if place.instrument.stored_in is StoredIn.IDENTITY and local_ids_left_out(place.answers, answers):
        messages.info(request, _("A local identifier is never taken away: those you removed stay."))
    return redirect(_after_saving(request, place))


def _not_saved(request: HttpRequest, place: Place, answers: dict[str, object]) -> HttpResponse:
    """Show what must be corrected first, with what was typed, and what was saved since the page was opened."""
    is_conflict = request.POST.get("stamp", "") != place.stamp
    messages.error(request, _("Nothing was saved: correct what is listed below, then save again."))
    return _again(request, place, answers, is_conflict=is_conflict)


def _refused(request: HttpRequest, place: Place, answers: dict[str, object], receipt: Receipt) -> HttpResponse:
    """Show the form again with what was typed; when someone else saved meanwhile, with what they said."""
    is_conflict = any(one.code == "changed-meanwhile" for one in receipt.findings)
    for one in receipt.findings:
        if one.severity == "refusal" and not is_conflict:
            messages.error(request, one.text[_language()[:2] if _language()[:2] == "en" else "fr"])
    return _again(request, place, answers, is_conflict=is_conflict)


def _again(request: HttpRequest, place: Place, answers: dict[str, object], *, is_conflict: bool) -> HttpResponse:
    page = form_page(
        place,
        answers,
        reader=reader_of(request),
        user=account_of(request),
        language=_language(),
        judged=True,
        is_conflict=is_conflict,
    )
    return render(request, "care/form.html", {"page": page}, status=409 if is_conflict else 422)


def _tell(request: HttpRequest, receipt: Receipt, *, complete: bool, language: str) -> None:
    errors = sum(finding.severity == "error" for finding in receipt.findings)
    if receipt.outcome is Outcome.UNCHANGED:
        messages.info(request, _("Nothing changed since the last time."))
    elif not complete:
        messages.success(request, _("Draft saved."))
    elif errors:
        messages.warning(request, _("Saved as a draft: correct what is listed below, then finish again."))
    else:
        messages.success(request, _("Saved, complete."))


def _after_saving(request: HttpRequest, place: Place) -> str:
    """Back to the same form: of a new entry, under the address it has from now on."""
    dataset, instrument = place.instrument.dataset, place.instrument.key
    if not place.instrument.repeats:
        return reverse("form", args=[place.view.key, dataset, instrument])
    view = assemble(UUID(place.view.key), reader_of(request), now=timezone.now(), audit=False)
    entry = next(
        one
        for one in view.entries
        if (one.dataset, one.instrument, one.source_key) == (dataset, instrument, place.source_key)
    )
    return reverse("entry-form", args=[place.view.key, dataset, instrument, entry.key])


@needs(Action.WRITE_RECORD)
@require_POST
def keep_draft(
    request: HttpRequest,
    record_key: UUID,
    dataset: str,
    instrument: str,
    entry_key: UUID | None = None,
    new_key: UUID | None = None,
) -> HttpResponse:
    """Keep what is being typed, and say which questions are put now."""
    place = _place(request, record_key, dataset, instrument, entry_key, new_key)
    posted, language = _posted(request), _language()
    answers = read_answers(place.instrument, posted, place.answers, language)
    kept = actions.keep_draft(
        place,
        answers,
        based_on=request.POST.get("stamp", ""),
        user=account_of(request),
        now=timezone.now(),
    )
    numbers = row_numbers(place.instrument, posted, language)
    labels = labels_for(place, {}, {}, language)
    fields = drawn(place, answers, reader=reader_of(request), language=language, labels=labels, numbers=numbers)
    conditional = [one for one in walk_fields(fields) if one.is_conditional]
    response = render(
        request,
        "care/save_state.html",
        {
            "kept": kept,
            "at": timezone.localtime(),
            "is_outdated": request.POST.get("stamp") != place.stamp,
            "problems": sum(one.is_error for one in place.problems(answers)),
        },
    )
    state = {
        "shown": [one.name for one in conditional if one.is_shown],
        "hidden": [one.name for one in conditional if not one.is_shown],
    }
    response["HX-Trigger"] = json.dumps({"formState": state})
    return response


@needs(Action.WRITE_RECORD)
@require_POST
def drop_draft(
    request: HttpRequest,
    record_key: UUID,
    dataset: str,
    instrument: str,
    entry_key: UUID | None = None,
    new_key: UUID | None = None,
) -> HttpResponse:
    """Forget what was being typed and show what stands."""
    place = _place(request, record_key, dataset, instrument, entry_key, new_key)
    actions.drop_draft(place, user=account_of(request))
    if place.entry is not None and place.instrument.repeats:
        return redirect("entry-form", record_key, dataset, instrument, place.entry.key)
    return redirect("form", record_key, dataset, instrument)


@needs(Action.WRITE_RECORD)
@require_POST
def take_known(
    request: HttpRequest,
    record_key: UUID,
    dataset: str,
    instrument: str,
    entry_key: UUID | None = None,
    new_key: UUID | None = None,
) -> HttpResponse:
    """Take into one field the answer that the record already holds elsewhere."""
    place = _place(request, record_key, dataset, instrument, entry_key, new_key)
    language, key = _language(), request.GET.get("field", "")
    answers = read_answers(place.instrument, _posted(request), place.answers, language)
    known = known_answers(place.instrument, answers, place.view, but=place.entry.key if place.entry else "")
    if key not in known:
        raise Http404
    answers[key] = merged(answers.get(key), known[key].value)
    labels = labels_for(place, answers, {}, language)
    fields = drawn(place, answers, reader=reader_of(request), language=language, labels=labels)
    found = next(one for one in fields if one.name == key)
    response = render(request, "care/fields/field.html", {"field": found})
    response["HX-Trigger-After-Swap"] = "answersTaken"
    return response


def _withdrawable(request: HttpRequest, record_key: UUID, dataset: str, instrument: str, entry_key: UUID) -> Place:
    """The place of one of several entries, or 404: identity, consent and forms filled once are not withdrawn."""
    place = _place(request, record_key, dataset, instrument, entry_key)
    if not place.is_withdrawable:
        raise Http404
    return place


def _tell_refusal(request: HttpRequest, receipt: Receipt) -> bool:
    """Say why nothing was stored; whether that is so."""
    if receipt.outcome is not Outcome.REFUSED:
        return False
    for one in receipt.findings:
        messages.error(request, one.text["en" if _language().startswith("en") else "fr"])
    return True


@needs(Action.WRITE_RECORD)
@require_POST
def withdraw(request: HttpRequest, record_key: UUID, dataset: str, instrument: str, entry_key: UUID) -> HttpResponse:
    """Mark an entry as entered in error; the list offers to undo it."""
    place = _withdrawable(request, record_key, dataset, instrument, entry_key)
    receipt = actions.withdraw(place, reader=reader_of(request), now=timezone.now())
    if not _tell_refusal(request, receipt):
        messages.success(
            request, _("Marked as entered in error. It no longer counts anywhere; you can bring it back below.")
        )
    return redirect("form", record_key, dataset, instrument)


@needs(Action.WRITE_RECORD)
@require_POST
def restore(request: HttpRequest, record_key: UUID, dataset: str, instrument: str, entry_key: UUID) -> HttpResponse:
    """Bring back an entry marked as entered in error."""
    place = _withdrawable(request, record_key, dataset, instrument, entry_key)
    receipt = actions.restore(place, reader=reader_of(request), now=timezone.now())
    if not _tell_refusal(request, receipt):
        messages.success(request, _("Brought back."))
    return redirect("form", record_key, dataset, instrument)
