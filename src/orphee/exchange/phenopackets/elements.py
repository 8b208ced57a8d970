"""The elements of a packet that repeat, and the entries that say the same.

Each has `said` (packet to items) and `told` (items to packet). What an entry cannot say is kept as given beside
it, and `restored` puts it back as long as the items it belongs to still say what was imported: a revision wins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orphee.exchange.phenopackets.interpretations import interpretation_said, interpretation_told
from orphee.exchange.phenopackets.measurements import measurement_said, measurement_told
from orphee.exchange.phenopackets.terms import Labels, code_of, codes_of, term_of, terms_of
from orphee.exchange.phenopackets.times import moment_said, moment_told

Json = dict[str, object]
Payload = dict[str, object]


@dataclass(frozen=True, slots=True)
class Element:
    """One repeated element: its place in a packet, its instrument, and which items each of its keys fills."""

    place: str
    instrument: str
    parts: Mapping[str, tuple[str, ...]]
    said: Callable[[Json, Labels], Payload]
    told: Callable[[Mapping[str, object], Labels], Json]
    key_of: Callable[[Json], object]


def feature_said(given: Json, labels: Labels) -> Payload:
    """The items of a phenotypic feature."""
    said: Payload = {"term": code_of(given.get("type"), labels), "excluded": given.get("excluded", False)}
    for name in ("onset", "resolution"):
        if name in given and (moment := moment_said(given[name], labels)):
            said[name] = moment
    if "severity" in given:
        said["severity"] = code_of(given["severity"], labels)
    if "modifiers" in given:
        said["modifiers"] = codes_of(given["modifiers"], labels)
    if "description" in given:
        said["description"] = given["description"]
    evidence = given.get("evidence")
    if isinstance(evidence, list):
        said["evidence"] = [_evidence_said(one, labels) for one in evidence]
    return said


def feature_told(items: Mapping[str, object], labels: Labels) -> Json:
    """A phenotypic feature from its items."""
    told: Json = {"type": term_of(items.get("term", ""), labels)}
    if items.get("excluded"):
        told["excluded"] = True
    _tell_moments(items, labels, told)
    if items.get("severity"):
        told["severity"] = term_of(items["severity"], labels)
    if items.get("modifiers"):
        told["modifiers"] = terms_of(items["modifiers"], labels)
    if items.get("description"):
        told["description"] = items["description"]
    evidence = items.get("evidence")
    if isinstance(evidence, list) and evidence:
        told["evidence"] = [_evidence_told(one, labels) for one in evidence]
    return told


def _tell_moments(items: Mapping[str, object], labels: Labels, told: Json) -> None:
    for name in ("onset", "resolution"):
        if items.get(name) and (moment := moment_told(items[name], labels)):
            told[name] = moment


def _evidence_said(given: Json, labels: Labels) -> Payload:
    said: Payload = {"code": code_of(given.get("evidenceCode"), labels)}
    source = given.get("reference")
    if isinstance(source, dict):
        said |= {
            name: source[key] for name, key in (("reference", "id"), ("description", "description")) if key in source
        }
    return said


def _evidence_told(items: Mapping[str, object], labels: Labels) -> Json:
    told: Json = {"evidenceCode": term_of(items["code"], labels)} if items.get("code") else {}
    source = {
        key: items[name] for name, key in (("reference", "id"), ("description", "description")) if items.get(name)
    }
    return told | {"reference": source} if source else told


def disease_said(given: Json, labels: Labels) -> Payload:
    """The items of a disease; the join to ORPHA is made by the reader, who knows the terminology."""
    said: Payload = {"term": code_of(given.get("term"), labels), "excluded": given.get("excluded", False)}
    for name in ("onset", "resolution"):
        if name in given and (moment := moment_said(given[name], labels)):
            said[name] = moment
    for name, key in (("stage", "diseaseStage"), ("tnm", "clinicalTnmFinding")):
        if key in given:
            said[name] = codes_of(given[key], labels)
    for name, key in (("primary_site", "primarySite"), ("laterality", "laterality")):
        if key in given:
            said[name] = code_of(given[key], labels)
    return said


def disease_told(items: Mapping[str, object], labels: Labels) -> Json:
    """A disease from its items, under the code it was given with."""
    told: Json = {"term": term_of(items.get("term") or items.get("orpha", ""), labels)}
    if items.get("excluded"):
        told["excluded"] = True
    _tell_moments(items, labels, told)
    for name, key in (("stage", "diseaseStage"), ("tnm", "clinicalTnmFinding")):
        if items.get(name):
            told[key] = terms_of(items[name], labels)
    for name, key in (("primary_site", "primarySite"), ("laterality", "laterality")):
        if items.get(name):
            told[key] = term_of(items[name], labels)
    return told


def restored(element: Element, items: Mapping[str, object], given: object, labels: Labels) -> Json:
    """The element as it leaves: its items, and what was kept as given of the keys that nobody has revised since."""
    told = element.told(items, labels)
    if not isinstance(given, dict):
        return told
    was = element.said(given, dict(labels))
    for key, names in element.parts.items():
        if all((items.get(name) or None) == (was.get(name) or None) for name in names):
            told.pop(key, None)
            if key in given:
                told[key] = given[key]
    return told


def _id_in(key: str) -> Callable[[Json], object]:
    def read(given: Json) -> object:
        term = given.get(key)
        return term.get("id") if isinstance(term, dict) else None

    return read


def _own_id(given: Json) -> object:
    return given.get("id")


FEATURE = Element(
    "phenotypicFeatures",
    "feature",
    {
        "type": ("term",),
        "excluded": ("excluded",),
        "onset": ("onset",),
        "resolution": ("resolution",),
        "severity": ("severity",),
        "modifiers": ("modifiers",),
        "description": ("description",),
        "evidence": ("evidence",),
    },
    feature_said,
    feature_told,
    _id_in("type"),
)
DISEASE = Element(
    "diseases",
    "disease",
    {
        "term": ("term",),
        "excluded": ("excluded",),
        "onset": ("onset",),
        "resolution": ("resolution",),
        "diseaseStage": ("stage",),
        "clinicalTnmFinding": ("tnm",),
        "primarySite": ("primary_site",),
        "laterality": ("laterality",),
    },
    disease_said,
    disease_told,
    _id_in("term"),
)
MEASUREMENT = Element("measurements", "measurement", {}, measurement_said, measurement_told, _id_in("assay"))
INTERPRETATION = Element(
    "interpretations",
    "interpretation",
    {
        "id": ("identifier",),
        "progressStatus": ("progress",),
        "diagnosis": ("disease", "variants"),
        "summary": ("summary",),
    },
    interpretation_said,
    interpretation_told,
    _own_id,
)

ELEMENTS = (FEATURE, DISEASE, MEASUREMENT, INTERPRETATION)
