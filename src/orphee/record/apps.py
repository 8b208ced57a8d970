"""Registers the room with Django."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The record room."""

    name = "orphee.record"
    label = "record"
