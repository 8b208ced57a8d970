"""Registers the room with Django."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """The care room."""

    name = "orphee.care"
    label = "care"
