"""Registers the room with Django, its tables with row-level security, and its parts with the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SEEN_THROUGH_REACH = "EXISTS (SELECT 1 FROM record_reach reach WHERE reach.record_id = {table}.record_key)"

if TYPE_CHECKING:
    from orphee.access.rules.policy import Reader
    from orphee.care.origins import Source


def _sources_of(record_key: UUID, reader: Reader) -> Iterable[Source]:
    """Where answers were read; the reader of texts is imported when someone asks, not by every command."""
    from orphee.prefill.provenance import sources_of

    return sources_of(record_key, reader)


class PrefillConfig(AppConfig):
    """The prefill room."""

    name = "orphee.prefill"
    label = "prefill"

    def ready(self) -> None:
        """Documents name people: they are seen by those who see the record and know who it is."""
        from orphee.access import rights
        from orphee.access.row_security import KNOWS_PEOPLE, Wall, register
        from orphee.access.rules.policy import Action
        from orphee.care.origins import UseLink, register_sources, register_use
        from orphee.care.panels import Panel, register_panel
        from orphee.prefill.panel import load

        for table in ("prefill_document", "prefill_decision"):
            register(Wall(table, read=f"{KNOWS_PEOPLE} AND {SEEN_THROUGH_REACH.format(table=table)}"))
        rights.append_only("prefill_decision", "prefill_readinguse")
        register_panel(
            Panel(
                "prefill", _("Read documents"), "prefill/panel.html", load, needs=Action.READ_DOCUMENTS, is_first=True
            )
        )
        register_use(UseLink(_("Reading of documents"), "reading-use"))
        register_sources(_sources_of)
