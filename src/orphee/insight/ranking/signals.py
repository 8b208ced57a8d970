"""What speaks for a disease, as a row of numbers: likelihood, similarity, rank, onset, sex.

Each is explained in `SIGNALS`; `combining.py` weighs them. Four sums are made for every disease; the rest only for the
few hundred that lead by one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orphee.insight.ranking.compiled import Knowledge
from orphee.insight.ranking.courses import periods
from orphee.insight.ranking.matching import (
    KINDRED,
    OWN,
    SCALE,
    SHARED,
    TELLING,
    Fixed,
    View,
    match,
    remembered,
    touched,
    whole,
    wide_terms,
)
from orphee.insight.ranking.ontology import Integers, Numbers
from orphee.insight.ranking.query import Asked

SIGNALS = {
    "likelihood": "sum over the observed features of the evidence (`matching`)",
    "kindred_mean": "the same with what is borrowed from kin, a feature",
    "shared": "sum over the observed features of the information shared with the disease (Resnik)",
    "covered": "how much of the disease's features the observed ones share, weighed by share (Resnik, backwards)",
    "exact_information": "information of the observed features that the disease has or implies",
    "exact_share": "share of the observed features that the disease has or implies",
    "worst": "evidence of the worst explained feature",
    "worst_third": "mean evidence of the worst explained third",
    "angle": "cosine of the observed and the disease's features, weighed by information and share",
    "angle_sum": "the same times the number of observed features",
    "kindred_angle": "cosine with what is borrowed from kin",
    "features": "log of one more than the number of features said of the disease: long lists match by chance",
    "onset": "log likelihood ratio of the onset, or of an onset before the age",
    "spared_sex": "a woman, and a disease with X-linked inheritance",
    "likelihood_rank": "log of the rank by likelihood among the diseases looked at",
    "angle_rank": "log of the rank by angle",
    "shared_rank": "log of the rank by shared information",
    "denied": "sum over the excluded features of log(1 - 0.9 share): never above 0",
}
NAMES = tuple(SIGNALS)
DENIED_COST, MOST_CERTAIN = 0.9, 0.98
RANKED = (("likelihood_rank", "likelihood"), ("angle_rank", "angle"), ("shared_rank", "shared"))
LEADING, LEADING_BY_ONE = 150, 80  # diseases looked at: by the sums together, by each alone
CHOSEN_BY = ("likelihood", "kindred", "shared", "resemblance")
Table = NDArray[np.float32]  # a row a disease, a column a signal


@dataclass(frozen=True)
class Leading:
    """The diseases that lead by one of the sums, and their signals."""

    diseases: Integers
    table: Table


@dataclass(frozen=True)
class _Sums:
    """Over all observed features, a row a disease of the view; the angles without the widest terms and the lengths.

    `resemblance` is the angle with kin, near enough to choose by.
    """

    likelihood: Numbers
    kindred: Numbers
    shared: Numbers
    angle: Numbers
    kindred_angle: Numbers
    resemblance: Numbers


def signals(knowledge: Knowledge, asked: Asked, *, by_resemblance: bool = True, also: Iterable[int] = ()) -> Leading:
    """The signals of the leading diseases and of those `also` named; none when nothing was observed.

    `by_resemblance` adds those that lead by resemblance alone: diseases that nobody annotated. They are ranked, and
    left out where weights are fitted, so that the fit is about evidence.
    """
    if not asked.observed:
        return Leading(np.zeros(0, np.int32), np.zeros((0, len(NAMES)), np.float32))
    view = whole(knowledge)
    matches = [remembered(view, term) for term in asked.observed]
    sums = _summed(view, asked, matches)
    changed = touched(knowledge, asked.left_out) if asked.left_out else None
    led = sums
    if changed is not None:
        new = [match(changed, term) for term in asked.observed]
        other = _summed(changed, asked, new)
        led = replace(
            sums, **{one: _replaced(getattr(sums, one), getattr(other, one), changed.diseases) for one in CHOSEN_BY}
        )
    diseases = _leading(led, also, by_resemblance=by_resemblance)
    table = _details(view, asked, matches, sums, diseases)
    if changed is not None:
        where, within = np.intersect1d(diseases, changed.diseases, return_indices=True)[1:]
        table[where] = _details(changed, asked, new, other, within)
    for rank, by in RANKED:
        values = -table[:, NAMES.index(by)]
        table[:, NAMES.index(rank)] = np.log1p(np.searchsorted(np.sort(values), values))
    return Leading(diseases, table)


def _replaced(values: Numbers, new: Numbers, diseases: Integers) -> Numbers:
    found = values.copy()
    found[diseases] = new
    return found


def _summed(view: View, asked: Asked, matches: list[Fixed]) -> _Sums:
    content = view.knowledge.content
    total = np.zeros((3, len(view.diseases)), np.int32)
    for one in matches:
        total += one
    evidence = total.astype(np.float32) / SCALE
    is_said, squares = view.knowledge.ontology.implied(asked.observed), content**2
    said = np.flatnonzero(is_said & (content >= TELLING)).tolist()
    kindred_angle = view.kindred_columns.summed(said, squares)
    return _Sums(
        evidence[OWN],
        evidence[KINDRED],
        evidence[SHARED],
        view.own_columns.summed(said, squares),
        kindred_angle,
        kindred_angle / view.kindred_lengths,
    )


def _leading(sums: _Sums, also: Iterable[int], *, by_resemblance: bool) -> Integers:
    together = sums.likelihood + 0.35 * sums.shared + 0.2 * sums.kindred
    each = [sums.likelihood, sums.kindred, sums.shared, *([sums.resemblance] if by_resemblance else [])]
    found = [_top(together, LEADING), *(_top(one, LEADING_BY_ONE) for one in each), np.array([*also], np.int32)]
    return np.unique(np.concatenate(found)).astype(np.int32)


def _top(values: Numbers, most: int) -> Integers:
    if len(values) <= most:
        return np.arange(len(values), dtype=np.int32)
    threshold = np.partition(values, len(values) - most)[len(values) - most]
    above = np.flatnonzero(values > threshold)
    level = np.flatnonzero(values == threshold)[: most - len(above)]
    return np.concatenate((above, level)).astype(np.int32)


def _details(view: View, asked: Asked, matches: list[Fixed], sums: _Sums, places: Integers) -> Table:
    """The signals of the diseases at these places of the view."""
    knowledge, count = view.knowledge, len(matches)
    diseases = view.diseases[places]
    evidence = np.stack([one[OWN, places] for one in matches])
    evidence.sort(axis=0)
    content = knowledge.content
    is_said, squares = knowledge.ontology.implied(asked.observed), content**2
    length = float(np.sqrt(squares[is_said].sum() + 1e-6))
    wide = wide_terms(knowledge)
    weights = np.where(is_said[wide], squares[wide], np.float32(0.0))
    exact = np.stack([view.own_columns.has(term, places) for term in asked.observed], axis=1)
    angle = (sums.angle[places] + view.own_wide[places] @ weights) / (view.own_lengths[places] * length)
    kindred_angle = sums.kindred_angle[places] + view.kindred_wide[places] @ weights
    found: dict[str, Numbers] = {
        "likelihood": sums.likelihood[places],
        "kindred_mean": sums.kindred[places] / count,
        "shared": sums.shared[places],
        "covered": _covered(view, asked, places),
        "exact_information": exact @ content[list(asked.observed)],
        "exact_share": exact.sum(axis=1) / count,
        "worst": evidence[0] / SCALE,
        "worst_third": evidence[: max(1, count // 3)].mean(axis=0) / SCALE,
        "angle": angle,
        "angle_sum": angle * count,
        "kindred_angle": kindred_angle / (view.kindred_lengths[places] * length),
        "features": np.log1p(np.diff(view.own.said.indptr)[places].astype(np.float32)),
        "onset": _onset(knowledge, diseases, asked),
        "spared_sex": (knowledge.x_linked[diseases] & (asked.sex == "F")).astype(np.float32),
        "denied": _denied(view, asked, places),
    }
    table = np.zeros((len(places), len(NAMES)), np.float32)
    for column, name in enumerate(NAMES):
        if name in found:
            table[:, column] = found[name]
    return table


def _covered(view: View, asked: Asked, places: Integers) -> Numbers:
    """Of each disease's features, how deep the nearest observed one is, weighed by share."""
    matrix = view.own.said[places]
    nearest = _nearest(view.knowledge, asked)
    return np.asarray(
        _row_sums(matrix, matrix.data * nearest[matrix.indices]) / (_row_sums(matrix, matrix.data) + 1e-6)
    )


