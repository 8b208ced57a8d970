"""How well each disease explains one observed feature: the heart of the ranking, one vector a feature.

The evidence of an observed feature is the best over itself and its ancestors of log (share in the disease / share over
all diseases), less `NEAR` when the disease is said to have the ancestor itself and `FAR` when it only has something
else below it; never under `UNEXPLAINED`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from orphee.insight.ranking.compiled import Knowledge
from orphee.insight.ranking.ontology import Integers, Numbers, Ontology
from orphee.insight.ranking.profiles import Profiles, borrowed, own_profile, stack

NEAR, FAR, UNEXPLAINED = 1.0, 2.0, -2.0
MOST_REMEMBERED = 2_000  # features of which the vectors are kept: about 80 KB each


@dataclass(frozen=True)
class View:
    """Some diseases (all, or those a left-out publication touches) as the ranking needs them."""

    diseases: Integers
    own: Profiles
    kindred: Profiles

    def rows(self, places: Integers) -> View:
        """The diseases at these places of the view."""
        return View(self.diseases[places], self.own.rows(places), self.kindred.rows(places))

    @classmethod
    def joined(cls, views: list[View]) -> View:
        """Views one below the other."""
        return cls(
            np.concatenate([view.diseases for view in views]),
            Profiles.joined([view.own for view in views]),
            Profiles.joined([view.kindred for view in views]),
        )


def whole(knowledge: Knowledge) -> View:
    """All diseases, as published."""
    return View(np.arange(len(knowledge.diseases), dtype=np.int32), knowledge.own, knowledge.kindred)


def touched(knowledge: Knowledge, publications: frozenset[str]) -> View | None:
    """The diseases that change when publications are left out, themselves and those that borrow from them."""
    left_out = knowledge.annotations.without(publications)
    direct = set(knowledge.annotations.citing(left_out))
    if not direct:
        return None
    lent = (knowledge.lends_to.get(disease, frozenset()) for disease in direct)
    diseases = sorted(direct.union(*lent))
    changed = {disease: own_profile(knowledge.annotations, disease, left_out) for disease in direct}
    profiles = _Instead(changed, knowledge)
    own = [profiles[disease] for disease in diseases]
    extra = [borrowed(knowledge.kin.get(disease, {}), profiles, profiles[disease]) for disease in diseases]
    terms = knowledge.ontology
    return View(np.array(diseases, np.int32), stack(own, terms), stack(own, terms, extra))


class _Instead(dict[int, dict[int, float]]):
    """Profiles, some of them changed; the others are made when asked for."""

    def __init__(self, changed: dict[int, dict[int, float]], knowledge: Knowledge) -> None:
        super().__init__(changed)
        self._knowledge = knowledge

    def __missing__(self, disease: int) -> dict[int, float]:
        matrix = self._knowledge.own.said
        row = slice(int(matrix.indptr[disease]), int(matrix.indptr[disease + 1]))
        profile = dict(zip(matrix.indices[row].tolist(), matrix.data[row].tolist(), strict=True))
        self[disease] = profile
        return profile


@dataclass(frozen=True, slots=True)
class Match:
    """Of one observed feature, for every disease of a view: evidence, evidence with kin, depth of what is shared."""

    own: Numbers
    kindred: Numbers
    shared: Numbers

    def rows(self, places: Integers) -> Match:
        """The diseases at these places."""
        return Match(self.own[places], self.kindred[places], self.shared[places])


def match(knowledge: Knowledge, view: View, term: int) -> Match:
    """How well each disease of the view explains a feature."""
    own, shared = _evidence(view.own, knowledge.background, term, knowledge.ontology, knowledge.content)
    kindred, _ = _evidence(view.kindred, knowledge.kindred_background, term, knowledge.ontology, knowledge.content)
    return Match(_short(own), _short(kindred), _short(shared))


def _short(values: Numbers) -> Numbers:
    """Three digits are enough, half the memory, and the same whether remembered or not."""
    return values.astype(np.float16)


def remembered(knowledge: Knowledge, view: View, term: int) -> Match:
    """`match` over all diseases, kept: people share features."""
    kept = knowledge.memory
    found = kept.pop(term, None)
    if found is None:
        made = match(knowledge, view, term)
        found = (made.own, made.kindred, made.shared)
        while len(kept) >= MOST_REMEMBERED:
            kept.pop(next(iter(kept)))
    kept[term] = found
    return Match(*found)


def _evidence(
    profiles: Profiles, background: Numbers, term: int, ontology: Ontology, content: Numbers
) -> tuple[Numbers, Numbers]:
    best = np.full(len(profiles), UNEXPLAINED, np.float32)
    shared = np.zeros(len(profiles), np.float32)
    implied, said = profiles.implied_by_term, profiles.said_by_term
    for above in ontology.ancestors(term).tolist():
        is_itself = above == term
        _raise(best, implied, above, -float(background[above]) - (0.0 if is_itself else FAR))
        if not is_itself:
            _raise(best, said, above, -float(background[above]) - NEAR)
        column = slice(implied.indptr[above], implied.indptr[above + 1])
        diseases = implied.indices[column]
        shared[diseases] = np.maximum(shared[diseases], content[above])
    return best, shared


def _raise(best: Numbers, matrix: sparse.csc_matrix, term: int, added: float) -> None:
    column = slice(matrix.indptr[term], matrix.indptr[term + 1])
    diseases = matrix.indices[column]
    best[diseases] = np.maximum(best[diseases], np.log(matrix.data[column]) + added)
