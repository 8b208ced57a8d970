"""What a program is answered when the fault is not in the document: JSON, and when to ask again."""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from ninja import NinjaAPI

BACK_IN = 30  # seconds after which sending again makes sense
log = logging.getLogger(__name__)


def answer_failures(api: NinjaAPI) -> None:
    """Answer in JSON what would end as a page: the database is away, a text is none."""
    api.add_exception_handler(OperationalError, _away)
    api.add_exception_handler(InterfaceError, _away)
    api.add_exception_handler(UnicodeEncodeError, _no_text)


def _away(request: HttpRequest, error: Exception | type[Exception]) -> JsonResponse:
    log.error("the database does not answer: %s", type(error).__name__)
    said = {"detail": "the database does not answer: send the same again", "retry_after": BACK_IN}
    return JsonResponse(said, status=503, headers={"Retry-After": str(BACK_IN), "Cache-Control": "no-store"})


def _no_text(request: HttpRequest, error: Exception | type[Exception]) -> JsonResponse:
    """Half a character (U+D800 to U+DFFF), which JSON can spell and no text can hold."""
    said = {"detail": "a text holds half a character (U+D800 to U+DFFF): correct it"}
    return JsonResponse(said, status=422, headers={"Cache-Control": "no-store"})
