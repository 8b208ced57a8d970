"""Misspelt words: a word no one knows is read as the one medical word that sounds like it, or is one letter away."""

from __future__ import annotations

from orphee.insight.reading.lexicon import SHORTEST_MISSPELT, Lexicon
from orphee.insight.reading.stemming import one_error_apart, shortened, sound, stem

MOST_REMEMBERED = 50_000


class Speller:
    """Corrects words towards the vocabulary of a lexicon; ordinary French words are left alone."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._ordinary = frozenset(stem(word) for word in lexicon.ordinary)
        self._known: dict[str, str] = {}

    def correct(self, form: str, stemmed: str) -> str:
        """The stem meant by an unknown word, or an empty text."""
        if len(stemmed) < SHORTEST_MISSPELT - 1 or not form.isalpha() or form in self._lexicon.ordinary:
            return ""
        if stemmed in self._ordinary:
            return ""
        if form not in self._known:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[form] = self._search(stemmed)
        return self._known[form]

    def _search(self, stemmed: str) -> str:
        heard = sound(stemmed)
        same = self._lexicon.sounds.get(heard)
        if same is not None:
            return same
        if len(stemmed) < SHORTEST_MISSPELT:
            return ""
        near: set[str] = set()
        for key in (heard, *shortened(heard)):
            near.update(one for one in self._lexicon.errors.get(key, ()) if one_error_apart(one, heard))
            if key in self._lexicon.sounds and one_error_apart(key, heard):
                near.add(key)
        found = {self._lexicon.sounds[one] for one in near}
        alike = {one for one in found if one[0] == stemmed[0] and abs(len(one) - len(stemmed)) <= 2}
        return min(alike) if len(alike) == 1 or (alike and len(stemmed) >= 10) else ""
