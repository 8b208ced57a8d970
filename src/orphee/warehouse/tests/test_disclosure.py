"""Small groups: never shown, and never to be worked out."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orphee.foundation.secrecy import SMALLEST_PUBLISHED_COUNT
from orphee.warehouse.disclosure import (
    InconsistentCounts,
    determined_cells,
    hidden_cells,
    is_small,
    may_show_quantile,
)
from orphee.warehouse.exact_bounds import pinned_cells
from orphee.warehouse.sums import Sum


@pytest.mark.parametrize(
    ("count", "is_hidden"),
    [
        # count  hidden
        (0, False),  # counts nobody: shown
        (1, True),
        (9, True),
        (10, True),
        (11, False),  # the edge
        (12, False),
        (1000, False),
    ],
)
def test_a_count_on_its_own(count, is_hidden):
    assert is_small(count) is is_hidden
    assert (hidden_cells({"all": count}, []) == {"all"}) is is_hidden


@pytest.mark.parametrize(
    ("people", "share", "shown"),
    [(21, 0.5, False), (22, 0.5, True), (43, 0.25, False), (44, 0.25, True), (44, 0.75, True), (0, 0.5, False)],
)
def test_a_quantile_needs_eleven_people_on_either_side(people, share, shown):
    assert may_show_quantile(people, share) is shown


LINE = [Sum("all", ("a", "b", "c"))]


@pytest.mark.parametrize(
    ("a", "b", "c", "hidden"),
    [
        #  a   b    c    hidden
        (11, 12, 900, set()),
        (10, 12, 900, {"a", "b"}),  # alone, `a` would be the total less the rest
        (10, 900, 12, {"a", "c"}),  # the smallest companion is chosen
        (5, 6, 900, {"a", "b", "c"}),  # 5 and 6 leave a range of 9: a third is hidden
        (6, 7, 900, {"a", "b"}),  # 6 and 7 leave 1 to 12: a range of 11
        (10, 0, 900, {"a", "c"}),  # zero is shown and protects nobody
        (0, 0, 900, set()),
        (10, 0, 0, {"a", "all"}),  # nothing else to hide but the total
    ],
)
def test_a_line_and_its_total(a, b, c, hidden):
    counts = {"a": a, "b": b, "c": c, "all": a + b + c}
    assert hidden_cells(counts, LINE) == hidden


def test_a_total_that_is_not_the_sum_of_its_parts_stops_everything():
    with pytest.raises(InconsistentCounts, match="says 20 and its parts add up to 21"):
        hidden_cells({"a": 10, "b": 6, "c": 5, "all": 20}, LINE)


def table(rows: list[list[int]]) -> tuple[dict, list[Sum]]:
    """A table with the totals of its rows and columns."""
    height, width = len(rows), len(rows[0])
    counts = {(r, c): rows[r][c] for r in range(height) for c in range(width)}
    counts |= {(r, "all"): sum(rows[r]) for r in range(height)}
    counts |= {("all", c): sum(row[c] for row in rows) for c in range(width)}
    counts["all", "all"] = sum(map(sum, rows))
    sums = [Sum((r, "all"), tuple((r, c) for c in range(width))) for r in [*range(height), "all"]]
    sums += [Sum(("all", c), tuple((r, c) for r in range(height))) for c in [*range(width), "all"]]
    return counts, sums


def attack(rows: list[list[int]], hidden: frozenset, most: int) -> dict:
    """Every value that each hidden cell may have: all whole numbers from 1 to `most` are tried in the hidden inner
    cells, and what contradicts a shown total (or a hidden one, which is at least 1) is thrown away."""
    counts, sums = table(rows)
    inner = [cell for cell in counts if "all" not in cell]
    unknowns = [cell for cell in inner if cell in hidden]
    tried = np.indices((most,) * len(unknowns)).reshape(len(unknowns), most ** len(unknowns)) + 1
    number = tried.shape[1]
    world = {cell: np.full(number, counts[cell]) for cell in inner} | dict(zip(unknowns, tried, strict=True))
    fits = np.ones(number, dtype=bool)
    for total in {one.total for one in sums}:
        cells = [cell for cell in inner if all(x in ("all", y) for x, y in zip(total, cell, strict=True))]
        world[total] = sum(world[cell] for cell in cells)
        fits &= world[total] >= 1 if total in hidden else world[total] == counts[total]
    return {cell: set(world[cell][fits].tolist()) for cell in hidden}


SMALL = 3  # a smaller threshold, so that every possibility can be tried
counts_of_a_cell = st.integers(min_value=0, max_value=6)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(counts_of_a_cell, min_size=2, max_size=2), min_size=2, max_size=3))
def test_an_attacker_who_tries_everything_finds_no_small_group(rows):
    counts, sums = table(rows)
    hidden = hidden_cells(counts, sums, smallest=SMALL)
    assert {cell for cell, count in counts.items() if is_small(count, SMALL)} <= hidden
    for cell, values in attack(rows, hidden, most=9).items():
        if is_small(counts[cell], SMALL):
            assert max(values) - min(values) >= SMALL, (rows, cell)
        assert len(values) > 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=6), min_size=2, max_size=6).filter(
        lambda rows: len({len(row) for row in rows}) == 1
    )
)
def test_no_combination_of_sums_gives_a_hidden_cell(rows):
    counts, sums = table(rows)
    hidden = hidden_cells(counts, sums)
    assert not determined_cells(sums, set(hidden))


def test_two_tables_that_share_a_margin_are_protected_together():
    """People by region, by age and by status: the margin hidden in one table is hidden in the other."""
    regions, people = ("r1", "r2", "r3"), {"r1": 40, "r2": 60, "r3": 300}
    counts: dict = {("all", region): count for region, count in people.items()} | {("all", "all"): 400}
    sums = [Sum(("all", "all"), tuple(("all", region) for region in regions))]
    for cut, split in {"age": (4, 30), "status": (25, 25)}.items():
        for region, first in zip(regions, (*split, 150), strict=True):
            counts[f"{cut}-1", region] = first
            counts[f"{cut}-2", region] = people[region] - first
            sums.append(Sum(("all", region), ((f"{cut}-1", region), (f"{cut}-2", region))))
        for category in (f"{cut}-1", f"{cut}-2"):
            counts[category, "all"] = sum(counts[category, region] for region in regions)
            sums.append(Sum((category, "all"), tuple((category, region) for region in regions)))
    hidden = hidden_cells(counts, sums)
    assert ("age-1", "r1") in hidden
    assert not determined_cells(sums, set(hidden))
    assert not hidden & {cell for cell in counts if "status" in cell[0]}


def test_subtracting_over_every_pair_of_shown_lines_gives_nothing():
    rows = [[3, 25, 40], [30, 12, 50], [22, 33, 4], [60, 70, 80]]
    counts, sums = table(rows)
    hidden = hidden_cells(counts, sums)
    for one, other in itertools.combinations(sums, 2):
        assert not determined_cells([one, other], set(hidden))
    shown = [count for cell, count in counts.items() if cell not in hidden]
    assert min(shown) >= SMALLEST_PUBLISHED_COUNT


SIZES = st.sampled_from([0, 0, 1, 2, 3, 5, 8, 12, 20, 40, 90])


@given(data=st.data(), rows=st.integers(2, 4), columns=st.integers(2, 4))
@settings(max_examples=60, deadline=None)
def test_a_solver_finds_no_small_group(data, rows, columns):
    """Two crossings of one margin, and an attacker who solves for the least and greatest of each small group."""
    counts, sums = {}, []
    for cut, width in (("x", columns), ("y", 3)):
        for row in range(rows):
            names = [(cut, row, column) for column in range(width)]
            if cut == "x":
                counts |= {name: data.draw(SIZES) for name in names}
                counts["row", row] = sum(counts[name] for name in names)
            else:
                first = data.draw(st.integers(0, counts["row", row]))
                second = data.draw(st.integers(0, counts["row", row] - first))
                counts |= dict(zip(names, (first, second, counts["row", row] - first - second), strict=True))
            sums.append(Sum(("row", row), tuple(names)))
        for column in range(width):
            parts = tuple((cut, row, column) for row in range(rows))
            counts[cut, column] = sum(counts[part] for part in parts)
            sums.append(Sum((cut, column), parts))
    hidden = set(hidden_cells(counts, sums))
    small = {cell for cell, count in counts.items() if 0 < count < SMALLEST_PUBLISHED_COUNT}
    could_be_hidden = {cell for cell in counts if counts[cell] and cell not in hidden}
    assert not pinned_cells(counts, sums, hidden, small, room=SMALLEST_PUBLISHED_COUNT) or not could_be_hidden


@pytest.mark.parametrize(
    ("a", "b", "pinned"),
    [
        # two hidden parts of a total that is shown: each can be 1 to (sum - 1)
        (5, 7, {"a", "b"}),  # 1 to 11: eleven values, a range of 10
        (5, 8, set()),  # 1 to 12: a range of 11
        (1, 2, {"a", "b"}),
    ],
)
def test_what_a_solver_pins(a, b, pinned):
    counts, sums = {"a": a, "b": b, "all": a + b}, [Sum("all", ("a", "b"))]
    assert pinned_cells(counts, sums, {"a", "b"}, {"a", "b"}, room=11) == pinned


def test_what_nothing_ties_is_not_pinned():
    assert not pinned_cells({"a": 3, "all": 3}, [Sum("all", ("a",))], {"a", "all"}, {"a"}, room=11)


CROSSED = [
    # status by network: small groups everywhere, and totals that the country reads
    [[14, 60, 2], [0, 14, 60], [14, 3, 60]],
    [[14, 30, 30, 30], [0, 60, 2, 60], [5, 30, 30, 3]],
]


@pytest.mark.parametrize("table", CROSSED)
def test_cells_of_the_table_are_given_up_before_its_totals(table):
    rows, columns = range(len(table)), range(len(table[0]))
    counts = {(row, column): table[row][column] for row in rows for column in columns}
    counts |= {(row, "all"): sum(table[row]) for row in rows}
    counts |= {("all", column): sum(table[row][column] for row in rows) for column in columns}
    sums = [Sum((row, "all"), tuple((row, column) for column in columns)) for row in rows]
    sums += [Sum(("all", column), tuple((row, column) for row in rows)) for column in columns]
    hidden = hidden_cells(counts, sums)
    assert {cell for cell, count in counts.items() if is_small(count)} <= hidden
    assert not [cell for cell in hidden if "all" in cell]
