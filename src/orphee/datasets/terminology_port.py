"""What validation asks of the terminologies. The room `terminology` answers; nothing here knows how."""

from __future__ import annotations

from typing import Protocol


class Terminology(Protocol):
    """Questions about a code written as a CURIE ("ORPHA:513", "HP:0001250", "HGNC:1100", "ICD10:G71.0")."""

    def exists(self, curie: str) -> bool | None:
        """Whether the code exists in any release; None when its system is not loaded and nobody can tell."""

    def status(self, curie: str) -> str:
        """ "active", or another word (obsolete, deprecated, inactive…) when the code should not be used any more."""

    def replaced_by(self, curie: str) -> str | None:
        """The code to use instead of one that is not active, if the terminology names one."""

    def level(self, curie: str) -> str | None:
        """group, disorder or subtype for ORPHA codes; None elsewhere or when unknown."""

    def label(self, curie: str, language: str) -> str | None:
        """The preferred label, or None."""

    def is_under(self, curie: str, groups: tuple[str, ...]) -> bool | None:
        """Whether the code is one of the groups or below one; None when nobody can tell."""
        return None


class NotLoaded:
    """No terminology at all: the shape of a code is checked, its existence is not."""

    def exists(self, curie: str) -> bool | None:
        """Nobody can tell."""
        return None

    def status(self, curie: str) -> str:
        """Taken as active."""
        return "active"

    def replaced_by(self, curie: str) -> str | None:
        """None known."""
        return None

    def level(self, curie: str) -> str | None:
        """None known."""
        return None

    def label(self, curie: str, language: str) -> str | None:
        """None known."""
        return None

    def is_under(self, curie: str, groups: tuple[str, ...]) -> bool | None:
        """Nobody can tell."""
        return None


NOT_LOADED = NotLoaded()
