"""People who are alike, and whether something changed for one of them: plain functions over features and leads.

Whose features may be compared is decided before (`consent`, `access`): nothing here knows who anyone is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from orphee.insight.ranking.answers import Term
from orphee.insight.ranking.compiled import Knowledge
from orphee.insight.ranking.explaining import term_of
from orphee.insight.ranking.query import Query, understand

MOST_SHARED = 6  # features named as shared
TELLING = 0.5  # information (natural logarithm) under which a shared feature makes nobody alike


@dataclass(frozen=True, slots=True)
class Alike:
    """A person like another. `likeness` from 0 to 1: information of what both have over what either has.

    `shared` are the most telling features that both have, or that what both have implies.
    """

    key: str
    likeness: float
    shared: tuple[Term, ...]


def similar(knowledge: Knowledge, person: Query, others: Mapping[str, Query], most: int = 10) -> tuple[Alike, ...]:
    """Who is most like a person, the likest first; nobody without a feature in common."""
    mine = _said(knowledge, person)
    content = knowledge.content
    found = []
    for key, other in others.items():
        theirs = _said(knowledge, other)
        either, both = float(content[mine | theirs].sum()), mine & theirs
        likeness = float(content[both].sum()) / either if either else 0.0
        if (content[both] >= TELLING).any():
            found.append((likeness, key, both))
    found.sort(key=lambda one: (-one[0], one[1]))
    return tuple(Alike(key, round(likeness, 4), _telling(knowledge, both)) for likeness, key, both in found[:most])


def _said(knowledge: Knowledge, person: Query) -> np.ndarray:
    return knowledge.ontology.implied(understand(person, knowledge.ontology).observed)


def _telling(knowledge: Knowledge, both: np.ndarray) -> tuple[Term, ...]:
    """The deepest shared features: none that another shared one implies."""
    terms = set(np.flatnonzero(both).tolist())
    implied = {int(above) for term in terms for above in knowledge.ontology.ancestors(term) if above != term}
    deepest = sorted(terms - implied, key=lambda term: (-float(knowledge.content[term]), term))
    return tuple(term_of(knowledge, term) for term in deepest[:MOST_SHARED])


class Lead(Protocol):
    """A leading candidate as `ranking.batch` keeps it."""

    @property
    def code(self) -> str:
        """Its first code."""

    @property
    def score(self) -> float:
        """Its calibrated score."""


WORTH_A_LOOK = 0.10  # score under which a new candidate is no reason to look again
MUCH_MORE = 0.15  # growth of a score that is one
KEPT = 3  # leading candidates compared


@dataclass(frozen=True, slots=True)
class Change:
    """Why to look at someone again: a disease that came forward, from which score to which. `kind` is a key."""

    kind: str
    code: str
    before: float
    after: float


def leading_change(before: Sequence[Lead], after: Sequence[Lead]) -> Change | None:
    """The one thing that changed among the leading candidates and is worth a look; None when there is none.

    "new": among the first three now and not before; "first": now first, with a score that counts; "stronger": the
    score grew by 15 points. A score that falls, or candidates that change places far down, is no reason; nor is a first
    ranking, which has nothing before it.
    """
    if not before:
        return None
    former = {lead.code: lead.score for lead in before}
    led = {lead.code for lead in before[:KEPT]}
    for place, lead in enumerate(after[:KEPT]):
        known = former.get(lead.code, 0.0)
        if lead.score < WORTH_A_LOOK:
            continue
        if lead.code not in led:
            return Change("new", lead.code, known, lead.score)
        if place == 0 and before[0].code != lead.code:
            return Change("first", lead.code, known, lead.score)
        if lead.score - known >= MUCH_MORE:
            return Change("stronger", lead.code, known, lead.score)
    return None


def changes(before: Mapping[str, Sequence[Lead]], after: Iterable[tuple[str, Sequence[Lead]]]) -> dict[str, Change]:
    """For many people by key: only those with something worth a look."""
    found = ((key, leading_change(before.get(key, ()), leads)) for key, leads in after)
    return {key: change for key, change in found if change is not None}
