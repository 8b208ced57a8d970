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
    "kindred_mean": (1.183, 1.055, 1.038),
    "covered": (1.319, 0.8506, 0.296),
    "exact_information": (9.163, 7.52, 0.08231),
    "exact_share": (0.3403, 0.2438, 0.8053),
    "worst": (-0.8878, 1.296, 0.2568),
    "angle": (0.2019, 0.1194, -2.012),
    "angle_sum": (1.989, 1.751, 0.8562),
    "kindred_angle": (0.2138, 0.1211, 1.742),
    "features": (3.496, 1.152, -0.9602),
    "onset": (0.2425, 0.8096, 0.4458),
    "spared_sex": (0.02267, 0.1488, -0.3686),
    "likelihood_rank": (4.396, 0.9587, -0.1237),
    "angle_rank": (4.387, 0.9792, -0.3456),
    "shared_rank": (4.199, 1.277, -0.2715),
}
# Not fitted: the published cases were excluded by a template of their own disease (docs/insight/ranking.md), so they
# cannot say what an absent feature is worth. Small, and never in favour, because the signal is never above 0.
DENIED_WEIGHT = 0.25
# score = 1 / (1 + exp(-(shift + slope * log odds of the share)))
CALIBRATION_SHIFT, CALIBRATION_SLOPE = -0.087, 1.145
Reals = NDArray[np.float64]


@dataclass(frozen=True)
class Scored:
    """The diseases looked at; `order` has their places, best first. `raw` is the weighed sum, `scores` calibrated."""

    diseases: Integers
    table: Table
    raw: Reals
    scores: Reals
    order: Integers


def weighed(table: Table) -> Reals:
    """The sum for each row."""
    total = DENIED_WEIGHT * table[:, NAMES.index("denied")].astype(np.float64)
    for name, (mean, spread, weight) in WEIGHTS.items():
        column = table[:, NAMES.index(name)].astype(np.float64)
        total += weight * np.clip((column - mean) / spread, -CUT, CUT)
    return total


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


def score(leading: Leading) -> Scored:
    """Order the leading diseases; of equal ones the first in the knowledge comes first."""
    raw = weighed(leading.table)
    order = np.lexsort((leading.diseases, -raw)).astype(np.int32)
    return Scored(leading.diseases, leading.table, raw, calibrated(raw), order)
