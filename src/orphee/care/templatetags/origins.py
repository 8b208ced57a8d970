"""Where an entry was read, beside its answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.template.context import Context

from orphee.access.permissions import reader_of
from orphee.care.origins import Source, UseLink, sources_provided, uses_linked
from orphee.record.rules.view import RecordView

register = template.Library()


@register.inclusion_tag("care/read_in.html", takes_context=True)
def read_in(context: Context, view: RecordView, entry_key: str, revision: int = 0) -> dict[str, Any]:
    """The documents an entry was read in, or one revision of it; asked for once a page."""
    kept: dict[str, tuple[Source, ...]] = context["request"].__dict__.setdefault("sources_by_record", {})
    if view.key not in kept:
        kept[view.key] = sources_provided(UUID(view.key), reader_of(context["request"]))
    found = (one for one in kept[view.key] if one.entry_key == entry_key)
    return {"sources": [one for one in found if revision in (0, one.revision)]}


@register.simple_tag
def other_uses() -> tuple[UseLink, ...]:
    """The measures of use that other rooms keep."""
    return uses_linked()
