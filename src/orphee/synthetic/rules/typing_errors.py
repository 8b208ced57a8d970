"""The mistakes people make when they type an identity: what makes duplicates hard to find."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_SOUNDS_ALIKE = (
    ("ph", "f"),
    ("y", "i"),
    ("ss", "s"),
    ("nn", "n"),
    ("ll", "l"),
    ("tt", "t"),
    ("au", "o"),
    ("ck", "k"),
    ("qu", "c"),
    ("eau", "o"),
)


def mistyped_name(rng: Random, name: str) -> str:
    """The name with one typing error that changes its letters (an accent or a capital alone would not count)."""
    for _ in range(8):
        changed = rng.choice(_NAME_ERRORS)(rng, name)
        if changed.casefold() != name.casefold():
            return changed
    return f"{name}e"


def mistyped_date(rng: Random, iso: str) -> str:
    """A full date with the day one off, or day and month swapped when that is a date too."""
    year, month, day = iso.split("-")
    if day != month and int(day) <= 12 and rng.random() < 0.5:
        return f"{year}-{day}-{month}"
    other = int(day) - 1 if int(day) > 1 else 2
    return f"{year}-{month}-{other:02d}"


def _swapped(rng: Random, name: str) -> str:
    place = rng.randrange(1, max(2, len(name) - 1))
    return name[: place - 1] + name[place : place + 1].lower() + name[place - 1 : place].lower() + name[place + 1 :]


def _dropped(rng: Random, name: str) -> str:
    place = rng.randrange(1, len(name)) if len(name) > 3 else len(name)
    return name[:place] + name[place + 1 :]


def _doubled(rng: Random, name: str) -> str:
    place = rng.randrange(1, len(name)) if len(name) > 1 else 0
    return name[: place + 1] + name[place:]


def _as_heard(rng: Random, name: str) -> str:
    heard = [(found, other) for found, other in _SOUNDS_ALIKE if found in name.lower()[1:]]
    if not heard:
        return name
    found, other = rng.choice(heard)
    return name[0] + name[1:].replace(found, other, 1)


def _half(rng: Random, name: str) -> str:
    return name.replace(" ", "-").split("-")[0]


_NAME_ERRORS: tuple[Callable[[Random, str], str], ...] = (_swapped, _dropped, _doubled, _as_heard, _as_heard, _half)
