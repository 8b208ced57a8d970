"""A screen left open on a ward signs itself out, and no session outlives a long day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

IDLE_FOR = dt.timedelta(minutes=30)  # PGSSI-S, authentification: a short idle time on shared workstations
RENEWED_EVERY = dt.timedelta(minutes=1)  # the session is written once a minute at most
LONGEST = dt.timedelta(hours=12)  # NIST SP 800-63B, 4.2.3: sign in again at least once in 12 hours
BY_ITSELF = "X-By-Itself"  # sent by a page that asks again and again how far something is: nobody sits there
_LAST, _FIRST = "last_seen_at", "first_seen_at"


class IdleSignOut:
    """End a session unused for half an hour or half a day old; sits right after Django’s authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, signed out when the session has slept too long."""
        if not request.path.startswith("/static/") and request.user.is_authenticated:
            self._watch(request, timezone.now())
        return self.get_response(request)

    def _watch(self, request: HttpRequest, now: dt.datetime) -> None:
        last = dt.datetime.fromisoformat(request.session.get(_LAST, now.isoformat()))
        first = dt.datetime.fromisoformat(request.session.setdefault(_FIRST, now.isoformat()))
        if now - last > IDLE_FOR or now - first > LONGEST:
            logout(request)
        elif _LAST not in request.session or (now - last > RENEWED_EVERY and BY_ITSELF not in request.headers):
            request.session[_LAST] = now.isoformat()
