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
    before: list[int] = []
    former = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row] + [0] * len(other)
        for column, opposite in enumerate(other, start=1):
            cost = min(
                former[column] + 1,
                current[column - 1] + 1,
                former[column - 1] + (letter != opposite),
            )
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == opposite:
                cost = min(cost, before[column - 2] + 1)
            current[column] = cost
        if min(current) > at_most:
            return at_most + 1
        before, former = former, current
    return min(former[-1], at_most + 1)
