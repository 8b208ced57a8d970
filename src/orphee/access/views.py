"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from orphee.access.actions import is_connection_shut, sign_in
from orphee.access.forms import SignInForm
from orphee.access.models import User
from orphee.access.permissions import open_to_all

BACKEND = "django.contrib.auth.backends.ModelBackend"


@open_to_all
@sensitive_post_parameters("password")
@csrf_protect
def sign_in_page(request: HttpRequest) -> HttpResponseBase:
    """Ask for an address and a password; answer every failure alike."""
    onward = _onward(request)
    if request.user.is_authenticated:
        return redirect(onward)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = sign_in(**form.cleaned_data, address=network_address(request), now=timezone.now())
        if user is not None:
            return _opened(request, user, onward)
        form.add_error(None, "refused")
    was_refused = request.method == "POST"
    is_shut = was_refused and is_connection_shut(network_address(request), now=timezone.now())
    return render(
        request,
        "access/sign_in.html",
        {"form": form, "was_refused": was_refused, "is_connection_shut": is_shut, "next": onward},
        status=422 if was_refused else 200,
    )


@open_to_all
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and show the sign-in page."""
    logout(request)
    return redirect("sign-in")


def network_address(request: HttpRequest) -> str:
    """Where a request comes from: behind our own proxy, the address that the proxy added last."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.IS_BEHIND_HTTPS else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _opened(request: HttpRequest, user: User, onward: str) -> HttpResponse:
    """Start a new session (Django changes its key) and speak the language of the account."""
    login(request, user, backend=BACKEND)
    response = redirect(onward)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def _onward(request: HttpRequest) -> str:
    """Where to go once signed in: the page that was asked for, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("home")
