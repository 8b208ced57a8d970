"""The web service of hospital systems: send a document, ask again for its answer."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils import timezone
from ninja import NinjaAPI, Router

from orphee.access.rules.policy import Action
from orphee.exchange import responses
from orphee.exchange.acknowledgement import answer_to, refusal_of, spoken
from orphee.exchange.actions import deliver, try_again
from orphee.exchange.announced import announced_size
from orphee.exchange.cda.problems import finding, refusal
from orphee.exchange.cda.safety import LARGEST_DOCUMENT
from orphee.exchange.engines_api import router as engines
from orphee.exchange.failing import answer_failures
from orphee.exchange.fhir.reading import LARGEST
from orphee.exchange.models import Delivery, State, Way
from orphee.exchange.oversized import LARGEST_KEPT, filled, keep_oversized, too_large
from orphee.exchange.queries import UnableToFindDelivery, delivery_of
from orphee.exchange.tokens import HospitalRequest, HospitalToken, may, not_allowed, sender_of
from orphee.record.rules.receipt import Finding, Outcome, Refused

router = Router(auth=HospitalToken(), tags=["documents"])


@router.post("/cda", summary="Send a CDA SDM-MR document")
def send_document(request: HospitalRequest) -> HttpResponse:
    """Answers 200 (stored, unchanged, superseded), 422 (refused, kept encrypted), 413 (too large: not read), 400, 411.

    With 413 the answer has a `delivery` when the document is kept, encrypted; beyond 120 MB nothing is.
    """
    if not may(request, Action.SEND_DOCUMENTS):
        return not_allowed()
    size = announced_size(request)
    if size is None:
        return _refusal(request, finding("no_length", "/"), status=411)
    if size > LARGEST_KEPT:
        return _refusal(request, too_large(size), status=413)
    try:
        return _answer(request, _receive(request, size, sender=sender_of(request.auth)))
    except Refused as refused:
        return _refusal(request, refused.findings[0], status=400)


def _receive(request: HttpRequest, size: int, *, sender: str) -> Delivery:
    """The delivery of the document that the request carries. Raises `Refused` when less arrives than announced."""
    try:
        if size > LARGEST_DOCUMENT:
            return keep_oversized(request.read, sender=sender, way=Way.HTTP, now=timezone.now(), expected=size)
        content = filled(request.read, size)
    except UnreadablePostError:
        raise refusal("cut_short", "/", received="?", length=size) from None
    if len(content) != size:
        raise refusal("cut_short", "/", received=len(content), length=size)
    return deliver(content, sender=sender, way=Way.HTTP, now=timezone.now())


@router.post("/fhir/QuestionnaireResponse", summary="Send the answers of one form as a FHIR R4 response")
def send_response(request: HospitalRequest) -> HttpResponse:
    """Answers 200 (stored or unchanged, with what was not understood), 422 (refused), 413 (too large), 411."""
    if not may(request, Action.SEND_DOCUMENTS):
        return not_allowed()
    size = announced_size(request)
    if size is None:
        return _refusal(request, finding("no_length", "/"), status=411)
    if size > LARGEST:
        problem = finding("too_large_to_keep", "/", size=size, limit=LARGEST)
        return _refusal(request, problem, status=413)
    try:
        receipt, unread = responses.receive(
            request.body,
            sender=sender_of(request.auth),
            organisation_id=request.auth.organisation_id,
            now=timezone.now(),
        )
    except Refused as refused:
        return _refusal(request, refused.findings[0], status=422)
    except UnreadablePostError:
        return _refusal(request, finding("cut_short", "/", received="?", length=size), status=400)
    answer = dict(answer_to(receipt))
    answer["unread"] = [{"path": one.path, "fr": one.what.fr, "en": one.what.en} for one in unread]
    return _respond(request, answer, status=422 if receipt.outcome is Outcome.REFUSED else 200)


@router.get("/deliveries/{key}", summary="Ask again for the answer to a document")
def read_delivery(request: HospitalRequest, key: UUID) -> HttpResponse:
    """The answer given to a document of the same sender; one that waits is tried again, 202 while it still waits."""
    if not may(request, Action.READ_DELIVERIES):
        return not_allowed()
    try:
        delivery = delivery_of(key, sender=sender_of(request.auth))
    except UnableToFindDelivery:
        return JsonResponse({"detail": "no such delivery"}, status=404)
    if delivery.state == State.RECEIVED:
        delivery = try_again(key, now=timezone.now()) or delivery
    return _answer(request, delivery, asked_again=True)


def make_api() -> NinjaAPI:
    """The API with its routes; its description is at openapi.json, without pages from elsewhere."""
    api = NinjaAPI(title="Orphée", version="1", docs_url=None, urls_namespace="exchange-api")
    api.add_router("", router)
    api.add_router("", engines)
    answer_failures(api)
    return api


def _answer(request: HttpRequest, delivery: Delivery, *, asked_again: bool = False) -> HttpResponse:
    body = {"delivery": str(delivery.key), "state": delivery.state, **delivery.answer}
    if delivery.state == State.RECEIVED:
        return _respond(request, body, status=202)
    refused = delivery.state == State.REFUSED and not asked_again
    too_much = delivery.size > LARGEST_DOCUMENT
    return _respond(request, body, status=(413 if too_much else 422) if refused else 200)


def _refusal(request: HttpRequest, problem: Finding, *, status: int) -> HttpResponse:
    return _respond(request, dict(refusal_of([problem])), status=status)


def _respond(request: HttpRequest, body: dict[str, object], *, status: int) -> HttpResponse:
    """JSON, or plain text in the caller's language when asked for."""
    if request.headers.get("Accept", "").startswith("text/plain"):
        language = "en" if request.headers.get("Accept-Language", "fr").lower().startswith("en") else "fr"
        response = HttpResponse(spoken(body, language), content_type="text/plain; charset=utf-8", status=status)
    else:
        response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    return response
