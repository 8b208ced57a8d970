"""Terminologies by name, and codes as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class System:
    """A terminology: its key here, the prefix of its codes, and the shape of a code after the prefix.

    `typed` finds a code in what someone typed (prefix optional); `digits` pads a number with zeros.
    """

    key: str
    prefix: str
    pattern: re.Pattern[str]
    typed: re.Pattern[str]
    digits: int = 0
    title_fr: str = ""
    title_en: str = ""

    def is_code(self, curie: str) -> bool:
        """Whether the text is a well-formed CURIE of this system."""
        prefix, _, local = curie.partition(":")
        return prefix == self.prefix and self.pattern.fullmatch(local) is not None

    def read(self, text: str) -> str | None:
        """The CURIE meant by what was typed, or None: "hp1250" -> "HP:0001250", "513" -> "ORPHA:513"."""
        found = self.typed.fullmatch(text.strip())
        if found is None:
            return None
        local = found.group(1).upper()
        return f"{self.prefix}:{local.zfill(self.digits) if self.digits else local.lstrip('0') or '0'}"


def _numbered(prefixes: str, length: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{prefixes})\s*[:_#\-]?\s*)?(\d{{{length}}})", re.IGNORECASE)


SYSTEMS: dict[str, System] = {
    system.key: system
    for system in (
        System(
            "hpo", "HP", re.compile(r"\d{7}"), _numbered("hpo?", "1,7"), 7,
            "Signes cliniques (HPO)", "Phenotypic features (HPO)",
        ),
        System(
            "orpha", "ORPHA", re.compile(r"[1-9]\d{0,6}"), _numbered("orpha(?:net)?(?:\\s*code)?", "1,7"), 0,
            "Maladies rares (Orphanet)", "Rare diseases (Orphanet)",
        ),
        System(
            "omim", "OMIM", re.compile(r"\d{6}"), _numbered("o?mim", "6"), 6,
            "Maladies (OMIM)", "Diseases (OMIM)",
        ),
        System(
            "decipher", "DECIPHER", re.compile(r"\d{1,6}"), _numbered("decipher", "1,6"), 0,
            "Syndromes (DECIPHER)", "Syndromes (DECIPHER)",
        ),
        System(
            "hgnc", "HGNC", re.compile(r"[1-9]\d{0,6}"), _numbered("hgnc", "1,7"), 0,
            "Gènes (HGNC)", "Genes (HGNC)",
        ),
        System(
            "mondo", "MONDO", re.compile(r"\d{7}"), _numbered("mondo", "1,7"), 7,
            "Maladies (MONDO)", "Diseases (MONDO)",
        ),
        System(
            "place", "INSEE", re.compile(r"(?:DEP-|REG-)?\d[0-9AB]\d{0,3}"),
            re.compile(r"(?:insee\s*[:_]?\s*)?((?:DEP-|REG-)?\d[0-9AB]\d{3})", re.IGNORECASE), 1,
            "Lieux (INSEE)", "Places (INSEE)",
        ),
        System(
            "icd10", "ICD10", re.compile(r"[A-Z]\d{2}(?:\.[0-9A-Z+]{1,4})?"),
            re.compile(r"(?:(?:icd|cim)\s*-?\s*10\s*[:_]?\s*)?([A-Z]\d{2}(?:\.?[0-9+]{1,4})?)", re.IGNORECASE), 1,
            "Diagnostics (CIM-10)", "Diagnoses (ICD-10)",
        ),
    )
}  # fmt: skip
BY_PREFIX = {system.prefix: system for system in SYSTEMS.values()}

# Prefixes met in published files, and ours.
OTHER_PREFIXES = {
    "ORPHANET": "ORPHA", "ORDO": "ORPHA", "MIM": "OMIM", "OMIMPS": "OMIMPS", "CIM10": "ICD10", "ICD-10": "ICD10",
    "ICD10CM": "ICD10", "ICD10WHO": "ICD10", "CIM-10": "ICD10", "HPO": "HP",
}  # fmt: skip
SYNTACTIC_ONLY = frozenset({"icd10"})


def canonical(curie: str) -> str:
    """The CURIE with the prefix we use: "Orphanet:513" -> "ORPHA:513"; another prefix is kept as given."""
    prefix, colon, local = curie.strip().partition(":")
    if not colon:
        return curie.strip()
    upper = prefix.upper()
    ours = OTHER_PREFIXES.get(upper, upper)
    if ours == "ICD10":
        local = _with_point(local.upper())
    return f"{ours if ours in BY_PREFIX else prefix}:{local.strip()}"


def _with_point(local: str) -> str:
    return f"{local[:3]}.{local[3:]}" if len(local) > 3 and "." not in local and "-" not in local else local


def system_of(curie: str) -> System | None:
    """The system of a CURIE, by its prefix; None when it is not one of ours."""
    return BY_PREFIX.get(curie.partition(":")[0])


def is_well_formed(curie: str) -> bool:
    """Whether the text is a CURIE of one of our systems, in its exact form."""
    system = system_of(curie)
    return system is not None and system.is_code(curie)


_OMIM_MARK = re.compile(r"[#*%+^]\s*(\d{6})")  # as OMIM prints its entries: "#162200"
_IN_TEXT = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2,8}[\s:_#]{0,3}\d{2,7}(?![A-Za-z0-9])")


def typed_code(text: str, systems: tuple[str, ...]) -> list[str]:
    """The codes that a typed text may mean in these systems, in their order; empty when it is no code.

    A code may stand in an address or beside its label: "HP:0001250 Seizure", "…/obo/HP_0001250".
    """
    text = _OMIM_MARK.sub(r"OMIM:\1", text.strip())
    for part in (text, *_IN_TEXT.findall(text)):
        found = [canonical(curie) for key in systems if (curie := SYSTEMS[key].read(part)) is not None]
        codes = [curie for curie in found if is_well_formed(curie)]
        if codes:
            return codes
    return []


def elsewhere(text: str) -> list[str]:
    """The codes of other disease terminologies that a typed text may mean, for who looks for a rare disease."""
    systems = ("omim",) if text.strip().isdigit() else ("omim", "mondo")
    return typed_code(text, systems)
