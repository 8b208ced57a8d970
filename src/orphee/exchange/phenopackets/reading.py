"""A packet to a submission: every element becomes an entry, and what has no item is kept as given."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Protocol

from orphee.datasets.sdm_mr_codes import PHENOTYPE, SDM
from orphee.exchange.phenopackets.elements import DISEASE, ELEMENTS, Element
from orphee.exchange.phenopackets.findings import finding
from orphee.exchange.phenopackets.limits import MAX_EXCERPT, MAX_IDENTIFIER, shortened
from orphee.exchange.phenopackets.parsing import Json, Packet, parse
from orphee.exchange.phenopackets.subject import alternates_left_out, encounter_said, person_said, subject_kept
from orphee.exchange.phenopackets.terms import Labels, is_swapped
from orphee.exchange.phenopackets.times import is_age
from orphee.record.rules.receipt import Refused
from orphee.record.rules.submission import (
    Channel,
    DocumentAsGiven,
    EntryAsGiven,
    PersonAsGiven,
    Remainder,
    Submission,
)

DATASET = PHENOTYPE
VERSION = "1.0"
MEDIA_TYPE = "application/json"
TEMPLATE = "phenopacket-2"
WHOLE = ("biosamples", "medicalActions", "files", "metaData")  # kept as given: no item says them yet


class DiseaseJoin(Protocol):
    """The terminology's exact mappings of diseases."""

    def orpha_of(self, curie: str) -> str | None:
        """The ORPHA code ("ORPHA:558") that exactly means this OMIM or MONDO disease, or None."""


def read(
    raw: bytes, *, received_at: dt.datetime, sender: str, joins: DiseaseJoin, site_codes: tuple[str, ...] = ()
) -> Submission:
    """The submission that one Phenopacket v2 makes; raises `Refused` with its findings, each with a JSON path.

    A packet names no rare-disease site: `site_codes` are those of whoever sends it. `received_at`: an aware instant, in
    the time zone whose day is today.
    """
    packet = parse(raw)
    body = packet.body
    subject = body.get("subject")
    subject = subject if isinstance(subject, dict) else {}
    if not body.get("id") and not subject.get("id"):
        raise Refused(finding("packet_without_id"))
    labels: Labels = {}
    kept: Json = {}
    entries: list[EntryAsGiven] = []
    for element in ELEMENTS:
        entries += _entries_of(element, body, labels, kept, joins)
    person = person_said(body, subject, sender)
    too_long = (Remainder(path, "alternate_id_too_long") for path in alternates_left_out(body, subject))
    misread = (*_misread(entries, kept, subject), *too_long)
    if order := _order(entries):
        kept["order"] = order
    entries.append(_encounter(packet, subject, labels, kept))
    entries.extend(_family_entries(packet))
    return Submission(
        channel=Channel.PHENOPACKET,
        sender=sender,
        person=person,
        entries=tuple(entries),
        received_at=received_at,
        site_codes=site_codes,
        document=_document(raw, body, person, received_at),
        remainders=packet.remainders + misread,
    )


def _entries_of(element: Element, body: Json, labels: Labels, kept: Json, joins: DiseaseJoin) -> Iterator[EntryAsGiven]:
    items = body.get(element.place)
    if not isinstance(items, list) or not items:
        return
    kept_whole: Json = {}
    seen: dict[str, int] = {}
    for index, given in enumerate(items):
        said = element.said(given, labels)
        key = _key(str(element.key_of(given) or ""), seen)
        if element.told(said, labels) != given:
            kept_whole[key] = given
        if element is DISEASE:
            said["orpha"] = _orpha_of(str(said["term"]), joins)
        yield EntryAsGiven(DATASET, VERSION, element.instrument, said, key, f"$.{element.place}[{index}]")
    if kept_whole:
        kept[element.place] = kept_whole


def _key(given: str, seen: dict[str, int]) -> str:
    """The key of an entry: its code, and its rank from the second time on."""
    identifier = given if len(given) <= MAX_IDENTIFIER else shortened(given)
    rank = seen[identifier] = seen.get(identifier, 0) + 1
    return identifier if rank == 1 and identifier else f"{identifier}#{rank}"


def _orpha_of(term: str, joins: DiseaseJoin) -> str | None:
    return term if term.startswith("ORPHA:") else joins.orpha_of(term)


