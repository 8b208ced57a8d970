"""Why a disease stands where it stands, feature by feature, with the sources that say so."""

from __future__ import annotations

import math

import numpy as np
from scipy import sparse

from orphee.insight.ranking.answers import Expected, Reason, Term
from orphee.insight.ranking.compiled import Knowledge
from orphee.insight.ranking.matching import FAR, NEAR, UNEXPLAINED, View
from orphee.insight.ranking.ontology import Flags, Integers
from orphee.insight.ranking.query import Asked
from orphee.insight.ranking.signals import DENIED_COST, MOST_CERTAIN

MOST_REFERENCES = 3  # named a reason
MOST_EXPECTED = 8
USUAL = 0.3  # share from which a feature is said to be usually present (Orphanet: "frequent")
DENIED_FROM = 0.05  # an excluded feature rarer than this in a disease says nothing against it
Share = dict[int, float]


def term_of(knowledge: Knowledge, number: int) -> Term:
    """A feature with its names."""
    terms = knowledge.ontology
    return Term(terms.codes[number], terms.labels_en[number], terms.labels_fr[number])


class Explained:
    """One disease of a view, opened for explanation."""

    def __init__(self, knowledge: Knowledge, view: View, place: int, left_out: frozenset[int]) -> None:
        self._knowledge = knowledge
        self._disease = int(view.diseases[place])
        self._left_out = left_out
        self._said = _row(view.own.said, place)
        self._own = _row(view.own.implied, place)
        self._kindred = _row(view.kindred.implied, place)
        self._sources = self._said_by()

    def reasons(self, asked: Asked) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        """For and against, the weightiest first."""
        every = [self._observed(term) for term in asked.observed]
        every += [reason for term in asked.excluded if (reason := self._excluded(term))]
        speaking = sorted(every, key=lambda reason: (-abs(reason.weight), reason.term.code))
        return tuple(r for r in speaking if r.weight > 0), tuple(r for r in speaking if r.weight <= 0)

    def _observed(self, term: int) -> Reason:
        weight, through, is_borrowed = UNEXPLAINED, None, False
        above_it = self._knowledge.ontology.ancestors(term).tolist()
        for shares, background, borrowed in (
            (self._own, self._knowledge.backgrounds[0], False),
            (self._kindred, self._knowledge.backgrounds[1], True),
        ):
            for above in above_it:
                if above in shares and (not borrowed or above not in self._own):
                    cost = 0.0 if above == term else NEAR if above in self._said and not borrowed else FAR
                    value = math.log(shares[above]) - background[above] - cost
                    if value > weight + 1e-6:
                        weight, through, is_borrowed = value, above, borrowed
        name = term_of(self._knowledge, term)
        if through is None:
            return Reason(name, UNEXPLAINED, True)
        shares = self._kindred if is_borrowed else self._own
        other = None if through == term else term_of(self._knowledge, through)
        sources = () if is_borrowed else self._references(through)
        return Reason(name, weight, True, other, shares[through], sources, is_borrowed)

    def _excluded(self, term: int) -> Reason | None:
        share = self._own.get(term, 0.0)
        if share < DENIED_FROM:
            return None
        weight = float(np.log1p(-DENIED_COST * min(share, MOST_CERTAIN)))
        return Reason(term_of(self._knowledge, term), weight, False, None, share, self._references(term))

    def expected(self, answered: Flags) -> tuple[Expected, ...]:
        """What is usually present and was neither observed nor excluded, the most telling first."""
        content = self._knowledge.content
        open_terms = [
            (share * float(content[term]), term, share)
            for term, share in self._said.items()
            if share >= USUAL and not answered[term]
        ]
        return tuple(
            Expected(term_of(self._knowledge, term), share, self._references(term))
            for _, term, share in sorted(open_terms, reverse=True)[:MOST_EXPECTED]
        )

    def _references(self, term: int) -> tuple[str, ...]:
        """Who says that the disease has the feature, or the most frequent feature below it."""
        terms, numbers = self._sources
        found = dict.fromkeys(numbers[self._knowledge.ontology.below(term)[terms]].tolist())
        return tuple(self._knowledge.annotations.references[number] for number in list(found)[:MOST_REFERENCES])

    def _said_by(self) -> tuple[Integers, Integers]:
        """Feature and reference of every row of the disease that counts."""
        rows = self._knowledge.annotations
        own = rows.of(self._disease)
        here = slice(own.start, own.stop)
        counts = ~np.isin(rows.reference[here], list(self._left_out))
        return rows.term[here][counts], rows.reference[here][counts]


def _row(matrix: sparse.csr_matrix, place: int) -> Share:
    row = slice(int(matrix.indptr[place]), int(matrix.indptr[place + 1]))
    return dict(zip(matrix.indices[row].tolist(), matrix.data[row].tolist(), strict=True))


def answered_terms(knowledge: Knowledge, asked: Asked) -> Flags:
    """What needs no question: said by an observed feature, or a kind of an excluded one."""
    answered = knowledge.ontology.implied(asked.observed)
    for term in asked.excluded:
        answered |= knowledge.ontology.below(term)
    return answered
