"""Deciding on proposals. Codes are posted: an address with a record's key and a term would tell of a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.care.desk_sets import instrument_of
from orphee.care.presenters.words import display_name_of
from orphee.care.rules.clean import clean
from orphee.care.views.finding import record_or_404
from orphee.foundation.language import current_language
from orphee.prefill import actions, presenters
from orphee.prefill.actions import UnableToDecide
from orphee.prefill.models import State
from orphee.prefill.queries import Workspace, one_at_a_time, workspace
from orphee.prefill.rules.answers import EXCLUDED, OBSERVED, STATUSES, Choice, taken
from orphee.prefill.rules.findings import Kind
from orphee.prefill.rules.proposals import Proposal
from orphee.prefill.uses import Timing, stamp, timing_of
from orphee.record.rules.view import EntryView, RecordView
from orphee.terminology.queries import concept

LONGEST_KEY = 200
MOST_LINKS = 6  # forms named in one message
GROUPS = {"observed": Kind.FEATURE, "excluded": Kind.FEATURE, "diagnosis": Kind.DIAGNOSIS, "genetics": Kind.GENE,
          "family": Kind.CONSANGUINITY}  # fmt: skip


def context_of(request: HttpRequest, view: RecordView, **more: Any) -> dict[str, Any]:
    """What the page and the list of proposals show."""
    space = workspace(view, reader_of(request).actor)
    return {
        "view": view,
        "name": display_name_of(view),
        "space": space,
        "page": presenters.page(space, current_language()),
        "since": stamp(timezone.now()),
        **more,
    }


def shelf_of(space: Workspace) -> dict[str, Any]:
    """The documents of the page; their list is open when one of them could not be read."""
    lines = presenters.lines(space, current_language())
    return {
        "lines": lines,
        "texts": presenters.texts(space),
        "is_open": any(one.state == State.REFUSED for one in lines),
    }


@needs(Action.WRITE_RECORD)
@require_POST
def decide(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """Accept, correct, reject or undo; the answer is the list as it stands."""
    one_at_a_time(record_key)
    view = record_or_404(request, record_key)
    space = workspace(view, reader_of(request).actor)
    before = presenters.page(space, current_language()).order
    edited = space.of(_posted(request, "edit"))
    if edited is not None and edited.is_open:
        return _list(request, view, editing=presenters.editing(space, edited, current_language()), focus="")
    note, is_wrong = _decided(request, space)
    after = record_or_404(request, record_key)
    return _list(request, after, note=note, is_wrong=is_wrong, focus=_next(request, space, before))


@needs(Action.WRITE_RECORD)
@require_POST
def confirm(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """Save as complete what was accepted here."""
    one_at_a_time(record_key)
    view = record_or_404(request, record_key)
    try:
        done, left = actions.confirm(view, reader=reader_of(request), now=timezone.now())
    except UnableToDecide as refusal:
        messages.error(request, _said(refusal))
        return redirect("reading", record_key)
    if done:
        said = ngettext("%(n)s entry is complete now.", "%(n)s entries are complete now.", done) % {"n": done}
        messages.success(request, said)
    if left:
        messages.warning(request, _unfinished(record_key, left))
    return redirect("reading", record_key)


def _unfinished(record_key: UUID, left: Sequence[EntryView]) -> str:
    """How many drafts lack an answer, and a link to the form of each."""
    said = ngettext(
        "%(n)s draft still lacks an answer. Complete it on its form:",
        "%(n)s drafts still lack an answer. Complete them on their forms:",
        len(left),
    ) % {"n": len(left)}
    forms = [(one, instrument_of(one.dataset, one.instrument, one.version)) for one in left[:MOST_LINKS]]
    links = [
        (reverse("entry-form", args=[record_key, one.dataset, one.instrument, one.key]),
         form.title.in_(current_language()) if form is not None else one.instrument)
        for one, form in forms
    ]  # fmt: skip
    more = _(" and others") if len(left) > MOST_LINKS else ""
    return format_html("{} {}{}", said, format_html_join(", ", '<a href="{}">{}</a>', links), more)


def _list(request: HttpRequest, view: RecordView, **more: Any) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "prefill/proposals.html", context_of(request, view, **more))
    if more.get("editing") is None:
        if more.get("note"):
            messages.add_message(request, messages.ERROR if more["is_wrong"] else messages.SUCCESS, more["note"])
        return redirect("reading", view.key)
    context = context_of(request, view, **more)
    return render(request, "prefill/page.html", context | shelf_of(context["space"]))


def _decided(request: HttpRequest, space: Workspace) -> tuple[str, bool]:
    """Do what was asked; what to say of it, and whether it is a refusal."""
    reader, now, timing = reader_of(request), timezone.now(), timing_of(request.POST.get("_since", "")[:200])
    try:
        if "undo" in request.POST or "undo_last" in request.POST:
            count = actions.undo(space, _to_undo(request, space), reader=reader, now=now)
            return _counted(count, ngettext("%(n)s decision undone.", "%(n)s decisions undone.", count)), not count
        if "reject" in request.POST or "reject_chosen" in request.POST:
            wanted = _chosen(request, space, "reject")
            count = actions.reject(space, wanted, reader=reader, now=now, timing=timing)
            return _counted(count, ngettext("%(n)s rejected.", "%(n)s rejected.", count)), not count
        if "correct" in request.POST:
            return _corrected(request, space, timing)
        choices = [taken(one) for one in _chosen(request, space, "accept") if one.is_proposed]
        count = actions.accept_choices(space, choices, reader=reader, now=now, timing=timing)
        said = ngettext("%(n)s accepted, kept as a draft.", "%(n)s accepted, kept as drafts.", count)
        return (_counted(count, said), False) if count or "close" in request.POST else (_nothing(), True)
    except UnableToDecide as refusal:
        return _said(refusal), True


def _counted(count: int, said: str) -> str:
    return said % {"n": count} if count else ""


def _nothing() -> str:
    return _("Nothing was accepted: choose at least one proposal.")


def _said(refusal: UnableToDecide) -> str:
    if refusal.finding.code == "changed-meanwhile":
        return _("Someone changed this answer since: nothing was overwritten. Look at it on its form.")
    if refusal.finding.code == actions.SEVERAL:
        return _("The record has several diagnoses: add the gene or variant on the form of the one it belongs to.")
    return refusal.finding.text[current_language()]


def _corrected(request: HttpRequest, space: Workspace, timing: Timing) -> tuple[str, bool]:
    proposal = space.of(_posted(request, "correct"))
    code, said = clean(request.POST.get("code", "")).strip()[:40], request.POST.get("said", "")
    if proposal is None or not proposal.is_open:
        return _("This proposal was decided meanwhile."), True
    if not _is_fit(proposal, code, said):
        return _("Choose a term and say what of it: nothing was kept."), True
    choice = Choice(proposal, code, said)
    count = actions.accept_choices(space, [choice], reader=reader_of(request), now=timezone.now(), timing=timing)
    said_it = _("Corrected, kept as a draft.") if choice.is_corrected else _("Accepted, kept as a draft.")
    return (said_it, False) if count else (_nothing(), True)


def _is_fit(proposal: Proposal, code: str, said: str) -> bool:
    found = concept(code)
    if proposal.kind is Kind.FEATURE:
        return said in (OBSERVED, EXCLUDED) and (code == proposal.code or (found is not None and found.system == "hpo"))
    is_disease = code == proposal.code or (found is not None and found.system == "orpha")
    return proposal.kind is Kind.DIAGNOSIS and said in STATUSES and is_disease


def _chosen(request: HttpRequest, space: Workspace, act: str) -> Sequence[Proposal]:
    """The proposals a button speaks of: one, those of a group that may go together, or those ticked."""
    group = request.POST.get("accept_group", "")
    if act == "accept" and group in GROUPS:
        return [one for one in space.proposals if one.is_plain and _group_of(one) == group]
    if f"{act}_chosen" in request.POST:
        ticked = set(request.POST.getlist("chosen"))
        return [one for one in space.proposals if one.is_open and one.key in ticked]
    proposal = space.of(_posted(request, act))
    return [proposal] if proposal is not None and proposal.is_open else []


def _group_of(one: Proposal) -> str:
    if one.kind is Kind.FEATURE:
        return one.stand.value
    return {Kind.DIAGNOSIS: "diagnosis", Kind.CONSANGUINITY: "family"}.get(one.kind, "genetics")


def _to_undo(request: HttpRequest, space: Workspace) -> list[str]:
    if "undo_last" in request.POST:
        last = space.last_batch
        return [one.key for one in space.proposals if last and one.decided is not None and one.decided.batch == last]
    return [_posted(request, "undo")]


def _posted(request: HttpRequest, name: str) -> str:
    return clean(request.POST.get(name, ""))[:LONGEST_KEY]


def _next(request: HttpRequest, space: Workspace, before: Sequence[str]) -> str:
    """Where the keyboard goes: the proposal after the one decided."""
    named = (space.of(_posted(request, name)) for name in ("accept", "reject", "correct", "undo", "close"))
    here = next((one.mark for one in named if one is not None), "")
    if _posted(request, "undo") or _posted(request, "close"):
        return here
    return next(iter(before[before.index(here) + 1 :]), "") if here in before else ""
