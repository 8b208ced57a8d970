"""The spaces of French: a sign that stands apart from its word never falls alone at the end or start of a line."""

from __future__ import annotations

import re
from functools import lru_cache

THIN, WIDE = "\u202f", "\u00a0"  # before ; ! ? and before : » %, after «
# What is not prose: placeholders, addresses, tags and entities, code between backquotes.
_NOT_PROSE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|\w+://\S+|<code\b.*?</code>|</?\w[^>]*>|&\w+;|`[^`]*`")
_SPACES = "[ \u00a0\u202f]"


@lru_cache(maxsize=4096)
def spaced(text: str) -> str:
    """French with the spaces that hold a sign to its word: never at the end of a line, never in what is not prose."""
    parts = _NOT_PROSE.split(text)
    others = [*_NOT_PROSE.findall(text), ""]
    return "".join(_held(prose) + other for prose, other in zip(parts, others, strict=True))


def _held(prose: str) -> str:
    prose = re.sub(_SPACES + r"([;!?])(?!=)", THIN + r"\1", prose)
    prose = re.sub(_SPACES + r"([:»%])(?!=)", WIDE + r"\1", prose)
    return re.sub("«" + _SPACES, "«" + WIDE, prose)
