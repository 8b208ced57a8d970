"""A record to a Phenopacket v2, and the list of what the packet cannot say.

A packet that was imported leaves as it came, but for what was revised since. What the national data set says
joins it: clinical description as features, diagnoses as diseases and interpretations, birth measurements.
No identity leaves beyond what a packet needs: never a name, days of a life only when asked for, ages otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from orphee.datasets.sdm_mr_codes import SDM as NATIONAL
from orphee.exchange.phenopackets.allowing import allowed
from orphee.exchange.phenopackets.elements import (
    DISEASE,
    ELEMENTS,
    FEATURE,
    INTERPRETATION,
    MEASUREMENT,
    Element,
    restored,
)
from orphee.exchange.phenopackets.losses import items_lost, moment_losses, path_of
from orphee.exchange.phenopackets.national import CARRIED, Already, Said, iso_age, national
from orphee.exchange.phenopackets.reading import DATASET, MEDIA_TYPE, WHOLE
from orphee.exchange.phenopackets.resources import prefixes_in, resources_for
from orphee.exchange.phenopackets.subject import SEXES, alternates_told, subject_restored
from orphee.exchange.phenopackets.terms import Labels
from orphee.exchange.phenopackets.times import timestamp_of
from orphee.exchange.phenopackets.undating import undated
from orphee.exchange.unfinished import REASON, parted
from orphee.foundation.partial_date import PartialDate, months_between
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.view import EntryView, Export, Loss, RecordView

Json = dict[str, object]

SCHEMA_VERSION = "2.0"
AUTHOR = "Orphée"
_PLACES = {element.instrument for element in ELEMENTS} | {"encounter"}


class Book(Protocol):
    """What the terminology says of codes: their English label and the release in use."""

    def labels_of(self, curies: frozenset[str]) -> Mapping[str, str]:
        """The English label of each code that is known."""

    def releases(self) -> Mapping[str, str]:
        """The release in use of each prefix ("HP": "2025-01-16")."""


@dataclass(frozen=True, slots=True)
class _Source:
    """What an imported packet left in the record: empty for a record that never came as a packet."""

    kept: Json
    items: Mapping[str, object]
    labels: Labels

    def part(self, name: str) -> Json:
        part = self.kept.get(name)
        return part if isinstance(part, dict) else {}


def write(view: RecordView, *, now: dt.datetime, book: Book | None = None, with_birth_date: bool = False) -> Export:
    """The record as a Phenopacket v2 in JSON, checked by GA4GH's own classes, with its loss report.

    `with_birth_date` lets every day leave, to a reader who sees the identity; without it, days leave as ages, or stay.
    What is unfinished stays, as does a stored value that GA4GH does not allow: all are named as lost.
    """
    with_days = with_birth_date and view.person is not None
    view, held = parted(view)
    source = _source(view, book)
    subject_id = str(source.part("subject").get("id") or view.number)
    packet: Json = {"id": source.kept.get("id") or view.number}
    losses: list[Loss] = []
    for element in ELEMENTS:
        packet[element.place] = _restored_all(view, element, source, losses)
    said = national(view, _already(view), source.labels, subject_id=subject_id)
    packet["subject"] = _subject(view, source, said, subject_id, with_days)
    _join(packet, said)
    packet |= {name: source.kept[name] for name in WHOLE if name in source.kept}
    packet["metaData"] = _metadata(view, source, said, packet, now, book)
    losses += [*said.losses, *_record_losses(view, source, with_birth_date), *_foreign_losses(view)]
    losses += _held_losses(held)
    whole = {name: part for name, part in packet.items() if part not in ([], {}, "") or name in source.kept}
    whole, days = (whole, []) if with_days else undated(whole, _birth(view))
    content, refused = allowed(whole)
    return Export(content, MEDIA_TYPE, tuple(dict.fromkeys([*losses, *days, *refused])))


def _source(view: RecordView, book: Book | None) -> _Source:
    items = view.one(DATASET, "encounter")
    kept = items.get("kept")
    kept = dict(kept) if isinstance(kept, Mapping) else {}
    given = kept.get("labels")
    labels: Labels = dict(given) if isinstance(given, Mapping) else {}
    if book is not None:
        wanted = frozenset(_codes_said(view)) - labels.keys()
        labels = {**book.labels_of(wanted), **labels} if wanted else labels
    return _Source(kept, items, labels)


def _codes_said(view: RecordView) -> set[str]:
    """Every code of the entries that leave, to ask for their labels at once."""
    found: set[str] = set()
    waiting: list[object] = [one.payload for one in view.entries if one.dataset in (DATASET, NATIONAL)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            waiting.extend(value for name, value in part.items() if name not in ("kept", "given"))
        elif isinstance(part, list | tuple):
            waiting.extend(part)
        elif isinstance(part, str) and ":" in part and len(part) < 60:
            found.add(part)
    return found


def _restored_all(view: RecordView, element: Element, source: _Source, losses: list[Loss]) -> list[Json]:
    """The elements of one kind, in the order of the packet they came in, then the others."""
    order = source.part("order").get(element.instrument)
    places = {key: place for place, key in enumerate(order)} if isinstance(order, list) else {}
    entries = sorted(view.of(DATASET, element.instrument), key=lambda one: places.get(one.source_key, len(places)))
    kept = source.part(element.place)
    made = []
    for entry in entries:
        given = kept.get(entry.source_key)
        whole = restored(element, entry.payload, given, source.labels)
        made.append(whole)
        losses.extend(_element_losses(entry, given, whole))
    return made


def _element_losses(entry: EntryView, given: object, whole: Json) -> list[Loss]:
    lost: list[Loss] = []
    for name in ("onset", "resolution"):
        if not (isinstance(given, dict) and given.get(name) == whole.get(name)):
            lost += moment_losses(entry, name, entry.payload.get(name))
    if isinstance(given, dict):
        lost += [Loss(path_of(entry, key), "superseded") for key in given if given[key] != whole.get(key)]
    return lost


def _already(view: RecordView) -> Already:
    diseases = [one.payload for one in view.of(DATASET, DISEASE.instrument)]
    return Already(
        features=frozenset(str(one.payload.get("term")) for one in view.of(DATASET, FEATURE.instrument)),
        diseases=frozenset(str(one[name]) for one in diseases for name in ("term", "orpha") if one.get(name)),
    )


def _subject(view: RecordView, source: _Source, said: Said, subject_id: str, with_days: bool) -> Json:
    """The subject: identifier, sex, times and vital status; the birth date only when asked for and allowed."""
    subject = subject_restored(source.items, source.part("subject"), source.labels)
    subject["id"] = subject_id
    if others := _alternates(view, source):
        subject["alternateIds"] = others
    if "subject" not in source.kept and "id" in source.kept:
        subject.pop("id")  # the packet came without a subject
    sex = {told: name for name, told in SEXES.items()}.get(view.sex)
    if sex:
        subject["sex"] = sex
    vital = subject.get("vitalStatus")
    vital = {**said.vital, **vital} if isinstance(vital, dict) else said.vital
    if vital:
        subject["vitalStatus"] = vital
    born = _birth_timestamp(view, source) if with_days else None
    if born:
        subject["dateOfBirth"] = born
    elif "timeAtLastEncounter" not in subject and (age := _age_at_last_activity(view, vital)):
        subject["timeAtLastEncounter"] = {"age": {"iso8601duration": age}}
    return subject


def _alternates(view: RecordView, source: _Source) -> list[str]:
    return alternates_told(view.person, source.kept.get("id"), source.part("subject").get("id"))


def _birth_timestamp(view: RecordView, source: _Source) -> str | None:
    if view.person is None or len(view.person.birth_date) != len("2024-01-12"):
        return None
    time = source.part("subject").get("timeOfBirth")
    return f"{view.person.birth_date}{time}" if time else timestamp_of(view.person.birth_date)


def _birth(view: RecordView) -> PartialDate | None:
    """The birth as precisely as this reader knows it."""
    return PartialDate.read(view.person.birth_date if view.person else view.birth_month)


def _age_at_last_activity(view: RecordView, vital: Json) -> str | None:
    """The age at the last activity known, never beyond death, in years, or in months before two years."""
    activities = _days_of(one.payload.get("performed_on") for one in view.of(NATIONAL, "activity"))
    death = vital.get("timeOfDeath")
    told = [one.payload.get("died_on") for one in view.of(NATIONAL, "vital_status")]
    deaths = _days_of([*told, death.get("timestamp") if isinstance(death, dict) else None])
    born = _birth(view)
    if not activities or born is None:
        return None
    months = months_between(born.earliest, min([max(activities), *deaths]))
    if months < 0:
        return None
    return iso_age(months) if months < 24 and born.month else f"P{months // 12}Y"


def _days_of(told: Iterable[object]) -> list[dt.date]:
    return [date.latest for one in told if (date := PartialDate.read(one))]


def _join(packet: Json, said: Said) -> None:
    for element, made in (
        (FEATURE, said.features),
        (DISEASE, said.diseases),
        (INTERPRETATION, said.interpretations),
        (MEASUREMENT, said.measurements),
    ):
        own = packet[element.place]
        packet[element.place] = [*own, *made] if isinstance(own, list) else made


def _metadata(view: RecordView, source: _Source, said: Said, packet: Json, now: dt.datetime, book: Book | None) -> Json:
    """The metadata: the packet's own with the terminologies that joined it since, or ours when there was none."""
    given = source.part("metaData")
    releases = book.releases() if book else {}
    if not source.kept:
        created = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        resources = resources_for(prefixes_in(packet), releases)
        return {
            "created": created,
            "createdBy": AUTHOR,
            "resources": resources,
            "phenopacketSchemaVersion": SCHEMA_VERSION,
        }
    added = (said.features, said.diseases, said.interpretations, said.measurements, said.vital)
    listed = given.get("resources")
    own = listed if isinstance(listed, list) else []
    new = (prefixes_in(*added) | _prefixes_entered(view)) - {one.get("namespacePrefix") for one in own}
    return given | {"resources": [*own, *resources_for(new, releases)]} if new else given


