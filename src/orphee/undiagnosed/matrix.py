"""Everyone's features as one matrix: who is most like someone, in milliseconds. Plain Python, no Django.

Rows are people, columns the terms of HPO with all that they imply. A likeness is `insight.people`'s: the information
of what both have over that of what either has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orphee.insight.people import MOST_SHARED, TELLING
from orphee.insight.ranking.answers import Term
from orphee.insight.ranking.compiled import Knowledge
from orphee.insight.ranking.explaining import term_of
from orphee.insight.ranking.ontology import Flags, Ontology

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Near:
    """Someone alike: a key, from 0 to 1 how much, and what both have, by the numbers of the terms."""

    key: Any
    likeness: float
    both: NDArray[np.int64]


class Matrix:
    """People by features. `people`: keys and the numbers of their HPO codes."""

    def __init__(self, knowledge: Knowledge, people: Iterable[tuple[Any, Sequence[int]]]) -> None:
        """Features that this release does not know are left out, those it replaced are read as what replaced them."""
        given = list(people)
        self.knowledge = knowledge
        self.keys = [key for key, _ in given]
        self.closed = _closed(knowledge.ontology, [codes for _, codes in given])
        self.content = np.asarray(knowledge.content, np.float32)
        self.totals = np.asarray(self.closed @ self.content).ravel()

    def __len__(self) -> int:
        return len(self.keys)

    def most_like(self, mine: Flags, most: int, without: Collection[Any] = ()) -> list[Near]:
        """Who is most like someone with these features, the likest first; nobody without a telling one in common."""
        if not self.keys:
            return []
        shared = np.asarray(self.closed @ (self.content * mine)).ravel()
        telling = np.asarray(self.closed @ (mine & (self.content >= TELLING)).astype(np.float32)).ravel()
        either = self.totals + float(self.content[mine].sum()) - shared
        likeness = np.where((telling > 0) & (either > 0), shared / np.maximum(either, 1e-9), 0.0)
        wanted = min(most + len(without), len(likeness))
        first = np.argpartition(-likeness, wanted - 1)[:wanted]
        kept = [row for row in first.tolist() if likeness[row] > 0 and self.keys[row] not in without]
        kept.sort(key=lambda row: (-float(likeness[row]), str(self.keys[row])))
        return [Near(self.keys[row], float(likeness[row]), self._both(row, mine)) for row in kept[:most]]

    def _both(self, row: int, mine: Flags) -> NDArray[np.int64]:
        terms = self.closed.indices[self.closed.indptr[row] : self.closed.indptr[row + 1]]
        return np.asarray(terms[mine[terms]], np.int64)

    def having(self) -> Numbers:
        """How many people have each term."""
        return np.asarray(np.bincount(self.closed.indices, minlength=self.closed.shape[1]), np.int64)


def said(knowledge: Knowledge, codes: Iterable[int]) -> Flags:
    """What some features imply, themselves with it."""
    return knowledge.ontology.implied(_terms(knowledge.ontology, codes))


def telling_of(knowledge: Knowledge, both: Iterable[int]) -> tuple[Term, ...]:
    """The deepest of some features, the most telling first: none that another of them implies."""
    terms = {int(term) for term in both}
    implied = {int(above) for term in terms for above in knowledge.ontology.ancestors(term) if above != term}
    content = knowledge.content
    deepest = sorted(terms - implied, key=lambda term: (-float(content[term]), term))
    return tuple(term_of(knowledge, term) for term in deepest[:MOST_SHARED] if float(content[term]) >= TELLING)


def _terms(ontology: Ontology, codes: Iterable[int]) -> list[int]:
    found = (ontology.index.get(ontology.current(f"HP:{code:07d}")) for code in codes)
    return [one for one in found if one is not None]


def _closed(ontology: Ontology, people: Sequence[Sequence[int]]) -> sparse.csr_matrix:
    """People × terms, closed under "is a", with ones."""
    known = {code: _terms(ontology, [code]) for codes in people for code in codes}
    rows = [[term for code in codes for term in known[code]] for codes in people]
    starts = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    terms = np.array([term for row in rows for term in row], np.int32)
    size = len(ontology)
    observed = sparse.csr_matrix((np.ones(len(terms), np.float32), terms, starts), shape=(len(people), size))
    above = sparse.csr_matrix(
        (np.ones(len(ontology.above), np.float32), ontology.above, ontology.starts), shape=(size, size)
    )
    closed = (observed @ above).tocsr()
    closed.data = np.ones(len(closed.data), np.float32)
    return closed
