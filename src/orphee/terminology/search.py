"""Search: French and English, synonyms, accents, word order and typing errors forgiven, codes as typed.

Each step only when those before found too little: a code; names that hold every word (or its beginning); names that
hold those that tell most ("maladie de Duchenne" is a dystrophy); names that hold words spelled or sounding like them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db import connections

from orphee.terminology.hits import NO_FILTERS, Filters, Hit, hits_of
from orphee.terminology.lookup import lookup
from orphee.terminology.rules.codes import SYSTEMS, elsewhere, typed_code
from orphee.terminology.rules.folding import LONGEST_QUERY, beginnings, fold, joined_words, telling_words
from orphee.terminology.rules.ranking import (
    NONE_NEAR,
    WORST,
    Asked,
    Candidate,
    Found,
    Match,
    Near,
    Rank,
    best_by_code,
    general_first,
    rank,
    spelling,
)
from orphee.terminology.rules.sounds import sound

__all__ = ["NO_FILTERS", "Filters", "Hit", "search"]

CANDIDATES = 150  # names fetched a step
ENOUGH = 20  # concepts that begin with a common word, before names that hold it elsewhere are looked for
SPELLINGS = 12  # words tried for each misspelt one
FEW = 3  # concepts: with fewer, one word alone may be misspelt
MOST_WORDS = 8
SHORTEST = 2
COMMON = 1000  # names that hold a word: with more, names that begin with it are looked for first
LONGEST_BEGINNING = 4  # letters: a shorter word is looked for as it stands once others are left out


def search(
    text: str, system: str | tuple[str, ...], language: str = "fr", limit: int = 20, filters: Filters = NO_FILTERS
) -> list[Hit]:
    """The concepts that answer best, best first; at most `limit`.

    `system` is a key of `rules.codes.SYSTEMS`, or several ("orpha,omim" or a tuple). Raises `ValueError` for an
    unknown system.
    """
    systems = tuple(system.split(",")) if isinstance(system, str) else system
    unknown = [key for key in systems if key not in SYSTEMS]
    if unknown:
        raise ValueError(f"No such terminology: {', '.join(unknown)}. There are: {', '.join(SYSTEMS)}.")
    text = text.strip()[:LONGEST_QUERY]
    question = _Question(text, fold(text), systems, language, filters)
    found = _by_code(question)
    if len(question.folded) >= SHORTEST:
        found += _by_words(question)
        if _too_little(found, question):
            found += _by_spelling(question)
    best = best_by_code(found)
    chosen = best if _is_exact(best) else general_first(best, _above(best))
    return hits_of(chosen, language, filters, limit)


class _Question:
    """What is asked, folded and split."""

    def __init__(self, text: str, folded: str, systems: tuple[str, ...], language: str, filters: Filters) -> None:
        self.text, self.folded, self.systems, self.language, self.filters = text, folded, systems, language, filters
        self.words = telling_words(folded)[:MOST_WORDS]
        self.asked = Asked(folded, self.words, language, lookup().word_counts(systems))
        self.joined = {
            joined: replace(self.asked, folded=whole, words=found)
            for joined, whole, found in joined_words(folded, self.words)
        }

    def best_rank(self, candidate: Candidate, near: Near) -> Rank:
        """How well a name answers, its words taken as they were typed or two of them for one ("di george")."""
        readings = [asked for joined, asked in self.joined.items() if joined in candidate.folded]
        return min(rank(candidate, asked, near) for asked in (self.asked, *readings))


Parameters = dict[str, str | int | list[str]]


def _concepts(found: Found) -> int:
    return len({candidate.code for _placed, candidate in found})


def _is_exact(found: Found) -> bool:
    return any(placed.tier <= Match.EXACT for placed, _candidate in found)


def _too_little(found: Found, question: _Question) -> bool:
    """Whether misspelt words are worth looking for: no name holds every word, or few hold the only one."""
    return not _is_exact(found) and _concepts(found) < (FEW if len(question.words) == 1 else 1)


def _by_code(question: _Question) -> Found:
    codes = typed_code(question.text, question.systems)
    if "orpha" in question.systems:
        joined = [lookup().orpha_of(code) for code in elsewhere(question.text) if code not in codes]
        codes += [code for code in joined if code and code not in codes]
    return [(Rank(Match.CODE, code=code, match=Match.CODE), Candidate(code, "", "", "", True)) for code in codes]


_UNDER = """
    AND EXISTS (SELECT 1 FROM terminology_ancestry a
                WHERE a.ancestor = %(under)s AND a.descendant = n.code)
