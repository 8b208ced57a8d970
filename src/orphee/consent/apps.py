"""Registers the room with Django."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """The consent room."""

    name = "orphee.consent"
    label = "consent"
