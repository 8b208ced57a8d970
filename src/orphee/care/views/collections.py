"""Other collections: the data sets that can be added to a record, found by a word."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.care.desk_sets import others_for
from orphee.care.presenters.collections import collections_page
from orphee.care.rules.clean import clean
from orphee.care.views.finding import record_or_404
from orphee.foundation.language import current_language


@needs(Action.WRITE_RECORD)
def collections(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """Every collection this record does not have yet, with its forms."""
    reader = reader_of(request)
    view = record_or_404(request, record_key)
    searched = clean(request.GET.get("q", ""))[:80]
    sets = others_for(view, reader)
    page = collections_page(view, reader, sets, searched, today=timezone.localdate(), language=current_language())
    template = "care/collection_list.html" if request.headers.get("HX-Request") else "care/collections.html"
    return render(request, template, {"page": page})
