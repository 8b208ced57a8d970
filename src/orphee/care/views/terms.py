"""The answers of a terminology picker."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from orphee.access.permissions import needs
from orphee.access.rules.policy import Action
from orphee.care.terms import offers


@needs(Action.WRITE_RECORD)
def terms(request: HttpRequest) -> HttpResponse:
    """What is offered for what is being typed: terms and codes only, nothing of a person."""
    asked = request.GET
    found = offers(
        asked.get("q", "")[:120], asked.get("systems", "").split(","), asked.get("levels", "").split(","),
        get_language() or "fr",
    )  # fmt: skip
    return render(request, "care/terms.html", {"offers": found, "list": asked.get("list", "list")[:120]})
