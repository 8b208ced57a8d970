"""The addresses that FHIR uses: extensions, code systems, units. Ours stand under one base, `ORPHEE_FHIR_BASE`.

| our extension | on | holds (JSON) |
|---|---|---|
| data-set | Questionnaire | what the data set says and a Questionnaire has no element for |
| instrument | Questionnaire | the same of the instrument |
| item | item | the same of the item: computation, checks, prefill, a condition beyond enableWhen… |
| value-set, code | contained ValueSet, its concepts | the same of a value set and of a code |

An extension holds only what the standard elements beside it do not say already: another program may change a label or
a bound without looking at it.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any
from urllib.parse import quote

Json = dict[str, Any]

UNSET = "https://orphee.example.org/fhir"  # a reserved name, for as long as no address is published
OURS = os.environ.get("ORPHEE_FHIR_BASE", "").rstrip("/") or UNSET
EXTENSIONS = f"{OURS}/StructureDefinition"
HL7 = "http://hl7.org/fhir/StructureDefinition"
TRANSLATION = f"{HL7}/translation"
ITEM_CONTROL = f"{HL7}/questionnaire-itemControl"
CONTROL_SYSTEM = "http://hl7.org/fhir/questionnaire-item-control"
UNIT = f"{HL7}/questionnaire-unit"
UNIT_OPTION = f"{HL7}/questionnaire-unitOption"
MIN_VALUE = f"{HL7}/minValue"
MAX_VALUE = f"{HL7}/maxValue"
ORDINAL = f"{HL7}/ordinalValue"
UCUM = "http://unitsofmeasure.org"
TERMINOLOGY = f"{OURS}/ValueSet/terminology/"

# What a data set calls a code system, and FHIR's address of it.
SYSTEMS = {
    "2.16.840.1.113883.6.96": "http://snomed.info/sct",
    "2.16.840.1.113883.6.1": "http://loinc.org",
}
MAPS = {"snomed": "http://snomed.info/sct", "loinc": "http://loinc.org"}

# A CURIE's prefix, the system, and whether the code keeps its prefix there.
PREFIXES: dict[str, tuple[str, bool]] = {
    "ORPHA": ("http://www.orpha.net", False),
    "HP": ("http://human-phenotype-ontology.org", True),
    "HGNC": ("http://www.genenames.org", True),
    "OMIM": ("http://www.omim.org", False),
    "ICD10": ("http://hl7.org/fhir/sid/icd-10", False),
    "MONDO": ("http://purl.obolibrary.org/obo/mondo.owl", True),
}
_OID = re.compile(r"[0-2](?:\.(?:0|[1-9]\d*)){2,}", re.ASCII)
_CODE = re.compile(r"[^\s]+(\s[^\s]+)*")
_ID = re.compile(r"[^A-Za-z0-9\-.]")


def system_uri(system: str, value_set: str) -> str:
    """The address of a code system; one without a name is the value set's own."""
    if not system:
        return f"{OURS}/CodeSystem/{value_set}"
    if system in SYSTEMS:
        return SYSTEMS[system]
    if system.startswith(f"{UNSET}/"):  # the catalogue's own systems
        return OURS + system.removeprefix(UNSET)
    return f"urn:oid:{system}" if _OID.fullmatch(system) else system


def system_name(uri: str, value_set: str) -> str:
    """The other way round."""
    if uri == f"{OURS}/CodeSystem/{value_set}":
        return ""
    if uri.startswith(f"{OURS}/"):
        return UNSET + uri.removeprefix(OURS)
    known = {address: name for name, address in SYSTEMS.items()}
    return known.get(uri) or uri.removeprefix("urn:oid:")


def coding_of(curie: str) -> Json:
    """A terminology's code, as FHIR writes it."""
    prefix, _, code = curie.partition(":")
    if prefix in PREFIXES and code:
        system, keeps = PREFIXES[prefix]
        return {"system": system, "code": curie if keeps else code}
    return {"system": f"{OURS}/curie", "code": curie}


def curie_of(system: str, code: str) -> str:
    """The other way round; a code of a system that is not known comes back as it is."""
    for prefix, (uri, keeps) in PREFIXES.items():
        if uri == system and not keeps:
            return f"{prefix}:{code}"
    return code


def fhir_code(code: str) -> str:
    """A code as FHIR takes it: single spaces inside, none around; anything else is percent-encoded."""
    return code if _CODE.fullmatch(code) else quote(code)


def fhir_id(name: str) -> str:
    """An identifier of at most 64 letters, figures, - and points."""
    return _ID.sub("-", name)[:64]


def extension(url: str, kind: str, value: object) -> Json:
    """One extension."""
    return {"url": url, f"value{kind}": value}


def ours(name: str, said: Json) -> list[Json]:
    """Our extension, when it has something to say."""
    if not said:
        return []
    return [extension(f"{EXTENSIONS}/{name}", "String", json.dumps(said, ensure_ascii=False))]


def said_by_us(name: str, holder: Json) -> Json:
    """What our extension says; nothing when it is not there, or not ours any more."""
    for one in extensions(holder):
        if one.get("url") == f"{EXTENSIONS}/{name}":
            try:
                found = json.loads(one.get("valueString", ""))
            except (TypeError, ValueError, RecursionError):
                return {}
            return found if isinstance(found, dict) else {}
    return {}


def extensions(holder: object) -> list[Json]:
    """The extensions of an element."""
    found = holder.get("extension") if isinstance(holder, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def difference(wanted: Json, standard: Json) -> Json:
    """What our extension must say so that the standard elements and it together give back `wanted`."""
    said = {key: value for key, value in wanted.items() if key not in standard or not _same(standard[key], value)}
    gone = sorted(key for key in standard if key not in wanted)
    return {**said, "-": gone} if gone else said


def _same(one: object, other: object) -> bool:
    """To the letter: 20 is not 20.0, and the order of keys counts, as it does in YAML."""
    return json.dumps(one) == json.dumps(other)


def merged(standard: Json, said: Json) -> Json:
    """The standard elements, corrected by our extension."""
    gone = said.get("-")
    left = {key: value for key, value in standard.items() if not (isinstance(gone, list) and key in gone)}
    return left | {key: value for key, value in said.items() if key != "-"}
