"""What is expected in each disease: the share of people with each feature, and with each feature it implies.

A profile pools all rows of a disease. A share from few people is drawn towards one half; a feature of which no share is
said counts as met in somewhat less than half (fitted); what only a name or a definition says counts as `IN_NAME_SHARE`
or `IN_DEFINITION_SHARE`. An ancestor has the largest share among what is below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from orphee.insight.ranking.annotations import Annotations, Said
from orphee.insight.ranking.kinship import Kin
from orphee.insight.ranking.ontology import Integers, Numbers, Ontology

# Fitted on published cases in steps, see docs/insight/ranking.md.
PRIOR_SHARE, PRIOR_PEOPLE = 0.5, 1.0
UNSAID_SHARE, UNSAID_PEOPLE = 0.3, 1.0
SHARE_PEOPLE = 10.0  # how many counted people a published band or percentage is worth
IN_NAME_SHARE, IN_DEFINITION_SHARE = 0.7, 0.35
KIN_SHARE = 0.6  # of what is usual among kin
FEWEST_KIN = 2.0  # kin weigh together at least this much, so that a single one does not speak for a series
SMALLEST_SHARE = 0.02
Profile = dict[int, float]


def own_profile(annotations: Annotations, disease: int, left_out: frozenset[int] = frozenset()) -> Profile:
    """The share of each feature that the disease's rows say, without the references left out."""
    having: dict[int, float] = {}
    people: dict[int, float] = {}
    words: Profile = {}
    for row in annotations.of(disease):
        if int(annotations.reference[row]) in left_out:
            continue
        term, said = int(annotations.term[row]), int(annotations.said[row])
        if said in (Said.IN_NAME, Said.IN_DEFINITION):
            words[term] = IN_NAME_SHARE if said == Said.IN_NAME else IN_DEFINITION_SHARE
        elif said != Said.ABSENT:
            share, weight = _weighed(said, float(annotations.share[row]), float(annotations.seen[row]))
            having[term] = having.get(term, 0.0) + share * weight
            people[term] = people.get(term, 0.0) + weight
    profile = {term: (having[term] + PRIOR_SHARE * PRIOR_PEOPLE) / (people[term] + PRIOR_PEOPLE) for term in having}
    for term, share in words.items():
        is_named = share == IN_NAME_SHARE
        profile[term] = max(profile.get(term, 0.0), share) if is_named else profile.get(term, share)
    return profile


def _weighed(said: int, share: float, seen: float) -> tuple[float, float]:
    if said == Said.COUNTED:
        return share, seen
    return (share, SHARE_PEOPLE) if said == Said.SHARE else (UNSAID_SHARE, UNSAID_PEOPLE)


def borrowed(
    kin: sparse.csr_matrix, lent: sparse.csr_matrix, has: Numbers, own: sparse.csr_matrix
) -> sparse.csr_matrix:
    """What is usual among the kin of each disease and more than its own share.

    `kin`: weights, a row a borrower; `lent`: for each the weighed sum of its relatives' shares; `has`: one for each
    disease that has a profile to lend; `own`: the borrowers' own shares.
    """
    keys, own_keys = _keys(lent), _keys(own)  # in order from here on
    scale = KIN_SHARE / np.maximum(kin @ has, FEWEST_KIN)
    shares = lent.data * np.repeat(scale, np.diff(lent.indptr))
    at = np.minimum(np.searchsorted(own_keys, keys), max(len(own_keys) - 1, 0))
    known = np.where(own_keys[at] == keys, own.data[at], 0.0) if len(own_keys) else np.zeros(len(keys))
    found = lent.copy()
    found.data = np.where(shares > np.maximum(known, SMALLEST_SHARE), shares, 0.0).astype(np.float32)
    found.eliminate_zeros()
    return found


def _keys(matrix: sparse.csr_matrix) -> Integers:
    """Row and column of each element in one number, ascending."""
    matrix.sort_indices()
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    return np.asarray(rows * matrix.shape[1] + matrix.indices)


