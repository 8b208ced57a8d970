"""A form of a draft as the clinician will see it: drawn by the desk, nothing stored."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orphee.access.permissions import needs
from orphee.access.rules.policy import Action
from orphee.care.views.preview import preview_page
from orphee.datasets.definition import UnknownName
from orphee.dossiers import queries
from orphee.dossiers.views.editor import frame
from orphee.dossiers.views.finding import back_to, found_or_404, tree_of, version_of


@require_GET
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
def preview(request: HttpRequest, key: str, name: str, form: str) -> HttpResponse:
    """The form, section by section; a draft with problems has none to show yet."""
    found = version_of(request, key, name)
    dataset = queries.judged(found.text).dataset
    if dataset is None:
        messages.warning(request, _("The preview comes when the problems listed here are corrected."))
        return back_to("dossier-editor", key, name, form=form)
    try:
        page = preview_page(dataset, form, request.GET.get("section", ""))
    except UnknownName:
        raise Http404 from None
    return render(request, "dossiers/preview.html", frame(found, tree_of(found), ()) | page)
