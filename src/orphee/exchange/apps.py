"""Registers the room with Django, and its tables with row-level security."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from orphee.care.documents import Passage


class ExchangeConfig(AppConfig):
    """The exchange room."""

    name = "orphee.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Deliveries hold whole documents: only the system sees the table, each sender its own answers through it."""
        from orphee.access.row_security import Wall, register

        register(Wall("exchange_delivery", read="false", write="false"))
        register(Wall("exchange_deliverypart", read="false", write="false"))
        register(Wall("exchange_sheetimport", read="false", write="false"))
        _offer_exports()
        _offer_texts()


def _offer_exports() -> None:
    """Show each format on the charts of `care`."""
    from orphee.care.panels import ExportLink, register_export
    from orphee.exchange.exports import KINDS

    for kind in KINDS:
        register_export(ExportLink(title=kind.title, url_name=f"export-{kind.key}"))


def _offer_texts() -> None:
    """Let the documents that hospitals send be read by people, beside what the record took from them."""
    from orphee.care.documents import register_text
    from orphee.record.rules.submission import Channel

    def passages(content: bytes) -> Sequence[Passage]:
        from orphee.exchange.cda import passages  # when there is a document to read: few commands have one

        return passages.passages(content)

    register_text(Channel.CDA, passages)
