"""How the command answers: words for people, one JSON object for programs, and exit codes that mean something.

| code | meaning |
|---|---|
| 0 | done |
| 1 | the input has problems: they are listed, and what could be kept is kept |
| 2 | the command line is not understood |
| 3 | the system is not ready: no database, no build, no terminology |
| 4 | not found |
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import NoReturn

import typer
from rich.console import Console

DONE, PROBLEMS, USAGE, NOT_READY, NOT_FOUND = 0, 1, 2, 3, 4
diagnostics = Console(stderr=True, highlight=False)
paper = Console(highlight=False)


def answer(found: Mapping[str, object], *, as_json: bool, code: int = DONE) -> None:
    """Print one JSON object on standard output for programs; people have been told on the way. Ends with `code`."""
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, default=str) + "\n")
    if code:
        raise typer.Exit(code)


def stop(message: str, *, code: int = NOT_READY, as_json: bool = False) -> NoReturn:
    """End with a message that says what to do."""
    if as_json:
        sys.stdout.write(json.dumps({"error": message}, ensure_ascii=False) + "\n")
    diagnostics.print(message, style="red")
    raise typer.Exit(code)
