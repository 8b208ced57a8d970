"""Orphanet's own words and flags, in ours."""

from __future__ import annotations

import re
from math import isfinite

from orphee.terminology.rules.statements import Content, Level, Name, Relation, Status

LEVEL_OF_TYPE = {
    "Category": Level.GROUP,
    "Clinical group": Level.GROUP,
    "Disease": Level.DISORDER,
    "Malformation syndrome": Level.DISORDER,
    "Morphological anomaly": Level.DISORDER,
    "Biological anomaly": Level.DISORDER,
    "Clinical syndrome": Level.DISORDER,
    "Particular clinical situation in a disease or syndrome": Level.DISORDER,
    "Clinical subtype": Level.SUBTYPE,
    "Etiological subtype": Level.SUBTYPE,
    "Histopathological subtype": Level.SUBTYPE,
}
# Orphanet's identifiers do not change with the language of the file.
LEVEL_OF_GROUP_ID = {"36540": Level.GROUP, "36547": Level.DISORDER, "36554": Level.SUBTYPE}
KIND_OF_TYPE_ID = {
    "21394": "Disease",
    "21401": "Malformation syndrome",
    "21408": "Biological anomaly",
    "21415": "Morphological anomaly",
    "21422": "Clinical syndrome",
    "21429": "Particular clinical situation in a disease or syndrome",
    "21436": "Clinical group",
    "21443": "Etiological subtype",
    "21450": "Clinical subtype",
    "21457": "Histopathological subtype",
    "36561": "Category",
}
RELATION_OF_ASSOCIATION_ID = {"21471": Relation.MOVED_TO, "27341": Relation.REFERRED_TO}

# The status is a sum of bits (Orphanet nomenclature pack, `FlagValue`; Orphadata product 1, `DisorderFlag`).
INACTIVE, DEPRECATED, NON_RARE, OBSOLETE = 8192, 256, 32, 16


def status_of(flags: int) -> Status:
    """The status said by a sum of Orphanet's flags."""
    if not flags & INACTIVE:
        return Status.ACTIVE
    if flags & DEPRECATED:
        return Status.DEPRECATED
    return Status.NON_RARE if flags & NON_RARE else Status.OBSOLETE


_STATUS_IN_LABEL = re.compile(r"^(?:OBSOL[EÈ]TE|NON RARE (?:EN|IN) EUROPE)\s*:\s*")


def plain_label(label: str) -> str:
    """The label without its status: "OBSOLETE : X" is "X", and its status says that it is obsolete, or that it was."""
    return _STATUS_IN_LABEL.sub("", label)


# What French clinicians write and the French nomenclature does not have
EVERYDAY_FRENCH = (("ORPHA:730", "PKRAD"), ("ORPHA:731", "PKRAR"))


def add_everyday_french(content: Content) -> None:
    """Add our everyday names to the entities that the content names in French."""
    french = {concept.code for concept in content.concepts if concept.label_fr}
    content.names += [Name(code, "fr", text) for code, text in EVERYDAY_FRENCH if code in french]


# "E (Exact mapping…)": the ORPHA code is the subject; NTBT reads "narrower to broader target".
_RELATIONS = {
    "E": Relation.EXACT,
    "NTBT": Relation.NARROWER,
    "BTNT": Relation.BROADER,
    "ND": Relation.UNDECIDED,
    "W": Relation.WRONG,
}


def mapping_relation(words: str) -> Relation | None:
    """The relation said by "BTNT (ORPHAcode is broader…)"; None when there is none we know."""
    return _RELATIONS.get(words.split(" ")[0].rstrip("(")) if words else None


def number(words: str) -> float | None:
    """Orphanet's mean value; 0.0 and "no data" both mean that it is unknown."""
    try:
        found = float(words)
    except ValueError:
        return None
    return found if isfinite(found) and found > 0 else None
