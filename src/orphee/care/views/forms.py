"""Forms: shown, and saved."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orphee.access.permissions import account_of, needs, reader_of
from orphee.access.rules.policy import Action
from orphee.care import actions, uses
from orphee.care.desk_sets import desk_instrument, may_have
from orphee.care.drafts import drop_draft, keep_draft
from orphee.care.places import Place, Spot
from orphee.care.presenters.entries import entry_list
from orphee.care.presenters.form import form_page
from orphee.care.rules.identity_answers import local_ids_left_out
from orphee.care.rules.pages import Page, page_of
from orphee.care.signs import FEATURE
from orphee.care.views.finding import (
    answers_before,
    answers_posted,
    draft_of,
    is_someone_else,
    page_at,
    place_of,
    record_or_404,
)
from orphee.care.views.signs import sign_list
from orphee.datasets.completeness import of_entry
from orphee.datasets.definition import Instrument, StoredIn, UnknownName
from orphee.datasets.sdm_mr_codes import PHENOTYPE
from orphee.foundation.language import current_language
from orphee.record.rules.receipt import Outcome, Receipt
from orphee.record.view import assemble

Answers = dict[str, object]


@needs(Action.WRITE_RECORD)
def form(request: HttpRequest, record_key: UUID, dataset: str, instrument: str) -> HttpResponse:
    """The form of an instrument filled once, or the list of a repeating one's entries."""
    try:
        definition = desk_instrument(dataset, instrument)
    except UnknownName:
        raise Http404 from None
    if not definition.repeats:
        return _form(request, place_of(request, record_key, Spot(dataset, instrument), audit=request.method == "GET"))
    return _list(request, record_key, definition)


def _list(request: HttpRequest, record_key: UUID, definition: Instrument) -> HttpResponse:
    reader = reader_of(request)
    view = record_or_404(request, record_key, audit=True)
    if not may_have(view, reader, definition.dataset):
        raise Http404
    if (definition.dataset, definition.key) == (PHENOTYPE, FEATURE):
        return sign_list(request, view, definition)
    page = entry_list(view, definition, reader, timezone.localdate(), current_language())
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
    spot = Spot(dataset, instrument, new_key=new_key)
    place = place_of(request, record_key, spot, audit=request.method == "GET")
    if place.entry is not None and request.method == "GET":
        return redirect("entry-form", record_key, dataset, instrument, place.entry.key)
    return _form(request, place)


@needs(Action.WRITE_RECORD)
def entry_form(request: HttpRequest, record_key: UUID, dataset: str, instrument: str, entry_key: UUID) -> HttpResponse:
    """The form of one entry of a repeating instrument."""
    spot = Spot(dataset, instrument, entry_key=entry_key)
    return _form(request, place_of(request, record_key, spot, audit=request.method == "GET"))


def _form(request: HttpRequest, place: Place) -> HttpResponse:
    page = page_at(request, place)
    return _save(request, place, page) if request.method == "POST" else _show(request, place, page)


def _show(request: HttpRequest, place: Place, page: Page) -> HttpResponse:
    uses.note_opened(place, account_of(request), now=timezone.now())
    draft = draft_of(request, place)
    shown = form_page(
        place,
        page,
        place.computed(answers_before(request, place, draft)),
        reader=reader_of(request),
        user=account_of(request),
        language=current_language(),
        judged=not place.is_new,
        draft=draft,
        is_conflict=draft is not None and draft.based_on != place.stamp,
    )
    return render(request, "care/form.html", {"page": shown})


def _save(request: HttpRequest, place: Place, page: Page) -> HttpResponse:
    if is_someone_else(request):
        raise PermissionDenied
    answers = answers_posted(request, place, page)
    uses.note_work(place, account_of(request), seconds=request.POST.get("_active", ""))
    if go_to := _section_wanted(request, place):
        return _turn_page(request, place, answers, go_to)
    if place.keeps_from_saving(answers):
        return _not_saved(request, place, page, answers)
    complete = request.POST.get("_save") == "complete"
    receipt = actions.save(
        place,
        answers,
        complete=complete,
        based_on=request.POST.get("_stamp", ""),
        reader=reader_of(request),
        now=timezone.now(),
    )
    if receipt.outcome is Outcome.REFUSED:
        return _refused(request, place, page, answers, receipt)
    _saved(request, place, answers, receipt, complete=complete)
    return redirect(_after_saving(request, place, page))


