"""Entries as FHIR R4 QuestionnaireResponses: a record's as a Bundle, one by one from a hospital's system.

A response names its form (`questionnaire`, our address and version), its record (`subject.identifier`: the record's
number, or a local identifier of one of the hospital's own patients) and, for a form that repeats, its own `identifier`.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import uuid
from collections.abc import Collection
from typing import Any

from orphee.access.context import as_system
from orphee.access.rules.policy import Purpose, Reader, system_reader
from orphee.datasets import catalogue
from orphee.datasets.definition import Instrument, StoredIn, UnknownName
from orphee.datasets.interchange.fhir_names import OURS
from orphee.datasets.interchange.fhir_response import questionnaire_of, read_response, write_response
from orphee.datasets.interchange.results import Loss as Unread
from orphee.exchange.leaving import leave
from orphee.exchange.sheets.addressing import records_of
from orphee.identity.rules.person import PersonAsGiven
from orphee.network.models import Site
from orphee.record import gates
from orphee.record.intake import accept
from orphee.record.models import Reach
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.receipt import Finding, Receipt, Refused
from orphee.record.rules.submission import Channel, EntryAsGiven, Remainder, Submission
from orphee.record.rules.view import EntryView, Export, Loss, RecordView

LARGEST = 2_000_000  # bytes; a form of 600 items has about 200,000
MEDIA_TYPE = "application/fhir+json; charset=utf-8"
RECORD_NUMBER = f"{OURS}/record-number"
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_TEXTS = {
    "not-a-response": (
        "Un QuestionnaireResponse FHIR R4 en JSON est attendu.",
        "A FHIR R4 QuestionnaireResponse in JSON is expected.",
    ),
    "unfit-values": (
        "La réponse contient un texte ou un nombre qui ne peut pas être conservé (caractère nul, moitié de caractère, "
        "NaN, infini). Corrigez-le avant de renvoyer.",
        "The response holds a text or a number that cannot be kept (null character, half a character, NaN, infinity). "
        "Correct it before sending again.",
    ),
    "unknown-form": (
        "« questionnaire » ne nomme aucun formulaire connu ici. Donnez l’adresse et la version du Questionnaire.",
        "“questionnaire” names no form known here. Give the address and version of the Questionnaire.",
    ),
    "unknown-subject": (
        "« subject.identifier » ne désigne aucun dossier suivi dans vos sites.",
        "“subject.identifier” stands for no record followed at your sites.",
    ),
    "no-identifier": (
        "Ce formulaire se répète : donnez à la réponse son propre « identifier ».",
        "This form repeats: give the response an “identifier” of its own.",
    ),
}


def export_record(record_key: uuid.UUID, reader: Reader, *, now: dt.datetime) -> Export:
    """The current entries of a record as a Bundle of responses, with its loss report and one audit line.

    Raises `UnableToFindRecord` for a record that is not there, not open to the reader, or that their role may not
    export: the three cannot be told apart.
    """
    return leave(record_key, reader, lambda view: _bundle(view, now=now), kind="fhir", now=now)


def receive(
    content: bytes, *, sender: str, organisation_id: int, now: dt.datetime
) -> tuple[Receipt, tuple[Unread, ...]]:
    """Let one response in for a hospital; what it says that has no place is kept among the remainders and returned.

    Raises `Refused` with what to do.
    """
    resource = _resource(content)
    instrument = _instrument(resource)
    payload, unread = read_response(instrument, resource)
    sites = list(Site.objects.filter(hospital_id=organisation_id).values_list("pk", flat=True))
    record_key = _subject(resource, sites)
    key = _identifier(resource.get("identifier"))
    if instrument.repeats and not key:
        raise _refusal("no-identifier", "identifier")
    entry = EntryAsGiven(
        instrument.dataset,
        instrument.version,
        instrument.key,
        payload,
        key=key if instrument.repeats else "",
        source_path="QuestionnaireResponse",
        complete=resource.get("status") in ("completed", "amended"),
        withdrawn=resource.get("status") == "entered-in-error",
    )
    submission = Submission(
        channel=Channel.FHIR,
        sender=sender,
        person=PersonAsGiven(),
        entries=(entry,),
        received_at=now,
        site_codes=_sites_for(instrument.dataset, record_key, sites),
        remainders=tuple(Remainder(one.path, "not_understood") for one in unread),
        record_key=str(record_key),
        said_at=_authored(resource, now),
    )
    return accept(submission, now=now), unread


def sentence(loss: Loss, language: str) -> str:
    """Why something of the record is not in the responses."""
    french, _bar, english = loss.reason.partition("\n")
    return english if language == "en" else french


def _bundle(view: RecordView, *, now: dt.datetime) -> Export:
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
        complete=entry.state != "draft",
        subject=subject,
        identifier=entry.source_key or entry.key,
    )
    losses += [Loss(f"{entry.instrument}.{one.path}", f"{one.what.fr}\n{one.what.en}") for one in lost]
    return {"resourceType": "QuestionnaireResponse", "id": entry.key, **made}


def _resource(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _refusal("not-a-response", "") from None
    if not isinstance(found, dict) or found.get("resourceType") != "QuestionnaireResponse":
        raise _refusal("not-a-response", "resourceType")
    if not _can_be_kept(found):
        raise _refusal("unfit-values", "")
    return found


def _can_be_kept(resource: dict[str, Any]) -> bool:
    """Whether the database can hold every text and number: JSON allows more than it does. Walked without recursion."""
    pending: list[Any] = [resource]
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            pending += [*one, *one.values()]
        elif isinstance(one, list):
            pending += one
        elif (isinstance(one, float) and not math.isfinite(one)) or (isinstance(one, str) and _UNFIT.search(one)):
            return False
    return True


def _instrument(resource: dict[str, Any]) -> Instrument:
    key, form, version = questionnaire_of(resource)
    try:
        found = (catalogue.load(key, version) if version else catalogue.dataset(key)).instrument(form)
    except UnknownName:
        raise _refusal("unknown-form", "questionnaire") from None
    if found.stored_in is not StoredIn.RECORD:
        raise _refusal("unknown-form", "questionnaire")
    return found


def _sites_for(dataset: str, record_key: uuid.UUID, sites: Collection[int]) -> tuple[str, ...]:
    """The hospital's sites that follow the person; of a dossier, those that work with it come first."""
    with as_system("exchange"):
        found = list(
            Reach.objects.filter(record_id=record_key, site_id__in=list(sites))
            .order_by("since", "site__code")
            .values_list("site_id", "site__code")
        )
        return tuple(code for pk, code in sorted(found, key=lambda one: not gates.is_open_at(dataset, (one[0],))))


def _subject(resource: dict[str, Any], sites: Collection[int]) -> uuid.UUID:
    subject = resource.get("subject")
    value = _identifier(subject.get("identifier") if isinstance(subject, dict) else None)
    places = (
        records_of(system_reader("exchange", Purpose.EXCHANGE), {value}, sites=sites).get(value, []) if value else []
    )
    if len(places) != 1:
        raise _refusal("unknown-subject", "subject.identifier")
    return places[0].record_key


def _identifier(said: object) -> str:
    value = said.get("value") if isinstance(said, dict) else None
    return value.strip()[:200] if isinstance(value, str) else ""


def _authored(resource: dict[str, Any], now: dt.datetime) -> dt.datetime:
    try:
        at = dt.datetime.fromisoformat(str(resource.get("authored")))
        return min((at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(dt.UTC), now)
    except (ValueError, OverflowError):  # the first or the last day of the calendar, in another zone
        return now


def _refusal(code: str, path: str) -> Refused:
    french, english = _TEXTS[code]
    return Refused(Finding(code, "refusal", path, {"fr": french, "en": english}))
