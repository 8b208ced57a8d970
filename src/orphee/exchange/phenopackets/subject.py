"""The subject of a packet: the little that identifies goes to the person, the rest to the encounter.

A birth date lives in identity and nowhere else; of a birth time given with it, only the time of day is kept here.
"""

from __future__ import annotations

from collections.abc import Mapping

from orphee.exchange.phenopackets.limits import shortened
from orphee.exchange.phenopackets.terms import Labels, code_of, term_of
from orphee.exchange.phenopackets.times import MIDNIGHT, moment_said, moment_told
from orphee.record.rules.submission import LocalId, PersonAsGiven

Json = dict[str, object]

ROOT = "urn:ga4gh:phenopackets"
SEXES = {"MALE": "M", "FEMALE": "F"}
_ELSEWHERE = frozenset({"dateOfBirth", "sex", "karyotypicSex", "timeAtLastEncounter", "vitalStatus"})


def person_said(packet: Json, subject: Json, sender: str) -> PersonAsGiven:
    """The nameless person of a packet, known by the identifiers of the packet and its subject at this sender.

    Published packets reuse subject identifiers ("patient 1"), and two laboratories may reuse packet identifiers:
    only all three together name one person.
    """
    value = "/".join(str(part["id"]) for part in (packet, subject) if part.get("id"))
    return PersonAsGiven(
        local_ids=(LocalId(shortened(f"{ROOT}:{sender}"), shortened(value)),),
        sex=SEXES.get(str(subject.get("sex")), "UN"),
        birth_date=str(subject.get("dateOfBirth", ""))[:10],
        nameless=True,
    )


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
    """What of the subject no item says: identifiers, gender, taxonomy, and times or deaths given in other words."""
    kept = {name: value for name, value in subject.items() if name not in _ELSEWHERE}
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
    restored = {name: value for name, value in kept.items() if name not in _PARTS and name != "timeOfBirth"}
    for name, fields in _PARTS.items():
        if name in kept and all(items.get(field) == was.get(field) for field in fields):
            restored[name] = kept[name]
        elif name in told:
            restored[name] = told[name]
    if "karyotypicSex" in told:
        restored["karyotypicSex"] = told["karyotypicSex"]
    return restored
