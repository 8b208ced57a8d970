"""The phenotypic part of HPO: codes in a fixed order, every term with all its ancestors, and what replaced what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orphee.terminology.rules.closure import ancestors, parents_of
from orphee.terminology.rules.statements import Content, Status

PHENOTYPIC_ABNORMALITY = "HP:0000118"
Integers = NDArray[np.signedinteger[Any]]
Numbers = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Ontology:
    """Terms under "Phenotypic abnormality". Row `i` of (`starts`, `above`) lists term `i` and all its ancestors."""

    codes: tuple[str, ...]
    labels_en: tuple[str, ...]
    labels_fr: tuple[str, ...]
    starts: NDArray[np.int64]
    above: Integers
    replaced: Mapping[str, str] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    index: Mapping[str, int] = field(default_factory=dict)
    sets: dict[int, frozenset[int]] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.codes)

    def ancestors(self, term: int) -> Integers:
        """The term itself and everything above it."""
        return self.above[self.starts[term] : self.starts[term + 1]]

    def implies(self, term: int) -> frozenset[int]:
        """The same as a set, kept: for asking one by one."""
        if term not in self.sets:
            self.sets[term] = frozenset(self.ancestors(term).tolist())
        return self.sets[term]

    def implied(self, terms: Iterable[int]) -> Flags:
        """Which terms are said by these, themselves and their ancestors."""
        said = np.zeros(len(self.codes), np.bool_)
        for term in terms:
            said[self.ancestors(term)] = True
        return said

    @cached_property
    def descendants(self) -> tuple[Integers, Integers]:
        """(starts, terms): the closure read the other way, each term with everything below it."""
        below = np.argsort(self.above, kind="stable")
        rows = np.repeat(np.arange(len(self.codes), dtype=np.int32), np.diff(self.starts))
        starts = np.concatenate(([0], np.cumsum(np.bincount(self.above, minlength=len(self.codes)))))
        return starts, rows[below]

    def descendants_of(self, term: int) -> Integers:
        """The term itself and every kind of it."""
        starts, terms = self.descendants
        return terms[starts[term] : starts[term + 1]]

    def below(self, term: int) -> Flags:
        """Which terms are this one or a kind of it."""
        found = np.zeros(len(self.codes), np.bool_)
        found[self.descendants_of(term)] = True
        return found

    def current(self, code: str) -> str:
        """The code to use today: itself, or what HPO says replaced it."""
        return code if code in self.index else self.replaced.get(code, code)


def build(hpo: Content, french: Content | None = None) -> Ontology:
    """The ontology of a release of hp.obo, with French labels where a translation is given."""
    closed = ancestors(parents_of((edge.child, edge.parent) for edge in hpo.edges))
    codes = sorted(code for code, above in closed.items() if PHENOTYPIC_ABNORMALITY in above)
    index = {code: number for number, code in enumerate(codes)}
    rows = [sorted(index[above] for above in closed[code] if above in index) for code in codes]
    english = {concept.code: concept.label_en for concept in hpo.concepts}
    translated = {concept.code: concept.label_fr for concept in french.concepts} if french else {}
    active = {concept.code for concept in hpo.concepts if concept.status == Status.ACTIVE}
    return Ontology(
        codes=tuple(codes),
        labels_en=tuple(english.get(code, "") for code in codes),
        labels_fr=tuple(translated.get(code, "") for code in codes),
        starts=np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64),
        above=np.array([term for row in rows for term in row], np.int32),
        replaced={c.code: c.replaced_by for c in hpo.concepts if c.replaced_by and c.status != Status.ACTIVE},
        elsewhere=frozenset(active - set(codes)),
        index=index,
    )
