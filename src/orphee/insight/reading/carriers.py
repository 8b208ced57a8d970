"""How a gene or a variant is said: found in the person, not found, looked for, or carried by a relative.

"Hérité de sa mère" says whose it was, not who has it; "pas de variant retrouvé dans le panel (SCN1A, KCNQ2)" denies both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from orphee.insight.reading.context import Passage, Said
from orphee.insight.reading.findings import Status
from orphee.insight.reading.sentences import Section, Sentence

_PARENT = r"(?:\w+ |[lds]'){0,3}?(?:mere|pere|parents?|maman|papa)s?\b"
_NOT_AN_OWNER = re.compile(
    rf"\b(?:herite\w*|transmis\w*|provenant|venant|issue?s?) (?:de |du |des |par |d'){_PARENT}|"
    rf"\b(?:absente?s?|non (?:re)?trouvee?s?|non portee?s?) (?:chez |de |du |des ){_PARENT}|"
    r"\b(?:d'origine |d'heredite |transmission |allele |heritage )?(?:maternel|paternel)(?:le|s|les|e|aux)?\b"
)
_CHANGE = r"(?:variants?|variations?|mutations?|anomalies?|deletions?|duplications?|alterations?|remaniements?)"
_DENIED = re.compile(
    rf"\b(?:pas|plus|aucune?|sans|absences?|ni|rien)\b[^.;:,]{{0,45}}\b{_CHANGE}\b|\bn'(?:a|ont) rien\b|"
    r"\bnegati\w*\s*[(:]|\b(?:negati\w+|normale?s?) (?:pour|concernant|sur|de|du|des)\b"
)
_FOUND = re.compile(
    r"[;|]|\.\s|\b(?:mais|hormis|sauf|en revanche|par contre|cependant|toutefois|excepte\w*|porteu\w+)\b|"
    r"\b(?:retrouv|montr|identifi|revel|objectiv|met|mis|trouv|detect)\w*(?: en evidence)? (?:un|une|le|la|deux|des) |"
    rf", (?:(?:un|une|le|la|l'|presence d'une?) ?)?{_CHANGE}\b"
)
_NEGATIVE_AFTER = re.compile(
    r"^(?:\s*(?:,|et|ou|/)\s*[a-z][a-z-]*\d[a-z0-9-]*)*\s*\)?\s*(?:[:=]\s*)?"
    r"(?:(?:est|sont|etait|etaient|revenue?s?|rendue?s?|s'est|avere\w*|revele\w*)\s+)*"
    r"(?:negati\w+|normale?s?\b|sans (?:anomalie|particularite|variant|mutation)|non (?:re?trouv|contribut|mute)|sauvage|"
    r"n'(?:a|ont) (?:pas|rien)\b|ne \w+ (?:pas|aucun|rien)|pas (?:de|d'))"
)
_SOUGHT = re.compile(
    r"\b(?:demand|propos|prevu|prevoir|prescri|program|envisag|recherch|preleve)\w*\b|"
    r"\b(?:panels?|analyses?|sequencages?|etudes?)\b[^.;]{0,30}\b(?:compren|inclu|conten|portant)\w*\b"
)
_SOUGHT_AFTER = re.compile(
    r"^[^.;,]{0,40}\b(?:en cours|en attente|demandee?s?|prevue?s?|a (?:prevoir|faire|realiser|discuter|demander)|"
    r"proposee?s?|envisagee?s?|sera|seront)\b"
)
FAR = 160  # letters a cue governs


class Carried:
    """One sentence, folded, asked for each gene and variant in it."""

    def __init__(self, folded: str, section: Section = Section.NONE) -> None:
        self.folded = _NOT_AN_OWNER.sub(lambda match: " " * len(match.group()), folded)
        self._passage = Passage(self.folded, section)

    def said(self, start: int, end: int) -> Said:
        """How the gene or variant at `start:end` is said; what was found once is found: nothing of it is past."""
        said = self._passage.said(start, end)
        if said.status is Status.RELATIVE:
            return said
        before, after = self.folded[max(0, start - FAR) : start], self.folded[end : end + FAR]
        if said.status is Status.NEGATED or _NEGATIVE_AFTER.match(after) or _governs(_DENIED, before):
            return Said(Status.NEGATED, absent=True)
        if said.status is Status.HYPOTHETICAL or _SOUGHT_AFTER.match(after) or _governs(_SOUGHT, before):
            return Said(Status.HYPOTHETICAL)
        return Said(Status.OBSERVED)


def _governs(cue: re.Pattern[str], before: str) -> bool:
    """Whether a cue is said before, and nothing after it says that something was found."""
    return any(not _FOUND.search(before[match.end() :]) for match in cue.finditer(before))


class Carriers:
    """The sentences of a text, asked for each gene and variant in it."""

    def __init__(self, folded: str, listed: Sequence[Sentence]) -> None:
        self._folded, self._listed = folded, listed
        self._starts = [one.start for one in listed]
        self._read: dict[int, Carried] = {}

    def said(self, start: int, end: int) -> Said:
        """How the gene or variant at `start:end` of the folded text is said."""
        at = bisect_right(self._starts, start) - 1
        if at < 0:
            return Said(Status.OBSERVED)
        sentence = self._listed[at]
        if at not in self._read:
            self._read[at] = Carried(self._folded[sentence.start : sentence.end], sentence.section)
        return self._read[at].said(start - sentence.start, end - sentence.start)
