"""Fit the weights and the calibration of the ranking, and judge them on diseases that were not in the fit.

    python tools/fit_ranking.py [CASES.jsonl[.gz] | DIRECTORY]

Prints the table for `insight/ranking/combining.py`. Each case counts twice: with every annotation, and without those of
its own publication. Folds are made of diseases, not of cases. Weights are fitted among the diseases that lead by
evidence; accuracy and calibration are of all that are ranked.
"""

from __future__ import annotations

import sys
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from orphee.foundation.places import samples_directory
from orphee.insight import knowledge
from orphee.insight.ranking.cases import case_of, packets
from orphee.insight.ranking.combining import CUT
from orphee.insight.ranking.query import understand
from orphee.insight.ranking.signals import NAMES, Table, signals

FOLDS, MOST_PER_DISEASE, SHOWN = 5, 15, 10
PENALTY = 2.0  # on squared weights
FITTED = [name for name in NAMES if name != "denied"]  # see combining.DENIED_WEIGHT
COLUMNS = [NAMES.index(name) for name in FITTED]
# Monotone: what speaks for a disease may not be turned against it, nor the other way round. The one exception is the
# angle: beside the angle with kin it says how much is borrowed (docs/insight/ranking.md has the figures of each way).
AGAINST, EITHER = {"features", "spared_sex", "likelihood_rank", "angle_rank", "shared_rank"}, {"angle"}
BOUNDS = [(None, 0.0) if name in AGAINST else (None if name in EITHER else 0.0, None) for name in FITTED]
# How much a case counts in the calibration when its disease has no published features: they are 29 % of the sample,
# whose newest diseases are younger than the annotations, and surely fewer of the people who will be asked about.
NOT_ANNOTATED = 0.7
SMALLEST_WEIGHT = 0.005
Reals = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """One case, with or without its own publication; `truth` is its row of the table, -1 when it is not there."""

    disease: str
    without: bool
    table: Table
    truth: int
    is_annotated: bool

    @property
    def fold(self) -> int:
        """The fold of its disease."""
        return zlib.crc32(self.disease.encode()) % FOLDS


def gather(path: Path, *, by_resemblance: bool) -> list[Asked]:
    """Every case of the files, twice."""
    known = knowledge.load()
    seen: dict[str, int] = {}
    found = []
    for case in map(case_of, packets(path)):
        seen[case.disease] = seen.get(case.disease, 0) + 1
        if seen[case.disease] > MOST_PER_DISEASE:
            continue
        truth = min(known.named(case.disease), default=-1)
        annotated = truth >= 0 and bool(known.annotated[truth])
        for without in (False, True):
            query = replace(case.query, left_out=case.publications if without else frozenset())
            leading = signals(known, understand(query, known.ontology), by_resemblance=by_resemblance)
            place = np.flatnonzero(leading.diseases == truth)
            found.append(Asked(case.disease, without, leading.table, int(place[0]) if len(place) else -1, annotated))
    return found


def scales(cases: list[Asked]) -> tuple[Reals, Reals]:
    """Mean and spread of each signal."""
    together = np.concatenate([case.table[::7] for case in cases])[:, COLUMNS].astype(np.float64)
    return together.mean(axis=0), together.std(axis=0) + 1e-6


def scaled(case: Asked, mean: Reals, spread: Reals) -> Reals:
    """The signals of a case as the weights see them."""
    return np.clip((case.table[:, COLUMNS] - mean) / spread, -CUT, CUT)


def fit(cases: list[Asked], mean: Reals, spread: Reals) -> Reals:
    """Weights under which the right disease stands out among those looked at."""
    told = [case for case in cases if case.truth >= 0]
    rows = np.concatenate([scaled(case, mean, spread) for case in told])
    lengths = np.array([len(case.table) for case in told])
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    right = starts + np.array([case.truth for case in told])

    def loss(weights: Reals) -> tuple[float, Reals]:
        raw = rows @ weights
        top = np.maximum.reduceat(raw, starts)
        share = np.exp(raw - np.repeat(top, lengths))
        total = np.add.reduceat(share, starts)
        likelihood = float((raw[right] - top - np.log(total)).sum())
        gradient = rows[right].sum(axis=0) - rows.T @ (share / np.repeat(total, lengths))
        return PENALTY * float(weights @ weights) - likelihood, 2 * PENALTY * weights - gradient

    found: Reals = minimize(
        loss, np.zeros(len(FITTED)), jac=True, method="L-BFGS-B", bounds=BOUNDS, options={"maxiter": 200}
    ).x
    return found


