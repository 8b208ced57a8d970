"""Addresses of the room. Who may come in is decided above it: the wiring hands the guard in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from orphee.terminology import views

View = Callable[..., HttpResponseBase]


def patterns(guard: Callable[[View], View]) -> list[URLPattern]:
    """The addresses, each view behind the guard."""
    return [path("search", guard(views.terminology_search), name="terminology-search")]
