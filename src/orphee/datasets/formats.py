"""Named formats of identifiers. A definition names one; it cannot bring its own pattern (a pattern can be a trap)."""

from __future__ import annotations

import re
from collections.abc import Callable

from orphee.datasets.definition import Text
from orphee.datasets.hgvs import is_hgvs

# ANS, national identifiers: RPPS 11 figures, ADELI 9, with one figure before that says which.
_RPPS = re.compile(r"\d{9,12}", re.ASCII)
_FINESS = re.compile(r"\d?[0-9AB]{9}|3\d{14}", re.ASCII)
_ICF = re.compile(r"[bsde]\d{1,5}(?:[.+][0-9]{1,4}(?:\.[0-9])?)?", re.ASCII)
_COMMUNE = re.compile(r"\d[0-9AB]\d{3}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2,3}|99\d{3}", re.ASCII)
_OID = re.compile(r"[0-2](?:\.(?:0|[1-9]\d{0,38})){1,40}", re.ASCII)
_ATC = re.compile(r"[A-Z](?:\d{2}(?:[A-Z](?:[A-Z](?:\d{2})?)?)?)?", re.ASCII)
# UCUM, case-sensitive: figures, letters, exponents, products, quotients, [special] atoms, {annotations}.
_UCUM = re.compile(r"[A-Za-z0-9%'\"*^_+\-./()\[\]]{0,60}", re.ASCII)
_UCUM_ANNOTATION = re.compile(r"\{[!-z|~]{1,40}\}", re.ASCII)


def _is_ucum(text: str) -> bool:
    bare = _UCUM_ANNOTATION.sub("1", text[:200])
    if not bare or len(text) > 200 or bare[-1] in "./" or bare[0] == ".":
        return False
    balanced = bare.count("[") == bare.count("]") and bare.count("(") == bare.count(")")
    return balanced and _UCUM.fullmatch(bare) is not None


FORMATS: dict[str, tuple[Callable[[str], bool], Text]] = {
    "rpps": (
        lambda value: bool(_RPPS.fullmatch(value)),
        Text("11 chiffres, précédés de 8 dans un document CDA", "11 figures, preceded by 8 in a CDA document"),
    ),
    "finess": (
        lambda value: bool(_FINESS.fullmatch(value)),
        Text("9 chiffres, précédés de 1 dans un document CDA", "9 figures, preceded by 1 in a CDA document"),
    ),
    "icf": (lambda value: bool(_ICF.fullmatch(value)), Text("par exemple b117.3", "for example b117.3")),
    "insee-commune": (
        lambda value: bool(_COMMUNE.fullmatch(value)),
        Text("5 caractères, par exemple 75056 ou 2A004", "5 characters, for example 75056 or 2A004"),
    ),
    "country": (
        lambda value: bool(_COUNTRY.fullmatch(value)),
        Text("ISO 3166 ou code INSEE 99xxx, par exemple FRA", "ISO 3166 or INSEE code 99xxx, for example FRA"),
    ),
    "oid": (lambda value: bool(_OID.fullmatch(value)), Text("par exemple 1.2.250.1.71", "for example 1.2.250.1.71")),
    "atc": (lambda value: bool(_ATC.fullmatch(value)), Text("par exemple A16AB02", "for example A16AB02")),
    "hgvs": (is_hgvs, Text("par exemple NM_000492.4:c.1521_1523del", "for example NM_000492.4:c.1521_1523del")),
    "ucum": (_is_ucum, Text("une unité UCUM, par exemple mg/dL", "a UCUM unit, for example mg/dL")),
}
