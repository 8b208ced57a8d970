"""Which hidden counts published sums pin to a narrow range: what an attacker with a solver would find.

Linear programming (HiGHS, through scipy) over one connected part of the tables at a time. The shuttle algorithm of
`disclosure.bounds_of` is faster and never narrower than this, which is the wrong side to err on: it only sorts out the
easy cases. Every solution found widens what is known of every cell, so that a few programmes clear most of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from orphee.warehouse.sums import Cell, Sum

ROUNDING = 1e-6  # of a linear programme's answer
Floats = NDArray[np.float64]


def pinned_cells(
    counts: Mapping[Cell, int], ties: Sequence[Sum[Cell]], hidden: set[Cell], wanted: set[Cell], *, room: int
) -> set[Cell]:
    """The `wanted` hidden cells that can take a range of less than `room` values, given the sums and what is shown.

    Hidden counts are at least 1: a zero is shown.
    """
    pinned: set[Cell] = set()
    for members in _components(ties, hidden):
        targets = [number for number, cell in enumerate(members) if cell in wanted]
        if not targets:
            continue
        inside = set(members)
        rows = [one for one in ties if one.total in inside or not inside.isdisjoint(one.parts)]
        if len(rows) == 1:
            pinned |= inside & wanted if _width(counts, rows[0], inside) < room else set()
            continue
        polytope = _Polytope(counts, rows, members, room)
        pinned |= {members[number] for number in targets if not polytope.leaves_room(number, targets)}
    return pinned


def _width(counts: Mapping[Cell, int], tie: Sum[Cell], hidden: set[Cell]) -> float:
    """How far the hidden cells of one sum may move when no other sum speaks of them: no programme is needed."""
    parts = [part for part in tie.parts if part in hidden]
    if tie.total in hidden:
        return math.inf if parts else 0.0
    return sum(counts[part] for part in parts) - len(parts)


def _components(ties: Sequence[Sum[Cell]], hidden: set[Cell]) -> list[list[Cell]]:
    """Hidden cells that sums tie together, in groups."""
    group_of: dict[Cell, set[Cell]] = {}
    for tie in ties:
        together = {cell for cell in (*tie.parts, tie.total) if cell in hidden}
        for group in {id(group_of[cell]): group_of[cell] for cell in together if cell in group_of}.values():
            together |= group
        for cell in together:
            group_of[cell] = together
    unique = {id(group): group for group in group_of.values()}
    return [sorted(group, key=repr) for group in unique.values()]


class _Polytope:
    """All values that the hidden counts of one component can take, and the widest range seen so far of each."""

    def __init__(
        self, counts: Mapping[Cell, int], rows: Sequence[Sum[Cell]], members: Sequence[Cell], room: int
    ) -> None:
        self._column = {cell: number for number, cell in enumerate(members)}
        self._truth = np.array([counts[cell] for cell in members], dtype=float)
        self._room = room - ROUNDING
        self._low, self._high = self._truth.copy(), self._truth.copy()
        self._system = self._matrix(rows)
        self._values = self._system @ self._truth
        self._tried = False

    def leaves_room(self, target: int, targets: Sequence[int]) -> bool:
        """Whether the range of a cell is wide enough."""
        if not self._tried:
            self._tried = True
            self._try_together(targets)
        for sign in (-1.0, 1.0):
            if self._is_cleared(target):
                return True
            aim = np.zeros(len(self._truth))
            aim[target] = sign
            self._solve(aim, capped=[target])
        return self._is_cleared(target)

    def _is_cleared(self, target: int) -> bool:
        return bool(self._high[target] - self._low[target] >= self._room)

    def _try_together(self, targets: Sequence[int]) -> None:
        """Push all cells that are not cleared up, then down, for as long as that clears some."""
        left = [one for one in targets if not self._is_cleared(one)]
        while left:
            aim = np.zeros(len(self._truth))
            aim[left] = 1.0
            self._solve(-aim, capped=left)
            self._solve(aim, capped=left)
            still = [one for one in left if not self._is_cleared(one)]
            if len(still) == len(left):
                return
            left = still

    def _solve(self, aim: Floats, *, capped: Sequence[int]) -> None:
        """Minimise `aim`; a capped cell need not go further than what clears it."""
        most = np.full(len(self._truth), np.inf)
        most[capped] = self._truth[capped] + self._room + 1
        bounds = np.column_stack([np.ones(len(self._truth)), most])
        solved = linprog(aim, A_eq=self._system, b_eq=self._values, bounds=bounds, method="highs")
        if solved.status == 0:
            self._low = np.minimum(self._low, solved.x)
            self._high = np.maximum(self._high, solved.x)

    def _matrix(self, rows: Sequence[Sum[Cell]]) -> csr_array:
        entries: list[tuple[int, int, float]] = []
        for number, one in enumerate(rows):
            entries += [(number, self._column[part], 1.0) for part in one.parts if part in self._column]
            if one.total in self._column:
                entries.append((number, self._column[one.total], -1.0))
        placed = np.array(entries)
        shape = (len(rows), len(self._truth))
        return csr_array((placed[:, 2], (placed[:, 0].astype(int), placed[:, 1].astype(int))), shape=shape)
