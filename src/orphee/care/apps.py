"""Registers the room with Django, and its tables with row-level security."""

from django.apps import AppConfig

SEEN_THROUGH_REACH = "EXISTS (SELECT 1 FROM record_reach reach WHERE reach.record_id = {table}.record_key)"


class CareConfig(AppConfig):
    """The care room."""

    name = "orphee.care"
    label = "care"

    def ready(self) -> None:
        """What belongs to a record is seen by those who see the record (drafts, in queries, by their author alone)."""
        from orphee.access import rights
        from orphee.access.row_security import KNOWS_PEOPLE, Wall, register
        from orphee.care.questions import hear_corrections
        from orphee.record.watching import register_watcher

        for model in ("question", "questionline", "leadline"):
            table = f"care_{model}"
            register(Wall(table, read=SEEN_THROUGH_REACH.format(table=table)))
        for model in ("draft", "openform", "attachment"):  # as typed and as given: a name may stand in them
            table = f"care_{model}"
            register(Wall(table, read=f"{KNOWS_PEOPLE} AND {SEEN_THROUGH_REACH.format(table=table)}"))
        rights.append_only("care_formuse", "care_attachment", "care_questionline", "care_leadline")
        register_watcher(hear_corrections)
