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
    kept: list[str] = []

    def put_away(found: re.Match[str]) -> str:
        kept.append(found.group())
        return f"\x00{len(kept) - 1}\x00"

    prose = _NOT_PROSE.sub(put_away, text)
    prose = re.sub(_SPACES + r"([;!?])(?!=)", THIN + r"\1", prose)
    prose = re.sub(_SPACES + r"([:»%])(?!=)", WIDE + r"\1", prose)
    prose = re.sub("«" + _SPACES, "«" + WIDE, prose)
    return re.sub("\x00(\\d+)\x00", lambda found: kept[int(found.group(1))], prose)
