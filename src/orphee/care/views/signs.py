"""Phenotypic features, one term at a time: looked up, said, changed in their row.

Codes are posted: an address with a record's key and a term would tell something of a person.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.care import signs
from orphee.care.places import Spot
from orphee.care.presenters.signs import companions as companions_of
from orphee.care.presenters.signs import sign_page, sign_rows, term_card
from orphee.care.rules.clean import clean
from orphee.care.signs import FEATURE, Sign
from orphee.care.views.finding import place_of, record_or_404
from orphee.datasets.definition import Instrument
from orphee.datasets.sdm_mr_codes import PHENOTYPE
from orphee.foundation.language import current_language
from orphee.record.rules.receipt import Outcome, Receipt
from orphee.record.rules.view import RecordView

SAID = ("observed", "excluded", "unknown")


def sign_list(request: HttpRequest, view: RecordView, definition: Instrument) -> HttpResponse:
    """The page of features, for the view of forms."""
    page = sign_page(view, definition, reader_of(request), timezone.localdate(), current_language())
    return render(request, "care/signs.html", {"page": page, "view": view})


@needs(Action.WRITE_RECORD)
@require_POST
def term(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """One term, and the more general and more specific ones."""
    view = record_or_404(request, record_key)
    card = term_card(view, clean(request.POST.get("code", ""))[:40], current_language())
    if card is None:
        raise Http404
    return render(request, "care/sign_term.html", {"card": card, "view": view})


@needs(Action.WRITE_RECORD)
@require_POST
def add(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """Write a feature down; the answer is the list."""
    sign, view = _sign(request), record_or_404(request, record_key)
    if sign.said == "unknown":
        return _list(request, view, note=_("Nothing was kept: it is not known."))
    if any(row.code == sign.code for row in sign_rows(view, current_language())):
        return _list(request, view, note=_("This feature is in the list already: change it there."))
    receipt = signs.add(record_key, sign, reader=reader_of(request), now=timezone.now())
    if not request.headers.get("HX-Request"):
        return redirect("form", record_key, PHENOTYPE, FEATURE)
    response = _list(request, record_or_404(request, record_key), note=_refusal(receipt))
    response["HX-Trigger"] = "signsChanged"
    return response


@needs(Action.WRITE_RECORD)
@require_POST
def change(request: HttpRequest, record_key: UUID, entry_key: UUID) -> HttpResponse:
    """Say something else of a feature; the answer is the list as it stands."""
    place = place_of(request, record_key, Spot(PHENOTYPE, FEATURE, entry_key=entry_key))
    sign = _sign(request, code=str(place.answers.get("term") or ""))
    based_on = request.POST.get("_stamp", "")
    if sign.said == "unknown" and based_on != place.stamp:
        return _list(request, place.view, note=_changed_meanwhile())
    receipt = signs.change(place, sign, based_on=based_on, reader=reader_of(request), now=timezone.now())
    if not request.headers.get("HX-Request"):
        if note := _refusal(receipt):
            messages.error(request, note)
        return redirect("form", record_key, PHENOTYPE, FEATURE)
    response = _list(request, record_or_404(request, record_key), note=_refusal(receipt))
    response["HX-Trigger"] = "signsChanged"
    return response


@needs(Action.WRITE_RECORD)
def companions(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """What else usually goes with the features observed."""
    view = record_or_404(request, record_key)
    return render(
        request, "care/sign_companions.html", {"terms": companions_of(view, current_language()), "view": view}
    )


def _sign(request: HttpRequest, *, code: str = "") -> Sign:
    given = {name: clean(request.POST.get(name, "")).strip()[:40] for name in ("code", "said", "onset", "severity")}
    if given["said"] not in SAID or not (code or given["code"]):
        raise Http404
    return Sign(code or given["code"], given["said"], given["onset"], given["severity"])


def _list(request: HttpRequest, view: RecordView, *, note: str) -> HttpResponse:
    context = {"rows": sign_rows(view, current_language()), "view": view, "note": note}
    return render(request, "care/sign_rows.html", context)


def _refusal(receipt: Receipt) -> str:
    if receipt.outcome is not Outcome.REFUSED:
        return ""
    if any(one.code == "changed-meanwhile" for one in receipt.findings):
        return _changed_meanwhile()
    return receipt.findings[0].text[current_language()]


def _changed_meanwhile() -> str:
    return _("Someone changed this feature meanwhile: nothing was overwritten. Here is what stands; change it again.")