def _encounter(packet: Packet, subject: Json, labels: Labels, kept: Json) -> EntryAsGiven:
    """The singleton that holds the last encounter and everything else of the packet, as given."""
    said = encounter_said(subject, labels)
    body = packet.body
    kept["id"] = body.get("id", "")
    if "subject" in body:
        kept["subject"] = subject_kept(subject, said, labels)
    kept |= {name: body[name] for name in WHOLE if name in body}
    if labels:
        kept["labels"] = labels
    if packet.extra:  # where they stand only: a key nobody knows may identify, and the sealed original holds it
        kept["extra"] = list(packet.extra)
    if packet.family is not None:
        kept["family"] = packet.family
    return EntryAsGiven(DATASET, VERSION, "encounter", {**said, "kept": kept}, "", "$")


def _order(entries: list[EntryAsGiven]) -> dict[str, list[str]]:
    """The keys of each instrument in the order of the packet, where there are several."""
    keys: dict[str, list[str]] = {}
    for entry in entries:
        keys.setdefault(entry.instrument, []).append(entry.key)
    return {instrument: several for instrument, several in keys.items() if len(several) > 1}


def _family_entries(packet: Packet) -> Iterator[EntryAsGiven]:
    """Consanguinity of the parents, which a family message says of its proband."""
    family = packet.family or {}
    if family.get("role") == "proband" and family.get("consanguinousParents") is True:
        yield EntryAsGiven(SDM, "2025.01", "family", {"consanguinity": True}, "", "$._family.consanguinousParents")


def _document(raw: bytes, body: Json, person: PersonAsGiven, received_at: dt.datetime) -> DocumentAsGiven:
    meta = body.get("metaData")
    meta = meta if isinstance(meta, dict) else {}
    known_as = person.local_ids[0]
    header = {name: meta[name] for name in ("created", "phenopacketSchemaVersion") if name in meta}
    return DocumentAsGiven(
        identifier=shortened(str(body.get("id") or known_as.value)),
        set_id=shortened(f"{known_as.root}:{known_as.value}"),
        version=_version(meta, received_at),
        template=TEMPLATE,
        media_type=MEDIA_TYPE,
        content=raw,
        digest=hashlib.sha256(raw).hexdigest(),
        header=header,
    )


def _version(meta: Json, received_at: dt.datetime) -> int:
    """A packet has no version number: the minute of its creation or last update (since 1970) grows as one.

    A date in the future does not count, or nothing could supersede that packet; without any date, the minute of
    arrival stands in. Two packets of one minute: the door counts the second as the next (`packets`).
    """
    updates = meta.get("updates")
    later = [one.get("timestamp") for one in updates] if isinstance(updates, list) else []
    told = [meta.get("created"), *later]
    instants = [_instant(text) for text in told if isinstance(text, str)]
    past = [instant for instant in instants if instant and instant <= received_at]
    return max(1, int(max(past, default=received_at).timestamp() // 60))


def _instant(text: str) -> dt.datetime | None:
    try:
        instant = dt.datetime.fromisoformat(text[:19])
    except ValueError:
        return None
    return instant.replace(tzinfo=dt.UTC)


def _misread(entries: list[EntryAsGiven], kept: Json, subject: Json) -> Iterator[Remainder]:
    """What was read otherwise than written, or could not be read into an item: swapped labels, odd ages."""
    whole = {element.instrument: kept[element.place] for element in ELEMENTS[:2] if element.place in kept}
    for entry in entries if whole else ():
        of_instrument = whole.get(entry.instrument)
        given = of_instrument.get(entry.key) if isinstance(of_instrument, dict) else None
        if given is None:
            continue
        for place in ("modifiers", "severity"):
            terms = given.get(place, ())
            for term in filter(is_swapped, terms if isinstance(terms, list) else [terms]):
                yield Remainder(f"{entry.source_path}.{place}", "id_and_label_swapped", str(term)[:MAX_EXCERPT])
        yield from _odd_ages(given.get("onset"), f"{entry.source_path}.onset")
        yield from _odd_ages(given.get("resolution"), f"{entry.source_path}.resolution")
    yield from _odd_ages(subject.get("timeAtLastEncounter"), "$.subject.timeAtLastEncounter")


def _odd_ages(moment: object, path: str) -> Iterator[Remainder]:
    if not isinstance(moment, dict) or "age" not in moment:
        return
    age = moment["age"].get("iso8601duration", "")
    if not is_age(age):
        yield Remainder(f"{path}.age", "age_not_iso8601", str(age)[:MAX_EXCERPT])
