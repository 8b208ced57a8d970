"""Registers the room with Django, its tables with row-level security, and what it shows with the desk."""

from django.apps import AppConfig

SEEN_THROUGH_REACH = "EXISTS (SELECT 1 FROM record_reach reach WHERE reach.record_id = {table}.{column})"
NEVER = "false"  # written by the look, which works as the system


class UndiagnosedConfig(AppConfig):
    """The undiagnosed room."""

    name = "orphee.undiagnosed"
    label = "undiagnosed"

    def ready(self) -> None:
        """What is drawn from a record is seen by those who see the record."""
        from orphee.access import rights
        from orphee.access.row_security import Wall, register
        from orphee.care.panels import register_mark, register_panel
        from orphee.undiagnosed.showing import ALIKE, MARK, REVIEW

        for table in ("undiagnosed_outline", "undiagnosed_look"):
            register(Wall(table, read=SEEN_THROUGH_REACH.format(table=table, column="record_id"), write=NEVER))
        register(Wall("undiagnosed_cue", read=SEEN_THROUGH_REACH.format(table="undiagnosed_cue", column="record_id")))
        seen = SEEN_THROUGH_REACH.format(table="undiagnosed_cueline", column="record_key")
        register(Wall("undiagnosed_cueline", read=seen))
        rights.append_only("undiagnosed_cueline")
        rights.append_only_but("undiagnosed_cue", "is_open")
        register_mark(MARK)
        register_panel(REVIEW)
        register_panel(ALIKE)
