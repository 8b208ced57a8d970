"""Registers the room with Django."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The exchange room."""

    name = "orphee.exchange"
    label = "exchange"
