"""How large a request says it is, before anything of it is read."""

from __future__ import annotations

from django.http import HttpRequest

_DIGITS = 20  # of a length: more are no size of anything


def announced_size(request: HttpRequest) -> int | None:
    """The bytes that a request announces; None when it does not say, or not in digits."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length[:_DIGITS]) if length.isascii() and length.isdecimal() else None
