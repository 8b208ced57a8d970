"""What someone says about a person: the one shape every way in produces.

A format reader turns bytes into a `Submission` and touches no database; `record.intake.accept`
takes it from there. Everything here is frozen plain Python.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from orphee.consent.rules.statement import ConsentAsGiven
from orphee.identity.rules.person import Address, LocalId, PersonAsGiven, RelationAsGiven, Telecom

__all__ = [
    "Address",
    "Channel",
    "ConsentAsGiven",
    "DocumentAsGiven",
    "EntryAsGiven",
    "LocalId",
    "Payload",
    "PersonAsGiven",
    "RelationAsGiven",
    "Remainder",
    "Submission",
    "Telecom",
]

Payload = Mapping[str, object]


class Channel(StrEnum):
    """By which way a submission came."""

    FORM = "form"
    CDA = "cda"
    PHENOPACKET = "phenopacket"
    SHEET = "sheet"
    FHIR = "fhir"
    SYNTHETIC = "synthetic"
    PREFILL = "prefill"  # read in a document, accepted by someone
    MIGRATION = "migration"  # carried over to a new version of its data set


@dataclass(frozen=True, slots=True)
class EntryAsGiven:
    """One filled instrument. `key` is the source's identifier of a repeating entry ("" for a singleton), `aliases`
    what the source calls it besides.

    `source_path` says where in the document it was read (XPath, JSON path), for the acknowledgement.
    `withdrawn` marks it as entered in error; `based_on` is the revision that the author of a form saw (0: none).
    """

    dataset: str
    version: str
    instrument: str
    payload: Payload
    key: str = ""
    source_path: str = ""
    complete: bool = True
    withdrawn: bool = False
    based_on: int | None = None
    aliases: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[str, str, str]:
        """What makes it one entry of its record."""
        return (self.dataset, self.instrument, self.key)


@dataclass(frozen=True, slots=True)
class DocumentAsGiven:
    """The original: identity, version and bytes, kept sealed as received.

    `set_id` is common to all versions of one document; `version` grows. `digest` is SHA-256 of `content`.
    """

    identifier: str
    set_id: str
    version: int
    template: str
    media_type: str
    content: bytes
    digest: str
    header: Payload = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remainder:
    """Something in the document that could not be understood: kept and listed, never dropped.

    `path` is where it stands, `reason` a problem code, `excerpt` the raw text (sealed with the document, never logged).
    """

    path: str
    reason: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """Who says what about whom, where and when.

    `site_codes`: codes of the rare-disease sites concerned as the source names them (BNDMR directory "S001"),
    `sender`: key of the organisation or user that sends it, `author`: reference of the responsible professional
    (RPPS or user key), `received_at`: an aware instant, `said_at`: when it was said, if not then (a document's own
    date). `record_key`: set when a form writes to a known record. `emptied`: traits that the author of a form cleared.
    """

    channel: Channel
    sender: str
    person: PersonAsGiven
    entries: tuple[EntryAsGiven, ...]
    received_at: dt.datetime
    site_codes: tuple[str, ...] = ()
    author: str = ""
    consent: ConsentAsGiven | None = None
    document: DocumentAsGiven | None = None
    remainders: tuple[Remainder, ...] = ()
    record_key: str = ""
    synthetic: bool = False
    said_at: dt.datetime | None = None
    emptied: frozenset[str] = frozenset()
