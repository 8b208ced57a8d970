"""What every page needs to know."""

from django.conf import settings
from django.http import HttpRequest


def every_page(request: HttpRequest) -> dict[str, object]:
    """Add to each template: whether this deployment is a State service, and who is reading."""
    return {"is_state_service": settings.IS_STATE_SERVICE, "reader": getattr(request, "reader", None)}
