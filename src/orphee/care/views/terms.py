"""The answers of a terminology picker."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from orphee.access.permissions import needs
from orphee.access.rules.policy import Action
from orphee.care.rules.clean import clean
from orphee.care.terms import offers
from orphee.foundation.language import current_language


@needs(Action.WRITE_RECORD)
def terms(request: HttpRequest) -> HttpResponse:
    """What is offered for what is being typed: terms and codes only, nothing of a person."""
    asked = ("q", "systems", "levels", "under", "list")
    text, systems, levels, under, name = (clean(request.GET.get(one, ""))[:400] for one in asked)
    found = offers(text[:120], systems.split(","), levels.split(","), current_language(), under.split(","))
    return render(request, "care/terms.html", {"offers": found, "list": name[:120] or "list"})
