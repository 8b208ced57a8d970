"""From decisions to precision in real use."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One decision counted: +1 made, -1 undone. `together`: how many were decided in the same go."""

    act: str
    count: int
    seconds: int
    together: int = 1


@dataclass(frozen=True, slots=True)
class Precision:
    """How the proposals of one question did."""

    accepted: int
    corrected: int
    rejected: int
    median_seconds: int

    @property
    def decided(self) -> int:
        """All of them."""
        return self.accepted + self.corrected + self.rejected

    @property
    def percent(self) -> int:
        """The share that was right as proposed."""
        return round(100 * self.accepted / self.decided) if self.decided else 0


def precisions(rows: Iterable[Row]) -> Precision:
    """The figures of one question; what was undone counts as never decided."""
    listed = list(rows)
    counts = {act: max(0, sum(one.count for one in listed if one.act == act)) for act in _ACTS}
    times = [one.seconds for one in listed if one.count > 0]
    return Precision(counts["accepted"], counts["corrected"], counts["rejected"], _median(times))


_ACTS = ("accepted", "corrected", "rejected")


def _median(times: list[int]) -> int:
    return round(statistics.median(times)) if times else 0
