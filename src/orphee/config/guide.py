"""The guides as pages: the files of `docs/guide`, in the language they are written in, those of a reader’s work first.

They tell of pages and of no person: everyone may read them, signed in or not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from orphee.access.permissions import open_to_all, reader_of
from orphee.access.rules.policy import Action
from orphee.foundation.language import current_language
from orphee.foundation.places import PROJECT

DOCS = PROJECT / "docs"
ENGLISH = "-en"  # how the name of a guide in English ends


@dataclass(frozen=True, slots=True)
class Topic:
    """A guide: its name in French and, when there is one, in English; whose work it is for."""

    french: str
    english: str
    needs: Action | None


@dataclass(frozen=True, slots=True)
class Offered:
    """A guide in the list. `language`: of the text."""

    name: str
    title: str
    language: str


TOPICS = (
    Topic("clinicien", "", Action.LIST_PEOPLE),
    Topic("pre-remplissage", "prefill-en", Action.READ_DOCUMENTS),
    Topic("errance", "undiagnosed-en", Action.LIST_PEOPLE),
    Topic("recueils", "collections-en", Action.MANAGE_DOSSIERS),
    Topic("questions", "questions-en", Action.READ_USE),
    Topic("equipe-nationale", "", Action.READ_FIGURES),
    Topic("integrateur", "", Action.READ_DELIVERIES),
    Topic("orientation", "orientation-en", None),
)
NAMES = frozenset(name for one in TOPICS for name in (one.french, one.english) if name)


@open_to_all
@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """Every guide, those of the reader's work first."""
    reader = reader_of(request)
    mine = [one for one in TOPICS if one.needs is not None and reader.may(one.needs)]
    others = [one for one in TOPICS if one not in mine]
    return render(request, "guide/list.html", {"mine": _offered(mine), "others": _offered(others)})


@open_to_all
@require_safe
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One guide."""
    if name not in NAMES or not _file(name).exists():
        raise Http404
    shown = {"title": title_of(name), "text": html_of(name), "language": _language_of(name)}
    return render(request, "guide/page.html", shown)


@open_to_all
@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of a guide."""
    found = DOCS / "images" / f"{name}.png"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not found.exists():
        raise Http404
    return FileResponse(found.open("rb"), content_type="image/png")


def _offered(topics: Sequence[Topic]) -> list[Offered]:
    is_english = current_language() == "en"
    names = [one.english if is_english and one.english else one.french for one in topics]
    return [Offered(name, title_of(name), _language_of(name)) for name in names if _file(name).exists()]


def _language_of(name: str) -> str:
    return "en" if name.endswith(ENGLISH) else "fr"


def _file(name: str) -> Path:
    return DOCS / "guide" / f"{name}.md"


@cache
def title_of(name: str) -> str:
    """The first heading of a guide."""
    return _file(name).read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")


@cache
def html_of(name: str) -> str:
    """A guide as HTML without its title; markup written in the file is shown, not obeyed."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(_file(name).read_text(encoding="utf-8").partition("\n")[2])
    for here, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slugify(tokens[here + 1].content, allow_unicode=True))
        if token.type == "table_open":
            token.attrSet("tabindex", "0")  # wider than a phone, it is moved with the keyboard too
        _lead(token.children or ())
    return str(reader.renderer.render(tokens, reader.options, {}))


def _lead(tokens: Sequence[Token]) -> None:
    """Turn links between files into links between pages; one to a file that is no page becomes its words."""
    for here, token in enumerate(tokens):
        if token.type == "link_open":
            address = _address(str(token.attrGet("href") or ""))
            if address:
                token.attrSet("href", address)
                continue
            token.tag, token.attrs = "span", {}
            next(one for one in tokens[here:] if one.type == "link_close").tag = "span"
        elif token.type == "image":
            token.attrSet("src", reverse("guide-picture", args=[Path(str(token.attrGet("src"))).stem]))


def _address(target: str) -> str:
    """Where a link of a file leads on the pages; empty when it leads to no page."""
    if target.startswith(("#", "https://")):
        return target
    file, _, place = target.partition("#")
    name = file.removesuffix(".md")
    return reverse("guide", args=[name]) + (f"#{place}" if place else "") if name in NAMES else ""
