"""The map of departments, overseas and the inner ring of Paris included: which outline gets which shade.

Outlines: `data/departments.json` (DSFR Chart, DINUM, MIT: `data/NOTICE`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SHADES = 5
HIDDEN, NOBODY, OUTSIDE = "hidden", "nobody", "outside"
# Small frames under the mainland show the inner ring of Paris, larger, and overseas.
INNER_RING = ("75", "92", "93", "94")
INNER_RING_FRAME = "484 217 35 36"
FRAME_WIDTH, FRAME_HEIGHT, FRAMES_A_ROW = 306, 130, 3
OVERSEAS = ("971", "972", "973", "974", "976")


@dataclass(frozen=True, slots=True)
class Shape:
    """A department as drawn: `shade` is 0 to 4, or why it has none; `text` is what one reads on it."""

    code: str
    path: str
    shade: str
    text: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A small picture of its own: where it stands, what it shows."""

    x: int
    y: int
    view_box: str
    label: str
    shapes: tuple[Shape, ...]

    @property
    def middle(self) -> int:
        """Where its label stands, from the left."""
        return self.x + FRAME_WIDTH // 2

    @property
    def foot(self) -> int:
        """Where its label stands, from the top."""
        return self.y + FRAME_HEIGHT + 38


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the legend: people from `low` to `high`."""

    shade: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class FranceMap:
    """Everything the template draws."""

    mainland: tuple[Shape, ...]
    frames: tuple[Frame, ...]
    legend: tuple[Step, ...]
    has_hidden: bool
    has_nobody: bool


@dataclass(frozen=True, slots=True)
class Shaded:
    """What is to be shown on one department; `people` None is hidden."""

    people: int | None
    text: str


def draw(departments: Mapping[str, Shaded], *, inner_ring_label: str, names: Mapping[str, str]) -> FranceMap:
    """Shade each department; those not given are left outside."""
    outlines = _outlines()
    steps = _steps([one.people for code, one in departments.items() if code in outlines["paths"]])
    shapes = {code: _shape(code, path, departments.get(code), steps) for code, path in outlines["paths"].items()}
    framed: list[tuple[str, str, tuple[str, ...]]] = [(INNER_RING_FRAME, inner_ring_label, INNER_RING)]
    framed += [(outlines["frames"][code], names[code], (code,)) for code in OVERSEAS]
    frames = tuple(
        Frame(*_place(number), view_box, label, tuple(shapes[code] for code in codes))
        for number, (view_box, label, codes) in enumerate(framed)
    )
    found = {shape.shade for shape in shapes.values()}
    return FranceMap(
        mainland=tuple(shape for code, shape in shapes.items() if code not in OVERSEAS),
        frames=frames,
        legend=steps,
        has_hidden=HIDDEN in found,
        has_nobody=NOBODY in found,
    )


def _place(number: int) -> tuple[int, int]:
    """Three small frames a row, under the mainland."""
    row, column = divmod(number, FRAMES_A_ROW)
    return 15 + column * (FRAME_WIDTH + 30), 1020 + row * (FRAME_HEIGHT + 60)


def _shape(code: str, path: str, shaded: Shaded | None, steps: Sequence[Step]) -> Shape:
    if shaded is None:
        return Shape(code, path, OUTSIDE, "")
    if shaded.people is None:
        return Shape(code, path, HIDDEN, shaded.text)
    if shaded.people == 0:
        return Shape(code, path, NOBODY, shaded.text)
    return Shape(code, path, next(step.shade for step in steps if shaded.people <= step.high), shaded.text)


def _steps(counts: Sequence[int | None]) -> tuple[Step, ...]:
    """Shades that hold about as many departments each, between round numbers."""
    ordered = sorted(count for count in counts if count)
    if not ordered:
        return ()
    highs = sorted({_rounded(ordered[len(ordered) * share // SHADES - 1]) for share in range(1, SHADES)})
    highs = [*(high for high in highs if high < ordered[-1]), ordered[-1]]
    lows = [ordered[0], *(high + 1 for high in highs[:-1])]
    first = SHADES - len(highs)  # few steps take the dark shades
    return tuple(
        Step(str(first + number), low, high) for number, (low, high) in enumerate(zip(lows, highs, strict=True))
    )


def _rounded(number: int) -> int:
    """Up to the next number with two significant digits."""
    unit = int(10 ** max(len(str(number)) - 2, 0))
    return -(-number // unit) * unit


@lru_cache(maxsize=1)
def _outlines() -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = json.loads(
        (Path(__file__).parent / "data" / "departments.json").read_text(encoding="utf-8")
    )
    return found
