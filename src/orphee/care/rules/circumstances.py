"""What a record says besides its features that a ranking may use: onset and severity, genes, variants, family.

From the payloads of entries; nothing that says who someone is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from orphee.datasets.sdm_mr_codes import NOT_THEIRS
from orphee.insight.ranking.query import Feature, Variant

Payload = Mapping[str, object]
MOST_GENES, MOST_VARIANTS = 50, 50
CLASSES = {  # LOINC answers of SDM-G, and the words of a phenopacket
    "LA6668-3": "pathogenic", "LA26332-9": "likely_pathogenic", "LA26333-7": "uncertain",
    "LA26334-5": "likely_benign", "LA6675-8": "benign", "PATHOGENIC": "pathogenic",
    "LIKELY_PATHOGENIC": "likely_pathogenic", "UNCERTAIN_SIGNIFICANCE": "uncertain", "LIKELY_BENIGN": "likely_benign",
    "BENIGN": "benign",
}  # fmt: skip
HARMLESS = ("likely_benign", "benign")


def features(entries: Iterable[Payload]) -> tuple[Feature, ...]:
    """The observed features of which the onset or the severity is known."""
    return tuple(
        Feature(str(one.get("term") or ""), onset, severity)
        for one in entries
        if one.get("excluded") is not True
        and one.get("term")
        and any((onset := _onset(one.get("onset")), severity := _text(one.get("severity"))))
    )


def _onset(said: object) -> str:
    """A period of life or an age, as the engine reads them; a date is left out: it needs a birth date."""
    if not isinstance(said, Mapping):
        return ""
    first, last = _text(said.get("age_start")), _text(said.get("age_end"))
    return _text(said.get("term")) or _text(said.get("age")) or (f"{first}/{last}" if first and last else "")


def variants(coded: Iterable[Payload], interpreted: Iterable[Payload]) -> tuple[Variant, ...]:
    """The variants of the genomics entries, and of interpretations received; harmless ones left out."""
    found = [
        Variant(_text(one.get("gene")), _first(one.get("hgvs_coding"), one.get("hgvs_genomic")), _class(one))
        for one in coded
    ]
    for entry in interpreted:
        for one in _list(entry.get("variants")):
            if isinstance(one, Mapping):
                gene = _first(one.get("gene"), one.get("symbol"))
                found.append(Variant(gene, _first(*_list(one.get("hgvs"))), _class(one)))
    kept = [one for one in found if one.gene and one.significance not in HARMLESS]
    return tuple(dict.fromkeys(kept))[:MOST_VARIANTS]


def genes(diagnoses: Iterable[Payload]) -> tuple[str, ...]:
    """The genes of the diagnoses, made or supposed, that were not dismissed."""
    return tuple(dict.fromkeys(_genes(diagnoses)))[:MOST_GENES]


def _genes(diagnoses: Iterable[Payload]) -> Iterator[str]:
    for one in diagnoses:
        if one.get("status") not in NOT_THEIRS:
            yield from (_text(code) for code in _list(one.get("genes")) if _text(code))


def is_consanguineous(family: Payload) -> bool | None:
    """Whether the parents are related; None when nobody said."""
    said = family.get("consanguinity")
    return said if isinstance(said, bool) else None


def _class(one: Payload) -> str:
    return CLASSES.get(_text(one.get("acmg")), "")


def _first(*values: object) -> str:
    return next((text for value in values if (text := _text(value))), "")


def _text(value: object) -> str:
    return value.strip()[:200] if isinstance(value, str) else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
