"""The exact range that published sums leave to a hidden count: what an attacker with a solver would find.

Linear programming (HiGHS, through scipy) over one connected part of the tables at a time. The shuttle algorithm of
`disclosure.bounds_of` is faster and never narrower than this, which is the wrong side to err on: it only sorts out the
easy cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from orphee.warehouse.sums import Cell, Sum


def exact_bounds(
    counts: Mapping[Cell, int], ties: Sequence[Sum[Cell]], hidden: set[Cell], wanted: set[Cell]
) -> dict[Cell, tuple[float, float]]:
    """The least and the greatest count that each `wanted` hidden cell can have; infinite where nothing bounds it.

    Hidden counts are at least 1: a zero is shown.
    """
    found: dict[Cell, tuple[float, float]] = {}
    for members in _components(ties, hidden):
        targets = [cell for cell in members if cell in wanted]
        if targets:
            found |= _solve(counts, ties, members, targets)
    return {cell: found.get(cell, (1.0, float("inf"))) for cell in wanted}


def _components(ties: Sequence[Sum[Cell]], hidden: set[Cell]) -> list[list[Cell]]:
    """Hidden cells that sums tie together, in groups."""
    group_of: dict[Cell, set[Cell]] = {}
    for tie in ties:
        together = {cell for cell in (*tie.parts, tie.total) if cell in hidden}
        for cell in list(together):
            together |= group_of.get(cell, set())
        for cell in together:
            group_of[cell] = together
    unique = {id(group): group for group in group_of.values()}
    return [sorted(group, key=repr) for group in unique.values()]


def _solve(
    counts: Mapping[Cell, int], ties: Sequence[Sum[Cell]], members: Sequence[Cell], targets: Sequence[Cell]
) -> dict[Cell, tuple[float, float]]:
    column = {cell: number for number, cell in enumerate(members)}
    rows, right = [], []
    for tie in ties:
        if not any(cell in column for cell in (*tie.parts, tie.total)):
            continue
        row, known = np.zeros(len(members)), 0.0
        for cell, sign in (*((part, 1.0) for part in tie.parts), (tie.total, -1.0)):
            if cell in column:
                row[column[cell]] += sign
            else:
                known += sign * counts[cell]
        rows.append(row)
        right.append(-known)
    system, values = np.array(rows), np.array(right)
    return {cell: _range(column[cell], system, values) for cell in targets}


def _range(column: int, system: NDArray[np.float64], values: NDArray[np.float64]) -> tuple[float, float]:
    aim = np.zeros(system.shape[1])
    aim[column] = 1.0
    ends = []
    for sign in (1.0, -1.0):
        solved = linprog(sign * aim, A_eq=system, b_eq=values, bounds=(1, None), method="highs")
        ends.append(sign * solved.fun if solved.status == 0 else sign * -np.inf)
    return float(ends[0]), float(ends[1])
