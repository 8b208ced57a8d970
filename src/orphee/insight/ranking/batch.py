"""Many people at once: the leading candidates of each, without reasons, for a nightly look at everyone undiagnosed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orphee.insight.ranking.answering import order
from orphee.insight.ranking.compiled import Knowledge
from orphee.insight.ranking.query import Query

LEADING = 5


@dataclass(frozen=True, slots=True)
class Lead:
    """A leading candidate, small enough to be kept a person: first code and score."""

    code: str
    score: float


def leading(knowledge: Knowledge, queries: Iterable[Query], most: int = LEADING) -> Iterator[tuple[Lead, ...]]:
    """The leading candidates of each person, in their order. Splits over processes by giving each a part."""
    for query in queries:
        found = order(knowledge, query)[:most]
        yield tuple(Lead(knowledge.diseases[disease].codes[0], round(score, 4)) for disease, score in found)
