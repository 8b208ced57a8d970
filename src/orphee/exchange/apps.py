"""Registers the room with Django, and its tables with row-level security."""

from django.apps import AppConfig


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
    from orphee.exchange.cda.passages import passages
    from orphee.record.rules.submission import Channel

    register_text(Channel.CDA, passages)
