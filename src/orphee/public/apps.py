"""Registers the room with Django. It has no table: nothing that is said here is kept."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The public room."""

    name = "orphee.public"
    label = "public"
