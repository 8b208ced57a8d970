"""What the reader found in a document, small enough to be kept: codes and places, no words of the text.

A finding's words are `text[start:end]` of the document, which is kept sealed beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

from orphee.insight.reading.findings import Certainty, Reading, Status

UNSAID_BIRTH = ("né le", "née le", "né(e) le", "naissance", "ddn")
HEADER = 1_500  # letters in which a letter says when it was written
BEFORE = 18  # letters before a date in which "née le" may stand


class Kind(StrEnum):
    """What a finding may become."""

    FEATURE = "feature"
    DIAGNOSIS = "diagnosis"
    GENE = "gene"
    VARIANT = "variant"
    CONSANGUINITY = "consanguinity"
    DRUG = "drug"
    TEST = "test"


class Stand(StrEnum):
    """How it was said, as far as the record is concerned."""

    OBSERVED = "observed"
    EXCLUDED = "excluded"
    HYPOTHETICAL = "hypothetical"
    RELATIVE = "relative"
    HISTORICAL = "historical"


PROPOSED = frozenset({Stand.OBSERVED, Stand.EXCLUDED})
ASKED = frozenset({Kind.FEATURE, Kind.DIAGNOSIS, Kind.GENE, Kind.VARIANT, Kind.CONSANGUINITY})  # a question takes it
_STANDS = {
    Status.OBSERVED: Stand.OBSERVED,
    Status.NEGATED: Stand.EXCLUDED,
    Status.HYPOTHETICAL: Stand.HYPOTHETICAL,
    Status.RELATIVE: Stand.RELATIVE,
    Status.HISTORICAL: Stand.HISTORICAL,
}
_OF_A_DISEASE = {
    Certainty.CONFIRMED: Stand.OBSERVED,
    Certainty.STATED: Stand.OBSERVED,
    Certainty.PROBABLE: Stand.OBSERVED,
    Certainty.POSSIBLE: Stand.HYPOTHETICAL,
    Certainty.EXCLUDED: Stand.EXCLUDED,
    Certainty.RELATIVE: Stand.RELATIVE,
}


@dataclass(frozen=True, slots=True)
class Found:
    """One finding at its place. `detail`: certainty of a disease, relative of a feature, symbol of a gene, outcome.

    `age` is an ISO 8601 duration and `period` an HPO term: when it began, if said.
    """

    kind: Kind
    code: str
    stand: Stand
    start: int
    end: int
    detail: str = ""
    age: str = ""
    period: str = ""


def findings_of(reading: Reading) -> tuple[Found, ...]:
    """The findings of a reading, in the order of the text."""
    found = [*_features(reading), *_diseases(reading), *_genetics(reading), *_rest(reading)]
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind, one.code)))


def _features(reading: Reading) -> Iterator[Found]:
    for one in reading.features:
        onset = one.onset
        yield Found(
            Kind.FEATURE, one.hpo, _STANDS[one.status], one.span.start, one.span.end, one.relative,
            onset.iso if onset else "", onset.hpo if onset else "",
        )  # fmt: skip


def _diseases(reading: Reading) -> Iterator[Found]:
    for one in reading.diagnoses:
        stand = _OF_A_DISEASE[one.certainty]
        yield Found(Kind.DIAGNOSIS, one.orpha, stand, one.span.start, one.span.end, one.certainty.value)


def _genetics(reading: Reading) -> Iterator[Found]:
    for one in reading.genes:
        yield Found(Kind.GENE, one.hgnc, _STANDS[one.status], one.span.start, one.span.end, one.symbol)
    for each in reading.variants:
        name = f"{each.gene}:{each.hgvs}" if each.gene else each.hgvs
        if not each.problem:
            yield Found(Kind.VARIANT, name, _STANDS[each.status], each.span.start, each.span.end, each.zygosity)


def _rest(reading: Reading) -> Iterator[Found]:
    for one in reading.family:
        if one.what == "consanguinity":
            yield Found(Kind.CONSANGUINITY, one.value, Stand.OBSERVED, one.span.start, one.span.end)
    for drug in reading.drugs:
        yield Found(Kind.DRUG, drug.atc or drug.name, Stand.OBSERVED, drug.span.start, drug.span.end)
    for test in reading.results:
        yield Found(Kind.TEST, test.test, Stand.OBSERVED, test.span.start, test.span.end, test.outcome)


def as_json(found: Iterable[Found]) -> bytes:
    """Findings, to be sealed."""
    return json.dumps([asdict(one) for one in found]).encode()


def from_json(kept: bytes) -> tuple[Found, ...]:
    """Findings as they were sealed."""
    return tuple(
        Found(**one | {"kind": Kind(one["kind"]), "stand": Stand(one["stand"])}) for one in json.loads(kept)
    )  # fmt: skip


def written_on(reading: Reading, text: str, *, until: str) -> str:
    """When a letter says it was written: its first whole date that is no birth date; empty when it does not say."""
    for one in reading.dates:
        before = text[max(0, one.span.start - BEFORE) : one.span.start].casefold()
        if one.span.start > HEADER:
            return ""
        if len(one.iso) == len("2021-03-12") and one.iso <= until and not any(said in before for said in UNSAID_BIRTH):
            return one.iso
    return ""
