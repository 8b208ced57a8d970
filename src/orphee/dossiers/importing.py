"""Files that become a draft: which reader takes which, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orphee.datasets.interchange.results import Imported as Converted
from orphee.datasets.interchange.results import Loss, UnableToImport
from orphee.datasets.yaml_tree import LARGEST_FILE, UnableToReadDefinition
from orphee.dossiers.actions import Imported
from orphee.dossiers.queries import judged
from orphee.dossiers.rules.editing import parse
from orphee.dossiers.rules.french_faults import in_french

LARGEST_UPLOAD = 10_000_000  # bytes; a dictionary of 600 items is about 200,000
YAML = "yaml"


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is taken: where its reader is, and how it is called on screen."""

    module: str
    function: str
    title: str | Promise


FORMATS: dict[str, Format] = {
    "redcap": Format("redcap", "read_redcap", _("REDCap data dictionary (CSV)")),
    "xlsform": Format("xlsform", "read_xlsform", _("XLSForm (XLSX)")),
    "fhir": Format("fhir_questionnaire", "read_fhir_questionnaire", _("FHIR R4 Questionnaire (JSON)")),
    YAML: Format("", "", _("Orphée definition (YAML)")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One fault of a file: its line (0: unknown), its place, the sentence in both languages."""

    line: int
    path: str
    fr: str
    en: str


class UnableToTake(ValueError):
    """The file cannot become a draft: every fault with its line."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        super().__init__("\n".join(one.en for one in lines))
        self.lines = lines


def take(kind: str, content: bytes, *, title: str) -> tuple[str, Imported]:
    """The YAML that a file becomes, and what was lost on the way. Raises UnableToTake."""
    if kind not in FORMATS:
        raise UnableToTake((Line(0, "", "Choisissez le format du fichier.", "Choose the format of the file."),))
    if len(content) > LARGEST_UPLOAD:
        size = len(content)
        raise UnableToTake((
            Line(0, "", f"Le fichier a {size} octets ; {LARGEST_UPLOAD} au plus.",
                 f"The file has {size} bytes; at most {LARGEST_UPLOAD}."),
        ))  # fmt: skip
    if kind == YAML:
        return _yaml(content), Imported(YAML)
    read: Callable[..., Converted] = getattr(
        import_module(f"orphee.datasets.interchange.{FORMATS[kind].module}"), FORMATS[kind].function
    )
    try:
        converted = read(content, title=title)
    except UnableToImport as problem:
        raise UnableToTake(
            tuple(Line(one.line, one.path, one.what.fr, one.what.en) for one in problem.faults)
        ) from None
    return converted.text, Imported(kind, tuple(_stored(one) for one in converted.losses))


def _stored(loss: Loss) -> dict[str, object]:
    return {"path": loss.path, "line": loss.line, "fr": loss.what.fr, "en": loss.what.en}


def _yaml(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnableToTake((
            Line(0, "", "Ce n’est pas un texte en UTF-8 : enregistrez le fichier dans ce codage.",
                 "This is no text in UTF-8: save the file in that encoding."),
        )) from None  # fmt: skip
    try:
        parse(text) if len(text) <= LARGEST_FILE else None
    except UnableToReadDefinition as problem:
        raise UnableToTake(
            tuple(Line(one.line, one.path, in_french(one.message), one.message) for one in problem.faults)
        ) from None
    faults = judged(text).faults
    if faults:
        raise UnableToTake(tuple(Line(one.line, one.path, in_french(one.message), one.message) for one in faults))
    return text
