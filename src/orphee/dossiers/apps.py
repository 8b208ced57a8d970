"""Registers the room with Django, its data sets with the catalogue, and its gate with the record."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """The dossiers room."""

    name = "orphee.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        """Published dossiers are data sets like any other, for the people they concern."""
        from orphee.access import rights
        from orphee.care.panels import register_sets
        from orphee.datasets.catalogue import register_source
        from orphee.dossiers.inclusion import GATE, sets_of
        from orphee.dossiers.source import SOURCE
        from orphee.record.gates import register_gate

        rights.append_only("dossiers_decision")
        register_source(SOURCE)
        register_sets(sets_of)
        register_gate(GATE)
