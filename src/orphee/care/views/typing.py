"""While someone types: kept every few seconds, forgotten on demand, answers taken that the record already holds."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from orphee.access.permissions import account_of, needs, reader_of
from orphee.access.rules.policy import Action
from orphee.care import drafts, uses
from orphee.care.attachments import attached_to
from orphee.care.places import Place, Spot
from orphee.care.presenters.fields import Asking, labels_for
from orphee.care.presenters.form import drawn, known_of
from orphee.care.queries import others_typing
from orphee.care.rules.answers import row_numbers
from orphee.care.rules.drawing import walk_fields
from orphee.care.rules.fields import Field, Kind
from orphee.care.rules.known import all_taken, merged
from orphee.care.rules.pages import Page
from orphee.care.views.finding import (
    answers_posted,
    at_spot,
    is_someone_else,
    page_at,
    place_of,
    posted_of,
)
from orphee.foundation.language import current_language

Answers = dict[str, object]
ALL = "*"  # every known answer of the page


@needs(Action.WRITE_RECORD)
@require_POST
@at_spot
def keep_draft(request: HttpRequest, record_key: UUID, spot: Spot) -> HttpResponse:
    """Keep what is being typed; say which questions are put now, and what was computed."""
    if is_someone_else(request):
        return JsonResponse({"someone_else": True}, status=409)
    place = place_of(request, record_key, spot)
    page = page_at(request, place)
    answers = answers_posted(request, place, page)
    kept = _keep(request, place, answers)
    uses.note_work(place, account_of(request), seconds=request.POST.get("_active", ""))
    return JsonResponse(_state(request, place, page, answers, kept=kept))


def _keep(request: HttpRequest, place: Place, answers: Answers) -> bool:
    return drafts.keep_draft(
        place,
        answers,
        based_on=request.POST.get("_stamp", ""),
        typed=request.POST.get("_typed", ""),
        user=account_of(request),
        now=timezone.now(),
    )


def _state(request: HttpRequest, place: Place, page: Page, answers: Answers, *, kept: bool) -> dict[str, object]:
    """What the page shows after something was typed."""
    fields = _fields(request, place, page, answers)
    said = {
        "kept": kept,
        "at": timezone.localtime(),
        "is_outdated": request.POST.get("_stamp") != place.stamp,
    }
    conditional = [one for one in fields if one.is_conditional]
    return {
        "also_here": others_typing(place, account_of(request), now=timezone.now()),
        "state": render_to_string("care/save_state.html", said, request),
        "shown": [one.name for one in conditional if one.is_shown],
        "hidden": [one.name for one in conditional if not one.is_shown],
        "computed": {one.name: one.value for one in fields if one.kind is Kind.COMPUTED},
    }


def _fields(request: HttpRequest, place: Place, page: Page, answers: Answers) -> list[Field]:
    asking = Asking(place, reader_of(request), current_language())
    numbers = row_numbers(place.instrument, posted_of(request), current_language(), attached_to(place))
    labels = labels_for(asking, {}, {})
    return list(walk_fields(drawn(asking, page, answers, labels=labels, numbers=numbers)))


@needs(Action.WRITE_RECORD)
@require_POST
@at_spot
def drop_draft(request: HttpRequest, record_key: UUID, spot: Spot) -> HttpResponse:
    """Forget what was being typed and show what stands."""
    place = place_of(request, record_key, spot)
    drafts.drop_draft(place, user=account_of(request))
    if place.entry is not None and place.instrument.repeats:
        return redirect("entry-form", record_key, spot.dataset, spot.instrument, place.entry.key)
    return redirect("form", record_key, spot.dataset, spot.instrument)


@needs(Action.WRITE_RECORD)
@require_POST
@at_spot
def take_known(request: HttpRequest, record_key: UUID, spot: Spot) -> HttpResponse:
    """Take into one field, or into all of the page, the answer that the record already holds elsewhere."""
    if is_someone_else(request):
        raise Http404
    place = place_of(request, record_key, spot)
    page, key = page_at(request, place), request.GET.get("field", "")
    answers = answers_posted(request, place, page)
    known = known_of(place, answers, page)
    if key == ALL:
        taken = all_taken(place.instrument, answers, known, place.context)
    else:
        taken = {key: merged(answers.get(key), known[key].value)} if key in known else {}
    if not taken:
        raise Http404
    answers = place.computed(answers | taken)
    uses.note_work(place, account_of(request), taken=taken)
    if key == ALL:
        _keep(request, place, answers)
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return _one_field(request, place, page, answers, key)


def _one_field(request: HttpRequest, place: Place, page: Page, answers: Answers, key: str) -> HttpResponse:
    asking = Asking(place, reader_of(request), current_language())
    fields = drawn(asking, page, answers, labels=labels_for(asking, answers, {}))
    found = next(one for one in fields if one.name == key)
    response = render(request, "care/fields/field.html", {"field": found})
    response["HX-Trigger-After-Swap"] = "answersTaken"
    return response


@needs(Action.WRITE_RECORD)
def session(request: HttpRequest) -> HttpResponse:
    """Whether one is still signed in, asked before a form is sent that is not kept while typing."""
    return JsonResponse({"as": drafts.typing_tag(account_of(request))})
