"""How a feature is said: denied, supposed, somebody else's, past. The cues are in `words/cues.yaml`.

A cue before a feature reaches to the end of its clause: to a full stop, a semicolon, "mais", "hormis"… and to a comma,
unless the list goes on ("pas de fente, de cardiopathie ni d'épilepsie"). A cue after a feature must follow at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from orphee.insight.reading import relatives
from orphee.insight.reading.findings import Status
from orphee.insight.reading.names import words
from orphee.insight.reading.sentences import Section

_FIELDS = (
    "negation_before",
    "negation_after",
    "hypothesis_before",
    "hypothesis_after",
    "history_before",
    "history_after",
    "stops",
)


@lru_cache(maxsize=1)
def _cues() -> dict[str, re.Pattern[str]]:
    lists = words("cues")
    return {name: re.compile("|".join(f"(?:{pattern})" for pattern in lists[name])) for name in _FIELDS}


@dataclass(frozen=True, slots=True)
class Said:
    """How something is said, and of whom."""

    status: Status
    relative: str = ""
    absent: bool = False


class Passage:
    """One sentence, folded, whose cues are found once and asked for each feature in it."""

    def __init__(self, folded: str, section: Section = Section.NONE) -> None:
        cues = _cues()
        self.folded = folded
        self.section = section
        self._stops = [match.start() for match in cues["stops"].finditer(folded)]
        self._negations = [(match.start(), match.end()) for match in cues["negation_before"].finditer(folded)]
        self._hypotheses = [(match.start(), match.end()) for match in cues["hypothesis_before"].finditer(folded)]
        self._histories = [(match.start(), match.end()) for match in cues["history_before"].finditer(folded)]

    def said(self, start: int, end: int) -> Said:
        """How the words at `start:end` are said."""
        relative = relatives.owner(self.folded, start, end)
        if not relative and self.section is Section.FAMILY:
            relative = "family"
        absent = self._negated(start, end)
        if relative:
            return Said(Status.RELATIVE, relative, absent)
        if self._doubted_after(end) or (not absent and self._hypothetical(start, end)):
            return Said(Status.HYPOTHETICAL)
        if absent:
            return Said(Status.NEGATED, absent=True)
        if self.section is Section.HYPOTHESES:
            return Said(Status.HYPOTHETICAL)
        if self._historical(start, end):
            return Said(Status.HISTORICAL)
        return Said(Status.OBSERVED)

    def _stopped(self, start: int, end: int) -> bool:
        return any(start <= stop < end for stop in self._stops)

    def _negated(self, start: int, end: int) -> bool:
        if _cues()["negation_after"].match(self.folded[end : end + 60]):
            return True
        for first, last in self._negations:
            if last <= start and self._reaches(last, start) and not self._undone(first, last):
                return True
        return False

    def _undone(self, first: int, last: int) -> bool:
        """ "N'est pas exclue" denies nothing, "pas seulement" neither, nor does "sans particularité hormis"."""
        after = self.folded[first : last + 25]
        return bool(
            re.search(
                r"\bpas (?:ete )?(?:exclu|elimin|ecart|seulement|que|tres|toujours|impossible)|\bnon (?:seulement|"
                r"apparent|consanguin|gradu|fume|specif|compl|contribut|steroid|invasi|syndrom)|sans (?:doute|etiolog|"
                r"particularite|cause|diagnostic|explicat|traitement|rdv|aide|succes|difficulte|retentissement|gravite)",
                after,
            )
        )

    def _reaches(self, cue_end: int, start: int) -> bool:
        """Whether a cue that ends here still governs what starts there."""
        if self._stopped(cue_end, start) or start - cue_end > 220:
            return False
        between = self.folded[cue_end:start]
        if "|" in between or "\n" in between.strip() or re.search(r":\s", between):
            return False
        if re.search(r"[a-z)]\.\s", between):
            return False
        pieces = between.split(",")
        if len(pieces) == 1:
            return not _NEW_CLAUSE.search(between)
        return self._list_goes_on(cue_end, start, pieces)

    def _list_goes_on(self, cue_end: int, start: int, pieces: list[str]) -> bool:
        if any(_NEW_CLAUSE.search(piece) for piece in pieces):
            return False
        if all(_SAME_LIST.match(piece) for piece in pieces[1:]):
            return True
        ahead = re.split(r"[.;:\n]|\bmais\b|\bavec\b", self.folded[start:], maxsplit=1)[0]
        rest = f"{','.join(pieces[1:])}{ahead}"
        if another := _NEW_CLAUSE.search(rest):
            rest = rest[: another.start()]
        closed = re.search(r"\b(?:ni|ou)\b", rest)
        return bool(closed) and not _HAS_ARTICLE.match(pieces[1])

    def _doubted_after(self, end: int) -> bool:
        return bool(_cues()["hypothesis_after"].match(self.folded[end : end + 60]))

    def _hypothetical(self, start: int, end: int) -> bool:
        for first, last in self._hypotheses:
            if last > start or not self._governs(first, last, start):
                continue
            if re.match(
                r"(?:evoqu|evocat|fait evoquer|compatible|ressembl)", self.folded[first:last]
            ) and _REVERSED.search(self.folded[last : last + 12]):
                continue
            return True
        return False

    def _governs(self, first: int, last: int, start: int) -> bool:
        if any(last <= stop < start for stop in self._stops):
            return False
        between = self.folded[last:start]
        if len(between) > 110 or re.search(r"[a-z)]\.\s|\s:\s\w+.*:|\bdevant\b|\bchez\b.{25,}", between):
            return False
        if self.folded[first:last].startswith(("si", "en cas")) and "," in between:
            return False
        pieces = between.split(",")
        if len(pieces) == 1:
            return not _NEW_CLAUSE.search(between)
        return not any(_NEW_CLAUSE.search(piece) or _NEW_FINDING.match(piece) for piece in pieces[1:])

    def _historical(self, start: int, end: int) -> bool:
        if _cues()["history_after"].match(self.folded[end : end + 70]):
            return True
        if self.section is Section.HISTORY and not re.search(r"\bactuel", self.folded):
            return True
        for _, last in self._histories:
            between = self.folded[last:start]
            if last <= start and not _PAST_ENDS.search(between):
                return len(between) < 160
        return False


_NEW_CLAUSE = re.compile(
    r"\b(?:presente|note|retrouve|montre|il y a|il existe|est|sont|objective|revele|souffre|se plaint|garde|conserve|"
    r"a (?:un|une|des|le|la|ete)|ont (?:un|une|des)|persiste\w*|apparu\w*|decouvert\w*|devant|chez)\b"
)
_SAME_LIST = re.compile(r"^\s*(?:d'|de |du |des |ni |ou |et d'|et de |et du |ni d'|pas |aucun|sans |absence )")
_HAS_ARTICLE = re.compile(r"^\s*(?:une? |des |la |le |les |l'|son |sa |ses )")
_NEW_FINDING = re.compile(r"^\s*(?:pas d|aucun|sans|absence|avec|mais|une? (?!autre))")
_REVERSED = re.compile(r"^\s*(?:devant|par|sur|chez)\b")
_PAST_ENDS = re.compile(
    r";|\b(?:mais|cependant|en revanche|par contre|actuellement|ce jour|a l'examen|aujourd'hui|maintenant|a present)\b"
)
