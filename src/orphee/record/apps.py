"""Registers the room with Django, and its tables with the rights and row-level security."""

from django.apps import AppConfig

SEEN_THROUGH_REACH = "EXISTS (SELECT 1 FROM record_reach reach WHERE reach.record_id = {table}.{column})"
SEEN_THROUGH_PERSON = "EXISTS (SELECT 1 FROM record_reach reach WHERE reach.person_key = {table}.{column})"
NEVER = "false"  # written through intake only, which works as the system


class RecordConfig(AppConfig):
    """The record room."""

    name = "orphee.record"
    label = "record"

    def ready(self) -> None:
        """Put every table that holds something of a person behind the reach of sites."""
        from orphee.access import rights
        from orphee.access.row_security import KNOWS_PEOPLE, SITES, Wall, register

        register(Wall("record_reach", read=f"site_id = ANY ({SITES})", write=NEVER))
        for table, column in (
            ("record_record", "key"),
            ("record_entry", "record_id"),
            ("record_summary", "record_id"),
            ("record_progress", "record_id"),
        ):
            register(Wall(table, read=SEEN_THROUGH_REACH.format(table=table, column=column), write=NEVER))
        register(Wall("record_outboxline", read=NEVER, write=NEVER))
        for table, column, seen in (
            ("identity_person", "key", SEEN_THROUGH_PERSON),
            ("identity_identifier", "person_id", SEEN_THROUGH_PERSON),
            ("record_document", "record_id", SEEN_THROUGH_REACH),  # the original names the person
        ):
            register(Wall(table, read=f"{KNOWS_PEOPLE} AND {seen.format(table=table, column=column)}", write=NEVER))
        seen = SEEN_THROUGH_PERSON.format(table="consent_statement", column="person_id")
        register(Wall("consent_statement", read=seen, write=NEVER))  # an opposition is known to all who see the record
        rights.append_only("record_outboxline", "consent_statement")
        rights.append_only_but("record_entry", "is_current")
