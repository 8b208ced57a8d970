"""Search for the pickers: JSON for programs, a listbox for pages. Codes and public names only, nothing of a person."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from orphee.foundation.language import current_language
from orphee.terminology.search import Filters, Hit, search

MOST = 50
USUAL = 12
LANGUAGES = ("fr", "en")


@require_GET
def terminology_search(request: HttpRequest) -> HttpResponse:
    """Concepts that answer `q` in `system` (several with commas), best first.

    Other parameters: `lang`, `limit`, `level` (repeated), `under` (a group's code), `format=html`. Answers 400 with
    a sentence when a parameter makes no sense.
    """
    asked = request.GET
    language = asked.get("lang") or current_language()
    if language not in LANGUAGES:
        language = "fr"
    given = asked.get("limit", "")
    limit = max(1, min(int(given), MOST)) if given.isdecimal() else USUAL
    try:
        filters = Filters(levels=tuple(asked.getlist("level")), under=asked.get("under", ""))
        hits = search(asked.get("q", ""), asked.get("system", "hpo"), language, limit, filters)
    except ValueError as problem:
        return JsonResponse({"error": str(problem)}, status=400)
    if request.headers.get("HX-Request") or asked.get("format") == "html":
        context = {"hits": hits, "list_id": _safe_id(asked.get("list", "")), "asked": asked.get("q", "")}
        return render(request, "terminology/listbox.html", context)
    return JsonResponse({"hits": [as_json(hit) for hit in hits]})


def as_json(hit: Hit) -> dict[str, str]:
    """A hit as programs see it."""
    return asdict(hit)


def _safe_id(text: str) -> str:
    """An id for the list; the page that asks chooses it."""
    kept = "".join(letter for letter in text if letter.isalnum() or letter in "-_")
    return kept[:80] or "terminology-list"
