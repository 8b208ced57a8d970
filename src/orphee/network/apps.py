"""Registers the room with Django."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The network room."""

    name = "orphee.network"
    label = "network"

    def ready(self) -> None:
        """Answer for the codes of sites when an entry names one."""
        from orphee.network.queries import site_by_code
        from orphee.terminology.lookup import register_codes

        register_codes("SITE", lambda code: site_by_code(code) is not None)
