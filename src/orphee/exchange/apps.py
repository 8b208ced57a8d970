"""Registers the room with Django, and its table with row-level security."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The exchange room."""

    name = "orphee.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Deliveries hold whole documents: only the system sees the table, each sender its own answers through it."""
        from orphee.access.row_security import Wall, register

        register(Wall("exchange_delivery", read="false", write="false"))
