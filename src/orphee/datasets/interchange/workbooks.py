"""XLSX files, before anything opens them: what a zip bomb, an entity or a broken file would do is found first."""

from __future__ import annotations

import io
import zipfile

from orphee.datasets.interchange.results import UnableToImport
from orphee.datasets.interchange.wording import because, lost
from orphee.foundation.prologs import hides, root_at

LARGEST_FILE = 40_000_000  # bytes
LARGEST_OPENED = 1_000_000_000  # bytes of all parts together; 100,000 rows of 60 columns have about 400 million
GREATEST_RATIO = 120  # a sheet of numbers shrinks ten to forty times, a bomb a thousand times
MOST_PARTS = 2_000
_SMALL = 20_000_000  # opened sizes below this are harmless, whatever the ratio
_PROLOG = 65_536


def check_workbook(content: bytes) -> None:
    """Raises `UnableToImport` for a file that is no XLSX workbook, or not one to open."""
    if len(content) > LARGEST_FILE:
        raise UnableToImport([lost("too-large", size=len(content), most=LARGEST_FILE)])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _check_sizes(parts, len(content))
            for part in parts.infolist():
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_prolog(parts, part)
            if "xl/workbook.xml" not in parts.namelist():
                raise _refusal("no-workbook")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, EOFError, OSError) as problem:
        raise UnableToImport([lost("not-xlsx", why=problem)]) from None


def _check_sizes(parts: zipfile.ZipFile, packed: int) -> None:
    opened = sum(part.file_size for part in parts.infolist())
    if len(parts.infolist()) > MOST_PARTS:
        raise _refusal("parts", count=len(parts.infolist()), most=MOST_PARTS)
    ratio = opened // max(packed, 1)
    if opened > LARGEST_OPENED or (opened > _SMALL and ratio > GREATEST_RATIO):
        raise UnableToImport([lost("zip-bomb", size=opened, most=LARGEST_OPENED, ratio=ratio)])


def _check_prolog(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A DOCTYPE can only stand before the first element; one hidden in another encoding is refused as well."""
    with parts.open(part) as stream:
        head = stream.read(_PROLOG)
    if head and (b"\x00" in head or hides(head) or root_at(head.decode("latin-1")) < 0):
        raise UnableToImport([lost("doctype", part.filename, part=part.filename)])


def _refusal(reason: str, **params: object) -> UnableToImport:
    return UnableToImport([lost("not-xlsx", why=because(reason, **params))])