"""
_NAMES = """
    SELECT n.code, n.text, n.folded, n.language, n.is_label
    FROM terminology_name n
    WHERE n.system = ANY (%(systems)s) AND n.words @@ %(asked)s::tsquery {under}
    ORDER BY n.folded <> %(folded)s, NOT starts_with(n.folded, %(folded)s), length(n.folded), n.code
    LIMIT %(most)s
"""


def _names(question: _Question, asked: str, near: Near = NONE_NEAR) -> Found:
    """The names that a tsquery finds, ranked."""
    sql = _NAMES.format(under=_UNDER if question.filters.under else "")
    parameters: Parameters = {
        "systems": list(question.systems),
        "asked": asked,
        "under": question.filters.under,
        "folded": question.folded,
        "most": CANDIDATES,
    }
    with connections["default"].cursor() as cursor:
        cursor.execute(sql, parameters)
        candidates = [Candidate(*row) for row in cursor.fetchall()]
    return _ranked(candidates, question, near)


def _ranked(candidates: list[Candidate], question: _Question, near: Near = NONE_NEAR) -> Found:
    return [(question.best_rank(candidate, near), candidate) for candidate in candidates]


_BEGINNINGS = """
    SELECT n.code, n.text, n.folded, n.language, n.is_label
    FROM terminology_name n
    WHERE n.system = %(system)s AND n.folded LIKE %(beginning)s {under}
    ORDER BY n.folded USING ~<~
    LIMIT %(most)s
"""


def _by_beginning(question: _Question) -> Found:
    """One common or very short word, as when someone begins to type: names that begin so, without a count of all."""
    sql = _BEGINNINGS.format(under=_UNDER if question.filters.under else "")
    candidates: list[Candidate] = []
    for system in question.systems:
        with connections["default"].cursor() as cursor:
            cursor.execute(
                sql,
                {
                    "system": system,
                    "beginning": f"{question.folded}%",
                    "under": question.filters.under,
                    "most": CANDIDATES,
                },
            )
            candidates += [Candidate(*row) for row in cursor.fetchall()]
    return _ranked(candidates, question)


def _is_common(question: _Question) -> bool:
    """Whether the question is one word that thousands of names hold, or its beginning."""
    if len(question.words) != 1 or question.words[0] != question.folded:
        return False
    word = question.folded
    counts = question.asked.counts
    return len(word) <= 3 or any(names >= COMMON and other.startswith(word) for other, names in counts.items())


def _by_words(question: _Question) -> Found:
    if _is_common(question):
        found = _by_beginning(question)
        if _concepts(found) >= ENOUGH:
            return found
    every = [f"({_every(asked.words)})" for asked in (question.asked, *question.joined.values())]
    in_one = question.asked.in_one
    found = _names(question, " | ".join(every if in_one == question.folded else [*every, f"'{in_one}'"]))
    if _is_exact(found) or _concepts(found) >= FEW:
        return found
    return found + _by_telling_words(question)


def _every(words: list[str]) -> str:
    return " & ".join(_lexeme(word) for word in words)


def _by_telling_words(question: _Question) -> Found:
    """Names without the words that are much commoner than the rarest one."""
    optional = question.asked.optional
    if not optional:
        return []
    telling = [word for word in question.words if word not in optional]
    return _names(
        question, " & ".join(_lexeme(word) if len(word) >= LONGEST_BEGINNING else f"'{word}'" for word in telling)
    )


def _lexeme(word: str) -> str:
    """Words of the vocabulary that begin so; words are letters and digits only, so nothing needs escaping."""
    if len(word) == 1:
        return f"'{word}'"
    both = [f"'{beginning}':*" for beginning in beginnings(word)]
    return both[0] if len(both) == 1 else f"({' | '.join(both)})"


_SPELLINGS = """
    SELECT asked.word, coalesce(near.word, asked.word)
    FROM unnest(%(words)s::text[], %(sounds)s::text[]) AS asked (word, sound)
    LEFT JOIN LATERAL (
        SELECT true AS it_is FROM terminology_word w
        WHERE w.system = ANY (%(systems)s) AND w.word = asked.word LIMIT 1
    ) known ON true
    LEFT JOIN LATERAL (
        SELECT w.word, similarity(w.sound, asked.sound) AS likeness
        FROM terminology_word w
        WHERE w.system = ANY (%(systems)s) AND w.sound %% asked.sound AND known.it_is IS NULL
        ORDER BY likeness DESC
        LIMIT 30
    ) near ON true
    WHERE known.it_is OR near.word IS NOT NULL
