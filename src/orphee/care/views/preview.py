"""A definition as its form would look: nothing is saved, no record is opened."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.care.presenters.preview import PreviewPage, previewed
from orphee.datasets import catalogue
from orphee.datasets.definition import IN_USE, Dataset, UnknownName
from orphee.foundation.language import current_language


def preview_page(dataset: Dataset, instrument_key: str = "", section: str = "") -> dict[str, PreviewPage]:
    """What `care/preview.html` shows of a definition, drafts included. Raises UnknownName.

    For rooms above: `render(request, "care/preview.html", preview_page(draft, key, section))`.
    """
    return {
        "page": previewed(dataset, instrument_key, section, today=timezone.localdate(), language=current_language())
    }


@needs(Action.READ_DICTIONARY)
def preview(request: HttpRequest, dataset: str, instrument: str) -> HttpResponse:
    """A form of a data set in use, empty; those who manage dossiers see the others too."""
    try:
        found = catalogue.dataset(dataset, request.GET.get("version") or None)
        if found.status not in IN_USE and not reader_of(request).may(Action.MANAGE_DOSSIERS):
            raise PermissionDenied
        context = preview_page(found, instrument, request.GET.get("section", "")[:80])
    except UnknownName:
        raise Http404 from None
    return render(request, "care/preview.html", context)
