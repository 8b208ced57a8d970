"""Find the names of the lexicon in a passage: any order of words, small words skipped, coordination shared.

"Cheveux fins et clairsemés" is fine hair and sparse hair; "petites mains et petits pieds", "mains et pieds petits" and
"les mains sont petites" are all found. A name may skip small words and qualifiers ("hypotonie **très** sévère"), and a
coordinated neighbour; never another sign. The longest, most compact names win.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from orphee.insight.reading.lexicon import HPO, ORPHA, Lexicon
from orphee.insight.reading.names import words
from orphee.insight.reading.spelling import MOST_REMEMBERED, Speller
from orphee.insight.reading.stemming import stem
from orphee.insight.reading.tokens import SMALL, Tokens, meaning

WIDEST_GAP = 7
CONJUNCTIONS = frozenset({"et", "ou", ",", "ni", "puis", "/", "&"})
_LISTS = words("skipped")
SKIPPED = frozenset(stem(word) for word in _LISTS["qualifiers"].split()) | SMALL
BREAKS = frozenset(_LISTS["breaks"].split())
JOINING = frozenset({"et", "ou", "ni"})
ARTICLES = frozenset({"un", "une", "il", "elle", "est", "sont", "qui", "y", "ses", "son", "sa"})
DETERMINERS = frozenset({"aux", "au", "des", "les", "la", "le", "un", "une", "du"})
GLUED = frozenset({"auto", "hetero", "sub", "sous", "non", "post", "pre", "extra", "intra", "micro", "macro", "hypo"})
DENIALS = frozenset({"pas", "sans", "non", "aucun", "ne"})
SIGNS = frozenset({"'", '"', "-", "(", ")", ":", "*", ">", "<", "="})


class Match(NamedTuple):
    """A concept found at some words of a passage."""

    concept: int
    rank: int
    at: tuple[int, ...]  # positions of the words, in order
    shares: bool  # whether it leaves out a coordinated neighbour
    gap: int
    misspelt: bool


class Matcher:
    """Looks for all names of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._spell = Speller(lexicon)
        self._entries = [
            (concept, rank, stems, frozenset(stems), joined) for concept, rank, stems, joined in lexicon.entries
        ]
        self._kinds = [HPO if code.startswith("HP:") else ORPHA for code, _ in lexicon.concepts]
        self._stems: dict[str, tuple[str, bool]] = {}
        self._alone, self._together = self._listed()

    def _listed(self) -> tuple[dict[str, list[int]], dict[str, dict[str, list[int]]]]:
        """The names of one word by that word; the others by their rarest word, then by another one of theirs.

        A name is looked at only where two of its words are: most that share a common word never are.
        """
        alone: dict[str, list[int]] = {}
        together: dict[str, dict[str, list[int]]] = {}
        shared = Counter(one for _, _, stems, _, _ in self._entries for one in stems)
        for rarest, numbers in self.lexicon.by_stem.items():
            for number in numbers:
                stems = self._entries[number][2]
                if len(stems) == 1:
                    alone.setdefault(rarest, []).append(number)
                else:
                    second = min((one for one in stems if one != rarest), key=lambda one: (shared[one], one))
                    together.setdefault(rarest, {}).setdefault(second, []).append(number)
        return alone, together

    def matches(self, found: Tokens, first: int, last: int, masked: set[int]) -> list[Match]:
        """The names found between two words, the best reading of each place; masked words are not read."""
        stems = [self._known_stem(found.forms[at]) if at not in masked else ("", False) for at in range(first, last)]
        places: dict[str, list[int]] = {}
        for at, (one, _) in enumerate(stems):
            if one:
                places.setdefault(one, []).append(at)
        candidates = list(self._candidates(found.forms[first:last], places, stems))
        chosen = choose(candidates, self._kinds)
        return [
            Match(one.concept, one.rank, tuple(at + first for at in one.at), one.shares, one.gap, one.misspelt)
            for one in chosen
        ]

    def _known_stem(self, form: str) -> tuple[str, bool]:
        known = self._stems.get(form)
        if known is None:
            if len(self._stems) >= MOST_REMEMBERED:
                self._stems.clear()
            known = self._stems[form] = self._stem(form)
        return known

    def _stem(self, form: str) -> tuple[str, bool]:
        if not form[0].isalnum():
            return "", False
        direct = meaning(form)
        if direct in self.lexicon.vocabulary:
            return direct, False
        if direct.endswith("iqu") and direct[:-2] in self.lexicon.vocabulary and len(direct) > 7:
            return direct[:-2], False  # "hypercholestérolémique": who has it
        corrected = self._spell.correct(form, direct)
        return (corrected, True) if corrected else ("", False)

    def _candidates(
        self, forms: Sequence[str], places: dict[str, list[int]], stems: Sequence[tuple[str, bool]]
    ) -> Iterator[Match]:
        present = places.keys()
        for rarest, positions in places.items():
            for number in self._alone.get(rarest, ()):
                concept, rank, *_ = self._entries[number]
                for at in positions:
                    if not (stems[at][1] and self._kinds[concept] == ORPHA):
                        yield Match(concept, rank, (at,), False, 0, stems[at][1])
            others = self._together.get(rarest)
            if others is None:
                continue
            for second in others.keys() & present:
                for number in others[second]:
                    concept, rank, listed, needed, joined = self._entries[number]
                    if not needed <= present:
                        continue
                    for at in positions:
                        match = self._around(forms, places, listed, at, joined)
                        if match is not None:
                            where, shares, gap = match
                            yield Match(concept, rank, where, shares, gap, any(stems[one][1] for one in where))

    @staticmethod
    def _around(
        forms: Sequence[str], places: dict[str, list[int]], listed: Sequence[str], anchor: int, joined: bool
    ) -> tuple[tuple[int, ...], bool, int] | None:
        """The nearest words that make up a name around its rarest one, if what lies between may be skipped.

        When the nearest do not ("pouces larges, gros orteils larges"), those before it, then those after it.
        """
        for side in (0, 1, -1) if any(len(places[one]) > 1 for one in listed) else (0,):
            where = nearest(places, listed, anchor, side)
            found = _joined(forms, where, listed, joined) if where else None
            if found is not None:
                return found
        return None


