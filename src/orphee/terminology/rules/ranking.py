"""Which names answer a question best: exact, then every word, then beginnings of words, then typing errors.

Words weigh what they tell: the fewer names hold one, the more it tells ("Duchenne" more than "maladie"). Plain Python
over the few hundred candidates that the database finds.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property

from orphee.terminology.rules.folding import SMALL_WORDS, stem
from orphee.terminology.rules.sounds import sound
from orphee.terminology.rules.typing_errors import allowed, distance

WORST = 99
FEWEST_COUNTED = 20  # names: a word in fewer tells as much as a word can
MOST_COUNTED = 15_000  # names: a word in more tells next to nothing
MUCH_COMMONER = 10  # times: beside so much rarer a word, a common one may be left out ("maladie" de Duchenne)
ALL_NAMES = 20_000  # about the names of a terminology: the weight of a word is that of its share of them
NEXT_TO_NOTHING = 3.0  # what a word like "maladie" or "syndrome" weighs at most
STEP = math.log(ALL_NAMES / FEWEST_COUNTED)  # the weight of one telling word: names that differ by less are alike


class Match(IntEnum):
    """How a name answers, best first; the names of a whole tier (see `TIERS`) are ordered by what their words tell."""

    CODE = 0
    EXACT = 1
    BEGINNING = 2
    WORDS = 3
    GIST = 4
    PARTS = 5
    SIMILAR = 6


TIERS = {Match.BEGINNING: Match.WORDS, Match.GIST: Match.WORDS}


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
    """Sorted ascending: the smaller, the better. `untold` weighs words missing and words nobody asked for, in steps.

    `narrower` counts down the other concepts found that stand under this one: the general before the special.
    """

    tier: int
    missing: int = 0
    errors: int = 0
    step: int = 0
    narrower: int = 0
    untold: float = 0.0
    is_inside: bool = False
    is_synonym: bool = False
    is_other_language: bool = False
    length: int = 0
    code: str = ""
    match: Match = field(default=Match.SIMILAR, compare=False)


Found = list[tuple[Rank, Candidate]]
Near = Mapping[str, Mapping[str, int]]  # for a word asked: the words spelled or sounding alike, with their errors
NONE_NEAR: Near = {}


@dataclass(frozen=True)
class Asked:
    """A folded question, its telling words, and in how many names words are found (those in few are left out)."""

    folded: str
    words: list[str]
    language: str = "fr"
    counts: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def in_one(self) -> str:
        """A symbol typed with a space or a hyphen, without it: "FBN-1" -> "fbn1"; else the question itself."""
        has_figure = any(letter.isdigit() for letter in self.folded)
        return self.folded.replace(" ", "") if has_figure else self.folded

    @cached_property
    def stems(self) -> frozenset[str]:
        """The words without a plural ending."""
        return frozenset(stem(word) for word in self.words)

    @cached_property
    def optional(self) -> frozenset[str]:
        """The words that may be missing: much commoner than the rarest one."""
        rarest = min((self.count(word) for word in self.words), default=0)
        return frozenset(word for word in self.words if self.count(word) >= MUCH_COMMONER * rarest)

    def count(self, word: str) -> int:
        """Names that hold a word, in whichever number it is written; never under `FEWEST_COUNTED`."""
        return max(self.counts.get(word, 0), self.counts.get(stem(word), 0), FEWEST_COUNTED)

    def weight(self, word: str) -> float:
        """How much a word tells: nothing for "de", little for "syndrome", most for a rare name."""
        return 0.0 if word in SMALL_WORDS else math.log(ALL_NAMES / min(self.count(word), MOST_COUNTED))


def rank(candidate: Candidate, asked: Asked, near: Near = NONE_NEAR) -> Rank:
    """How well a candidate answers a question."""
    name = candidate.folded.split()
    match, missing, errors = _match(candidate.folded, name, asked, near)
    extra = [word for word in name if word not in asked.stems and stem(word) not in asked.stems]
    untold = sum(asked.weight(word) for word in (*extra, *missing)) if match is not Match.EXACT else 0.0
    return Rank(
        tier=TIERS.get(match, match),
        missing=0 if match is Match.GIST else len(missing),
        errors=errors,
        step=math.ceil(max(0.0, untold - NEXT_TO_NOTHING) / STEP),
        untold=round(untold, 1),
        is_inside=not _begins(name, asked),
        is_synonym=not candidate.is_label,
        is_other_language=candidate.language != asked.language,
        length=len(candidate.folded),
        code=candidate.code,
        match=match,
    )


def _begins(name: list[str], asked: Asked) -> bool:
    return bool(name) and bool(asked.words) and name[0].startswith(stem(asked.words[0]))


def _match(folded: str, name: list[str], asked: Asked, near: Near) -> tuple[Match, list[str], int]:
    """The kind of match, the words that are missing, and the typing errors of the others."""
    if folded in (asked.folded, asked.in_one):
        return Match.EXACT, [], 0
    if folded.startswith(f"{asked.folded} "):
        return Match.BEGINNING, [], 0
    stems = {stem(word) for word in name}
    missing: list[str] = []
    errors = 0
    in_parts = False
    for word in asked.words:
        if word in name or stem(word) in stems:
            continue
        if len(word) > 1 and any(other.startswith(stem(word)) for other in name):
            in_parts = True
            continue
        alike = near.get(word, {})
        nearest = min((alike[other] for other in name if other in alike), default=WORST)
        if nearest >= WORST:
            missing.append(word)
        errors += nearest if nearest < WORST else 0
    return _kind(asked, missing, in_parts=in_parts, errors=errors), missing, errors


def _kind(asked: Asked, missing: list[str], *, in_parts: bool, errors: int) -> Match:
    if errors or (missing and (in_parts or not asked.optional.issuperset(missing))):
        return Match.SIMILAR
    if in_parts:
        return Match.PARTS
    return Match.GIST if missing else Match.WORDS


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


def general_first(best: list[tuple[Rank, Candidate]], above: Iterable[tuple[str, str]]) -> list[tuple[Rank, Candidate]]:
    """The same, the more general first where names answer alike; `above` has (above, under) for those found.

    One that borrows the name of another under it is not taken as more general: the usual term comes before
    ("Microcéphalie" is HP:0000252 before HP:0040195).
    """
    names = {name.code: name.folded for _placed, name in best}
    pairs = list(above)
    borrowers = {high for high, low in pairs if names[high] == names[low]}
    under = Counter(high for high, _low in pairs if high not in borrowers)
    return sorted(((replace(placed, narrower=-under[name.code]), name) for placed, name in best), key=lambda p: p[0])
