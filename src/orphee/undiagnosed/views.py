"""A cue dealt with, its evidence, and similar people. Diseases and reasons are posted, never in an address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action, Reader
from orphee.care import knowing
from orphee.care.actions import note_page
from orphee.care.leads import diseases_of, query_of
from orphee.care.presenters.leads import Lead, leads_of
from orphee.care.presenters.words import display_name_of
from orphee.care.rules.clean import clean
from orphee.care.rules.leads import UnableToSetAside
from orphee.care.views.finding import record_or_404
from orphee.foundation import counting
from orphee.foundation.language import current_language
from orphee.insight.ranking.answering import rank
from orphee.record.rules.view import RecordView
from orphee.undiagnosed import actions, bank, presenters
from orphee.undiagnosed.actions import TooManyWords, UnableToFindCue
from orphee.undiagnosed.alike import alike
from orphee.undiagnosed.models import Cue
from orphee.undiagnosed.outlines import numbers_of
from orphee.undiagnosed.queries import cue_of
from orphee.undiagnosed.ranker import FAR_ENOUGH
from orphee.undiagnosed.rules.reasons import MOST_WORDS

MOST_AN_HOUR = 120  # charts opened with similar people; seeing people all day stays below


@needs(Action.WRITE_RECORD)
@require_POST
def seen(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """Looked at again: who, when, and why not more if they say so."""
    return _done(
        request,
        record_key,
        lambda: actions.seen(reader_of(request), record_key, _words(request), now=timezone.now()),
        _("Noted as seen. It can be undone below."),
    )


@needs(Action.WRITE_RECORD)
@require_POST
def not_this_one(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """Not this disease: kept with the candidates set aside."""
    reason = clean(request.POST.get("reason", ""))[:20]
    return _done(
        request,
        record_key,
        lambda: actions.not_this_one(reader_of(request), record_key, reason, _words(request), now=timezone.now()),
        _("Set aside: this disease gives no more cue. It can be undone below."),
    )


@needs(Action.WRITE_RECORD)
@require_POST
def undo(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """Open again what was closed last."""
    return _done(
        request,
        record_key,
        lambda: actions.undo(reader_of(request), record_key, now=timezone.now()),
        _("Undone: to look at again."),
    )


def _done(request: HttpRequest, record_key: UUID, act: Callable[[], None], said: str) -> HttpResponse:
    """Do something about the cue of a record the reader sees, and say what became of it on the chart."""
    record_or_404(request, record_key)
    try:
        act()
    except UnableToFindCue:
        messages.warning(request, _("Somebody dealt with it meanwhile: nothing was changed."))
    except TooManyWords:
        messages.error(request, _("The reason is too long: %(n)s characters at most.") % {"n": MOST_WORDS})
    except UnableToSetAside as refusal:
        messages.error(request, _refusal(refusal.kind))
    else:
        messages.success(request, said)
    return redirect(reverse("chart", args=[record_key]))


def _refusal(kind: str) -> str:
    if kind == "no-words":
        return _("Say which other reason it is: nothing was set aside.")
    return _("Choose a reason, of %(n)s characters at most: nothing was set aside.") % {"n": MOST_WORDS}


def _words(request: HttpRequest) -> str:
    return clean(request.POST.get("words", "")).strip()[: MOST_WORDS + 1]


@needs(Action.READ_RECORD)
@require_GET
def why(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """What speaks for and against the disease of the cue, as it ranks now."""
    view, cue = record_or_404(request, record_key), cue_of(record_key)
    if not request.headers.get("HX-Request") or cue is None:
        return redirect("chart", record_key)
    known = knowing.held()
    lead = _lead(view, cue) if known.knowledge is not None else None
    note_page(reader_of(request), record_key, "cue", now=timezone.now())
    return render(
        request, "undiagnosed/why.html", {"view": view, "lead": lead, "is_ready": known.knowledge is not None}
    )


def _lead(view: RecordView, cue: Cue) -> Lead | None:
    knowledge = knowing.held().knowledge
    if knowledge is None:
        return None
    ranking = rank(knowledge, query_of(view, timezone.localdate()), top=FAR_ENOUGH)
    kept = [one for one in ranking.candidates if not set(one.codes).isdisjoint(cue.codes)]
    if not kept:
        return None
    shown = leads_of(replace(ranking, candidates=tuple(kept)), (), diseases_of(view), current_language())
    return shown.leads[0]


@needs(Action.READ_RECORD)
@require_GET
def similar(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """Similar people; a page of its own for a browser without scripts."""
    view = record_or_404(request, record_key)
    held = bank.held()
    context: dict[str, object] = {"view": view, "found": None, "problem": knowing.held().problem}
    if held is not None and _is_too_often(reader_of(request)):
        context["is_too_often"] = True
    elif held is not None:
        knowledge, banks = held
        observed = numbers_of(query_of(view, timezone.localdate()).observed)
        compared = banks.of(synthetic=view.synthetic)
        context["found"] = presenters.alike_of(alike(knowledge, compared, reader_of(request), record_key, observed))
        note_page(reader_of(request), record_key, "alike", now=timezone.now())
    if request.headers.get("HX-Request"):
        return render(request, "undiagnosed/alike.html", context)
    return render(request, "undiagnosed/alike_page.html", context | {"name": display_name_of(view)})


def _is_too_often(reader: Reader) -> bool:
    """Entering the few features one knows of a neighbour, again and again, would say who they are."""
    return counting.one_more(f"alike:{reader.actor}", seconds=3600) > MOST_AN_HOUR
