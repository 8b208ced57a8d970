"""A French commune: searched by its name where the places are loaded, kept as the bare code that documents carry.

What is no longer a commune, or lies abroad (99xxx), is typed by its code.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from orphee.care.rules.unchosen import COMMUNE, marked
from orphee.datasets.definition import Item, ItemType

SYSTEM, LEVELS = "insee", "commune,district"
CODE = r"\d[0-9ABab]\d{3}"  # also the browser's: what is typed so is an answer
TOWN_OF = {"birth_place_code": "birth_place_city", "commune_code": "city"}  # the box that the name of the town fills
_PREFIX = "INSEE:"


def is_commune(item: Item) -> bool:
    """Whether the question is answered with the code of a commune."""
    return item.type is ItemType.TEXT and item.format == COMMUNE and not item.repeats


def term(code: str) -> str:
    """The code as the terminologies write it."""
    return f"{_PREFIX}{code}"


def name_of(code: str, label_of: Callable[[str], str]) -> str:
    """The town of a code; the code itself where nobody knows it."""
    return label_of(term(code)).removeprefix(_PREFIX)


def chosen(taken: str, typed: str) -> str:
    """The answer of a box: a code typed, else the commune taken; what was typed and is none is kept as such."""
    typed = typed.strip().removeprefix(_PREFIX)
    if re.fullmatch(CODE, typed, re.ASCII):
        return typed.upper()
    return marked(typed) or taken.strip().removeprefix(_PREFIX)
