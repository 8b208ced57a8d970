"""What every page needs to know, and where each reader starts."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from orphee.access.permissions import open_to_all
from orphee.config.navigation import menu


def every_page(request: HttpRequest) -> dict[str, object]:
    """Add to each template: whether this deployment is a State service, who is reading, and the menu."""
    return {
        "is_state_service": settings.IS_STATE_SERVICE,
        "reader": getattr(request, "reader", None),
        "menu": menu(request) if getattr(request, "user", None) and request.user.is_authenticated else [],
    }


@open_to_all
def home(request: HttpRequest) -> HttpResponseBase:
    """Send each reader to the first page of their role; someone without any role is told so."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    links = menu(request)
    if not links:
        raise PermissionDenied
    return redirect(links[0].url)
