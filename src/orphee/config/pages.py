"""What every page needs to know, and where each reader starts."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from orphee.access.permissions import open_to_all
from orphee.config.navigation import menu

CONTACT_HOLDS = dt.timedelta(days=90)  # how long a reader of security.txt may keep what it says


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


@open_to_all
@require_safe
def security_contact(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116); not found until whoever runs this installation has said whom."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    address = contact if ":" in contact else f"mailto:{contact}"
    expires = timezone.now().astimezone(dt.UTC) + CONTACT_HOLDS
    lines = (f"Contact: {address}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: fr, en")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
