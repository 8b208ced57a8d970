"""Filters of the desk's templates."""

from django import template

from orphee.care.presenters.words import display_name_of
from orphee.record.rules.view import RecordView

register = template.Library()


@register.filter
def who(view: RecordView) -> str:
    """How the person of a record is called."""
    return display_name_of(view)
