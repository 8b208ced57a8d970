"""The menu: which pages there are, and who is shown them. The first one a reader may see is their home."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orphee.access.permissions import reader_of
from orphee.access.rules.policy import Action


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the menu: its title, the name of its address, what one must be allowed to do to see it."""

    title: str | Promise
    url_name: str
    needs: Action


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A page as shown to one reader."""

    title: str | Promise
    url: str
    is_here: bool


PAGES = (
    Page(_("My patients"), "worklist", Action.LIST_PEOPLE),
    Page(_("New person"), "new-person", Action.CREATE_RECORD),
    Page(_("Documents received"), "deliveries", Action.READ_DELIVERIES),
    Page(_("Dossiers"), "dossiers", Action.MANAGE_DOSSIERS),
    Page(_("Import a sheet"), "imports", Action.IMPORT_ENTRIES),
    Page(_("Completeness"), "completeness", Action.READ_USE),
    Page(_("Use of forms"), "form-use", Action.READ_USE),
    Page(_("Questions asked"), "questions-asked", Action.ASK_QUESTIONS),
    Page(_("National figures"), "dashboard", Action.READ_FIGURES),
    Page(_("Collections"), "collections", Action.READ_DICTIONARY),
)


def menu(request: HttpRequest) -> list[MenuLink]:
    """The pages this reader may open, in order; a page of a room that is not installed is left out."""
    reader = reader_of(request)
    links = []
    for page in PAGES:
        if not reader.may(page.needs):
            continue
        try:
            url = reverse(page.url_name)
        except NoReverseMatch:
            continue
        links.append(MenuLink(title=page.title, url=url, is_here=request.path == url))
    return links