def _nearest(knowledge: Knowledge, asked: Asked) -> Numbers:
    """For each term the largest information among itself and its ancestors that the observed features say."""
    content, terms = knowledge.content, knowledge.ontology
    said = np.flatnonzero(terms.implied(asked.observed))
    found = np.zeros(len(terms), np.float32)
    for term in said[np.argsort(content[said], kind="stable")].tolist():
        found[terms.descendants_of(term)] = content[term]
    return found


def _row_sums(matrix: sparse.csr_matrix, values: Numbers) -> Numbers:
    """Sum of `values`, one an element of the matrix, by row; each row by itself, so that no other changes it."""
    padded = np.append(values, np.float32(0.0))
    sums = np.add.reduceat(padded, matrix.indptr[:-1])
    return np.where(np.diff(matrix.indptr) > 0, sums, np.float32(0.0)).astype(np.float32)


def _onset(knowledge: Knowledge, diseases: Integers, asked: Asked) -> Numbers:
    touched_periods = periods(*asked.onset) if asked.onset else []
    if not touched_periods:
        return np.zeros(len(diseases), np.float32)
    return np.asarray(knowledge.onset_odds[diseases][:, touched_periods].max(axis=1))


def _denied(view: View, asked: Asked, places: Integers) -> Numbers:
    found = np.zeros(len(view.diseases), np.float64)
    columns = view.own_columns
    for term in asked.excluded:
        column = columns.of_term(term)
        found[columns.diseases[column]] += np.log1p(-DENIED_COST * np.minimum(columns.values[column], MOST_CERTAIN))
    return found[places].astype(np.float32)
