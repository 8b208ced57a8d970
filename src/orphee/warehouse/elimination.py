"""Which unknowns a system of sums determines: exact elimination modulo a prime.

A hidden cell is known for certain when some combination of the sums leaves it alone on one side; that is, when its
row of the reduced echelon form holds nothing but its pivot.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PRIME = 2**31 - 1  # products of two residues stay under 2**62 and fit in 64 bits

Matrix = NDArray[np.int64]


def determined_columns(rows: Matrix) -> list[int]:
    """The unknowns (columns) whose value follows from the equations (rows), whatever the right-hand side."""
    reduced = _reduced(rows % PRIME)
    weights = np.count_nonzero(reduced, axis=1)
    return [int(np.flatnonzero(reduced[row])[0]) for row in np.flatnonzero(weights == 1)]


def _reduced(matrix: Matrix) -> Matrix:
    """The reduced row echelon form."""
    row = 0
    for column in range(matrix.shape[1]):
        below = np.flatnonzero(matrix[row:, column])
        if below.size == 0:
            continue
        pivot = row + int(below[0])
        matrix[[row, pivot]] = matrix[[pivot, row]]
        matrix[row] = matrix[row] * pow(int(matrix[row, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(matrix[:, column])
        others = others[others != row]
        factors = matrix[others, column][:, None]
        matrix[others] = (matrix[others] - factors * matrix[row]) % PRIME
        row += 1
        if row == matrix.shape[0]:
            break
    return matrix
