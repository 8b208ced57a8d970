"""“What could it be?”: loaded after the page it stands on, drawn again when a feature changes.

Diseases are posted: an address with a record's key and a disease would tell something of a person.
"""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.care import knowing
from orphee.care.actions import note_page
from orphee.care.leads import diseases_of, put_back, query_of, set_aside, set_aside_of
from orphee.care.presenters.leads import SHOWN, leads_of
from orphee.care.rules.clean import clean
from orphee.care.rules.leads import MOST_WORDS, UnableToSetAside
from orphee.care.views.finding import record_or_404
from orphee.foundation.language import current_language
from orphee.insight.ranking.answering import rank
from orphee.record.rules.view import RecordView


@needs(Action.READ_RECORD)
@require_GET
def panel(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """The candidates as they stand, or why there are none."""
    return _panel(request, record_or_404(request, record_key))


@needs(Action.WRITE_RECORD)
@require_POST
def aside(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """Not this one, and why."""
    view, disease = record_or_404(request, record_key), _disease(request)
    given = {name: clean(request.POST.get(name, ""))[: MOST_WORDS + 1] for name in ("reason", "words")}
    note = _("Set aside. It stays below, with the reason, and can be put back.")
    try:
        set_aside(reader_of(request), record_key, disease, given["reason"], given["words"], now=timezone.now())
    except UnableToSetAside as refusal:
        note = _refusal(refusal.kind)
    return _panel(request, view, note=note)


@needs(Action.WRITE_RECORD)
@require_POST
def back(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """Let a candidate appear again."""
    view = record_or_404(request, record_key)
    put_back(reader_of(request), record_key, _disease(request), now=timezone.now())
    return _panel(request, view, note=_("Put back."))


def _disease(request: HttpRequest) -> str:
    """The disease posted: one the knowledge has, when it is there to say so."""
    code = clean(request.POST.get("disease", "")).strip()[:20]
    known = knowing.held().knowledge
    if not code or (known is not None and code not in known.index):
        raise Http404
    return code


def _panel(request: HttpRequest, view: RecordView, *, note: str = "") -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect("chart", view.key)
    reader, held = reader_of(request), knowing.held()
    query = query_of(view, timezone.localdate())
    given = request.POST if request.method == "POST" else request.GET
    context = {
        "view": view,
        "note": note,
        "may_write": reader.may(Action.WRITE_RECORD),
        "on": "chart" if given.get("on") == "chart" else "signs",
        "has_features": bool(query.observed),
        "problem": held.problem,
        "panel": None,
    }
    if held.knowledge is not None and query.observed:
        gone = set_aside_of(UUID(view.key))
        ranking = rank(held.knowledge, query, top=SHOWN + 2 * len(gone))
        context["panel"] = leads_of(ranking, gone, diseases_of(view), current_language())
        note_page(reader, UUID(view.key), "leads", now=timezone.now())
    return render(request, "care/leads.html", context)


def _refusal(kind: str) -> str:
    return {
        "no-words": _("Say which other reason it is: nothing was set aside."),
        "too-long": _("The reason is too long: %(n)s characters at most. Nothing was set aside.") % {"n": MOST_WORDS},
    }.get(kind, _("Choose a reason: nothing was set aside."))
