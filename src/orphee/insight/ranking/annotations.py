"""Statements that a disease has (or has not) a feature, one row each with its reference, in arrays.

The reference stays on each row, so that any source can be left out and every reason can name where it comes from.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

import numpy as np

from orphee.insight.ranking.ontology import Integers, Numbers, Ontology
from orphee.terminology.rules.statements import Phenotype

_COUNT = re.compile(r"(\d+)\s*/\s*(\d+)")
FEATURE = "P"  # aspect of phenotype.hpoa: phenotypic abnormality


class Said(IntEnum):
    """How a row says it: counted people, a share (a band or a percentage), nothing said, absent, or only in words."""

    COUNTED, SHARE, UNSAID, ABSENT, IN_NAME, IN_DEFINITION = range(6)


@dataclass(frozen=True)
class Annotations:
    """Column by column. `share` is the share of people with the feature, `seen` how many were counted (else 0)."""

    disease: Integers
    term: Integers
    share: Numbers
    seen: Numbers
    said: Integers
    reference: Integers
    references: tuple[str, ...]
    starts: Integers = field(default_factory=lambda: np.zeros(1, np.int32))

    def of(self, disease: int) -> range:
        """The rows of a disease: they are sorted by disease."""
        return range(int(self.starts[disease]), int(self.starts[disease + 1]))

    @cached_property
    def numbers_of(self) -> Mapping[str, frozenset[int]]:
        """Which numbers of `references` name a publication: "PMID:1;PMID:2" names two."""
        found: dict[str, set[int]] = defaultdict(set)
        for number, together in enumerate(self.references):
            for one in together.split(";"):
                found[one.strip()].add(number)
        return {one: frozenset(numbers) for one, numbers in found.items()}

    def without(self, publications: frozenset[str]) -> frozenset[int]:
        """The numbers of `references` that rest on nothing but these publications."""
        touched = (number for one in publications for number in self.numbers_of.get(one, ()))
        return frozenset(
            number for number in touched if {one.strip() for one in self.references[number].split(";")} <= publications
        )

    def citing(self, numbers: Iterable[int]) -> list[int]:
        """The diseases with a row of one of these references."""
        wanted = np.fromiter(numbers, np.int32)
        return [int(one) for one in np.unique(self.disease[np.isin(self.reference, wanted)])] if len(wanted) else []


Row = tuple[int, int, float, float, int, str]


def gather(rows: Iterable[Row], diseases: int) -> Annotations:
    """Rows (disease, term, share, seen, how it is said, reference) in arrays, by disease."""
    ordered = sorted(rows, key=lambda row: (row[0], row[1], row[5]))
    references = {text: number for number, text in enumerate(dict.fromkeys(row[5] for row in ordered))}
    disease = np.array([row[0] for row in ordered], np.int32)
    return Annotations(
        disease=disease,
        term=np.array([row[1] for row in ordered], np.int32),
        share=np.array([row[2] for row in ordered], np.float32),
        seen=np.array([row[3] for row in ordered], np.float32),
        said=np.array([row[4] for row in ordered], np.int32),
        reference=np.array([references[row[5]] for row in ordered], np.int32),
        references=tuple(references),
        starts=np.searchsorted(disease, np.arange(diseases + 1)).astype(np.int32),
    )


def published(phenotypes: Iterable[Phenotype], ontology: Ontology, diseases: Mapping[str, int]) -> Iterator[Row]:
    """Rows from phenotype.hpoa or Orphanet; what is no phenotypic feature of a known disease is passed over."""
    for one in phenotypes:
        term, disease = ontology.index.get(ontology.current(one.term)), diseases.get(one.disease)
        if one.aspect == FEATURE and term is not None and disease is not None:
            share, seen, said = _said(one)
            yield disease, term, share, seen, said, one.reference


def _said(one: Phenotype) -> tuple[float, float, int]:
    counted = _COUNT.fullmatch(one.frequency)
    if one.excluded:
        return 0.0, 0.0, Said.ABSENT
    if counted and one.share is not None:
        return one.share, float(counted.group(2)), Said.COUNTED
    if one.share is None:
        return 0.0, 0.0, Said.UNSAID
    return one.share, 0.0, Said.SHARE


def without_doubles(first: Iterable[Phenotype], second: Iterable[Phenotype]) -> list[Phenotype]:
    """Both lists; of the second, only what the first does not say of a disease."""
    kept = list(first)
    known = {(one.disease, one.term) for one in kept}
    return kept + [one for one in second if (one.disease, one.term) not in known]


def in_words(names: Sequence[set[int]], definitions: Sequence[set[int]], codes: Sequence[str]) -> Iterator[Row]:
    """Rows for the features that names and definitions say in words."""
    for disease, (named, defined) in enumerate(zip(names, definitions, strict=True)):
        for term in named:
            yield disease, term, 0.0, 0.0, Said.IN_NAME, codes[disease]
        for term in defined - named:
            yield disease, term, 0.0, 0.0, Said.IN_DEFINITION, codes[disease]
