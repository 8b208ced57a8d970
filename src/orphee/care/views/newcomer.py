"""A new person: traits, likely duplicates as one types, then a record at one of my sites."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orphee.access.models import User
from orphee.access.permissions import needs, reader_of
from orphee.access.queries import sites_of
from orphee.access.rules.policy import Action
from orphee.care import actions
from orphee.care.desk_sets import MAIN, latest
from orphee.care.places import oid_of
from orphee.care.presenters import newcomer as presenter
from orphee.care.rules.answers import read_answers
from orphee.care.rules.identity_answers import person_of
from orphee.record.queries import likely_duplicates
from orphee.record.rules.receipt import Outcome
from orphee.record.rules.submission import EntryAsGiven

Answers = dict[str, object]


def _answers(request: HttpRequest) -> Answers:
    posted = {name: [str(one) for one in values] for name, values in request.POST.lists()}
    return read_answers(presenter.first_questions(), posted, {}, get_language() or "fr")


def _alike(request: HttpRequest, answers: Answers) -> tuple[presenter.Lookalike, ...]:
    return presenter.lookalikes(likely_duplicates(reader_of(request), person_of(answers)))


@needs(Action.CREATE_RECORD)
def new_person(request: HttpRequest) -> HttpResponse:
    """Ask who the person is; create the record once nothing is wrong and the likely duplicates were looked at."""
    if request.method != "POST":
        return _page(request, {}, judged=False)
    answers = _answers(request)
    has_errors = any(one.is_error for one in presenter.problems_of(answers, timezone.localdate()))
    if has_errors or presenter.ins_problem(answers) or _must_still_look(request, answers):
        return _page(request, answers, judged=True)
    return _create(request, answers)


def _must_still_look(request: HttpRequest, answers: Answers) -> bool:
    """Whether someone is almost certainly the same person and nobody said that they looked."""
    if request.POST.get("looked") == "yes":
        return False
    return any(one.is_almost_certain for one in _alike(request, answers))


def _page(request: HttpRequest, answers: Answers, *, judged: bool) -> HttpResponse:
    today, language = timezone.localdate(), get_language() or "fr"
    problems = presenter.problems_of(answers, today) if judged else ()
    fields = presenter.newcomer_fields(
        answers,
        problems,
        today=today,
        language=language,
        ins_error=presenter.ins_problem(answers) if judged else "",
    )
    context = {
        "fields": fields,
        "sites": sites_of(reader_of(request)),
        "site": request.POST.get("site", ""),
        "alike": _alike(request, answers) if answers else (),
        "looked": request.POST.get("looked") == "yes",
        "has_errors": judged,
    }
    return render(request, "care/new_person.html", context, status=422 if judged else 200)


def _create(request: HttpRequest, answers: Answers) -> HttpResponse:
    now, reader = timezone.now(), reader_of(request)
    site = request.POST.get("site", "") or next((one.code for one in sites_of(reader)), "")
    receipt = actions.create_person(
        person_of(answers),
        _first_entries(site, request.user, timezone.localdate().isoformat()),  # type: ignore[arg-type]
        site_code=site,
        reader=reader,
        now=now,
    )
    if receipt.outcome is Outcome.REFUSED:
        for one in receipt.findings:
            messages.error(request, one.text["en" if get_language() == "en" else "fr"])
        return _page(request, answers, judged=True)
    messages.success(request, _("The record is open. Continue with the diagnosis."))
    return redirect("chart", UUID(receipt.record_key))


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
    context = {"alike": _alike(request, _answers(request)), "looked": request.POST.get("looked") == "yes"}
    return render(request, "care/duplicates.html", context)
