"""Entries marked as entered in error, and brought back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.care import actions
from orphee.care.places import Place, Spot
from orphee.care.views.finding import place_of
from orphee.foundation.language import current_language
from orphee.record.rules.receipt import Outcome, Receipt


def _withdrawable(request: HttpRequest, record_key: UUID, dataset: str, instrument: str, entry_key: UUID) -> Place:
    """The place of one of several entries, or 404: identity, consent and forms filled once are not withdrawn."""
    place = place_of(request, record_key, Spot(dataset, instrument, entry_key))
    if not place.is_withdrawable:
        raise Http404
    return place


def _tell_refusal(request: HttpRequest, receipt: Receipt) -> bool:
    """Say why nothing was stored; whether that is so."""
    if receipt.outcome is not Outcome.REFUSED:
        return False
    for one in receipt.findings:
        messages.error(request, one.text[current_language()])
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
