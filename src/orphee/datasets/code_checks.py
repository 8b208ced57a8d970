"""Checking one code: in its value set, or in its terminology."""

from __future__ import annotations

import re
from collections.abc import Callable

from orphee.datasets.definition import Code, Item, TerminologyBinding, Text, ValueSet
from orphee.datasets.findings import Findings
from orphee.datasets.problems import Path

CodeCheck = Callable[[str, Path, Findings], None]

# A code in a CURIE and how it looks; icd10 with the French extensions of the PMSI.
SHAPES: dict[str, tuple[str, re.Pattern[str], str]] = {
    "orpha": ("ORPHA", re.compile(r"ORPHA:[1-9]\d{0,6}", re.ASCII), "ORPHA:513"),
    "hpo": ("HP", re.compile(r"HP:\d{7}", re.ASCII), "HP:0001250"),
    "hgnc": ("HGNC", re.compile(r"HGNC:[1-9]\d{0,5}", re.ASCII), "HGNC:1100"),
    "icd10": ("ICD10", re.compile(r"ICD10:[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z+*\-]{1,4})?", re.ASCII), "ICD10:G71.0"),
    "omim": ("OMIM", re.compile(r"OMIM:(?:PS)?\d{6}", re.ASCII), "OMIM:154700"),
    "mondo": ("MONDO", re.compile(r"MONDO:\d{7}", re.ASCII), "MONDO:0007947"),
}
# Codes of places and of centres: they say where somebody is, so they are kept apart from those of medicine.
PLACE_SHAPES: dict[str, tuple[str, re.Pattern[str], str]] = {
    "insee": ("INSEE", re.compile(r"INSEE:(?:(?:DEP|REG)-)?\d[0-9AB]\d{0,3}", re.ASCII), "INSEE:75056"),
    "site": ("SITE", re.compile(r"SITE:[A-Za-z0-9][A-Za-z0-9_.\-]{0,39}", re.ASCII), "SITE:S001"),
}
ANY = "any"  # whatever the source gives, as long as it says which system
_ANY_SHAPE = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{0,40}:[^\s<>]{1,120}", re.ASCII)
_SHOWABLE = re.compile(r"[A-Za-z0-9_.:/+*\-]{1,40}", re.ASCII)


def shown(code: str) -> str:
    """A code fit for a sentence: what does not look like one is not repeated."""
    return code if _SHOWABLE.fullmatch(code) else "?"


def normalise_code(value_set: ValueSet, code: str) -> tuple[str, bool]:
    """The current code and whether the given one was of an older generation.

    Spaces around a code are not part of it: one published value set has a no-break space behind 79841006.
    An unknown code comes back as given.
    """
    clean = code.strip()
    if clean in value_set.by_code:
        return clean, False
    found = value_set.by_former.get(clean)
    return (found.code, True) if found else (code, False)


def value_set_check(item: Item, value_set: ValueSet) -> CodeCheck:
    """A check that knows the codes in force by heart."""
    current = frozenset(code.code for code in value_set.choices)

    def check(code: str, path: Path, findings: Findings) -> None:
        if code not in current:
            _explain(item, value_set, code, path, findings)

    return check


def _explain(item: Item, value_set: ValueSet, code: str, path: Path, findings: Findings) -> None:
    known = value_set.by_code.get(code)
    if known is not None:
        findings.note("code-retired", path, item, code=code, label=known.label, becomes=_becomes(known))
        return
    current, former = normalise_code(value_set, code)
    if former or current != code:
        label = value_set.code(current).label
        findings.note("code-former", path, item, code=shown(code), instead=current, label=label)
        return
    findings.note("code-unknown", path, item, code=shown(code), count=len(value_set.choices))


def _becomes(code: Code) -> Text:
    return code.becomes or Text("Choisissez une autre réponse.", "Choose another answer.")


def terminology_check(item: Item, binding: TerminologyBinding) -> CodeCheck:
    """A check of shape, then of existence, status and level as far as the terminology is loaded."""
    if ANY in binding.systems:
        return _any_check(item)
    every = SHAPES | PLACE_SHAPES
    shapes = [every[system] for system in binding.systems if system in every]
    by_prefix = {prefix: pattern for prefix, pattern, _ in shapes}
    expected = ", ".join(example for *_, example in shapes)
    systems = ", ".join(by_prefix)

    def check(code: str, path: Path, findings: Findings) -> None:
        prefix, colon, _ = code.partition(":")
        pattern = by_prefix.get(prefix)
        if pattern is None:
            if colon and _ANY_SHAPE.fullmatch(code):
                findings.note("code-wrong-system", path, item, code=shown(code), expected=systems)
            else:
                findings.note("code-malformed", path, item, expected=expected)
        elif not pattern.fullmatch(code):
            findings.note("code-malformed", path, item, expected=expected)
        else:
            _check_existence(item, binding, code, path, findings)

    return check


def _any_check(item: Item) -> CodeCheck:
    def check(code: str, path: Path, findings: Findings) -> None:
        if not _ANY_SHAPE.fullmatch(code):
            findings.note("code-malformed", path, item, expected="SYSTEM:123")

    return check


def _check_existence(item: Item, binding: TerminologyBinding, code: str, path: Path, findings: Findings) -> None:
    terminology = findings.terminology
    exists = terminology.exists(code)
    if exists is None:
        return
    if not exists:
        findings.note("code-not-found", path, item, code=code)
        return
    if terminology.status(code) != "active":
        instead = terminology.replaced_by(code)
        if instead:
            findings.note("code-replaced", path, item, code=code, instead=shown(instead))
        else:
            findings.note("code-inactive", path, item, code=code)
    if binding.levels and code.startswith("ORPHA:"):
        level = terminology.level(code)
        if level is not None and level not in binding.levels:
            findings.note("code-wrong-level", path, item, code=code)
    if binding.under and terminology.is_under(code, binding.under) is False:
        groups = Text(_named(binding.under, findings, "fr"), _named(binding.under, findings, "en"))
        findings.note("code-not-under", path, item, code=code, groups=groups)


def _named(groups: tuple[str, ...], findings: Findings, language: str) -> str:
    """The groups by their labels, three at most."""
    named = [findings.terminology.label(group, language) or shown(group) for group in groups[:3]]
    return ", ".join(named) + ("…" if len(groups) > 3 else "")
