"""What speaks for a disease, as a row of numbers: likelihood, similarity, rank, onset, sex.

Each is explained in `SIGNALS`; `combining.py` weighs them. Four sums are made for every disease; the rest only for the
few hundred that lead by one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orphee.insight.ranking.compiled import Knowledge
from orphee.insight.ranking.courses import periods
from orphee.insight.ranking.matching import Match, View, match, remembered, touched, whole
from orphee.insight.ranking.ontology import Integers, Numbers
from orphee.insight.ranking.query import Asked

SIGNALS = {
    "likelihood": "sum over the observed features of the evidence (`matching`)",
    "mean_likelihood": "the same, a feature",
    "kindred_mean": "the same a feature, with what is borrowed from kin",
    "unmentioned": "sum of log(1 - 0.1 share) over the disease's features that nobody mentioned",
    "shared": "sum over the observed features of the information shared with the disease (Resnik)",
    "covered": "how much of the disease's features the observed ones share, weighed by share (Resnik, backwards)",
    "exact_information": "information of the observed features that the disease has or implies",
    "exact_share": "share of the observed features that the disease has or implies",
    "worst": "evidence of the worst explained feature",
    "worst_third": "mean evidence of the worst explained third",
    "overlap": "information in common over information of either (simGIC)",
    "overlap_sum": "the same times the number of observed features",
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
UNMENTIONED_COST, DENIED_COST, MOST_CERTAIN = 0.1, 0.9, 0.98
RANKED = (("likelihood_rank", "likelihood"), ("angle_rank", "angle"), ("shared_rank", "shared"))
LEADING, LEADING_BY_ONE = 150, 80  # diseases looked at: by the sums together, by each alone
TELLING = 1.5  # information (natural logarithm) under which a term resembles everything
Table = NDArray[np.float32]  # a row a disease, a column a signal


@dataclass(frozen=True)
class Leading:
    """The diseases that lead by one of the sums, and their signals."""

    diseases: Integers
    table: Table


@dataclass(frozen=True)
class _Sums:
    likelihood: Numbers
    kindred: Numbers
    shared: Numbers
    resemblance: Numbers


def signals(knowledge: Knowledge, asked: Asked, *, by_resemblance: bool = True, also: Iterable[int] = ()) -> Leading:
    """The signals of the leading diseases and of those `also` named; none when nothing was observed.

    `by_resemblance` adds those that lead by resemblance alone: diseases that nobody annotated. They are ranked, and
    left out where weights are fitted, so that the fit is about evidence.
    """
    if not asked.observed:
        return Leading(np.zeros(0, np.int32), np.zeros((0, len(NAMES)), np.float32))
    view = whole(knowledge)
    matches = [remembered(knowledge, view, term) for term in asked.observed]
    sums = _summed(knowledge, view, asked, matches)
    changed = touched(knowledge, asked.left_out) if asked.left_out else None
    new = [match(knowledge, changed, term) for term in asked.observed] if changed else []
    if changed is not None:
        other = _summed(knowledge, changed, asked, new)
        for name in ("likelihood", "kindred", "shared", "resemblance"):
            getattr(sums, name)[changed.diseases] = getattr(other, name)
    diseases = _leading(sums, also, by_resemblance=by_resemblance)
    table = _details(knowledge, view.rows(diseases), asked, [one.rows(diseases) for one in matches])
    if changed is not None:
        where, within = np.intersect1d(diseases, changed.diseases, return_indices=True)[1:]
        table[where] = _details(knowledge, changed.rows(within), asked, [one.rows(within) for one in new])
    for rank, by in RANKED:
        values = -table[:, NAMES.index(by)]
        table[:, NAMES.index(rank)] = np.log1p(np.searchsorted(np.sort(values), values))
    return Leading(diseases, table)


def _summed(knowledge: Knowledge, view: View, asked: Asked, matches: list[Match]) -> _Sums:
    return _Sums(
        np.sum([one.own for one in matches], axis=0, dtype=np.float32),
        np.sum([one.kindred for one in matches], axis=0, dtype=np.float32),
        np.sum([one.shared for one in matches], axis=0, dtype=np.float32),
        _resemblance(knowledge, view, asked),
    )


def _resemblance(knowledge: Knowledge, view: View, asked: Asked) -> Numbers:
    """The angle with kin, near enough to choose by: terms that almost every disease implies are passed over."""
    found = np.zeros(len(view.diseases), np.float32)
    matrix = view.kindred.implied_by_term
    said = knowledge.ontology.implied(asked.observed) & (knowledge.content >= TELLING)
    for term in np.flatnonzero(said).tolist():
        column = slice(matrix.indptr[term], matrix.indptr[term + 1])
        found[matrix.indices[column]] += knowledge.content[term] ** 2 * matrix.data[column]
    return np.asarray(found / _lengths(knowledge, view))


def _lengths(knowledge: Knowledge, view: View) -> Numbers:
    """Of the profiles with kin; those of all diseases are kept in memory."""
    is_whole = len(view.diseases) == len(knowledge.diseases)
    if is_whole and knowledge.lengths:
        return knowledge.lengths[0]
    matrix = view.kindred.implied
    found = np.asarray(np.sqrt(_row_sums(matrix, (knowledge.content[matrix.indices] * matrix.data) ** 2) + 1e-6))
    if is_whole:
        knowledge.lengths.append(found)
    return found


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


def _details(knowledge: Knowledge, view: View, asked: Asked, matches: list[Match]) -> Table:
    found: dict[str, Numbers] = {}
    _add_evidence(found, knowledge, view, asked, matches)
    _add_similarity(found, knowledge, view, asked)
    found["features"] = np.log1p(np.diff(view.own.said.indptr).astype(np.float32))
    found["onset"] = _onset(knowledge, view, asked)
    found["spared_sex"] = (knowledge.x_linked[view.diseases] & (asked.sex == "F")).astype(np.float32)
    found["denied"] = _denied(view, asked)
    table = np.zeros((len(view.diseases), len(NAMES)), np.float32)
    for column, name in enumerate(NAMES):
        if name in found:
            table[:, column] = found[name]
    return table


def _add_evidence(
    found: dict[str, Numbers], knowledge: Knowledge, view: View, asked: Asked, matches: list[Match]
) -> None:
    count = len(matches)
    evidence = np.stack([one.own for one in matches]).astype(np.float32)
    exact = _has(view.own.implied, asked.observed)
    found["likelihood"] = evidence.sum(axis=0)
    found["mean_likelihood"] = found["likelihood"] / count
    found["kindred_mean"] = np.asarray(np.sum([one.kindred for one in matches], axis=0, dtype=np.float32) / count)
    found["shared"] = np.sum([one.shared for one in matches], axis=0, dtype=np.float32)
    found["exact_information"] = np.asarray(exact @ knowledge.content[list(asked.observed)])
    found["exact_share"] = np.asarray(exact.sum(axis=1) / count)
    evidence.sort(axis=0)
    found["worst"] = evidence[0]
    found["worst_third"] = np.asarray(evidence[: max(1, count // 3)].mean(axis=0))


def _has(matrix: sparse.csr_matrix, terms: tuple[int, ...]) -> Numbers:
    """One where a row has a term, a column a term."""
    place = np.full(matrix.shape[1], -1, np.int32)
    place[list(terms)] = np.arange(len(terms))
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    columns = place[matrix.indices]
    found = np.zeros((matrix.shape[0], len(terms)), np.float32)
    found[rows[columns >= 0], columns[columns >= 0]] = 1.0
    return found


def _add_similarity(found: dict[str, Numbers], knowledge: Knowledge, view: View, asked: Asked) -> None:
    count, content = len(asked.observed), knowledge.content
    said = knowledge.ontology.implied(asked.observed)
    information = (content * said).astype(np.float32)
    total, length = float(information.sum()), float(np.sqrt((information**2).sum() + 1e-6))
    own, kindred = view.own.implied, view.kindred.implied
    common = _row_sums(own, information[own.indices])
    found["overlap"] = common / (_row_sums(own, content[own.indices]) + total - common + 1e-6)
    found["overlap_sum"] = found["overlap"] * count
    found["angle"] = _angle(own, information, content, length)
    found["angle_sum"] = found["angle"] * count
    found["kindred_angle"] = _angle(kindred, information, content, length)
    matrix = view.own.said
    nearest = knowledge.ontology.best_of_ancestors(information)
    found["covered"] = _row_sums(matrix, matrix.data * nearest[matrix.indices]) / (
        _row_sums(matrix, matrix.data) + 1e-6
    )
    cost = np.where(said[matrix.indices], 0.0, np.log1p(-UNMENTIONED_COST * matrix.data))
    found["unmentioned"] = _row_sums(matrix, cost.astype(np.float32))


def _angle(matrix: sparse.csr_matrix, information: Numbers, content: Numbers, length: float) -> Numbers:
    squared = information * information
    norms = np.sqrt(_row_sums(matrix, (content[matrix.indices] * matrix.data) ** 2) + 1e-6)
    return np.asarray(_row_sums(matrix, squared[matrix.indices] * matrix.data) / (norms * length))


def _row_sums(matrix: sparse.csr_matrix, values: Numbers) -> Numbers:
    """Sum of `values`, one an element of the matrix, by row; each row by itself, so that no other changes it."""
    padded = np.append(values, np.float32(0.0))
    sums = np.add.reduceat(padded, matrix.indptr[:-1])
    return np.where(np.diff(matrix.indptr) > 0, sums, np.float32(0.0)).astype(np.float32)


def _onset(knowledge: Knowledge, view: View, asked: Asked) -> Numbers:
    touched_periods = periods(*asked.onset) if asked.onset else []
    if not touched_periods:
        return np.zeros(len(view.diseases), np.float32)
    return np.asarray(knowledge.onset_odds[view.diseases][:, touched_periods].max(axis=1))


def _denied(view: View, asked: Asked) -> Numbers:
    if not asked.excluded:
        return np.zeros(len(view.diseases), np.float32)
    chosen = np.zeros(view.own.implied.shape[1], np.float32)
    chosen[list(asked.excluded)] = 1.0
    matrix = view.own.implied
    cost = np.log1p(-DENIED_COST * np.minimum(matrix.data, MOST_CERTAIN)) * chosen[matrix.indices]
    return _row_sums(matrix, cost)