def _section_wanted(request: HttpRequest, place: Place) -> str:
    """The section to which “previous” and “next” lead; empty when the form is to be saved."""
    kind, _colon, key = request.POST.get("_save", "").partition(":")
    if kind != "section":
        return ""
    try:
        return page_of(place.instrument, key).key
    except UnknownName:
        raise Http404 from None


def _turn_page(request: HttpRequest, place: Place, answers: Answers, section: str) -> HttpResponse:
    """Keep what was typed, and show another section."""
    keep_draft(
        place,
        answers,
        based_on=request.POST.get("_stamp", ""),
        typed=request.POST.get("_typed", ""),
        user=account_of(request),
        now=timezone.now(),
    )
    return redirect(f"{request.path}?section={section}")


def _saved(request: HttpRequest, place: Place, answers: Answers, receipt: Receipt, *, complete: bool) -> None:
    errors = sum(finding.severity == "error" for finding in receipt.findings)
    drop_draft(place, user=account_of(request))
    if complete and not errors:
        uses.note_completed(place, answers, account_of(request), now=timezone.now())
    missing = len(of_entry(place.instrument, answers, place.context).missing)
    _tell(request, receipt, complete=complete, errors=errors, missing=missing)
    if place.instrument.stored_in is StoredIn.IDENTITY and local_ids_left_out(place.answers, answers):
        messages.info(request, _("A local identifier is never taken away: those you removed stay."))


def _not_saved(request: HttpRequest, place: Place, page: Page, answers: Answers) -> HttpResponse:
    """Show what must be corrected first, with what was typed, and what was saved since the page was opened."""
    is_conflict = request.POST.get("_stamp", "") != place.stamp
    messages.error(request, _("Nothing was saved: correct what is listed below, then save again."))
    _keep_sections(request, place, page, answers)
    return _again(request, place, page, answers, is_conflict=is_conflict)


def _refused(request: HttpRequest, place: Place, page: Page, answers: Answers, receipt: Receipt) -> HttpResponse:
    """Show the form again with what was typed; when someone else saved meanwhile, with what they said."""
    is_conflict = any(one.code == "changed-meanwhile" for one in receipt.findings)
    for one in receipt.findings:
        if one.severity == "refusal" and not is_conflict:
            messages.error(request, one.text[current_language()])
    _keep_sections(request, place, page, answers)
    return _again(request, place, page, answers, is_conflict=is_conflict)


def _keep_sections(request: HttpRequest, place: Place, page: Page, answers: Answers) -> None:
    """The answers of the sections that are on no page stay in the draft."""
    if page.section is not None:
        based_on = request.POST.get("_stamp", "")
        keep_draft(place, answers, based_on=based_on, user=account_of(request), now=timezone.now())


def _again(request: HttpRequest, place: Place, page: Page, answers: Answers, *, is_conflict: bool) -> HttpResponse:
    shown = form_page(
        place,
        page,
        answers,
        reader=reader_of(request),
        user=account_of(request),
        language=current_language(),
        judged=True,
        is_conflict=is_conflict,
    )
    return render(request, "care/form.html", {"page": shown}, status=409 if is_conflict else 422)


def _tell(request: HttpRequest, receipt: Receipt, *, complete: bool, errors: int, missing: int) -> None:
    if receipt.outcome is Outcome.UNCHANGED:
        messages.info(request, _("Nothing changed since the last time."))
    elif not complete:
        messages.success(request, _("Draft saved."))
    elif errors:
        messages.warning(request, _("Saved as a draft: correct what is listed below, then finish again."))
    elif missing:
        messages.info(
            request,
            ngettext(
                "Saved, finished. %(n)s expected answer is still missing, named below.",
                "Saved, finished. %(n)s expected answers are still missing, named below.",
                missing,
            )
            % {"n": missing},
        )
    else:
        messages.success(request, _("Saved, complete."))


def _after_saving(request: HttpRequest, place: Place, page: Page) -> str:
    """Back to the same page of the same form: of a new entry, under the address it has from now on."""
    dataset, instrument = place.instrument.dataset, place.instrument.key
    query = f"?section={page.key}" if page.key else ""
    if not place.instrument.repeats:
        return reverse("form", args=[place.view.key, dataset, instrument]) + query
    view = assemble(UUID(place.view.key), reader_of(request), now=timezone.now(), audit=False)
    entry = next(
        one
        for one in view.entries
        if (one.dataset, one.instrument, one.source_key) == (dataset, instrument, place.source_key)
    )
    return reverse("entry-form", args=[place.view.key, dataset, instrument, entry.key]) + query
