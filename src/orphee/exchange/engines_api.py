"""The web service of the two engines: rank diseases, read a text. Nothing that is sent is kept or logged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse, UnreadablePostError
from ninja import Router

from orphee.access.rules.policy import Action
from orphee.care import knowing
from orphee.care.knowing import Held
from orphee.exchange.announced import announced_size
from orphee.exchange.engines import LARGEST_QUESTION, UnableToAnswer, ranking, reading
from orphee.exchange.frequency import TooOften, one_more
from orphee.exchange.tokens import HospitalRequest, HospitalToken, may, not_allowed
from orphee.insight.reading.documents import LARGEST_FILE
from orphee.insight.reading.findings import Problem

HOUR = 3600
MOST_AN_HOUR = {"rank": 3_600, "read": 1_200}  # of one token
READY_IN = 15  # seconds after which asking again makes sense
Answering = Callable[[Any, bytes], dict[str, Any]]

router = Router(auth=HospitalToken(), tags=["engines"])


@router.post("/rank", summary="Rank diseases by features (JSON) or a phenopacket")
def rank_diseases(request: HospitalRequest) -> JsonResponse:
    """Answers 200 with candidates, reasons, questions and problems; 403, 411, 413, 422, 429, 503 (being opened)."""
    return _answered(request, "rank", LARGEST_QUESTION, knowing.held, ranking)


@router.post("/read", summary="Read a French text or a PDF that holds text")
def read_document(request: HospitalRequest) -> JsonResponse:
    """Answers 200 with every finding at its place; 403, 411, 413, 422 (unreadable: why), 429, 503 (being opened)."""
    return _answered(request, "read", LARGEST_FILE, knowing.reader, reading)


def _answered(
    request: HospitalRequest, what: str, largest: int, held: Callable[[], Held[Any]], answering: Answering
) -> JsonResponse:
    """One question: allowed, counted, of a size that is read, put to an engine that is open."""
    if not may(request, Action.ASK_ENGINES):
        return not_allowed()
    refused = _refused_unread(request, largest)
    if refused is not None:
        return refused
    try:
        one_more(f"engines:{what}:{request.auth.pk}", seconds=HOUR, most=MOST_AN_HOUR[what])
    except TooOften as often:
        return _said({"detail": f"at most {MOST_AN_HOUR[what]} an hour"}, 429, retry=often.seconds)
    engine = held()
    if engine.knowledge is None:
        return _not_open(engine.problem)
    try:
        return _said(answering(engine.knowledge, request.body), 200)
    except UnableToAnswer as unable:
        return _problem(unable.problem, 422)
    except UnreadablePostError:
        return _said({"detail": "the body was cut short"}, 400)


def _refused_unread(request: HttpRequest, largest: int) -> JsonResponse | None:
    """What is said of a body without a length or too large: it is not read."""
    size = announced_size(request)
    if size is None:
        return _said({"detail": "Content-Length is missing"}, 411)
    if size <= largest:
        return None
    problem = Problem(
        "too-large",
        f"{size:,} octets, {largest:,} au plus : donnez-le en plusieurs parties. Rien n’a été lu.",
        f"{size:,} bytes, {largest:,} at most: give it in several parts. Nothing was read.",
    )
    return _problem(problem, 413)


def _not_open(problem: str) -> JsonResponse:
    if problem:
        return _said({"detail": "not available on this server", "problem": problem}, 503)
    return _said({"detail": "being opened: ask again"}, 503, retry=READY_IN)


def _problem(problem: Problem, status: int) -> JsonResponse:
    return _said({"problems": [{"code": problem.code, "fr": problem.fr, "en": problem.en}]}, status)


def _said(body: dict[str, Any], status: int, *, retry: int = 0) -> JsonResponse:
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    if retry:
        response["Retry-After"] = str(retry)
    return response
