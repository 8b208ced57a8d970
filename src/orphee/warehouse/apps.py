"""Registers the room with Django."""

from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    """The warehouse room."""

    name = "orphee.warehouse"
    label = "warehouse"
