"""Filters of the desk's templates."""

from django import template
from django.utils import timezone

from orphee.care.presenters.words import Whose, display_name_of, whose_record
from orphee.record.rules.view import RecordView

register = template.Library()


@register.filter
def who(view: RecordView) -> str:
    """How the person of a record is called."""
    return display_name_of(view)


@register.inclusion_tag("care/whose.html")
def whose(view: RecordView) -> dict[str, Whose]:
    """Whose record a page is about, where the reader may know; else its number."""
    return {"card": whose_record(view, timezone.localdate())}
