"""The questions of a data manager beside the field they are about."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.template.context import Context

from orphee.access.permissions import reader_of
from orphee.care import questions
from orphee.care.presenters.questions import QuestionCard, question_cards
from orphee.foundation.language import current_language
from orphee.record.rules.view import RecordView

register = template.Library()


@register.inclusion_tag("care/fields/question.html", takes_context=True)
def questions_beside(context: Context, name: str) -> dict[str, Any]:
    """The pending questions on the answer of a field; read once a page."""
    place = getattr(context.get("page"), "place", None)
    entry = getattr(place, "entry", None)
    if place is None or entry is None:
        return {"cards": ()}
    item = ".".join(part for part in name.split(".") if not part.isdigit())
    cards = _pending(context, place.view)
    return {"cards": [one for one in cards if one.entry_key == entry.key and one.item == item]}


@register.inclusion_tag("care/questions_on_chart.html", takes_context=True)
def questions_on(context: Context, view: RecordView) -> dict[str, Any]:
    """The pending questions of a record, for its chart."""
    return {"cards": _pending(context, view), "view": view}


def _pending(context: Context, view: RecordView) -> tuple[QuestionCard, ...]:
    request = context["request"]
    kept: dict[str, tuple[QuestionCard, ...]] = request.__dict__.setdefault("questions_by_record", {})
    if view.key not in kept:
        found = questions.of_record(reader_of(request), UUID(view.key))
        cards = question_cards(found, current_language()) if found else ()
        kept[view.key] = tuple(one for one in cards if one.is_pending)
    return kept[view.key]
