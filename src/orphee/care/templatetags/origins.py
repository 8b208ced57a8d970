"""Where an entry was read, beside its answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import template
from django.template.context import Context

from orphee.access.permissions import reader_of
from orphee.care.origins import Source, UseLink, sources_provided, uses_linked
from orphee.record.queries import revisions
from orphee.record.rules.submission import Payload
from orphee.record.rules.view import RecordView

register = template.Library()


@register.inclusion_tag("care/read_in.html", takes_context=True)
def read_in(context: Context, view: RecordView, entry_key: str, revision: int = 0) -> dict[str, Any]:
    """The documents an entry was read in, or one revision of it; asked for once a page."""
    kept: dict[str, tuple[Source, ...]] = context["request"].__dict__.setdefault("sources_by_record", {})
    if view.key not in kept:
        kept[view.key] = sources_provided(UUID(view.key), reader_of(context["request"]))
    found = [one for one in kept[view.key] if one.entry_key == entry_key and revision in (0, one.revision)]
    return {"sources": found if revision else _aged(view, entry_key, found)}


def _aged(view: RecordView, entry_key: str, found: list[Source]) -> list[Source]:
    """Sources of the entry as it is; those of an answer that someone changed since say so."""
    entry = next((one for one in view.entries if one.key == entry_key), None)
    if entry is None or all(one.revision == entry.revision for one in found):
        return found
    earlier = {one.revision: one.payload for one in revisions(UUID(view.key), UUID(entry_key))}
    return [replace(one, is_past=not _stands(one, earlier.get(one.revision), entry.payload)) for one in found]


def _stands(source: Source, then: Payload | None, now: Payload) -> bool:
    """Whether the answers a source speaks of are there still; a list may have grown."""
    if then is None:
        return False
    return all(_holds(now.get(key), then.get(key)) for key in source.answers or then)


def _holds(now: object, then: object) -> bool:
    if isinstance(then, list):
        return isinstance(now, list) and all(one in now for one in then)
    if isinstance(then, str):
        return isinstance(now, str) and set(then.split("; ")) <= set(now.split("; "))
    return now == then


@register.simple_tag
def other_uses() -> tuple[UseLink, ...]:
    """The measures of use that other rooms keep."""
    return uses_linked()