def kin_matrix(kin: Kin, count: int) -> sparse.csr_matrix:
    """The weights of the kin of each disease, a row a disease."""
    rows = [(disease, other, weight) for disease, around in kin.items() for other, weight in around.items()]
    columns = np.array(rows, np.float64).reshape(-1, 3)
    return sparse.csr_matrix((columns[:, 2], (columns[:, 0].astype(int), columns[:, 1].astype(int))), (count, count))


@dataclass(frozen=True)
class Profiles:
    """Diseases by terms: `said` as annotated, `implied` with every ancestor; by row and by column."""

    said: sparse.csr_matrix
    implied: sparse.csr_matrix

    def __len__(self) -> int:
        return int(self.said.shape[0])

    def rows(self, places: Integers) -> Profiles:
        """The diseases at these places."""
        return Profiles(self.said[places], self.implied[places])

    @classmethod
    def joined(cls, parts: Sequence[Profiles]) -> Profiles:
        """Profiles one below the other."""
        said, implied = [part.said for part in parts], [part.implied for part in parts]
        return cls(sparse.vstack(said, format="csr"), sparse.vstack(implied, format="csr"))


def stack(said: sparse.csr_matrix, ontology: Ontology, extra: sparse.csr_matrix | None = None) -> Profiles:
    """Profiles of shares as said; `extra` (borrowed) counts for what is implied only."""
    return Profiles(said, _with_ancestors(said if extra is None else said.maximum(extra).tocsr(), ontology))


def said_matrix(profiles: Sequence[Profile], terms: int) -> sparse.csr_matrix:
    """Profiles as a matrix, a row a disease."""
    lengths = [len(profile) for profile in profiles]
    ordered = [sorted(profile.items()) for profile in profiles]
    return sparse.csr_matrix(
        (
            np.array([share for one in ordered for _, share in one], np.float32),
            np.array([term for one in ordered for term, _ in one], np.int32),
            np.concatenate(([0], np.cumsum(lengths))).astype(np.int32),
        ),
        shape=(len(profiles), terms),
    )


def _with_ancestors(said: sparse.csr_matrix, ontology: Ontology) -> sparse.csr_matrix:
    """Each ancestor with the largest share below it."""
    diseases, terms = said.shape
    rows = np.repeat(np.arange(diseases, dtype=np.int64), np.diff(said.indptr))
    counts = np.diff(ontology.starts)[said.indices]
    ends = np.cumsum(counts)
    offsets = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)
    above = ontology.above[np.repeat(ontology.starts[said.indices], counts) + offsets]
    key, share = np.repeat(rows, counts) * terms + above, np.repeat(said.data, counts)
    order = np.lexsort((-share, key))
    key, share = key[order], share[order]
    first = np.concatenate(([True], key[1:] != key[:-1])) if len(key) else np.zeros(0, np.bool_)
    key, share = key[first], share[first]
    starts = np.searchsorted(key, np.arange(diseases + 1, dtype=np.int64) * terms)
    return sparse.csr_matrix((share, (key % terms).astype(np.int32), starts.astype(np.int32)), shape=(diseases, terms))


def background(profiles: Profiles, counted: Numbers) -> tuple[Numbers, Numbers]:
    """Log share of each term over the counted diseases, and its information content (natural logarithm)."""
    number = float(counted.sum())
    share = (profiles.implied.T @ counted + 0.5) / (number + 1.0)
    having = profiles.implied.copy()
    having.data = np.ones_like(having.data)
    content = -np.log((having.T @ counted + 0.5) / (number + 1.0))
    return np.log(share).astype(np.float32), np.maximum(content, 0.0).astype(np.float32)


def all_profiles(annotations: Annotations, diseases: Iterable[int]) -> list[Profile]:
    """Own profiles, disease by disease."""
    return [own_profile(annotations, disease) for disease in diseases]
