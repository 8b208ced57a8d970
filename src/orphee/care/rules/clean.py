"""What a browser sent, made fit to be kept: texts that the database can hold, numbers that are numbers."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence

# Controls but tab, line feed and return; the halves of a character; what stands for nothing in Unicode's C1.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LONGEST_NUMBER = 9
GREATEST_DEPTH = 60  # of a kept part; published cases stay far below


def clean(text: str) -> str:
    """The text without control characters: nobody types them, and the database refuses some."""
    return _UNFIT.sub("", text)


def clean_posted(lists: Iterable[tuple[str, Iterable[object]]]) -> dict[str, list[str]]:
    """Everything that was posted, clean, by name."""
    return {clean(name): [clean(str(one)) for one in values] for name, values in lists}


def position(text: str) -> int | None:
    """A position or a count that a page carries along, or None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else None


def read_json(text: str) -> object:
    """JSON that a page carries along; the text itself when it is none, too deep, or holds what JSON cannot say."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if _is_bearable(value) else text


def _is_bearable(value: object) -> bool:
    """Whether the database can hold it: walked without recursion."""
    left: list[tuple[object, int]] = [(value, 0)]
    while left:
        part, depth = left.pop()
        if depth > GREATEST_DEPTH or (isinstance(part, float) and not math.isfinite(part)):
            return False
        if isinstance(part, str) and _UNFIT.search(part):
            return False
        if isinstance(part, Mapping):
            left += [(inside, depth + 1) for pair in part.items() for inside in pair]
        elif isinstance(part, Sequence) and not isinstance(part, str):
            left += [(inside, depth + 1) for inside in part]
    return True
