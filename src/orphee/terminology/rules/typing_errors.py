"""How far apart two words are, in typing errors."""

from __future__ import annotations


def allowed(length: int) -> int:
    """How many typing errors a word of this length may hold and still be recognised."""
    return 0 if length < 4 else 1 if length < 6 else 2 if length < 11 else 3


def distance(one: str, other: str, *, at_most: int) -> int:
    """Letters added, left out, replaced or swapped with a neighbour; `at_most + 1` when there are more.

    The restricted Damerau-Levenshtein distance (optimal string alignment).
    """
    if one == other:
        return 0
    if abs(len(one) - len(other)) > at_most:
        return at_most + 1
    one, other = _without_common_ends(one, other)
    if not one or not other:
        return min(len(one) + len(other), at_most + 1)
    before: list[int] = []
    former = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = _next_row(row, letter, one, other, before, former)
        if min(current) > at_most:
            return at_most + 1
        before, former = former, current
    return min(former[-1], at_most + 1)


def _without_common_ends(one: str, other: str) -> tuple[str, str]:
    """What is left between the letters that both begin and end with: mostly very little."""
    shorter = min(len(one), len(other))
    start = 0
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def _next_row(row: int, letter: str, one: str, other: str, before: list[int], former: list[int]) -> list[int]:
    current = [row]
    for column, opposite in enumerate(other, start=1):
        cost = former[column - 1] if letter == opposite else former[column - 1] + 1
        cost = min(cost, former[column] + 1, current[-1] + 1)
        if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == opposite:
            cost = min(cost, before[column - 2] + 1)
        current.append(cost)
    return current
