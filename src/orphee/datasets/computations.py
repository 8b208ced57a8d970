"""What a computed item is made of: structured operations on other answers, never evaluated code.

    {sum: [a, b]}  {mean: […]}  {product: […]}  {ratio: [a, b]}  {difference: [a, b]}
    {months_between: [from, to]}  {count: foetuses}  {score: [q1, q2], at_least: 3}  {first: [a, b]}
    {case: [{if: condition, then: value}], else: value}

An operand is an item (its path), a fact (`{fact: birth_date}`), a number, or again an operation. `computing` says
what they mean and when nothing can be computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orphee.datasets.conditions import Condition, Fact, ItemAnswer, Literal, subjects

OPERATIONS = ("sum", "mean", "product", "ratio", "difference", "months_between", "count", "score", "first")
PAIRS = ("ratio", "difference", "months_between")  # these take exactly two operands
PRORATED = ("sum", "mean", "score")  # these may do with `at_least` some of their operands
DEEPEST_COMPUTATION = 6
MOST_OPERANDS = 200
MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Calculation:
    """One operation on its operands.

    `at_least`: how many operands must be answered; None means all. `decimals`: how the result is rounded.
    """

    operation: str
    operands: tuple[Operand, ...]
    at_least: int | None = None
    decimals: int | None = None


Operand = ItemAnswer | Fact | int | float | Calculation
Value = Literal | ItemAnswer | Fact | Calculation


@dataclass(frozen=True, slots=True)
class Branch:
    """A value, if a condition holds."""

    condition: Condition
    value: Value


@dataclass(frozen=True, slots=True)
class Case:
    """The value of the first branch whose condition holds, else another value or nothing."""

    branches: tuple[Branch, ...]
    otherwise: Value | None = None
    decimals: int | None = None


Computation = Calculation | Case


def sources_of(computation: Computation) -> Iterator[ItemAnswer | Fact]:
    """Every item and fact that a computation reads, those of its conditions included."""
    if isinstance(computation, Calculation):
        for operand in computation.operands:
            yield from _sources(operand)
        return
    for branch in computation.branches:
        for subject in subjects(branch.condition):
            if isinstance(subject, ItemAnswer | Fact):
                yield subject
        yield from _sources(branch.value)
    if computation.otherwise is not None:
        yield from _sources(computation.otherwise)


def _sources(value: Value) -> Iterator[ItemAnswer | Fact]:
    if isinstance(value, ItemAnswer | Fact):
        yield value
    elif isinstance(value, Calculation):
        yield from sources_of(value)
