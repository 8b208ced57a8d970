"""Who asks the web service: the token of a hospital's system."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja.security import HttpBearer

from orphee.access.models import Token
from orphee.access.queries import live_token, reader_of_token
from orphee.access.rules.policy import Action
from orphee.record.intake import ORGANISATION


class HospitalRequest(HttpRequest):
    """A request that `HospitalToken` let in: the web service gives it the token as `auth`."""

    auth: Token


class HospitalToken(HttpBearer):
    """`Authorization: Bearer …` with the token of a hospital's system."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The live token that this secret opens."""
        found = live_token(token)
        if found is None:
            return None
        Token.objects.filter(pk=found.pk).update(last_used_at=timezone.now())
        return found


def may(request: HospitalRequest, action: Action) -> bool:
    """Whether the token of a request allows this."""
    return reader_of_token(request.auth).may(action)


def sender_of(token: Token) -> str:
    """The key under which an organisation's documents are kept."""
    return f"{ORGANISATION}{token.organisation.code}"


def not_allowed() -> JsonResponse:
    """What a token is answered that may not do what it asked."""
    return JsonResponse({"detail": "this token may not do that"}, status=403, headers={"Cache-Control": "no-store"})