def nearest(places: dict[str, list[int]], listed: Sequence[str], anchor: int, side: int) -> tuple[int, ...] | None:
    """The words of a name nearest to one of them, those on one side first when asked; None when too far."""
    where = {anchor}
    for one in listed:
        options = places[one]
        if anchor not in options:
            at = min(options, key=lambda at: ((at - anchor) * side < 0, abs(at - anchor), at))
            if abs(at - anchor) > WIDEST_GAP + 2 * len(listed):
                return None
            where.add(at)
    return tuple(sorted(where))


def _joined(
    forms: Sequence[str], order: tuple[int, ...], listed: Sequence[str], joined: bool
) -> tuple[tuple[int, ...], bool, int] | None:
    """The words, whether they share a neighbour, and how much they skip; None when they may not."""
    if not DENIALS.isdisjoint(listed) and forms[order[0]] not in {*DENIALS, "aucune", "n"}:
        return None  # "pas de langage" is a name, "langage, pas de…" is not
    shares, gap = False, 0
    for left, right in pairwise(order):
        between = forms[left + 1 : right]
        kind = crossing(between, joined)
        if kind is None or (kind == 1 and forms[left] in GLUED):
            return None
        shares = shares or kind == 1
        gap += len(between)
    return order, shares, gap


def crossing(between: Sequence[str], joined: bool = False) -> int | None:
    """Whether a name may leave out these words: 0 yes, 1 by sharing a coordinated neighbour, None no.

    `joined`: the name itself has "et" ("fente labiale et palatine").
    """
    if not BREAKS.isdisjoint(between) or len(between) > WIDEST_GAP + 2:
        return None
    content = [form for form in between if not _skippable(form)]
    if not content:
        return 0 if len(between) <= WIDEST_GAP else None
    if len(content) > 5:
        return None
    if all(form in CONJUNCTIONS for form in content):
        return 0 if joined and len(content) == 1 and content[0] != "," else None
    return 1 if _coordinates(between) else None


def _coordinates(between: Sequence[str]) -> bool:
    """ "[cheveux] fins et [clairsemés]", "[mains] et pieds [petits]": no comma alone, no new article."""
    if between[0] in JOINING:
        return len(between) <= 3 and between[1] not in ARTICLES
    if "," in between and not DETERMINERS.isdisjoint(between):
        return False
    for form in reversed(between):
        if form in JOINING:
            return True
        if form in ARTICLES or (form not in SMALL and form != "'"):
            return False
    return False


def _skippable(form: str) -> bool:
    if form in CONJUNCTIONS and form not in {"-", "/"}:
        return False
    return form in SMALL or form in SIGNS or form.isdigit() or stem(form) in SKIPPED


def choose(candidates: Sequence[Match], kinds: Sequence[int]) -> list[Match]:
    """Keep the longest, most compact names; a word serves twice only in a coordination or for a disease and a sign."""
    ranked = sorted(
        candidates, key=lambda one: (-len(one.at), one.shares, one.gap, one.misspelt, one.rank, one.at, one.concept)
    )
    chosen: list[Match] = []
    users: dict[int, list[Match]] = {}
    for one in ranked:
        rivals = {id(rival): rival for at in one.at for rival in users.get(at, ())}
        if all(_may_stand_beside(one, rival, kinds) for rival in rivals.values()):
            chosen.append(one)
            for at in one.at:
                users.setdefault(at, []).append(one)
    return sorted(chosen, key=lambda one: one.at)


def _may_stand_beside(one: Match, rival: Match, kinds: Sequence[int]) -> bool:
    mine, theirs = set(one.at), set(rival.at)
    if kinds[one.concept] != kinds[rival.concept]:
        return mine == theirs or (kinds[rival.concept] == HPO and not mine < theirs)
    if one.concept == rival.concept or mine <= theirs:
        return False
    return (one.shares or rival.shares) and len(mine & theirs) < len(mine)
