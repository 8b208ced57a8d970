"""How much may be sent to a page: judged by what is announced, before anything of it is read.

It stands before the check of forgery, which reads the whole body, files included, to find its token there. The API is
not judged here: it is exempt from that check, knows its callers by token, and each operation judges sizes itself.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

JUDGED_ELSEWHERE = ("/api/",)
ANYONE = {"/orientation/": 200_000, "/sign-in/": 100_000}  # bytes, whoever asks
UNKNOWN = 100_000  # bytes, at any other page, from someone who has not signed in
LARGEST = 402_000_000  # bytes, from an account: twenty documents of 20 MB dropped at once, and what frames them
LENGTH_REQUIRED, TOO_LARGE, UNREADABLE = 411, 413, 400


class Sizes:
    """Refuse a body that is larger than its page takes, or that does not say how large it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 400, 411 or 413 without reading the body, or go on."""
        if request.path.startswith(JUDGED_ELSEWHERE):
            return self.get_response(request)
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length:
            is_chunked = "Transfer-Encoding" in request.headers
            return _refused(LENGTH_REQUIRED) if is_chunked else self.get_response(request)
        if not (length.isascii() and length.isdecimal()):
            return _refused(UNREADABLE)
        if len(length) > len(str(LARGEST)) or int(length) > _most(request, int(length)):
            return _refused(TOO_LARGE)
        return self.get_response(request)


def _most(request: HttpRequest, length: int) -> int:
    """The most bytes for this page and who asks; the session is looked up for large bodies only."""
    for prefix, most in ANYONE.items():
        if request.path.startswith(prefix):
            return most
    return LARGEST if length > UNKNOWN and SESSION_KEY in request.session else UNKNOWN


def _refused(status: int) -> HttpResponse:
    said = {
        LENGTH_REQUIRED: _("What you sent does not say how large it is: it was not read."),
        TOO_LARGE: _("What you sent is larger than this page takes: it was not read. Send less, or in several parts."),
        UNREADABLE: _("What you sent could not be read."),
    }[status]
    return HttpResponse(render_to_string("unread.html", {"said": said}), status=status)
