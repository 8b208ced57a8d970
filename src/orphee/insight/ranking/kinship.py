"""Which diseases are kin: numbered members of one series, and narrower or broader diseases of the other terminology.

A disease that is described by few or no annotations is still like its kin: "spermatogenic failure 89" is like the other
spermatogenic failures. What is borrowed from kin is weighed down and shown as such.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from orphee.insight.ranking.wording import SMALL, singular
from orphee.terminology.rules.folding import fold, word_set
from orphee.terminology.rules.statements import Edge, Level, Relation
from orphee.terminology.rules.statements import Mapping as Correspondence

LARGEST_SERIES = 400  # more diseases than this share words by chance ("syndrome X")
BROADER_WEIGHT, SERIES_WEIGHT = 3.0, 1.0
_ORDINAL = re.compile(r"\d+[a-z]*|[ivx]+[a-z]?|1?[a-z]{1,2}")
_LEFT_OUT = word_set("nuclear autosomal dominant recessive x linked susceptibility digenic primary")
_DESCRIBED = re.compile(r",? (with|without|due) ", re.IGNORECASE)
Kin = Mapping[int, Mapping[int, float]]


def series_name(name: str) -> tuple[str, ...] | None:
    """What a numbered disease shares with its series: "Charcot-Marie-Tooth disease type 2KK" -> its words but "2KK"."""
    words = [word for word in fold(name).split() if word not in SMALL]
    if not any(_ORDINAL.fullmatch(word) for word in words):
        return None
    kept = (word for word in words if word not in _LEFT_OUT and not re.fullmatch(rf"{_ORDINAL.pattern}|[a-z]\d*", word))
    return tuple(sorted(map(singular, kept))) or None


def series_names(name: str) -> set[tuple[str, ...]]:
    """The series of a numbered name: by all of it, and by what stands before "with" ("Immunodeficiency 133 with…")."""
    head, described = _described(name)
    return {key for key in (series_name(name), series_name(head) if described else None) if key}


def described_names(name: str) -> set[tuple[str, ...]]:
    """Of a name that describes without a number ("Neurodevelopmental disorder with…"): what stands before it."""
    head, described = _described(name)
    words = sorted(singular(word) for word in fold(head).split() if word not in SMALL)
    return {(described, *words)} if described and len(words) > 1 and series_name(head) is None else set()


def _described(name: str) -> tuple[str, str]:
    """What stands before "with", "without" or "due", and that word; the name and nothing when none is there."""
    head, *rest = _DESCRIBED.split(name, maxsplit=1)
    return head, rest[0].lower() if rest else ""


def series(
    names: Sequence[Iterable[str]], keys: Callable[[str], Iterable[tuple[str, ...]]] = series_names
) -> dict[int, set[int]]:
    """The other members of each disease's series, from the names of each."""
    members: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for disease, given in enumerate(names):
        for name in given:
            for key in keys(name):
                members[key].add(disease)
    found: dict[int, set[int]] = defaultdict(set)
    for group in members.values():
        if 2 <= len(group) <= LARGEST_SERIES:
            for disease in group:
                found[disease] |= group - {disease}
    return found


def broader(
    mappings: Iterable[Correspondence], edges: Iterable[Edge], levels: Mapping[str, str], index: Mapping[str, int]
) -> dict[int, set[int]]:
    """The broader disease of each: Orphanet's mappings to OMIM, and the disorder of a subtype."""
    found: dict[int, set[int]] = defaultdict(set)
    for orpha, omim, relation in mappings:
        if orpha in index and omim in index and index[orpha] != index[omim]:
            if relation == Relation.BROADER:
                found[index[omim]].add(index[orpha])
            elif relation == Relation.NARROWER:
                found[index[orpha]].add(index[omim])
    for child, parent in edges:
        is_subtype = levels.get(child) == Level.SUBTYPE and levels.get(parent) == Level.DISORDER
        if is_subtype and child in index and parent in index and index[child] != index[parent]:
            found[index[child]].add(index[parent])
    return found


def kin(
    in_series: Mapping[int, set[int]],
    described: Mapping[int, set[int]],
    above: Mapping[int, set[int]],
    annotated: Sequence[bool],
) -> Kin:
    """The kin of each disease with their weights; only those that have annotations of their own to lend.

    A described series lends only to those that have none: with an own description nobody needs such distant kin.
    """
    found: dict[int, dict[int, float]] = defaultdict(dict)
    distant = {disease: relatives for disease, relatives in described.items() if not annotated[disease]}
    for group, weight in ((in_series, SERIES_WEIGHT), (distant, SERIES_WEIGHT), (above, BROADER_WEIGHT)):
        for disease, relatives in group.items():
            for relative in relatives:
                if annotated[relative]:
                    found[disease][relative] = found[disease].get(relative, 0.0) + weight
    return found
