"""Guards for pages: a page says what it needs, and everyone else is told politely that it is not for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from orphee.access.models import User
from orphee.access.rules.policy import NOBODY, Action, Reader

OPEN_PAGES: set[str] = set()
GUARDED_PAGES: dict[str, Action] = {}


def reader_of(request: HttpRequest) -> Reader:
    """The reader of a request (set by the middleware)."""
    return getattr(request, "reader", NOBODY)


def account_of(request: HttpRequest) -> User:
    """The account behind a guarded page: `needs` has sent everybody else away."""
    return cast(User, request.user)


def _back_to(request: HttpRequest) -> str:
    """Where someone goes on after signing in: what was sent cannot be sent again, so the page it was sent from."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    came_from = urlsplit(page) if is_ours else urlsplit("")
    return urlunsplit(("", "", came_from.path, came_from.query, "")) or reverse("home")


def needs(action: Action) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let a page through only for readers whose role allows `action`; others sign in, or get 403."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        GUARDED_PAGES[f"{view.__module__}.{view.__name__}"] = action

        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(_back_to(request))
            if not reader_of(request).may(action):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def open_to_all(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a page as meant for everyone, signed in or not. The rights matrix lists it as such."""
    OPEN_PAGES.add(f"{view.__module__}.{view.__name__}")
    return view
