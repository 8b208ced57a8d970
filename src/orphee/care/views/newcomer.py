"""A new person: traits, likely duplicates as one types, then a record at one of my sites."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orphee.access.models import User
from orphee.access.permissions import account_of, needs, reader_of
from orphee.access.queries import sites_of
from orphee.access.rules.policy import Action
from orphee.care import actions
from orphee.care.actions import note_joined
from orphee.care.desk_sets import MAIN, latest
from orphee.care.drafts import typing_tag
from orphee.care.lookups import Occasion, TooManyLookups, alike
from orphee.care.places import oid_of
from orphee.care.presenters import newcomer as presenter
from orphee.care.rules.answers import read_answers
from orphee.care.rules.clean import clean_posted
from orphee.care.rules.identity_answers import person_of
from orphee.foundation.language import current_language
from orphee.record.queries import Followed, followed_before
from orphee.record.rules.findings import finding
from orphee.record.rules.receipt import Finding, Outcome
from orphee.record.rules.submission import EntryAsGiven

Answers = dict[str, object]
Alike = tuple[presenter.Lookalike, ...] | None


def _answers(request: HttpRequest) -> Answers:
    posted = clean_posted(request.POST.lists())
    return read_answers(presenter.first_questions(), posted, {}, current_language())


def _alike(request: HttpRequest, answers: Answers, occasion: Occasion) -> Alike:
    """Who looks alike; None when too many were looked up within the hour."""
    if not answers:
        return ()
    try:
        return presenter.lookalikes(alike(reader_of(request), answers, occasion, now=timezone.now()))
    except TooManyLookups:
        return None


@needs(Action.CREATE_RECORD)
def new_person(request: HttpRequest) -> HttpResponse:
    """Ask who the person is; create the record once nothing is wrong and the likely duplicates were looked at."""
    if request.method != "POST":
        return _page(request, {}, (), judged=False)
    answers = _answers(request)
    found = _alike(request, answers, Occasion.OPENING)
    has_errors = any(one.is_error for one in presenter.problems_of(answers, timezone.localdate()))
    if has_errors or presenter.ins_problem(answers) or _must_still_look(request, found):
        messages.error(request, _("The record is not open yet: here is what is left to do."))
        return _page(request, answers, found, judged=True)
    return _create(request, answers, found)


def _must_still_look(request: HttpRequest, found: Alike) -> bool:
    """Whether someone is almost certainly the same person and nobody said that they looked."""
    if found is None:
        return True
    return request.POST.get("looked") != "yes" and any(one.is_almost_certain for one in found)


def _page(request: HttpRequest, answers: Answers, found: Alike, *, judged: bool) -> HttpResponse:
    today, language = timezone.localdate(), current_language()
    problems = presenter.problems_of(answers, today) if judged else ()
    ins_error = presenter.ins_problem(answers) if judged else ""
    fields = presenter.newcomer_fields(answers, problems, today=today, language=language, ins_error=ins_error)
    must_look = judged and found is not None and _must_still_look(request, found)
    context = {
        "fields": fields,
        "stops": presenter.what_stops(problems, fields, language, ins_error=ins_error, must_look=must_look),
        "typing_tag": typing_tag(account_of(request)),
        "sites": sites_of(reader_of(request)),
        "site": request.POST.get("site", ""),
        "alike": found,
        "is_limited": found is None,
        "looked": request.POST.get("looked") == "yes",
    }
    status = 429 if found is None else 422 if judged else 200
    return render(request, "care/new_person.html", context, status=status)


def _create(request: HttpRequest, answers: Answers, found: Alike) -> HttpResponse:
    now, reader = timezone.now(), reader_of(request)
    mine = [one.code for one in sites_of(reader)]
    site = request.POST.get("site", "") or next(iter(mine), "")
    if site not in mine:
        return _refused(request, answers, found, (finding("site-not-yours"),))
    receipt = actions.create_person(
        person_of(answers),
        _first_entries(site, account_of(request), timezone.localdate().isoformat()),
        site_code=site,
        reader=reader,
        now=now,
    )
    if receipt.outcome is Outcome.REFUSED:
        return _refused(request, answers, found, receipt.findings)
    _welcome(request, UUID(receipt.record_key), site, now)
    return redirect("chart", UUID(receipt.record_key))


def _refused(request: HttpRequest, answers: Answers, found: Alike, findings: tuple[Finding, ...]) -> HttpResponse:
    """Say why the record was not opened, with what was typed."""
    for one in findings:
        messages.error(request, one.text[current_language()])
    return _page(request, answers, found, judged=True)


def _welcome(request: HttpRequest, record_key: UUID, site: str, now: dt.datetime) -> None:
    """Say on the chart whether the record is new, was ours already, or is one followed elsewhere that we join."""
    reader = reader_of(request)
    match followed_before(reader, record_key, at=now):
        case Followed.NOWHERE:
            messages.success(request, _("The record is open. Continue with the diagnosis."))
        case Followed.HERE:
            messages.info(request, _("This person already had a record at your site: here it is."))
        case Followed.ELSEWHERE:
            note_joined(reader, record_key, site_code=site, now=now)
            messages.warning(
                request, _("This person already had a record, followed elsewhere: your site has joined it.")
            )


def _first_entries(site: str, user: User, today: str) -> tuple[EntryAsGiven, ...]:
    """What is known without asking: the file opened today, and the follow-up at this site, to be completed."""
    file, follow_up = oid_of(uuid4()), oid_of(uuid4())
    version = latest(MAIN).version
    physician = {name: value for name, value in (("rpps", user.rpps), ("name", user.name)) if value}
    return (
        EntryAsGiven(
            MAIN, version, "case_file", {"identifier": file, "created_on": today, "updated_on": today}, key=file
        ),
        EntryAsGiven(
            MAIN,
            version,
            "follow_up",
            {"identifier": follow_up, "included_on": today, "site": site, "physician": physician},
            key=follow_up,
            complete=False,
        ),
    )


@needs(Action.CREATE_RECORD)
@require_POST
def duplicates(request: HttpRequest) -> HttpResponse:
    """Who may already be this person, as one types."""
    found = _alike(request, _answers(request), Occasion.TYPING)
    context = {"alike": found, "is_limited": found is None, "looked": request.POST.get("looked") == "yes"}
    return render(request, "care/duplicates.html", context)
