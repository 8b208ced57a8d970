"""Registers the room with Django."""

from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    """The warehouse room."""

    name = "orphee.warehouse"
    label = "warehouse"

    def ready(self) -> None:
        """Say which tables of the rooms below the pseudonymised build reads."""
        from orphee.access import rights

        rights.for_the_warehouse("record_record", "record_summary", "network_site", "warehouse_entry")
        rights.for_the_warehouse("record_reach")  # not asked by a query: the walls of the record look through it
