"""Registers the room with Django, and its table with row-level security."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """The care room."""

    name = "orphee.care"
    label = "care"

    def ready(self) -> None:
        """A draft is seen by those who see the record it is for (and, in queries, by its author alone)."""
        from orphee.access.row_security import KNOWS_PEOPLE, Wall, register

        register(
            Wall(
                "care_draft",
                read=f"{KNOWS_PEOPLE} AND EXISTS "
                "(SELECT 1 FROM record_reach reach WHERE reach.record_id = care_draft.record_key)",
            )
        )
