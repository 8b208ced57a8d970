"""What every view of a form does first: find the place, the page and what was posted."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from orphee.access.permissions import account_of, reader_of
from orphee.care.attachments import attached_to
from orphee.care.drafts import typing_tag
from orphee.care.places import Place, Spot, find_place
from orphee.care.queries import OpenDraft, draft_at, version_typed
from orphee.care.rules.answers import Posted
from orphee.care.rules.clean import clean_posted
from orphee.care.rules.pages import Page, page_of, read_page
from orphee.care.starting import starting_answers
from orphee.datasets.definition import UnknownName
from orphee.foundation.language import current_language
from orphee.record.queries import UnableToFindRecord
from orphee.record.rules.view import RecordView
from orphee.record.view import assemble


def at_spot(view: Callable[[HttpRequest, UUID, Spot], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the spot that its address names: a form, and an entry that stands or one that is new."""

    @wraps(view)
    def spotted(request: HttpRequest, record_key: UUID, **address: Any) -> HttpResponse:
        return view(request, record_key, Spot(**address))

    return spotted


def record_or_404(request: HttpRequest, record_key: UUID, *, audit: bool = False) -> RecordView:
    """The record as its reader may see it, or the 404 of one that is not there or not open to them.

    Pages that show the record ask for `audit`: one line in the trail.
    """
    try:
        return assemble(record_key, reader_of(request), now=timezone.now(), audit=audit)
    except UnableToFindRecord:
        raise Http404 from None


def place_of(request: HttpRequest, record_key: UUID, spot: Spot, *, audit: bool = False) -> Place:
    """Where this request writes, or the 404 of an unknown record."""
    typed_in = version_typed(record_key, spot, account_of(request))
    try:
        return find_place(reader_of(request), record_key, spot, typed_in=typed_in, now=timezone.now(), audit=audit)
    except UnableToFindRecord:
        raise Http404 from None


def page_at(request: HttpRequest, place: Place) -> Page:
    """The page of the form that the address names; 404 for a section it does not have."""
    try:
        return page_of(place.instrument, request.GET.get("section", "")[:80])
    except UnknownName:
        raise Http404 from None


def posted_of(request: HttpRequest) -> Posted:
    """What was posted, clean."""
    return clean_posted(request.POST.lists())


def draft_of(request: HttpRequest, place: Place) -> OpenDraft | None:
    """What this person was typing here, when it differs from what stands."""
    found = draft_at(place, account_of(request))
    return None if found is not None and found.answers == place.answers else found


def answers_before(request: HttpRequest, place: Place, draft: OpenDraft | None) -> dict[str, object]:
    """The answers a page starts from: what was being typed, else what stands, else what the system knows."""
    if draft is not None:
        return draft.answers
    if place.is_new:
        return starting_answers(place, account_of(request), reader_of(request))
    return place.answers


def answers_posted(request: HttpRequest, place: Place, page: Page) -> dict[str, object]:
    """The answers of the whole form: this page's as posted, the other sections' as they were, and those computed."""
    base = answers_before(request, place, draft_at(place, account_of(request))) if page.section else {}
    read = read_page(page, posted_of(request), place.answers, base, current_language(), attached_to(place))
    return place.computed(read)


def is_someone_else(request: HttpRequest) -> bool:
    """Whether the page was typed by another account than the one signed in now (another tab signed in since)."""
    typist = request.POST.get("_as", "")
    return bool(typist) and typist != typing_tag(account_of(request))
