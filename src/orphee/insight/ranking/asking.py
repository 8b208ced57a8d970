"""What to look for next: the feature that is expected to tell most between the leading candidates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orphee.insight.ranking.answers import Question
from orphee.insight.ranking.compiled import Knowledge
from orphee.insight.ranking.explaining import answered_terms, term_of
from orphee.insight.ranking.matching import View
from orphee.insight.ranking.ontology import Integers
from orphee.insight.ranking.query import Asked

LEADING = 10  # candidates to separate
MOST_QUESTIONS = 5
SMALLEST_SHARE, LARGEST_SHARE = 0.02, 0.98  # nothing is certain: a feature may be unpublished, or missed
TELLING = 2.0  # information (natural logarithm) under which a feature is too wide to be asked for
SMALLEST_GAIN = 0.02  # bits
Reals = NDArray[np.float64]


def next_questions(knowledge: Knowledge, view: View, scores: Reals, asked: Asked) -> tuple[Question, ...]:
    """Questions for the candidates of a view (the leading ones, with their scores), the most telling first."""
    if len(view.diseases) < 2 or float(scores.sum()) <= 0:
        return ()
    belief = scores / scores.sum()
    shares = view.kindred.implied.toarray().astype(np.float64)
    may_ask = (shares.max(axis=0) > SMALLEST_SHARE) & (knowledge.content >= TELLING) & ~answered_terms(knowledge, asked)
    terms = np.flatnonzero(may_ask)
    if not len(terms):
        return ()
    gains = _gains(belief, np.clip(shares[:, terms], SMALLEST_SHARE, LARGEST_SHARE))
    order = np.lexsort((terms, -np.round(gains, 6)))
    chosen = _unlike(knowledge, terms[order].astype(np.int32), gains[order])
    return tuple(
        Question(
            term_of(knowledge, term),
            gain,
            {
                knowledge.diseases[int(disease)].codes[0]: round(float(shares[place, term]), 3)
                for place, disease in enumerate(view.diseases)
            },
        )
        for term, gain in chosen
    )


def _gains(belief: Reals, shares: Reals) -> Reals:
    """Mutual information in bits between the diagnosis and each feature."""
    present = belief @ shares
    return _uncertainty(present) - belief @ _uncertainty(shares)


def _uncertainty(share: Reals) -> Reals:
    return np.asarray(-(share * np.log2(share) + (1 - share) * np.log2(1 - share)))


def _unlike(knowledge: Knowledge, terms: Integers, gains: Reals) -> list[tuple[int, float]]:
    """The first questions, none of which answers another."""
    chosen: list[tuple[int, float]] = []
    terms_of = knowledge.ontology
    for term, gain in zip(terms.tolist(), gains.tolist(), strict=True):
        if gain < SMALLEST_GAIN or len(chosen) == MOST_QUESTIONS:
            break
        above = set(terms_of.ancestors(term).tolist())
        if not any(other in above or term in terms_of.ancestors(other) for other, _ in chosen):
            chosen.append((term, gain))
    return chosen