def _prefixes_entered(view: RecordView) -> set[str]:
    """The prefixes of what was entered here after the packet came: entries by another way than a packet."""
    entered = [
        element.told(one.payload, {})
        for element in ELEMENTS
        for one in view.of(DATASET, element.instrument)
        if one.channel != "phenopacket"
    ]
    return prefixes_in(*entered)


def _record_losses(view: RecordView, source: _Source, with_birth_date: bool) -> list[Loss]:
    """What stands outside the entries: identity, consent, follow-ups, unknown keys, what was said of a family."""
    extra, others = source.kept.get("extra"), source.part("subject").get("alternateIds")
    lost = [Loss(str(path), "unknown_key") for path in (extra if isinstance(extra, list | dict) else ())]
    if isinstance(others, int) and len(_alternates(view, source)) < others:
        lost.append(Loss("identity/alternate_ids", "too_long" if view.person else "identity_withheld"))
    lost += [Loss(f"family/{name}", "family_message") for name in source.part("family") if name != "role"]
    person = view.person
    if person and (person.birth_name or person.used_name or person.ins or person.address or person.telecoms):
        lost.append(Loss("identity", "identity_withheld"))
    if view.birth_month and not with_birth_date:
        lost.append(Loss("identity/birth_date", "birth_date_withheld"))
    elif view.birth_month and not _birth_timestamp(view, source):
        lost.append(Loss("identity/birth_date", "partial_date" if person else "identity_withheld"))
    consent = view.consent
    lost += [Loss("consent/reuse_opposition", "no_place")] if consent.reuse_opposed is not None else []
    lost += [Loss("consent/ern_registries", "no_place")] if consent.ern_registries else []
    return lost + [Loss(f"follow_ups/{one.site_code}", "no_place") for one in view.follow_ups]


def _foreign_losses(view: RecordView) -> list[Loss]:
    """Entries of data sets that a packet knows nothing of."""
    return [
        loss
        for entry in view.entries
        if entry.state != ENTERED_IN_ERROR and entry.dataset != NATIONAL and not _has_place(entry)
        for loss in items_lost(entry)
    ]


def _held_losses(held: Iterable[EntryView]) -> Iterator[Loss]:
    """What stays here until it is finished, and what would not leave then either."""
    for entry in held:
        yield from [Loss(path_of(entry), REASON)] if _has_place(entry) else items_lost(entry)


def _has_place(entry: EntryView) -> bool:
    """Whether a packet has a place for some of an entry."""
    if entry.dataset == NATIONAL:
        return entry.instrument in CARRIED
    return entry.dataset == DATASET and entry.instrument in _PLACES
