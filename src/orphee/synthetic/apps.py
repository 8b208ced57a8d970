"""Registers the room with Django."""

from django.apps import AppConfig


class SyntheticConfig(AppConfig):
    """The synthetic room."""

    name = "orphee.synthetic"
    label = "synthetic"
