"""The language of the page."""

from __future__ import annotations

from django.utils.translation import get_language


def current_language() -> str:
    """fr or en: what the reader chose; French where nobody reads."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"
