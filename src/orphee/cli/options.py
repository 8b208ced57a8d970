"""Options that many commands share: one meaning, one spelling, wrong values refused before anything is done."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Language(StrEnum):
    """The languages that every text has."""

    FR = "fr"
    EN = "en"


AsJson = Annotated[bool, typer.Option("--json", help="One JSON object for programs.")]
InLanguage = Annotated[Language, typer.Option("--language", help="The language of the texts.")]
