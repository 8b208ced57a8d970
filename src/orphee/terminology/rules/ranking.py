"""Which names answer a question best: exact, then beginning alike, then all words, then words with typing errors.

Plain Python over the few hundred candidates that the database finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from orphee.terminology.rules.folding import stem
from orphee.terminology.rules.sounds import sound
from orphee.terminology.rules.typing_errors import allowed, distance

WORST = 99


class Match(IntEnum):
    """How a name answers, best first."""

    CODE = 0
    EXACT = 1
    BEGINNING = 2
    WORDS = 3
    PARTS = 4
    SIMILAR = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may answer."""

    code: str
    text: str
    folded: str
    language: str
    is_label: bool


@dataclass(frozen=True, slots=True, order=True)
class Rank:
    """Sorted ascending: the smaller, the better."""

    match: int
    missing: int
    errors: int
    others: int
    is_synonym: bool
    is_other_language: bool
    length: int
    code: str


Near = Mapping[str, Mapping[str, int]]  # for a word asked: the words spelled or sounding alike, with their errors
NONE_NEAR: Near = {}


def rank(candidate: Candidate, folded: str, asked: list[str], language: str, near: Near = NONE_NEAR) -> Rank:
    """How well a candidate answers a folded question made of the words `asked`."""
    match, missing, errors = _match(candidate.folded, folded, asked, near)
    return Rank(
        match,
        missing,
        errors,
        _others(candidate.folded, folded),
        not candidate.is_label,
        candidate.language != language,
        len(candidate.folded),
        candidate.code,
    )


def _match(name: str, folded: str, asked: list[str], near: Near) -> tuple[Match, int, int]:
    """The kind of match, the words that are missing, and the typing errors of the others."""
    if name == folded:
        return Match.EXACT, 0, 0
    if name.startswith(folded):
        return Match.BEGINNING, 0, 0
    found = name.split()
    stems = {stem(word) for word in found}
    errors = missing = 0
    in_parts = False
    for word in asked:
        if word in found or stem(word) in stems:
            continue
        if len(word) > 1 and any(other.startswith(stem(word)) for other in found):
            in_parts = True
            continue
        alike = near.get(word, {})
        nearest = min((alike[other] for other in found if other in alike), default=WORST)
        missing += nearest >= WORST
        errors += nearest if nearest < WORST else 0
    if missing or errors:
        return Match.SIMILAR, missing, errors
    return (Match.PARTS if in_parts else Match.WORDS), 0, 0


def _others(name: str, folded: str) -> int:
    """Words of the name that were not asked for: the fewer, the nearer."""
    return max(0, name.count(" ") - folded.count(" "))


def spelling(asked: str, other: str) -> int:
    """Typing errors between a word asked for and another, in writing or in sound; `WORST` when too many.

    A word that is still being typed may be the beginning of a longer one.
    """
    if asked == other:
        return 0
    limit = allowed(len(asked))
    if limit == 0:
        return WORST
    best = distance(asked, other, at_most=limit)
    if best > 1 and 2 * len(other) >= len(asked):  # a sound drops doubled letters: "qqqqzzzz" is no "CS"
        ours, theirs = sound(asked), sound(other)
        best = min(best, 1 + distance(ours, theirs, at_most=limit - 1))
        if best > limit and len(other) > len(asked) >= 5:
            best = 1 + distance(asked, other[: len(asked)], at_most=limit - 1)
            if best > limit:
                best = 1 + distance(ours, theirs[: len(ours)], at_most=limit - 1)
    return best if best <= limit else WORST


def best_by_code(ranked: Iterable[tuple[Rank, Candidate]]) -> list[tuple[Rank, Candidate]]:
    """One name a concept, the best first."""
    seen: dict[str, tuple[Rank, Candidate]] = {}
    for found in sorted(ranked, key=lambda pair: pair[0]):
        seen.setdefault(found[1].code, found)
    return list(seen.values())
