"""One response of a hospital's system, read."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from dataclasses import dataclass
from typing import Any

from orphee.datasets import catalogue
from orphee.datasets.definition import Instrument, StoredIn, UnknownName
from orphee.datasets.interchange.fhir_response import questionnaire_of, read_response
from orphee.datasets.interchange.results import Loss as Unread
from orphee.identity.rules.person import PersonAsGiven
from orphee.record.rules.receipt import Finding, Refused
from orphee.record.rules.submission import Channel, EntryAsGiven, Payload, Remainder, Submission

LARGEST = 2_000_000  # bytes; a form of 600 items has about 200,000
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


@dataclass(frozen=True, slots=True)
class Response:
    """What a response says. `subject`: the number or identifier of whom it is about, for whoever knows the records;
    `unread`: what has no place, among the remainders of the submission too.
    """

    submission: Submission
    subject: str
    unread: tuple[Unread, ...]


def read(content: bytes, *, received_at: dt.datetime, sender: str) -> Response:
    """The submission of one response, without record and sites yet. Raises `Refused` with what to do."""
    resource = _resource(content)
    instrument = _instrument(resource)
    payload, unread = read_response(instrument, resource)
    entry = _entry(instrument, payload, resource)
    submission = Submission(
        channel=Channel.FHIR,
        sender=sender,
        person=PersonAsGiven(),
        entries=(entry,),
        received_at=received_at,
        remainders=tuple(Remainder(one.path, "not_understood") for one in unread),
        said_at=_authored(resource, received_at),
    )
    subject = resource.get("subject")
    about = _identifier(subject.get("identifier") if isinstance(subject, dict) else None)
    return Response(submission, about, unread)


def refusal(code: str, path: str) -> Refused:
    """Why a response is not taken, at a place of it."""
    french, english = _TEXTS[code]
    return Refused(Finding(code, "refusal", path, {"fr": french, "en": english}))


def _entry(instrument: Instrument, payload: Payload, resource: dict[str, Any]) -> EntryAsGiven:
    key = _identifier(resource.get("identifier"))
    if instrument.repeats and not key:
        raise refusal("no-identifier", "identifier")
    return EntryAsGiven(
        instrument.dataset,
        instrument.version,
        instrument.key,
        payload,
        key=key if instrument.repeats else "",
        source_path="QuestionnaireResponse",
        complete=resource.get("status") in ("completed", "amended"),
        withdrawn=resource.get("status") == "entered-in-error",
    )


def _resource(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise refusal("not-a-response", "") from None
    if not isinstance(found, dict) or found.get("resourceType") != "QuestionnaireResponse":
        raise refusal("not-a-response", "resourceType")
    if not _can_be_kept(found):
        raise refusal("unfit-values", "")
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
        raise refusal("unknown-form", "questionnaire") from None
    if found.stored_in is not StoredIn.RECORD:
        raise refusal("unknown-form", "questionnaire")
    return found


def _identifier(said: object) -> str:
    value = said.get("value") if isinstance(said, dict) else None
    return value.strip()[:200] if isinstance(value, str) else ""


def _authored(resource: dict[str, Any], now: dt.datetime) -> dt.datetime:
    try:
        at = dt.datetime.fromisoformat(str(resource.get("authored")))
        return min((at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(dt.UTC), now)
    except (ValueError, OverflowError):  # the first or the last day of the calendar, in another zone
        return now
