"""A table of diseases by terms, read term by term."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from orphee.insight.ranking.ontology import Integers, Numbers


@dataclass(frozen=True)
class Columns:
    """Element by element, by term and then by disease: `values` are shares. Of `count` diseases."""

    starts: Integers
    diseases: Integers
    values: Numbers
    count: int

    @classmethod
    def of(cls, matrix: sparse.csr_matrix) -> Columns:
        """The columns of a matrix with a row a disease."""
        turned = matrix.tocsc()
        return cls(turned.indptr, turned.indices, turned.data, int(matrix.shape[0]))

    def of_term(self, term: int) -> slice:
        """Where the elements of a term are."""
        return slice(int(self.starts[term]), int(self.starts[term + 1]))

    @cached_property
    def widths(self) -> Integers:
        """How many diseases have each term."""
        return np.diff(self.starts)

    @property
    def terms(self) -> Integers:
        """The term of each element."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))

    @property
    def keys(self) -> Integers:
        """Term and disease of each element in one number, ascending."""
        return self.terms.astype(np.int64) * self.count + self.diseases

    def summed(self, terms: Iterable[int], weights: Numbers) -> Numbers:
        """For each disease the sum over these terms of weight times share."""
        slices = [(term, self.of_term(term)) for term in terms]
        if not slices:
            return np.zeros(self.count, np.float32)
        diseases = np.concatenate([self.diseases[one] for _, one in slices])
        values = np.concatenate([self.values[one] * weights[term] for term, one in slices])
        return np.bincount(diseases, values, self.count).astype(np.float32)

    def dense(self, terms: Integers) -> Numbers:
        """The shares of these terms, a row a disease."""
        table = np.zeros((self.count, len(terms)), np.float32)
        for place, term in enumerate(terms.tolist()):
            column = self.of_term(term)
            table[self.diseases[column], place] = self.values[column]
        return table

    def has(self, term: int, diseases: Integers) -> Numbers:
        """One for each of these diseases that has the term, else zero."""
        column = self.diseases[self.of_term(term)]
        if not len(column):
            return np.zeros(len(diseases), np.float32)
        at = np.minimum(np.searchsorted(column, diseases), len(column) - 1)
        return np.asarray(column[at] == diseases, np.float32)

    def lengths(self, weights: Numbers) -> Numbers:
        """The length of each disease's shares, weighed."""
        squares = (self.values * weights[self.terms]) ** 2
        return np.asarray(np.sqrt(np.bincount(self.diseases, squares, self.count) + 1e-6), np.float32)
