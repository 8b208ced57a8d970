"""What ties published counts together."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Cell = TypeVar("Cell", bound=Hashable)  # how the caller names its cells


@dataclass(frozen=True, slots=True)
class Sum(Generic[Cell]):
    """`total` counts exactly the people of `parts`, each once."""

    total: Cell
    parts: tuple[Cell, ...]