"""


def _by_spelling(question: _Question) -> Found:
    """Names that hold, for each word asked, a word that is spelled or sounds alike; then without the commonest.

    A word of the vocabulary is taken as meant. One that is like no other word cannot be found, and is passed over
    while another word tells enough.
    """
    near = _near(question)
    last = question.words[-1]
    names = {word: max((question.asked.count(other) for other in near[word]), default=0) for word in question.words}
    known = sorted((word for word in question.words if near[word]), key=lambda word: (names[word], -len(word)))
    choices = [_choices(word, near[word]) for word in known]
    tries = [" & ".join([*choices, _choices(last, ())])] if not near[last] else []  # perhaps still being typed
    if known and (names[known[0]] < COMMON or len(known) == len(question.words)):
        tries += [" & ".join(choices[:most]) for most in range(len(choices), 0, -1)]
    for each in tries:
        found = _names(question, each, near)
        if found and hits_of(best_by_code(found), question.language, question.filters, 1):  # not groups alone
            return found
    return []


def _near(question: _Question) -> dict[str, dict[str, int]]:
    """For each word asked: the words of the vocabulary that may have been meant, with their errors, best first."""
    spelled = [word for word in question.words if word.isalpha()]  # symbols and numbers are not guessed
    near: dict[str, dict[str, int]] = {word: {} for word in question.words}
    near |= {word: {word: 0} for word in question.words if not word.isalpha()}
    parameters: Parameters = {
        "words": spelled,
        "sounds": [sound(word) for word in spelled],
        "systems": list(question.systems),
    }
    with connections["default"].cursor() as cursor:
        cursor.execute(_SPELLINGS, parameters)
        pairs = cursor.fetchall()
    for errors, word, other in sorted((spelling(word, other), word, other) for word, other in pairs):
        if errors < WORST and len(near[word]) < SPELLINGS:
            near[word][other] = errors
    return near


def _choices(word: str, near: Iterable[str]) -> str:
    return f"({' | '.join([_lexeme(word), *(repr(other) for other in near if other != word)])})"


_ABOVE = """
    SELECT ancestor, descendant FROM terminology_ancestry
    WHERE ancestor = ANY (%(codes)s) AND descendant = ANY (%(codes)s) AND steps > 0
"""


def _above(best: Found) -> list[tuple[str, str]]:
    """The concepts found that stand above others that were found: (above, under)."""
    with connections["default"].cursor() as cursor:
        cursor.execute(_ABOVE, {"codes": [candidate.code for _placed, candidate in best]})
        return [(high, low) for high, low in cursor.fetchall()]
