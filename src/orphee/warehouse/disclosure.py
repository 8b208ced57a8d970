"""What may be shown: no group of 1 to 10 people, and nothing from which such a group could be worked out.

A published figure is a *cell* (a count of people) and cells are tied by *sums* (a region is the sum of its
departments, a total that of its categories). A cell is hidden

1. because it counts 1 to 10 people (primary);
2. or because, together with what is shown, it would give a hidden one away (secondary).

Zero is shown: it counts nobody, and hiding it would hide most of a map. A hidden cell is therefore at least 1.
Primary and secondary cells look the same to the reader.

The attacker that `hidden_cells` defends against knows every shown cell, every sum, and that hidden cells are whole
numbers of at least 1. After protection no hidden cell follows from the sums, and for every group of 1 to 10 the
sums leave a range of at least `SMALLEST_PUBLISHED_COUNT`. Differences between two builds are not covered here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from orphee.foundation.secrecy import SMALLEST_PUBLISHED_COUNT
from orphee.warehouse.elimination import determined_columns
from orphee.warehouse.exact_bounds import pinned_cells
from orphee.warehouse.sums import Cell, Sum

MOST_PASSES = 200  # of the bounds; they rest after three or four


class InconsistentCounts(ValueError):
    """A total is not the sum of its parts: nothing can be protected, nothing is published."""


def is_small(count: int, smallest: int = SMALLEST_PUBLISHED_COUNT) -> bool:
    """Whether a count alone may not be shown: 1 to 10. Zero may."""
    return 0 < count < smallest


def may_show_quantile(people: int, share: float, smallest: int = SMALLEST_PUBLISHED_COUNT) -> bool:
    """Whether a quantile is far enough from any one person: `smallest` people on either side of it."""
    return people * min(share, 1 - share) >= smallest


def hidden_cells(
    counts: Mapping[Cell, int], sums: Iterable[Sum[Cell]], smallest: int = SMALLEST_PUBLISHED_COUNT
) -> frozenset[Cell]:
    """The cells that must not be shown. Raises `InconsistentCounts`."""
    tied = tuple(sums)
    _refuse_inconsistency(counts, tied)
    small = {cell for cell, count in counts.items() if is_small(count, smallest)}
    hidden = set(small)
    order = _order_of_sacrifice(counts, tied)
    while True:
        chosen = _weak_sums(counts, tied, hidden, order, smallest)
        if not chosen:
            chosen = _betrayed(tied, hidden, order)
        if not chosen:
            chosen = _too_narrow(counts, tied, hidden, small, order, smallest)
        if not chosen:
            pinned = pinned_cells(counts, tied, hidden, small, room=smallest)
            chosen = _beside(pinned, tied, hidden, order)
        if not chosen:
            return frozenset(hidden)
        hidden |= chosen


def _refuse_inconsistency(counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]]) -> None:
    for one in sums:
        found = sum(counts[part] for part in one.parts)
        if found != counts[one.total]:
            raise InconsistentCounts(f"a total says {counts[one.total]} and its parts add up to {found}")


def _order_of_sacrifice(counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]]) -> dict[Cell, tuple[int, int]]:
    """What to hide first: cells that are no total, then totals of those, and the smallest of each, so that what the
    whole country reads is lost last."""
    parts_of: dict[Cell, list[Cell]] = defaultdict(list)
    for one in sums:
        parts_of[one.total] += one.parts
    heights: dict[Cell, int] = {}

    def height(cell: Cell) -> int:
        if cell not in heights:
            heights[cell] = 1 + max(map(height, parts_of[cell])) if cell in parts_of else 0
        return heights[cell]

    return {cell: (height(cell), count) for cell, count in counts.items() if count > 0}


def _next_victim(one: Sum[Cell], hidden: set[Cell], order: Mapping[Cell, tuple[int, int]]) -> Cell | None:
    """The cheapest shown cell of a sum, its total last."""
    parts = [part for part in one.parts if part in order and part not in hidden]
    if parts:
        return min(parts, key=lambda part: order[part])
    return one.total if one.total in order and one.total not in hidden else None


def _weak_sums(
    counts: Mapping[Cell, int],
    sums: Sequence[Sum[Cell]],
    hidden: set[Cell],
    order: Mapping[Cell, tuple[int, int]],
    smallest: int,
) -> set[Cell]:
    """One more cell for each sum whose hidden cells could be had by subtraction, or nearly."""
    chosen: set[Cell] = set()
    for one in sums:
        parts = [part for part in one.parts if part in hidden]
        if one.total in hidden:
            is_weak = not parts
        else:
            room = sum(counts[part] for part in parts) - len(parts)  # how far one of them may move
            is_weak = bool(parts) and (len(parts) < 2 or room < smallest)
        if is_weak and not chosen.intersection((*one.parts, one.total)):
            victim = _next_victim(one, hidden, order)
            if victim is not None:
                chosen.add(victim)
    return chosen


def _betrayed(sums: Sequence[Sum[Cell]], hidden: set[Cell], order: Mapping[Cell, tuple[int, int]]) -> set[Cell]:
    """One more cell beside each hidden cell that the sums determine exactly."""
    determined = determined_cells(sums, hidden)
    return _beside(determined, sums, hidden, order)


def _too_narrow(
    counts: Mapping[Cell, int],
    sums: Sequence[Sum[Cell]],
    hidden: set[Cell],
    small: set[Cell],
    order: Mapping[Cell, tuple[int, int]],
    smallest: int,
) -> set[Cell]:
    """One more cell beside each small group whose size the sums pin to a narrow range."""
    bounds = bounds_of(counts, sums, hidden)
    narrow = {cell for cell in small if bounds[cell][1] - bounds[cell][0] < smallest}
    return _beside(narrow, sums, hidden, order)


def _beside(
    cells: set[Cell], sums: Sequence[Sum[Cell]], hidden: set[Cell], order: Mapping[Cell, tuple[int, int]]
) -> set[Cell]:
    """One more cell for each of `cells`: the cheapest of its own sums, as long as it is no total of such cells; else
    the cheapest within reach.
    """
    sums_of: dict[Cell, list[Sum[Cell]]] = defaultdict(list)
    for one in sums:
        for cell in (*one.parts, one.total):
            sums_of[cell].append(one)
    chosen: set[Cell] = set()
    for cell in sorted(cells, key=repr):
        beside = [part for one in sums_of[cell] for part in one.parts if part in order and part not in hidden]
        if chosen.intersection(beside):
            continue
        level = [part for part in beside if order[part][0] <= order[cell][0]]
        victim = min(level, key=lambda part: order[part], default=None)
        if victim is None:
            victim = _cheapest_within_reach(cell, sums_of, hidden | chosen, order)
        if victim is not None:
            chosen.add(victim)
    return chosen


def _cheapest_within_reach(
    cell: Cell, sums_of: Mapping[Cell, list[Sum[Cell]]], hidden: set[Cell], order: Mapping[Cell, tuple[int, int]]
) -> Cell | None:
    """The cheapest cell of the sums of what is hidden beside a cell, and of what is hidden beside that.

    Hidden cells at three corners of two sums and two others pin each other; the fourth corner, a step further, frees
    them all, and costs less than a total.
    """
    reached, seen = {cell}, {cell}
    best: Cell | None = None
    while reached:
        near = {other for one in reached for tie in sums_of[one] for other in (*tie.parts, tie.total)} - seen
        shown = sorted((other for other in near if other in order and other not in hidden), key=repr)
        found = min(shown, key=lambda other: order[other], default=None)
        if found is not None and (best is None or order[found][0] < order[best][0]):
            best = found
        if best is not None and order[best][0] == 0:
            break
        seen |= near
        reached = near & hidden
    return best


def determined_cells(sums: Sequence[Sum[Cell]], hidden: set[Cell]) -> set[Cell]:
    """The hidden cells whose value follows from the sums and the shown cells."""
    tied = [one for one in sums if hidden.intersection((*one.parts, one.total))]
    if not tied:
        return set()
    unknowns = sorted(hidden & {cell for one in tied for cell in (*one.parts, one.total)}, key=repr)
    column = {cell: number for number, cell in enumerate(unknowns)}
    system = np.zeros((len(tied), len(unknowns)), dtype=np.int64)
    for row, one in enumerate(tied):
        for part in one.parts:
            if part in column:
                system[row, column[part]] += 1
        if one.total in column:
            system[row, column[one.total]] -= 1
    return {unknowns[number] for number in determined_columns(system)}


def bounds_of(
    counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]], hidden: set[Cell]
) -> dict[Cell, tuple[float, float]]:
    """The range that the sums leave to each hidden cell, by passing bounds to and fro until they rest.

    The shuttle algorithm (Buzzigoli and Giusti, 1999): never narrower than what an attacker can reach, so it
    sorts out the easy cases before `pinned_cells`.
    """
    bounds: dict[Cell, tuple[float, float]] = {
        cell: (1.0, math.inf) if cell in hidden else (float(count), float(count)) for cell, count in counts.items()
    }
    tied = [one for one in sums if hidden.intersection((*one.parts, one.total))]
    for _ in range(MOST_PASSES):
        moved = [_tighten(one, bounds) for one in tied]  # every sum passes its bounds on, whoever moved first
        if not any(moved):
            break
    return bounds


def _tighten(one: Sum[Cell], bounds: dict[Cell, tuple[float, float]]) -> bool:
    low = sum(bounds[part][0] for part in one.parts)
    high = sum(bounds[part][1] for part in one.parts)
    moved = _narrow(one.total, low, high, bounds)
    least, most = bounds[one.total]
    for part in one.parts:
        part_low, part_high = bounds[part]
        if part_low == part_high:
            continue
        others_high = high - part_high if math.isfinite(high) else _sum_of_others(one, part, bounds)
        moved |= _narrow(part, least - others_high, most - (low - part_low), bounds)
    return moved


def _sum_of_others(one: Sum[Cell], part: Cell, bounds: Mapping[Cell, tuple[float, float]]) -> float:
    return sum(bounds[other][1] for other in one.parts if other != part)


def _narrow(cell: Cell, low: float, high: float, bounds: dict[Cell, tuple[float, float]]) -> bool:
    former = bounds[cell]
    bounds[cell] = (max(former[0], low), min(former[1], high))
    return bounds[cell] != former
