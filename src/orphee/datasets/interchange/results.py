"""What a conversion gives: a data set or a file, and one line for each thing that was not carried over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orphee.datasets.definition import Dataset, Text


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that was not carried over: where it stands (path and line, 0 when there is none) and a sentence."""

    path: str
    line: int
    what: Text


@dataclass(frozen=True, slots=True)
class Imported:
    """A definition made from another format; `text` is its YAML."""

    dataset: Dataset
    text: str
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """A file made from a definition."""

    content: bytes
    media_type: str
    losses: tuple[Loss, ...] = ()


class UnableToImport(ValueError):
    """The file cannot become a definition; `faults` say where and what to do."""

    def __init__(self, faults: Sequence[Loss]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"line {one.line}, {one.path}: {one.what.en}" for one in self.faults[:20]))
