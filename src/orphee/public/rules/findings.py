"""Findings common enough to be ticked, by body system. Clinicians read and change the words: `data/findings.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Finding:
    """An HPO term in the words of primary care. `system` is the key of a body system."""

    code: str
    system: str
    fr: str
    en: str

    def name(self, language: str) -> str:
        """The wording in a language."""
        return self.en if language.startswith("en") else self.fr


@lru_cache(maxsize=1)
def findings() -> tuple[Finding, ...]:
    """All of them, system by system."""
    text = files("orphee.public").joinpath("data/findings.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(Finding(row["code"], row["system"], row["fr"], row["en"]) for row in rows)


@lru_cache(maxsize=1)
def by_code() -> dict[str, Finding]:
    """The same by HPO code."""
    return {one.code: one for one in findings()}
