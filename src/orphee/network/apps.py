"""Registers the room with Django."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The network room."""

    name = "orphee.network"
    label = "network"
