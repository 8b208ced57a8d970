"""Whom a dossier concerns: diseases and centres, and how many people that is now."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from orphee.access.permissions import needs
from orphee.access.rules.policy import Action
from orphee.dossiers import inclusion
from orphee.dossiers.models import Version
from orphee.dossiers.problems import problems_of
from orphee.dossiers.rules.editing import Tree
from orphee.dossiers.views.editor import frame
from orphee.dossiers.views.finding import back_to, changed, found_or_404, told_if_changed, tree_of, version_of
from orphee.foundation.language import current_language
from orphee.network.models import Site
from orphee.terminology import queries as terminology
from orphee.terminology.models import Ancestry

OFFERED = 12


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
@told_if_changed
def including(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The diseases and the centres of a version."""
    found = version_of(request, key, name)
    if request.method == "POST":
        diseases, sites = (list(dict.fromkeys(request.POST.getlist(each))) for each in ("disease", "site"))
        if changed(request, key, name, lambda tree: _set(tree, diseases, sites)) is not None:
            messages.success(request, _("Kept."))
        return back_to("dossier-inclusion", key, name)
    definition = tree_of(found)
    said = inclusion.of_tree(definition)
    here = tuple(one for one in problems_of(found, definition) if one.where == _("inclusion"))
    context = frame(found, definition, here) | {
        "diseases": _told(said.diseases),
        "sites": [(site, site.code in said.sites) for site in _sites(found, said.sites)],
        "every_site": not said.sites,
    }
    return render(request, "dossiers/inclusion.html", context)


def _set(tree: Tree, diseases: list[str], sites: list[str]) -> None:
    tree["inclusion"] = {
        **({"diseases": diseases} if diseases else {}),
        **({"sites": sites} if sites else {}),
    }


def _sites(found: Version, chosen: tuple[str, ...]) -> list[Site]:
    """The centres one can choose: those of the network, or for a national dossier those already chosen and the rest."""
    sites = Site.objects.select_related("hospital").order_by("name", "code")
    return list(sites.filter(filiere_id=found.dossier.filiere_id) if found.dossier.filiere_id else sites)


def _told(codes: tuple[str, ...]) -> list[dict[str, object]]:
    """Codes with their label, and how many diseases stand below each."""
    labels = terminology.labels(codes, current_language())
    below = dict.fromkeys(codes, 0)
    for ancestor in Ancestry.objects.filter(ancestor__in=codes, steps__gt=0).values_list("ancestor", flat=True):
        below[ancestor] += 1
    return [{"code": code, "label": labels[code], "below": below[code]} for code in codes]


@require_GET
@needs(Action.MANAGE_DOSSIERS)
def diseases(request: HttpRequest) -> HttpResponse:
    """ORPHA codes for what is typed; a group says how many it stands for."""
    asked = str(request.GET.get("q", "")).replace("\x00", "")[:120]
    hits = terminology.search(asked, ("orpha",), current_language(), OFFERED) if len(asked.strip()) > 1 else []
    return render(request, "dossiers/diseases.html", {"found": _told(tuple(hit.code for hit in hits)), "asked": asked})
