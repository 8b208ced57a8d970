"""A new person: traits, likely duplicates as one types, then a record at one of my sites."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orphee.access.context import reading_as
from orphee.access.models import User
from orphee.access.permissions import account_of, needs, reader_of
from orphee.access.queries import sites_of
from orphee.access.rules.policy import Action, Reader
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
from orphee.foundation.locks import hold
from orphee.record.queries import Followed
from orphee.record.references import record_opened
from orphee.record.rules.findings import finding
from orphee.record.rules.receipt import Finding, Outcome
from orphee.record.rules.submission import EntryAsGiven
from orphee.record.view import assemble

Answers = dict[str, object]
Alike = tuple[presenter.Lookalike, ...] | None
SENT_AGAIN_WITHIN = dt.timedelta(
    days=1
)  # a page left open: what it opened before then shows among those who look alike
LAST_SITE = "new-person-site"  # in the session: where this account opened a record last


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
        return _page(request, _Asked({}, (), uuid4(), _site_of(request)), judged=False)
    page = _page_key(request)
    hold("new-person", [str(page)])  # sent twice: the second waits, then finds what the first opened
    answers = _answers(request)
    asked = _Asked(answers, _alike(request, answers, Occasion.OPENING), page, _site_of(request))
    if opened := asked.opened(reader_of(request)):
        return redirect("chart", opened)
    if request.POST.get("site") and not asked.site:
        return _refused(request, asked, (finding("site-not-yours"),))
    problems = presenter.problems_of(answers, timezone.localdate())
    has_errors = any(one.is_error for one in problems) or bool(presenter.ins_problem(answers)) or not asked.site
    if has_errors or _must_still_look(request, asked.alike):
        messages.error(request, _("The record is not open yet: here is what is left to do."))
        return _page(request, asked, judged=True)
    if presenter.mark_of(problems) != request.POST.get("_seen", ""):
        messages.warning(request, _("The record is not open yet: look at what is listed below, then open it."))
        return _page(request, asked, judged=True)
    return _create(request, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A page of a new person: the answers, who looks alike, the page's own name and the site."""

    answers: Answers
    alike: Alike
    page: UUID
    site: str

    def key(self, instrument: str) -> str:
        """The key of what is opened from this page with these answers: sent twice, it is the same."""
        said = json.dumps(self.answers, sort_keys=True, default=str)
        return oid_of(uuid5(self.page, f"{instrument} {said}"))

    def opened(self, reader: Reader) -> UUID | None:
        """The record that this very page has opened already."""
        file = self.key("case_file")
        for key in [UUID(one.record_key) for one in self.alike or () if one.is_ours]:
            view = assemble(key, reader, now=timezone.now(), audit=False)
            if any(one.source_key == file for one in view.entries):
                return key
        with reading_as(reader):  # a foetus looks like nobody
            return record_opened(MAIN, "case_file", file, since=timezone.now() - SENT_AGAIN_WITHIN)


def _page_key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("_page", ""))
    except ValueError:
        return uuid4()


def _site_of(request: HttpRequest) -> str:
    """The site chosen; else the only one, or the one chosen last in this session; empty when there are several."""
    mine = [one.code for one in sites_of(reader_of(request))]
    asked = request.POST.get("site") or request.session.get(LAST_SITE, "")
    if len(mine) == 1 and not request.POST.get("site"):
        return mine[0]
    return asked if asked in mine else ""


def _must_still_look(request: HttpRequest, found: Alike) -> bool:
    """Whether someone is almost certainly the same person and nobody said that they looked."""
    if found is None:
        return True
    return request.POST.get("looked") != "yes" and any(one.is_almost_certain for one in found)


def _page(request: HttpRequest, asked: _Asked, *, judged: bool) -> HttpResponse:
    today, language = timezone.localdate(), current_language()
    answers, found = asked.answers, asked.alike
    problems = presenter.problems_of(answers, today) if judged else ()
    ins_error = presenter.ins_problem(answers) if judged else ""
    fields = presenter.newcomer_fields(answers, problems, today=today, language=language, ins_error=ins_error)
    left = presenter.Left(
        ins_error=ins_error,
        must_look=judged and found is not None and _must_still_look(request, found),
        must_choose_site=judged and not asked.site,
    )
    context = {
        "fields": fields,
        "stops": presenter.what_stops(problems, fields, language, left),
        "typing_tag": typing_tag(account_of(request)),
        "sites": sites_of(reader_of(request)),
        "site": asked.site,
        "no_site": left.must_choose_site,
        "page": asked.page,
        "seen": presenter.mark_of(problems),
        "alike": found,
        "is_limited": found is None,
        "looked": request.POST.get("looked") == "yes",
    }
    status = 429 if found is None else 422 if judged else 200
    return render(request, "care/new_person.html", context, status=status)


def _create(request: HttpRequest, asked: _Asked) -> HttpResponse:
    now, reader = timezone.now(), reader_of(request)
    first = _first_entries(asked, account_of(request), timezone.localdate().isoformat())
    receipt, before = actions.open_record(person_of(asked.answers), first, site_code=asked.site, reader=reader, now=now)
    if receipt.outcome is Outcome.REFUSED:
        return _refused(request, asked, receipt.findings)
    request.session[LAST_SITE] = asked.site
    _welcome(request, UUID(receipt.record_key), before, asked.site, now)
    return redirect("chart", UUID(receipt.record_key))


def _refused(request: HttpRequest, asked: _Asked, findings: tuple[Finding, ...]) -> HttpResponse:
    """Say why the record was not opened, with what was typed."""
    for one in findings:
        messages.error(request, one.text[current_language()])
    return _page(request, asked, judged=True)


def _welcome(request: HttpRequest, record_key: UUID, before: Followed, site: str, now: dt.datetime) -> None:
    """Say on the chart whether the record is new, was ours already, or is one followed elsewhere that we join."""
    match before:
        case Followed.NOWHERE:
            messages.success(request, _("The record is open. Continue with the diagnosis."))
        case Followed.HERE:
            messages.info(request, _("This person already had a record at your site: here it is."))
        case Followed.ELSEWHERE:
            note_joined(reader_of(request), record_key, site_code=site, now=now)
            messages.warning(
                request, _("This person already had a record, followed elsewhere: your site has joined it.")
            )


def _first_entries(asked: _Asked, user: User, today: str) -> tuple[EntryAsGiven, ...]:
    """What is known without asking: the file opened today, and the follow-up at this site, to be completed."""
    file, follow_up = asked.key("case_file"), asked.key("follow_up")
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
            {"identifier": follow_up, "included_on": today, "site": asked.site, "physician": physician},
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
