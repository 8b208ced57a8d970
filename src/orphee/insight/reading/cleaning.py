"""Make a text readable without losing the place of a single letter.

Repairs what hospitals' software does to texts (UTF-8 read as Latin-1, decomposed accents, ligatures of PDF fonts, words
cut at the end of a line) and keeps, for each letter of the clean text, its place in the text that was given.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"}
_ONE_FOR_ONE = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "´": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "•": "-",
        "●": "-",
        "▪": "-",
        "\r": " ",
        "\x0c": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)
_MOJIBAKE = r"[ÃÂ][\u0080-\u00bf\u2018-\u203a\u0152-\u017e\u0192\u02c6\u02dc\u20ac\u2122]"
_BROKEN_WORD = r"(?<=[^\W\d_]{3})-[ \t]*\n[ \t]*(?=[a-zà-ÿ]{3})"
_REPAIRS = re.compile(rf"{_MOJIBAKE}|{_BROKEN_WORD}|[\u0041-\u024f][\u0300-\u036f]+|[ﬁﬂﬀﬃﬄœŒæÆ]|\u00ad|\u200b|\ufeff")


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Clean:
    """A text to read in; `places[i]` is where its letter `i` stands in the given text (None: at the same place)."""

    text: str
    folded: str
    places: list[int] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the given text for a span of the clean one."""
        if self.places is None:
            return start, end
        if end <= start:
            return self.places[start], self.places[start]
        return self.places[start], self.places[end]


def clean(text: str) -> Clean:
    """Repair and fold a text; the folded text has the same length as the clean one."""
    level = text.translate(_ONE_FOR_ONE)
    if not _REPAIRS.search(level):
        return Clean(level, fold_in_place(level), None)
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for match in _REPAIRS.finditer(level):
        pieces.append(level[at : match.start()])
        places.extend(range(at, match.start()))
        repaired = _repaired(match.group())
        pieces.append(repaired)
        places.extend([match.start()] * len(repaired))
        at = match.end()
    pieces.append(level[at:])
    places.extend(range(at, len(level) + 1))
    repaired_text = "".join(pieces)
    return Clean(repaired_text, fold_in_place(repaired_text), places)


def _repaired(found: str) -> str:
    if found in _LIGATURES:
        return _LIGATURES[found]
    if found[0] in "ÃÂ" and len(found) == 2:
        try:
            return found.encode("cp1252", "strict").decode("utf-8").translate(_ONE_FOR_ONE)[:1]
        except UnicodeError:
            try:
                return found.encode("latin-1").decode("utf-8").translate(_ONE_FOR_ONE)[:1]
            except UnicodeError:
                return found
    if found in "\u00ad\u200b\ufeff" or "\n" in found:
        return ""
    composed = unicodedata.normalize("NFC", found)
    return composed if len(composed) <= len(found) else found


_FOLDED: dict[int, str] = {}


def fold_in_place(text: str) -> str:
    """Small letters without accents, letter for letter: the result has the same length."""
    if text.isascii():
        return text.lower()
    table = _FOLDED
    for letter in set(text):
        code = ord(letter)
        if code not in table:
            table[code] = _one_letter(letter)
    return text.translate(table)


def _one_letter(letter: str) -> str:
    low = letter.lower()
    base = unicodedata.normalize("NFKD", low)
    bare = "".join(part for part in base if not unicodedata.combining(part))
    if len(bare) == 1:
        return bare
    return low if len(low) == 1 else letter
