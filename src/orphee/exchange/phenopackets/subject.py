"""The subject of a packet: the little that identifies goes to the person, the rest to the encounter.

A birth date lives in identity and nowhere else; of a birth time given with it, only the time of day is kept here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

from orphee.exchange.phenopackets.limits import MAX_IDENTIFIER, shortened
from orphee.exchange.phenopackets.terms import Labels, code_of, term_of
from orphee.exchange.phenopackets.times import MIDNIGHT, moment_said, moment_told
from orphee.record.rules.submission import LocalId, PersonAsGiven

Json = dict[str, object]

ROOT = "urn:ga4gh:phenopackets"
SEXES = {"MALE": "M", "FEMALE": "F"}
_ELSEWHERE = frozenset({"alternateIds", "dateOfBirth", "sex", "karyotypicSex", "timeAtLastEncounter", "vitalStatus"})
_OTHERWISE = "alternateIds"  # how many there were: the identifiers themselves are the person's


def person_said(packet: Json, subject: Json, sender: str) -> PersonAsGiven:
    """The nameless person of a packet, known by the identifiers of the packet and its subject at this sender.

    Published packets reuse subject identifiers ("patient 1"), and two laboratories may reuse packet identifiers:
    only all three together name one person. Its other identifiers are held under the same sender, but join nobody:
    they too may be reused.
    """
    root, known_as = shortened(f"{ROOT}:{sender}"), _known_as(packet.get("id"), subject.get("id"))
    others = (LocalId(root, value) for _, value in _alternates(subject, known_as) if len(value) <= MAX_IDENTIFIER)
    return PersonAsGiven(
        local_ids=(LocalId(root, known_as), *others),
        sex=SEXES.get(str(subject.get("sex")), "UN"),
        birth_date=str(subject.get("dateOfBirth", ""))[:10],
        nameless=True,
    )


def alternates_left_out(packet: Json, subject: Json) -> Iterator[str]:
    """The JSON paths of the other identifiers of a subject that are too long to be held."""
    known_as = _known_as(packet.get("id"), subject.get("id"))
    for index, value in _alternates(subject, known_as):
        if len(value) > MAX_IDENTIFIER:
            yield f"$.subject.{_OTHERWISE}[{index}]"


def alternates_told(person: PersonAsGiven | None, packet_id: object, subject_id: object) -> list[str]:
    """The other identifiers that a packet gave its subject, from the identity of the person."""
    mark = _mark(_known_as(packet_id, subject_id))
    values = (one.value for one in (person.local_ids if person else ()) if one.root.startswith(ROOT))
    return [json.loads(value)[2] for value in values if value.startswith(mark)]


def _known_as(packet_id: object, subject_id: object) -> str:
    """Both identifiers as one text that no other two can make."""
    pair = [str(one) if one else "" for one in (packet_id, subject_id)]
    return shortened(json.dumps(pair, ensure_ascii=False))


def _alternates(subject: Json, known_as: str) -> Iterator[tuple[int, str]]:
    """Each other identifier as it is held, with where it stands; one given twice is one."""
    given = subject.get(_OTHERWISE)
    listed = list(map(str, given)) if isinstance(given, list) else []
    for one in dict.fromkeys(listed):
        yield listed.index(one), f"{_mark(known_as)}{json.dumps(one, ensure_ascii=False)}]"


def _mark(known_as: str) -> str:
    return f'["{hashlib.sha256(known_as.encode()).hexdigest()[:16]}", "also", '


def encounter_said(subject: Json, labels: Labels) -> dict[str, object]:
    """The items of the last encounter: age or day, vital status, karyotypic sex."""
    said: dict[str, object] = {}
    moment = moment_said(subject.get("timeAtLastEncounter"), {})
    said |= {f"last_{name}": moment[name] for name in ("age", "on") if name in moment}
    vital = subject.get("vitalStatus")
    if isinstance(vital, dict):
        said |= _vital_said(vital, labels)
    if "karyotypicSex" in subject:
        said["karyotypic_sex"] = subject["karyotypicSex"]
    return said


def _vital_said(vital: Json, labels: Labels) -> dict[str, object]:
    said: dict[str, object] = {}
    if "status" in vital:
        said["vital_status"] = vital["status"]
    if "causeOfDeath" in vital:
        said["cause_of_death"] = code_of(vital["causeOfDeath"], labels)
    if "survivalTimeInDays" in vital:
        said["survival_days"] = vital["survivalTimeInDays"]
    return said


def subject_kept(subject: Json, said: Mapping[str, object], labels: Labels) -> Json:
    """What of the subject no item says: identifier, gender, taxonomy, and times or deaths given in other words."""
    kept = {name: value for name, value in subject.items() if name not in _ELSEWHERE}
    if others := subject.get(_OTHERWISE):
        kept[_OTHERWISE] = len(set(others)) if isinstance(others, list) else 0
    told = encounter_told(said, labels)
    for name in ("timeAtLastEncounter", "vitalStatus"):
        if name in subject and subject[name] != told.get(name):
            kept[name] = subject[name]
    if "sex" in subject and subject["sex"] not in SEXES:
        kept["sex"] = subject["sex"]
    time_of_birth = str(subject.get("dateOfBirth", ""))[10:]
    if time_of_birth not in ("", MIDNIGHT):
        kept["timeOfBirth"] = time_of_birth
    return kept


def encounter_told(items: Mapping[str, object], labels: Labels) -> Json:
    """The parts of a subject that the items of the encounter say."""
    told: Json = {}
    moment = moment_told({"age": items.get("last_age"), "on": items.get("last_on")}, {})
    if moment:
        told["timeAtLastEncounter"] = moment
    vital: Json = {"status": items["vital_status"]} if items.get("vital_status") else {}
    if items.get("cause_of_death"):
        vital["causeOfDeath"] = term_of(items["cause_of_death"], labels)
    if items.get("survival_days"):
        vital["survivalTimeInDays"] = items["survival_days"]
    if vital:
        told["vitalStatus"] = vital
    if items.get("karyotypic_sex"):
        told["karyotypicSex"] = items["karyotypic_sex"]
    return told


_PARTS = {
    "timeAtLastEncounter": ("last_age", "last_on"),
    "vitalStatus": ("vital_status", "cause_of_death", "survival_days"),
}


def subject_restored(items: Mapping[str, object], kept: Json, labels: Labels) -> Json:
    """The subject as it leaves: what was kept, and what the items say now; a revision wins over what was kept."""
    told = encounter_told(items, labels)
    was = encounter_said(kept, dict(labels))
    restored = {name: value for name, value in kept.items() if name not in (*_PARTS, "timeOfBirth", _OTHERWISE)}
    for name, fields in _PARTS.items():
        if name in kept and all(items.get(field) == was.get(field) for field in fields):
            restored[name] = kept[name]
        elif name in told:
            restored[name] = told[name]
    if "karyotypicSex" in told:
        restored["karyotypicSex"] = told["karyotypicSex"]
    return restored
