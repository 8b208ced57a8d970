"""A record's entries as a Bundle of responses."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from orphee.datasets import catalogue
from orphee.datasets.definition import UnknownName
from orphee.datasets.interchange.fhir_names import OURS
from orphee.datasets.interchange.fhir_response import write_response
from orphee.record.rules.changes import DRAFT, ENTERED_IN_ERROR
from orphee.record.rules.view import EntryView, Export, Loss, RecordView

MEDIA_TYPE = "application/fhir+json; charset=utf-8"
RECORD_NUMBER = f"{OURS}/record-number"


def write(view: RecordView, *, now: dt.datetime) -> Export:
    """The entries that stand, and what a response cannot say of them."""
    losses: list[Loss] = []
    entries: list[dict[str, Any]] = []
    for entry in view.entries:
        if entry.state == ENTERED_IN_ERROR:
            continue
        made = _response(view, entry, losses)
        if made is not None:
            entries.append({"fullUrl": f"urn:uuid:{entry.key}", "resource": made})
    bundle = {"resourceType": "Bundle", "type": "collection", "timestamp": now.isoformat(), "entry": entries}
    if not entries:
        del bundle["entry"]
    return Export(json.dumps(bundle, ensure_ascii=False, indent=1).encode(), MEDIA_TYPE, tuple(losses))


def sentence(loss: Loss, language: str) -> str:
    """Why something of the record is not in the responses."""
    french, _bar, english = loss.reason.partition("\n")
    return english if language == "en" else french


def _response(view: RecordView, entry: EntryView, losses: list[Loss]) -> dict[str, Any] | None:
    try:
        instrument = catalogue.load(entry.dataset, entry.version).instrument(entry.instrument)
    except UnknownName:
        losses.append(Loss(f"{entry.dataset}.{entry.instrument}", "Définition inconnue ici.\nDefinition unknown here."))
        return None
    subject = {"identifier": {"system": RECORD_NUMBER, "value": view.number}}
    made, lost = write_response(
        instrument,
        entry.payload,
        authored=entry.said_at,
        complete=entry.state != DRAFT,
        subject=subject,
        identifier=entry.source_key or entry.key,
    )
    losses += [Loss(f"{entry.instrument}.{one.path}", f"{one.what.fr}\n{one.what.en}") for one in lost]
    return {"resourceType": "QuestionnaireResponse", "id": entry.key, **made}
