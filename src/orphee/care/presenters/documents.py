"""A document received, as its page shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from orphee.care.desk_sets import MAIN, latest
from orphee.care.presenters.words import template_words, version_number
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
        version=version_number(document.version),
        template=template_words(document.template),
        media_type=document.media_type,
        received_at=document.received_at,
        is_current=document.is_current,
        header=header,
        problems=tuple(
            DocumentProblem(one.get("severity", ""), one.get("text", {}).get(tongue, ""), one.get("path", ""))
            for one in document.findings
        ),
        remainders=tuple(
            DocumentRemainder(one.get("path", ""), reason_words(one.get("reason", ""))) for one in document.remainders
        ),
    )


def reason_words(reason: str) -> str:
    """Why a part was kept without being understood, in words."""
    words = {
        "no_item": _("No question of the data set can hold it."),
        "no_value": _("It holds no value that could be read."),
        "repeated": _("Said more often than the data set allows."),
        "negated": _("Said as a negation, which the data set does not have."),
        "other_code_system": _("Its code comes from another terminology than expected."),
        "dangling_reference": _("It refers to a passage that the document does not have."),
        "unknown_section": _("A section of another kind of document."),
        "foetus_subject": _("It speaks of a foetus where the data set speaks of the person."),
        "weeks_before_term": _("A duration that cannot be told from the term."),
        "unknown_key": _("The format does not know this part."),
        "more_remainders": _("And more of the same kind."),
        "id_and_label_swapped": _("The code and its label stand in each other's place."),
        "age_not_iso8601": _("An age that is not written as a duration."),
    }
    return words.get(reason, reason)
