"""A document received, as its page shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from orphee.care.desk_sets import MAIN, latest
from orphee.care.rules.telling import Line, tell
from orphee.care.terms import Labels
from orphee.record.models import Document


@dataclass(frozen=True, slots=True)
class DocumentProblem:
    """A problem found when it came in."""

    severity: str
    text: str
    path: str


@dataclass(frozen=True, slots=True)
class DocumentRemainder:
    """A part that was kept without being understood."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """What is shown of a document."""

    key: str
    identifier: str
    version: int
    template: str
    media_type: str
    received_at: dt.datetime
    is_current: bool
    header: tuple[Line, ...]
    problems: tuple[DocumentProblem, ...]
    remainders: tuple[DocumentRemainder, ...]


def document_page(document: Document, language: str) -> DocumentPage:
    """A document in words."""
    header = tell(latest(MAIN).instrument("header"), document.header, language, Labels((), language))
    tongue = "en" if language == "en" else "fr"
    return DocumentPage(
        key=str(document.key),
        identifier=document.identifier,
        version=document.version,
        template=document.template,
        media_type=document.media_type,
        received_at=document.received_at,
        is_current=document.is_current,
        header=header,
        problems=tuple(
            DocumentProblem(one.get("severity", ""), one.get("text", {}).get(tongue, ""), one.get("path", ""))
            for one in document.findings
        ),
        remainders=tuple(DocumentRemainder(one.get("path", ""), one.get("reason", "")) for one in document.remainders),
    )
