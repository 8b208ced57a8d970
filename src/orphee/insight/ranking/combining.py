"""One score from the signals: a weighed sum, made a share over the diseases looked at, then calibrated.

The weights were fitted by `tools/fit_ranking.py` on published cases (conditional logit: the right disease against the
others looked at, half of the cases with and half without their own publication) and judged on diseases that were not
in the fit; see `docs/insight/ranking.md`. They know no disease. A signal is centred and scaled by the first two
numbers, cut at `CUT`, and weighed by the third.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orphee.insight.ranking.ontology import Integers
from orphee.insight.ranking.signals import NAMES, Leading, Table

CUT = 4.0
# signal: (mean, spread, weight)
WEIGHTS: dict[str, tuple[float, float, float]] = {
    "kindred_mean": (1.478, 0.8874, 1.144),
    "covered": (1.169, 0.7111, 0.2935),
    "exact_information": (10.2, 7.697, 0.3426),
    "exact_share": (0.3842, 0.2429, 0.5659),
    "worst": (-0.6622, 1.336, 0.3097),
    "worst_third": (-0.3187, 1.213, 0.0197),
    "angle": (0.184, 0.1125, -2.057),
    "angle_sum": (1.787, 1.606, 0.7546),
    "kindred_angle": (0.1906, 0.115, 1.936),
    "features": (3.859, 0.8543, -0.4941),
    "onset": (0.2612, 0.8414, 0.4626),
    "spared_sex": (0.02344, 0.1513, -0.345),
    "likelihood_rank": (4.16, 0.9429, -0.09955),
    "angle_rank": (4.161, 0.949, -0.2776),
    "shared_rank": (3.918, 1.292, -0.1464),
}
# Not fitted: the published cases were excluded by a template of their own disease (docs/insight/ranking.md), so they
# cannot say what an absent feature is worth (0.25 cost 4 points of the first place on them). Very small, and never in
# favour, because the signal is never above 0.
DENIED_WEIGHT = 0.03
# score = 1 / (1 + exp(-(shift + slope * log odds of the share)))
CALIBRATION_SHIFT, CALIBRATION_SLOPE = -0.161, 1.103
Reals = NDArray[np.float64]


@dataclass(frozen=True)
class Scored:
    """The diseases looked at; `order` has their places, best first. `raw` is the weighed sum, `scores` calibrated."""

    diseases: Integers
    table: Table
    raw: Reals
    scores: Reals
    order: Integers


COLUMNS = np.array([NAMES.index(name) for name in WEIGHTS])
MEANS, SPREADS, TIMES = (np.array([row[side] for row in WEIGHTS.values()], np.float64) for side in range(3))


def weighed(table: Table) -> Reals:
    """The sum for each row."""
    cut = np.clip((table[:, COLUMNS] - MEANS) / SPREADS, -CUT, CUT)
    return np.asarray(cut @ TIMES + DENIED_WEIGHT * table[:, NAMES.index("denied")].astype(np.float64))


def effect(name: str, value: float) -> float:
    """What one signal adds to the sum, compared with nothing known (0)."""
    _, spread, weight = WEIGHTS[name]
    return weight * value / spread


def calibrated(raw: Reals) -> Reals:
    """The share of people asked about like this who turn out to have each disease."""
    if not len(raw):
        return raw
    share = np.exp(raw - raw.max())
    share = np.clip(share / share.sum(), 1e-9, 1 - 1e-9)
    odds = np.log(share) - np.log1p(-share)
    return np.asarray(1.0 / (1.0 + np.exp(-(CALIBRATION_SHIFT + CALIBRATION_SLOPE * odds))))


def score(leading: Leading, added: Reals | None = None) -> Scored:
    """Order the leading diseases, each with what is `added`; of equal ones the first in the knowledge comes first."""
    raw = weighed(leading.table)
    if added is not None:
        raw = raw + added
    order = np.lexsort((leading.diseases, -raw)).astype(np.int32)
    return Scored(leading.diseases, leading.table, raw, calibrated(raw), order)
