"""Options that many commands share: one meaning, one spelling, wrong values refused before anything is done."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orphee.cli.answers import NOT_FOUND, stop, wants_json


class Language(StrEnum):
    """The languages that every text has."""

    FR = "fr"
    EN = "en"


AsJson = Annotated[bool, typer.Option("--json", help="One JSON object for programs.")]
InLanguage = Annotated[Language, typer.Option("--language", help="The language of the texts.")]


def a_file(path: Path) -> Path:
    """A path that must be a file: ends with 4 when it is none."""
    if not path.is_file():
        stop(f"{path} is no file.", code=NOT_FOUND, as_json=wants_json())
    return path


def a_folder(path: Path) -> Path:
    """A path that must be a folder: ends with 4 when it is none."""
    if not path.is_dir():
        stop(f"{path} is no folder.", code=NOT_FOUND, as_json=wants_json())
    return path


def there(paths: Iterable[Path]) -> list[Path]:
    """Paths that must be there, files or folders: ends with 4 when one is not."""
    given = list(paths)
    for path in given:
        if not path.exists():
            stop(f"There is no {path}.", code=NOT_FOUND, as_json=wants_json())
    return given
