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
# Small frames under the mainland: x, y, width, height in the picture, then the part of the map they show.
MAINLAND = "0 0 1010 1010"
INNER_RING = ("75", "92", "93", "94")
INNER_RING_FRAME = "484 217 35 36"
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
    width: int
    view_box: str
    label: str
    shapes: tuple[Shape, ...]

    @property
    def middle(self) -> int:
        """Where its label stands."""
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the legend: people from `low` to `high`."""

    shade: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class FranceMap:
    """Everything the template draws."""

    view_box: str
    mainland: tuple[Shape, ...]
    frames: tuple[Frame, ...]
    legend: tuple[Step, ...]
    has_hidden: bool
    has_nobody: bool


@dataclass(frozen=True, slots=True)
class Shaded:
    """What is to be shown on one department; `people` None is hidden, and `is_outside` what the filter leaves out."""

    people: int | None
    text: str
    is_outside: bool = False


def draw(departments: Mapping[str, Shaded], *, inner_ring_label: str, names: Mapping[str, str]) -> FranceMap:
    """Shade each department; those not given are left outside."""
    outlines = _outlines()
    steps = _steps([one.people for one in departments.values() if one.people and not one.is_outside])
    shapes = {code: _shape(code, path, departments.get(code), steps) for code, path in outlines["paths"].items()}
    ring = Frame(0, 150, INNER_RING_FRAME, inner_ring_label, tuple(shapes[code] for code in INNER_RING))
    overseas = tuple(
        Frame(172 + 170 * number, 150, outlines["frames"][code], names[code], (shapes[code],))
        for number, code in enumerate(OVERSEAS)
    )
    found = {shape.shade for shape in shapes.values()}
    return FranceMap(
        view_box=MAINLAND,
        mainland=tuple(shape for code, shape in shapes.items() if code not in OVERSEAS),
        frames=(ring, *overseas),
        legend=steps,
        has_hidden=HIDDEN in found,
        has_nobody=NOBODY in found,
    )


def _shape(code: str, path: str, shaded: Shaded | None, steps: Sequence[Step]) -> Shape:
    if shaded is None or shaded.is_outside:
        return Shape(code, path, OUTSIDE, shaded.text if shaded else "")
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