def odds_of_shown(case: Asked, raw: Reals) -> tuple[Reals, Reals]:
    """Log odds of the share of the ten best, and which of them is right."""
    share = np.exp(raw - raw.max())
    share = np.clip(share / share.sum(), 1e-9, 1 - 1e-9)
    best = np.argsort(-raw, kind="stable")[:SHOWN]
    return np.log(share[best] / (1 - share[best])), (best == case.truth).astype(float)


def calibrate(cases: list[Asked], shown: list[tuple[Reals, Reals]]) -> Reals:
    """Shift and slope."""
    odds, right = (np.concatenate([pair[side] for pair in shown]) for side in (0, 1))
    counts = [1.0 if case.is_annotated else NOT_ANNOTATED for case in cases]
    counted = np.repeat(counts, [len(pair[0]) for pair in shown])
    rows = np.stack([np.ones(len(odds)), odds], axis=1)

    def loss(line: Reals) -> tuple[float, Reals]:
        said = 1 / (1 + np.exp(-(rows @ line)))
        likelihood = right * np.log(said + 1e-12) + (1 - right) * np.log(1 - said + 1e-12)
        return -float(counted @ likelihood), rows.T @ (counted * (said - right))

    found: Reals = minimize(loss, np.zeros(2), jac=True, method="L-BFGS-B").x
    return found


def error(said: Reals, right: Reals) -> float:
    """Expected calibration error over ten bins."""
    place = np.minimum((said * 10).astype(int), 9)
    gaps = [abs(said[place == b].mean() - right[place == b].mean()) * (place == b).mean() for b in set(place.tolist())]
    return float(sum(gaps))


def judge(fitted: list[Asked], cases: list[Asked], mean: Reals, spread: Reals) -> None:
    """Print accuracy and calibration on diseases outside each fit."""
    weights = [fit([case for case in fitted if case.fold != fold], mean, spread) for fold in range(FOLDS)]
    shown = [
        odds_of_shown(case, scaled(case, mean, spread) @ weights[case.fold]) if len(case.table) else (np.zeros(0),) * 2
        for case in cases
    ]
    lines = []
    for fold in range(FOLDS):
        others = [(case, pair) for case, pair in zip(cases, shown, strict=True) if case.fold != fold]
        lines.append(calibrate([case for case, _ in others], [pair for _, pair in others]))
    for without in (False, True):
        for only_annotated in (False, True):
            part = [
                (case, *pair)
                for case, pair in zip(cases, shown, strict=True)
                if case.without == without and (case.is_annotated or not only_annotated)
            ]
            tops = {top: round(float(np.mean([right[:top].any() for _, _, right in part])), 4) for top in (1, 3, 10)}
            first = [(case, odds[0], right[0]) for case, odds, right in part if len(odds)]
            said = np.array([1 / (1 + np.exp(-(lines[c.fold] @ np.array([1.0, odds])))) for c, odds, _ in first])
            gap = error(said, np.array([right for _, _, right in first]))
            print(f"# without own publication: {without}, annotated only: {only_annotated}, cases {len(part)}: "
                  f"{tops}, calibration error of the first {gap:.4f}")  # fmt: skip


def main() -> None:
    """Gather, judge by cross-validation, fit on everything, print."""
    samples = samples_directory()
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else samples / "phenopackets" if samples else None
    if given is None:
        raise SystemExit("No cases: give a file, or set ORPHEE_SAMPLES_DIR.")
    fitted, cases = (gather(given, by_resemblance=also) for also in (False, True))
    mean, spread = scales(fitted)
    judge(fitted, cases, mean, spread)
    weights = fit(fitted, mean, spread)
    for row in zip(FITTED, mean, spread, weights, strict=True):
        if abs(row[3]) >= SMALLEST_WEIGHT:
            print(f'    "{row[0]}": ({row[1]:.4g}, {row[2]:.4g}, {row[3]:.4g}),')
    answered = [case for case in cases if len(case.table)]
    shift, slope = calibrate(answered, [odds_of_shown(case, scaled(case, mean, spread) @ weights) for case in answered])
    print(f"CALIBRATION_SHIFT, CALIBRATION_SLOPE = {shift:.3f}, {slope:.3f}")


if __name__ == "__main__":
    main()
