"""What is known of a person beside features, sex and age: genes, family, onset and severity of single features.

Each adds its own weight and its own line of evidence. Nothing here was fitted, and genes never stand in a figure of
phenotype-only ranking: the published cases were chosen by their gene.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orphee.insight.ranking import details, inheritance
from orphee.insight.ranking.answers import Evidence
from orphee.insight.ranking.compiled import Knowledge
from orphee.insight.ranking.details import Detail
from orphee.insight.ranking.ontology import Integers, Numbers
from orphee.insight.ranking.query import Asked, Problem, Suspect

Reals = NDArray[np.float64]
SMALLEST = 0.05  # a weight under this is no line
_FOUND = {
    "pathogenic": ("variant pathogène", "pathogenic variant"),
    "likely_pathogenic": ("variant probablement pathogène", "likely pathogenic variant"),
    "uncertain": ("variant de signification incertaine", "variant of uncertain significance"),
    "uncertain_significance": ("variant de signification incertaine", "variant of uncertain significance"),
}


@dataclass(frozen=True)
class Circumstances:
    """`suspects` by symbol; `raised`: the diseases of those genes; `family`: a weight a disease; `courses` a detail."""

    knowledge: Knowledge
    suspects: Mapping[str, Suspect]
    raised: Mapping[int, tuple[str, Suspect]]
    family: Numbers | None
    courses: tuple[tuple[Detail, Mapping[int, tuple[float, float]]], ...]
    problems: tuple[Problem, ...]
    is_filter: bool

    def added(self, diseases: Integers) -> Reals | None:
        """What is added to the sum of each disease; None when nothing is known."""
        if not self.raised and self.family is None and not self.courses:
            return None
        found = np.zeros(len(diseases))
        if self.family is not None:
            found += self.family[diseases]
        place = {disease: number for number, disease in enumerate(diseases.tolist())}
        for disease, (_, suspect) in self.raised.items():
            if disease in place:
                found[place[disease]] += suspect.weight
        for _, by in self.courses:
            for disease in by.keys() & place.keys():
                found[place[disease]] += sum(by[disease])
        return found

    def evidence(self, disease: int) -> tuple[Evidence, ...]:
        """The lines about a disease, the weightiest first."""
        found = [*self._of_genes(disease), *self._of_family(disease), *self._of_courses(disease)]
        return tuple(sorted(found, key=lambda one: (-abs(one.weight), one.kind, one.code)))

    def _of_genes(self, disease: int) -> list[Evidence]:
        if disease not in self.raised:
            return []
        symbol, suspect = self.raised[disease]
        french, english = _FOUND.get(suspect.significance, ("gène suspecté", "suspected gene"))
        named = f" {suspect.hgvs}" if suspect.hgvs else ""
        return [Evidence("gene", suspect.weight, symbol, f"{symbol} : {french}{named}", f"{symbol}: {english}{named}")]

    def _of_family(self, disease: int) -> list[Evidence]:
        weight = float(self.family[disease]) if self.family is not None else 0.0
        if abs(weight) < SMALLEST:
            return []
        modes = self.knowledge.modes_of(disease)
        french, english = (", ".join(inheritance.NAMES[mode][side] for mode in modes) for side in (0, 1))
        return [
            Evidence(
                "inheritance",
                weight,
                ",".join(modes),
                f"transmission et famille : {french}",
                f"inheritance and family: {english}",
            )
        ]

    def _of_courses(self, disease: int) -> list[Evidence]:
        found = []
        terms = self.knowledge.ontology
        for detail, by in self.courses:
            onset, severity = by.get(disease, (0.0, 0.0))
            name_en = terms.labels_en[detail.term]
            name_fr = terms.labels_fr[detail.term] or name_en
            if onset:
                french, english = (
                    ("même âge de début", "same onset") if onset > 0 else ("autre âge de début", "other onset")
                )
                line = f"{name_fr} : {french}", f"{name_en}: {english}"
                found.append(Evidence("feature-onset", onset, terms.codes[detail.term], *line))
            if severity:
                french, english = (
                    ("même sévérité", "same severity") if severity > 0 else ("autre sévérité", "other severity")
                )
                line = f"{name_fr} : {french}", f"{name_en}: {english}"
                found.append(Evidence("severity", severity, terms.codes[detail.term], *line))
        return found


def of(knowledge: Knowledge, asked: Asked) -> Circumstances:
    """What genes, family and details say about every disease."""
    suspects, problems = _suspects(knowledge, asked)
    raised = _raised(knowledge, suspects)
    if asked.genes_only and not raised:
        problems.append(Problem("no-gene-left"))
    return Circumstances(
        knowledge,
        suspects,
        raised,
        inheritance.weights(knowledge.modes, asked.family) if asked.family is not None else None,
        tuple((one, details.weights(knowledge.courses, knowledge.ontology, one)) for one in asked.details),
        tuple(problems),
        is_filter=asked.genes_only and bool(raised),
    )


def _suspects(knowledge: Knowledge, asked: Asked) -> tuple[dict[str, Suspect], list[Problem]]:
    """By symbol, what is suspected the most strongly of each gene, and what is no gene of a known disease."""
    found: dict[str, Suspect] = {}
    unknown: dict[str, Problem] = {}
    for one in asked.suspects:
        symbol = knowledge.symbol_of(one.gene)
        if not symbol:
            unknown.setdefault(one.gene, Problem("gene-unknown", one.gene[:20]))
        elif symbol not in found or found[symbol].weight < one.weight:
            found[symbol] = one
    return found, list(unknown.values())


def _raised(knowledge: Knowledge, suspects: Mapping[str, Suspect]) -> dict[int, tuple[str, Suspect]]:
    """The diseases that a suspected gene causes, each with the gene that weighs most."""
    found: dict[int, tuple[str, Suspect]] = {}
    for symbol, suspect in sorted(suspects.items()):
        for disease in knowledge.by_gene.get(symbol, ()):
            if disease not in found or found[disease][1].weight < suspect.weight:
                found[disease] = (symbol, suspect)
    return found
