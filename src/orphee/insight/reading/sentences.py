"""Cut a clean text into lines, sentences and sections ("Antécédents familiaux :")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Section(StrEnum):
    """What a heading says of what follows."""

    NONE = ""
    FAMILY = "family"
    HISTORY = "history"
    HYPOTHESES = "hypotheses"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the clean text, and the section it stands in."""

    start: int
    end: int
    section: Section


_HEADINGS = (
    (
        Section.FAMILY,
        re.compile(
            r"^\W*(?:\d[.)]\s*)?(?:antecedents?|atcds?|histoire|enquete|contexte|anamnese) (?:familia\w+|fam\b)|"
            r"^\W*(?:famille|arbre genealogique|heredite|cote (?:maternel|paternel)|ascendants|fratrie)\s*:|"
            r"^\W*familiaux\s*:"
        ),
    ),
    (
        Section.HISTORY,
        re.compile(
            r"^\W*(?:\d[.)]\s*)?(?:antecedents?|atcds?)(?: (?:personnels?|perso\w*|medicaux|chirurgicaux|"
            r"medico-chirurgicaux|neonataux|notables|principaux|et histoire))*\W*(?:[:.]|$)|^\W*personnels\s*:"
        ),
    ),
    (
        Section.HYPOTHESES,
        re.compile(
            r"^\W*(?:hypotheses?(?: diagnostiques?)?|diagnostics? (?:differentiels?|evoques?)|a eliminer|a rechercher|"
            r"a discuter)\s*:"
        ),
    ),
)
_ANY_HEADING = re.compile(r"^\W*(?:\d[.)]\s*)?[a-z][\w '()/-]{2,40}?\s*:(?!\S)|^\W*[A-Z][A-Z '-]{4,40}$", re.MULTILINE)
_OTHER_HEADING = re.compile(
    r"^\W*(?:\d[.)]\s*)?(?:examens?|motif|histoire de la maladie|conclusion|developpement|au total|synthese|traitements?|"
    r"grossesse|naissance|periode neonatale|para-?clinique|bilans?|imagerie|biologie|evolution|clinique|conduite|discussion|"
    r"mode de vie|allergies?|anamnese|resultats?|croissance|mensurations?|interrogatoire|hdm|avis|suivi|projet|proposition)\b"
)
_HEADING_ALONE = re.compile(r"^\W*(?:\d[.)]\s*)?[\w '()/-]{3,50}\s*:?\s*$")
_END = re.compile(r"[.!?]+(?=\s+[\"(\-]*[A-ZÀ-Ý0-9]|\s*$)|[.!?]\s{2,}|;(?=\s)")
_NOT_AN_END = re.compile(
    r"(?:\b(?:Dr|Pr|M|Mr|Mme|Mlle|cf|env|ex|vs|n°|no|art|fig|chr|St|Ste|av|p|c|g|al|resp|min|max|tel|ttt|atcd|ATCD)"
    r"|\b[A-Z]|\d)$",
    re.IGNORECASE,
)
LONGEST_SENTENCE = 1_500  # letters: beyond, cut at a comma or a space, so that no text makes the reader slow


def sentences(text: str, folded: str) -> Iterator[Sentence]:
    """The sentences of a text, in order."""
    section = Section.NONE
    for start, end in _blocks(text):
        heading = _heading(folded[start:end])
        alone = bool(_HEADING_ALONE.match(folded[start:end])) and len(folded[start:end].strip()) < 45
        if heading is not None:
            inside = heading
            section = heading if alone else Section.NONE
        elif alone and (folded[start:end].rstrip().endswith(":") or _OTHER_HEADING.match(folded[start:end])):
            inside = section = Section.NONE
        elif _ANY_HEADING.match(folded[start:end]) and not folded[start:end].lstrip().startswith("-"):
            inside = section if section is Section.FAMILY and _is_relative_line(folded[start:end]) else Section.NONE
            section = inside
        else:
            inside = section
        for first, last in _cut(text, start, end):
            if text[first:last].strip():
                yield Sentence(first, last, inside)


_RELATIVE_LINE = re.compile(
    r"^\W*(?:la |le |sa |son )?(?:mere|pere|frere|s(?:oe|œ)ur|oncle|tante|cousine?|grand|fratrie|cote|paternel|maternel)"
)


def _is_relative_line(line: str) -> bool:
    return bool(_RELATIVE_LINE.match(line))


def _heading(line: str) -> Section | None:
    for section, pattern in _HEADINGS:
        if pattern.match(line):
            return section
    return None


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Lines, joined when a line goes on in the next one (small letter after no full stop)."""
    start = at = 0
    for line in text.splitlines(keepends=True):
        ahead = at + len(line)
        follows = text[ahead : ahead + 1]
        bare = line.rstrip()
        goes_on = bool(bare) and follows.islower() and bare[-1] not in ".!?:;|" and len(bare) > 40
        if not goes_on:
            yield start, ahead
            start = ahead
        at = ahead
    if start < len(text):
        yield start, len(text)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for match in _END.finditer(text, start, end):
        before = text[max(first, match.start() - 6) : match.start()]
        abbreviated = match.group().startswith(".") and _NOT_AN_END.search(before)
        if abbreviated and not _new_sentence(text, match.end(), match.start()):
            continue
        yield from _not_too_long(text, first, match.end())
        first = match.end()
    yield from _not_too_long(text, first, end)


def _new_sentence(text: str, after: int, before: int) -> bool:
    """After a digit, a full stop and a capital word do end a sentence ("p. 3. Elle")."""
    return before > 0 and text[before - 1].isdigit() and text[after : after + 3].strip()[:1].isupper()


def _not_too_long(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_SENTENCE:
        cut = max(text.rfind(",", start, start + LONGEST_SENTENCE), text.rfind(" ", start, start + LONGEST_SENTENCE))
        cut = cut + 1 if cut > start else start + LONGEST_SENTENCE
        yield start, cut
        start = cut
    if end > start:
        yield start, end
