"""What an import of the directory found and did."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from orphee.network.rules.line_problems import ERROR, LineProblem


@dataclass(frozen=True, slots=True)
class DirectoryChange:
    """One thing that an import added or changed; `before` is "" for what is new."""

    code: str
    field: str  # "new", or the name of the field
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The answer to one directory file. `changes` is empty when something was wrong or nothing new was said."""

    problems: tuple[LineProblem, ...] = ()
    changes: tuple[DirectoryChange, ...] = ()
    unchanged: int = 0
    absent: tuple[
        str, ...
    ] = ()  # codes of sites of the directory that the file does not name: they are left as they are
    lines: int = 0
    encoding: str = ""
    separator: str = ""
    digest: str = ""
    imported_at: dt.datetime | None = None
    dry_run: bool = False

    @property
    def errors(self) -> tuple[LineProblem, ...]:
        """The problems that kept the file out."""
        return tuple(found for found in self.problems if found.severity == ERROR)

    @property
    def accepted(self) -> bool:
        """Whether the file went in (or would, in a dry run)."""
        return not self.errors
