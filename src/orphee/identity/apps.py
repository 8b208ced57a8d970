"""Registers the room with Django."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """The identity room."""

    name = "orphee.identity"
    label = "identity"
