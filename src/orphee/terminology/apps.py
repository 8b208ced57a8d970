"""Registers the room with Django."""

from django.apps import AppConfig


class TerminologyConfig(AppConfig):
    """The terminology room."""

    name = "orphee.terminology"
    label = "terminology"
