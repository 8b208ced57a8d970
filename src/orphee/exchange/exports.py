"""Documents made from a record, one row a format: for the chart's links and the pages.

A format is imported when it is asked for: every command reads this list, few write a document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orphee.access.rules.policy import Reader
from orphee.exchange.naming import place_in_words
from orphee.exchange.unfinished import REASON, SENTENCE
from orphee.record.rules.view import Export, Loss

_CDA_SENTENCES = {
    REASON: SENTENCE,
    "no_place": ("Le document n’a pas de place pour cette information.", "The document has no place for this."),
    "other_data_set": (
        "Le document ne porte que le SDM-MR : ceci vient d’un autre jeu de données.",
        "The document carries the SDM-MR only: this comes from another data set.",
    ),
    "incomplete": (
        "Cette saisie n’a pas tout ce que le document exige : complétez-la pour qu’elle parte.",
        "This entry lacks what the document requires: complete it and it will leave.",
    ),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A format: its key in file names, its title, how a record is exported, how a loss is said."""

    key: str
    title: str | Promise
    extension: str
    export: Callable[..., Export]  # (record_key, reader, *, now, preview)
    sentence: Callable[[Loss, str], str]


def cda_sentence(loss: Loss, language: str) -> str:
    """Why something of the record is not in a CDA document."""
    code, _colon, detail = loss.reason.partition(": ")
    french, english = _CDA_SENTENCES.get(code, (code, code))
    said = english if language == "en" else french
    form = "/".join(loss.path.split("/")[:2])
    asked = [place_in_words(f"{form}/{name}", language) for name in detail.split(", ") if name]
    return f"{said} ({', '.join(asked)})" if asked else said


def _cda(record_key: UUID, reader: Reader, *, now: dt.datetime, preview: bool = False) -> Export:
    from orphee.exchange.documents import export_record

    return export_record(record_key, reader, now=now, preview=preview)


def _packet(record_key: UUID, reader: Reader, *, now: dt.datetime, preview: bool = False) -> Export:
    from orphee.exchange.packets import export_record

    return export_record(record_key, reader, now=now, preview=preview)


def _packet_sentence(loss: Loss, language: str) -> str:
    from orphee.exchange.phenopackets.losses import sentence

    return sentence(loss, language)


def _responses(record_key: UUID, reader: Reader, *, now: dt.datetime, preview: bool = False) -> Export:
    from orphee.exchange.responses import export_record

    return export_record(record_key, reader, now=now, preview=preview)


def _responses_sentence(loss: Loss, language: str) -> str:
    from orphee.exchange.fhir.writing import sentence

    return sentence(loss, language)


CDA = Kind("cda", _("CDA SDM-MR 2025.01 document"), "xml", _cda, cda_sentence)
PHENOPACKET = Kind("phenopacket", _("Phenopacket v2"), "json", _packet, _packet_sentence)
FHIR = Kind("fhir", _("FHIR R4 responses"), "json", _responses, _responses_sentence)
KINDS = (CDA, PHENOPACKET, FHIR)


def grouped(kind: Kind, losses: Iterable[Loss], language: str) -> dict[str, list[str]]:
    """The places of what is lost, by reason: one sentence for many places, each named once."""
    found: dict[str, dict[str, None]] = {}
    for loss in losses:
        found.setdefault(kind.sentence(loss, language), {})[place_in_words(loss.path, language)] = None
    return {reason: list(places) for reason, places in found.items()}
