"""Think of, refer to: pages for everyone. What is said of a person is posted, answered and forgotten.

No finding is ever in an address, a log, a cookie or a table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from orphee.access.permissions import open_to_all
from orphee.care import knowing
from orphee.care.presenters.signs import onset_choices
from orphee.care.rules.clean import clean
from orphee.care.rules.fields import Choice
from orphee.care.terms import Offer, offers
from orphee.exchange.frequency import TooOften
from orphee.foundation.language import current_language
from orphee.public import limits
from orphee.public.answering import Answer, answer, letter_of
from orphee.public.limits import Occasion
from orphee.public.presenting import added, family_choices, summary, systems
from orphee.public.reading import Read, read
from orphee.public.rules.asking import LONGEST_SEARCH, LONGEST_TEXT, OLDEST, Case, case_of
from orphee.public.rules.letter import as_text

LARGEST_POST = 200_000  # bytes: a letter pasted and every finding ticked
TOO_MANY, TOO_LARGE = 429, 413
FEATURES = "HP:0000118"  # what is under it is a phenotypic feature


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of findings as it is drawn."""

    case: Case
    text: str = ""
    search: str = ""
    found: tuple[Offer, ...] = ()
    read: Read | None = None
    notes: tuple[str, ...] = ()
    status: int = 200
    opens: str = ""
    quotes: dict[str, str] = field(default_factory=dict)


@open_to_all
@sensitive_post_parameters()
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def orientation(request: HttpRequest) -> HttpResponse:
    """The page of findings; posted, what they make one think of, unless it asks to search, to read or to go back."""
    if request.method != "POST":
        return _page(request, Asked(Case()))
    if _is_too_large(request):
        return _page(request, Asked(Case(), notes=(_too_large(),), status=TOO_LARGE))
    case = _case(request)
    try:
        act = _act(request)
        return _page(request, act(request, case)) if act else _ranked(request, case)
    except TooOften:
        return _page(request, Asked(case, text=_text(request), notes=(_too_many(),), status=TOO_MANY))


@open_to_all
@sensitive_post_parameters()
@csrf_protect
@require_POST
def terms(request: HttpRequest) -> HttpResponse:
    """What is offered for what is being typed: posted, so that it stays out of addresses and logs."""
    try:
        limits.count(request, Occasion.SEARCH)
    except TooOften:
        return HttpResponse(status=TOO_MANY)
    if _is_too_large(request):
        return HttpResponse(status=TOO_LARGE)
    name = clean(request.POST.get("list", ""))[:40]
    return render(request, "care/terms.html", {"offers": _found(_typed(request)), "list": name or "list"})


@open_to_all
@sensitive_post_parameters()
@csrf_protect
@require_POST
def letter(request: HttpRequest) -> HttpResponse:
    """The referral letter, to print or to keep as text."""
    if _is_too_large(request):
        return _page(request, Asked(Case(), notes=(_too_large(),), status=TOO_LARGE))
    case = _case(request)
    try:
        limits.count(request, Occasion.LETTER)
    except TooOften:
        return _page(request, Asked(case, notes=(_too_many(),), status=TOO_MANY))
    made = letter_of(case)
    if "text" in request.POST:
        response = HttpResponse(as_text(made), content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="lettre.txt"'
        return response
    return render(request, "public/letter.html", {"letter": made, "fields": case.fields(), "centre": case.centre})


def _act(request: HttpRequest) -> Callable[[HttpRequest, Case], Asked] | None:
    """What the button pressed asks for; Enter in the search box searches."""
    given = request.POST
    if "search" in given or (_typed(request) and not {"rank", "add", "read", "edit"} & given.keys()):
        return _search
    return _read if "read" in given else _edit if "edit" in given else None


def _ranked(request: HttpRequest, case: Case) -> HttpResponse:
    """The answer, or the page of findings with what is missing."""
    if case.both:
        return _page(request, Asked(case, notes=(_contradiction(),)))
    if not case.observed:
        return _page(request, Asked(case, notes=(_("Say at least one finding that is present."),)))
    limits.count(request, Occasion.RANK)
    held = knowing.held()
    if held.knowledge is None:
        context = {"fields": case.fields(), "problem": held.problem}
        return render(request, "public/waiting.html", context, status=503 if held.problem else 200)
    found: Answer = answer(held.knowledge, case, current_language())
    return render(request, "public/answer.html", {"answer": found, "case": case, "fields": case.fields()})


def _search(request: HttpRequest, case: Case) -> Asked:
    limits.count(request, Occasion.SEARCH)
    typed = _typed(request)
    found = _found(typed)
    notes = () if found else (_("Nothing found. Try another word, a synonym or a code."),)
    return Asked(case, text=_text(request), search=typed, found=found, notes=notes, opens="search")


def _read(request: HttpRequest, case: Case) -> Asked:
    text = _text(request)
    if not text.strip():
        return Asked(case, notes=(_("Paste the text to read first."),), opens="text")
    if len(text) > LONGEST_TEXT:
        said = _("The text has %(n)s characters, %(most)s at most: paste the useful part. Nothing was read.")
        return Asked(case, notes=(said % {"n": len(text), "most": LONGEST_TEXT},), status=TOO_LARGE, opens="text")
    limits.count(request, Occasion.READ)
    held = knowing.reader()
    if held.knowledge is None:
        return Asked(case, text=text, notes=(_not_ready(held.problem),), status=503, opens="text")
    found = read(held.knowledge, text, case)
    notes = tuple(en if current_language() == "en" else fr for fr, en in found.problems)
    return Asked(found.case, text=text, read=found, notes=notes, quotes=found.quotes)


def _edit(request: HttpRequest, case: Case) -> Asked:
    return Asked(case)


def _page(request: HttpRequest, asked: Asked) -> HttpResponse:
    language, case = current_language(), asked.case
    observed, excluded = summary(case, language)
    context = {
        "asked": asked,
        "case": case,
        "systems": systems(case, asked.quotes, language),
        "added": added(case, asked.quotes, language),
        "observed": observed,
        "excluded": excluded,
        "onsets": [Choice(one.code, one.label, one.code == case.onset) for one in onset_choices()],
        "family": family_choices(case),
        "most_letters": LONGEST_TEXT,
        "oldest": OLDEST["years"],
    }
    return render(request, "public/orientation.html", context, status=asked.status)


def _case(request: HttpRequest) -> Case:
    return case_of({clean(name): [clean(one) for one in values] for name, values in request.POST.lists()})


def _text(request: HttpRequest) -> str:
    return clean(request.POST.get("text", ""))


def _typed(request: HttpRequest) -> str:
    return clean(request.POST.get("q", "")).strip()[:LONGEST_SEARCH]


def _found(typed: str) -> tuple[Offer, ...]:
    return offers(typed, ["hpo"], [], current_language(), [FEATURES]) if typed else ()


def _is_too_large(request: HttpRequest) -> bool:
    """Whether more was announced than anyone types; such a body is not read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length[:20]) > LARGEST_POST


def _too_large() -> str:
    return _("Too much was sent at once: nothing was read. Paste the useful part of the text only.")


def _too_many() -> str:
    return _("Too many requests from this connection. Nothing is lost on this page: wait some minutes and try again.")


def _contradiction() -> str:
    return _("A finding is both present and absent: keep one of the two.")


def _not_ready(problem: str) -> str:
    if problem:
        return _("Texts cannot be read on this server: tick or search for the findings.")
    return _("Reading is being made ready: some seconds, a minute the very first time. Try again.")
