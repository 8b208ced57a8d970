"""The syntax of a sequence variant (HGVS nomenclature, version 21): c., g., m., n., r. and p. descriptions.

The form is checked, not the truth: whether the reference exists and bears that base is a laboratory's question.
Patterns have no nested repetition, so that no text can make them slow.
"""

from __future__ import annotations

import re

LONGEST = 300  # characters; longer insertions are given by reference

_REFERENCE = re.compile(r"[A-Za-z][A-Za-z0-9_\-]{1,40}(?:\.\d{1,3})?(?:\([A-Za-z0-9_.\-]{1,40}\))?", re.ASCII)
_POSITION = r"(?:[-*]?\d{1,9}(?:[+-]\d{1,7})?|\?|\([-*+?\d]{1,16}_[-*+?\d]{1,16}\))"
_BASES = r"[ACGTURYSWKMBDHVNacgturyswkmbdhvn]"
_COUNT = r"\[\(?[\d_?]{1,20}\)?\]"
_RANGE = r"\(?(?:\d{1,7}|\?)(?:_(?:\d{1,7}|\?))?\)?"
_INSERTED = rf"(?:{_BASES}{{1,250}}|{_RANGE}|{_BASES}?{_COUNT}|\[[^\[\]\s]{{1,120}}\])"
_NUCLEOTIDE = re.compile(
    rf"=|{_POSITION}(?:_{_POSITION})?"
    rf"(?:{_BASES}{{1,50}}>{_BASES}{{1,50}}|=|{_BASES}=|del(?:ins{_INSERTED}|{_BASES}{{0,250}}|\d{{1,7}})"
    rf"|dup(?:{_BASES}{{0,250}}|\d{{1,7}})|inv|ins{_INSERTED}|con[^\s]{{1,80}}|{_BASES}{{0,20}}{_COUNT})?",
    re.ASCII,
)
_RESIDUE = (
    r"(?:Ala|Arg|Asn|Asp|Asx|Cys|Gln|Glu|Glx|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Pyl|Sec|Ser|Thr|Trp|Tyr|Val|Xaa|Ter|"
    r"[ACDEFGHIKLMNPQRSTVWYX*])"
)
_PROTEIN = re.compile(
    rf"(?:0\??|\?|=|{_RESIDUE}\d{{1,5}}(?:_{_RESIDUE}\d{{1,5}})?"
    rf"(?:delins{_RESIDUE}{{1,60}}|del|dup|ins{_RESIDUE}{{1,60}}|ins\d{{1,5}}|=|\?|\[\d{{1,4}}\]"
    rf"|(?:{_RESIDUE})?fs(?:(?:Ter|\*)(?:\d{{1,5}}|\?))?|{_RESIDUE}?ext(?:-\d{{1,5}}|(?:Ter|\*)(?:\d{{1,5}}|\?))|{_RESIDUE})?)",
    re.ASCII,
)
_NUCLEOTIDE_KINDS = "cgmnor"


def is_hgvs(text: str) -> bool:
    """Whether a text has the form of a variant: "NM_004006.2:c.4375C>T", "c.76_77insG", "p.(Arg97ProfsTer23)"."""
    if len(text) > LONGEST or not text.isascii():
        return False
    reference, colon, variant = text.rpartition(":")
    if colon and not _REFERENCE.fullmatch(reference):
        return False
    kind, point, description = variant.partition(".")
    if not point or not description:
        return False
    if kind == "p":
        return all(_PROTEIN.fullmatch(one) for one in _alleles(description))
    return len(kind) == 1 and kind in _NUCLEOTIDE_KINDS and all(map(_NUCLEOTIDE.fullmatch, _alleles(description)))


def _alleles(description: str) -> list[str]:
    """The changes of one description: "[76A>C;83G>C]", "(Arg97=)"; what is only predicted stands in parentheses."""
    if description.startswith("[") and description.endswith("]"):
        parts = description[1:-1].replace("];[", ";").replace("](;)[", ";").replace("(;)", ";").split(";")
    else:
        parts = [description]
    return [part[1:-1] if part.startswith("(") and part.endswith(")") else part for part in parts]
