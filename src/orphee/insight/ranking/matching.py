"""How well each disease explains one observed feature: the heart of the ranking, one vector a feature.

The evidence of an observed feature is the best over itself and its ancestors of log (share in the disease / share over
all diseases), less `NEAR` when the disease is said to have the ancestor itself and `FAR` when it only has something
else below it; never under `UNEXPLAINED`. In fixed point: sums are exact whatever their order, and half the memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orphee.insight.ranking.columns import Columns
from orphee.insight.ranking.compiled import Knowledge
from orphee.insight.ranking.ontology import Integers, Numbers
from orphee.insight.ranking.profiles import Profiles, borrowed, own_profile, said_matrix, stack

NEAR, FAR, UNEXPLAINED = 1.0, 2.0, -2.0
SCALE = 2048  # of a natural logarithm: the largest, about 10, fits 16 bits
MOST_REMEMBERED = 1_200  # features of which the vectors are kept: 80 KB each
WIDE = 600  # diseases with a term from which on what it says of the features below is kept: some hundreds of terms
TELLING = 1.5  # information (natural logarithm) under which a term resembles everything
Fixed = NDArray[np.int16]
OWN, KINDRED, SHARED = range(3)  # evidence, evidence with kin, depth of what is shared


@dataclass(frozen=True)
class View:
    """Some diseases (all, or those a left-out publication touches) as the ranking needs them."""

    knowledge: Knowledge
    diseases: Integers
    own: Profiles
    kindred: Profiles
    wide: dict[int, Fixed] = field(default_factory=dict, compare=False, repr=False)

    def rows(self, places: Integers) -> View:
        """The diseases at these places of the view."""
        return View(self.knowledge, self.diseases[places], self.own.rows(places), self.kindred.rows(places))

    @classmethod
    def joined(cls, views: list[View]) -> View:
        """Views one below the other."""
        return cls(
            views[0].knowledge,
            np.concatenate([view.diseases for view in views]),
            Profiles.joined([view.own for view in views]),
            Profiles.joined([view.kindred for view in views]),
        )

    @property
    def is_whole(self) -> bool:
        """Whether every disease is in it: what is made for it is worth keeping."""
        return len(self.diseases) == len(self.knowledge.diseases)

    @cached_property
    def own_columns(self) -> Columns:
        """The features of the diseases by term."""
        return Columns.of(self.own.implied)

    @cached_property
    def kindred_columns(self) -> Columns:
        """The same with what is borrowed from kin."""
        return Columns.of(self.kindred.implied)

    @cached_property
    def own_evidence(self) -> tuple[Fixed, Fixed]:
        """What each element of `own_columns` says of the feature itself, and of features below it."""
        return _evidence(self.own_columns, self.own, self.knowledge.background)

    @cached_property
    def kindred_evidence(self) -> tuple[Fixed, Fixed]:
        """The same of `kindred_columns`."""
        return _evidence(self.kindred_columns, self.own, self.knowledge.kindred_background)

    @cached_property
    def own_lengths(self) -> Numbers:
        """Of the profiles, weighed by information: for angles."""
        return self.own_columns.lengths(self.knowledge.content)

    @cached_property
    def kindred_lengths(self) -> Numbers:
        """The same of the profiles with kin."""
        return self.kindred_columns.lengths(self.knowledge.content)

    @cached_property
    def own_wide(self) -> Numbers:
        """The shares of the terms that tell little, a row a disease: most diseases have them."""
        return self.own_columns.dense(wide_terms(self.knowledge))

    @cached_property
    def kindred_wide(self) -> Numbers:
        """The same with what is borrowed from kin."""
        return self.kindred_columns.dense(wide_terms(self.knowledge))


def wide_terms(knowledge: Knowledge) -> Integers:
    """The terms that tell little, the same for every view."""
    return np.flatnonzero(knowledge.content < TELLING)


def _evidence(columns: Columns, said: Profiles, background: Numbers) -> tuple[Fixed, Fixed]:
    """Evidence of the term itself and, to those below, as an ancestor: `NEAR` where it is said, else `FAR`."""
    exact = np.log(columns.values) - background[columns.terms]
    near = Columns.of(said.said)
    far = exact - FAR
    at = np.searchsorted(columns.keys, near.keys)
    far[at] = np.maximum(far[at], np.log(near.values) - background[near.terms] - NEAR)
    return _fixed(exact), _fixed(far)


def _fixed(values: Numbers) -> Fixed:
    return np.rint(values * SCALE).astype(np.int16)


def whole(knowledge: Knowledge) -> View:
    """All diseases, as published; made once a knowledge."""
    kept = knowledge.memory.get("whole")
    if kept is None:
        numbers = np.arange(len(knowledge.diseases), dtype=np.int32)
        kept = knowledge.memory["whole"] = View(knowledge, numbers, knowledge.own, knowledge.kindred)
    return kept


def prepare(knowledge: Knowledge) -> Knowledge:
    """Make what every ranking needs, so that the first one does not wait."""
    view = whole(knowledge)
    _ = (view.own_evidence, view.kindred_evidence, view.own_lengths, view.kindred_lengths)
    _ = (view.own_wide, view.kindred_wide, knowledge.ontology.descendants)
    return knowledge


def touched(knowledge: Knowledge, publications: frozenset[str]) -> View | None:
    """The diseases that change when publications are left out, themselves and those that borrow from them."""
    left_out = knowledge.annotations.without(publications)
    direct = set(knowledge.annotations.citing(left_out))
    if not direct:
        return None
    borrowers = (knowledge.lends_to.get(disease, frozenset()) for disease in direct)
    diseases = np.array(sorted(direct.union(*borrowers)), np.int32)
    at, said, terms = np.array(sorted(direct), np.int32), knowledge.own.said, knowledge.ontology
    changed = said_matrix([own_profile(knowledge.annotations, int(one), left_out) for one in at], len(terms))
    kin = knowledge.kin_weights[diseases]
    lent = (kin @ said + kin[:, at] @ (changed - said[at])).tocsr()
    has = (np.diff(said.indptr) > 0).astype(np.float64)
    has[at] = np.diff(changed.indptr) > 0
    rows = sparse.vstack([said[diseases], changed], format="csr")
    order = np.arange(len(diseases))
    order[np.searchsorted(diseases, at)] = len(diseases) + np.arange(len(at))
    own = rows[order]
    return View(knowledge, diseases, stack(own, terms), stack(own, terms, borrowed(kin, lent, has, own)))


def match(view: View, term: int) -> Fixed:
    """How well each disease of the view explains a feature: rows OWN, KINDRED and SHARED in fixed point."""
    found, narrow = _from_above(view, term)
    _raise(view, found, narrow)
    for row, columns, (exact, _) in _kinds(view):
        column = columns.of_term(term)
        diseases = columns.diseases[column]
        found[row][diseases] = np.maximum(found[row][diseases], exact[column])
    return found


def _from_above(view: View, term: int) -> tuple[Fixed, list[int]]:
    """What the wide ancestors of a feature say together, and the narrow ones, which are still to be asked."""
    above = view.knowledge.ontology.ancestors(term)
    found = _unexplained(view)
    if not view.is_whole:
        return found, above.tolist()
    is_wide = view.kindred_columns.widths[above] > WIDE
    for one in _lowest(view, above[is_wide].tolist()):
        np.maximum(found, _wide(view, one), out=found)
    return found, above[~is_wide].tolist()


def _wide(view: View, term: int) -> Fixed:
    """What a wide term and its ancestors say of a feature below them: most features share them, so it is kept."""
    found = view.wide.get(term)
    if found is None:
        found = _unexplained(view)
        above = view.knowledge.ontology.ancestors(term)
        is_wide = view.kindred_columns.widths[above] > WIDE
        for one in _lowest(view, [other for other in above[is_wide].tolist() if other != term]):
            np.maximum(found, _wide(view, one), out=found)
        _raise(view, found, [*above[~is_wide].tolist(), term])
        view.wide[term] = found
    return found


def _lowest(view: View, terms: list[int]) -> list[int]:
    """Those of some terms that are above none of the others."""
    implied = [above for term in terms for above in view.knowledge.ontology.implies(term) if above != term]
    return sorted(set(terms) - set(implied))


def _unexplained(view: View) -> Fixed:
    found = np.zeros((3, len(view.diseases)), np.int16)
    found[:SHARED] = round(UNEXPLAINED * SCALE)
    return found


def _raise(view: View, found: Fixed, terms: list[int]) -> None:
    """Let each of these ancestors explain where it explains best."""
    content = view.knowledge.content
    for row, columns, (_, far) in _kinds(view):
        best = found[row]
        for term in terms:
            column = columns.of_term(term)
            diseases = columns.diseases[column]
            best[diseases] = np.maximum(best[diseases], far[column])
    shared, own = found[SHARED], view.own_columns
    for term in terms:
        diseases = own.diseases[own.of_term(term)]
        shared[diseases] = np.maximum(shared[diseases], np.int16(round(float(content[term]) * SCALE)))


def _kinds(view: View) -> tuple[tuple[int, Columns, tuple[Fixed, Fixed]], ...]:
    return (
        (OWN, view.own_columns, view.own_evidence),
        (KINDRED, view.kindred_columns, view.kindred_evidence),
    )


def remembered(view: View, term: int) -> Fixed:
    """`match` over all diseases, kept: people share features."""
    kept = view.knowledge.remembered
    found = kept.pop(term, None)
    if found is None:
        found = match(view, term)
        for oldest in list(kept)[: max(0, len(kept) + 1 - MOST_REMEMBERED)]:  # a list: other threads ask too
            kept.pop(oldest, None)
    kept[term] = found
    return found
