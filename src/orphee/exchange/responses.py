"""FHIR responses on their way: a record's for whoever may export it, a hospital's for its own patients."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import replace

from orphee.access.context import as_system
from orphee.access.rules.policy import Purpose, Reader, system_reader
from orphee.datasets.interchange.results import Loss as Unread
from orphee.exchange.fhir.reading import read, refusal
from orphee.exchange.fhir.writing import write
from orphee.exchange.leaving import leave
from orphee.exchange.sheets.addressing import records_of
from orphee.network.models import Site
from orphee.record import gates
from orphee.record.intake import accept
from orphee.record.references import follow_ups
from orphee.record.rules.receipt import Receipt
from orphee.record.rules.view import Export


def export_record(record_key: uuid.UUID, reader: Reader, *, now: dt.datetime, preview: bool = False) -> Export:
    """The current entries of a record as a Bundle of responses, with its loss report and one audit line.

    Raises `UnableToFindRecord` for a record that is not there, not open to the reader, or that their role may not
    export: the three cannot be told apart.
    """
    return leave(record_key, reader, lambda view: write(view, now=now), kind="fhir", now=now, preview=preview)


def receive(
    content: bytes, *, sender: str, organisation_id: int, now: dt.datetime
) -> tuple[Receipt, tuple[Unread, ...]]:
    """Let one response in for a hospital; what it says that has no place is kept among the remainders and returned.

    Raises `Refused` with what to do.
    """
    response = read(content, received_at=now, sender=sender)
    sites = list(Site.objects.filter(hospital_id=organisation_id).values_list("pk", flat=True))
    record_key = _record_of(response.subject, sites)
    codes = _sites_for(response.submission.entries[0].dataset, record_key, sites)
    submission = replace(response.submission, record_key=str(record_key), site_codes=codes)
    return accept(submission, now=now), response.unread


def _record_of(subject: str, sites: Collection[int]) -> uuid.UUID:
    reader = system_reader("exchange", Purpose.EXCHANGE)
    places = records_of(reader, {subject}, sites=sites).get(subject, []) if subject else []
    if len(places) != 1:
        raise refusal("unknown-subject", "subject.identifier")
    return places[0].record_key


def _sites_for(dataset: str, record_key: uuid.UUID, sites: Collection[int]) -> tuple[str, ...]:
    """The hospital's sites that follow the person; of a dossier, those that work with it come first."""
    with as_system("exchange"):
        found = follow_ups([record_key], sites=sites)
        return tuple(code for _, _, code in sorted(found, key=lambda one: not gates.is_open_at(dataset, (one[1],))))
