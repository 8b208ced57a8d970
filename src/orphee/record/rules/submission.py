"""What someone says about a person: the one shape every way in produces.

A format reader turns bytes into a `Submission` and touches no database; `record.intake.accept`
takes it from there. Everything here is frozen plain Python.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Payload = Mapping[str, object]


class Channel(StrEnum):
    """By which way a submission came."""

    FORM = "form"
    CDA = "cda"
    PHENOPACKET = "phenopacket"
    SYNTHETIC = "synthetic"


@dataclass(frozen=True, slots=True)
class LocalId:
    """An identifier given by one organisation: `root` is the OID (or URI) of the assigning authority."""

    root: str
    value: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where someone lives; `commune_code` is the INSEE code (COG)."""

    line: str = ""
    postal_code: str = ""
    commune_code: str = ""
    city: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Telecom:
    """A telephone or an address; `use` as in HL7 v3 (H, MC, WP) or empty."""

    value: str
    use: str = ""


@dataclass(frozen=True, slots=True)
class RelationAsGiven:
    """Someone else named in the document: guardian, informant, foetus, mother of a foetus.

    `role` is guardian | informant | foetus | mother; `relationship` the HL7 RoleCode when given.
    """

    role: str
    relationship: str = ""
    local_ids: tuple[LocalId, ...] = ()
    family_name: str = ""
    given_names: str = ""
    sex: str = ""
    birth_date: str = ""
    address: Address | None = None
    telecoms: tuple[Telecom, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonAsGiven:
    """Identity traits and identifiers exactly as the sender gave them. Dates are partial ISO dates.

    `ins_system` is the OID under which the INS came (NIR …4.8, NIA …4.9, test …4.10, demonstration …4.11).
    `nameless` persons (published cases) are known by local identifiers only.
    """

    local_ids: tuple[LocalId, ...] = ()
    ins: str = ""
    ins_system: str = ""
    foetus_local_id: LocalId | None = None
    birth_name: str = ""
    birth_given_names: str = ""
    first_given_name: str = ""
    used_name: str = ""
    used_given_name: str = ""
    sex: str = "UN"
    birth_date: str = ""
    multiple_birth: bool | None = None
    birth_order: int | None = None
    birth_place_code: str = ""
    birth_place_city: str = ""
    birth_country: str = ""
    address: Address | None = None
    telecoms: tuple[Telecom, ...] = ()
    relations: tuple[RelationAsGiven, ...] = ()
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class EntryAsGiven:
    """One filled instrument. `key` is the source's identifier of a repeating entry ("" for a singleton).

    `source_path` says where in the document it was read (XPath, JSON path), for the acknowledgement.
    """

    dataset: str
    version: str
    instrument: str
    payload: Payload
    key: str = ""
    source_path: str = ""
    complete: bool = True


@dataclass(frozen=True, slots=True)
class ConsentAsGiven:
    """What the document says of the person's will. `None` means: not said.

    `reuse_opposed`: opposition to the reuse of data in the national warehouse (CONS-01).
    `ern_registries`: registries to which a signed consent allows transmission (CONS-02).
    """

    reuse_opposed: bool | None = None
    ern_registries: tuple[str, ...] = ()


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
    (RPPS or user key), `received_at`: an aware instant. `record_key`: set when a form writes to a known record.
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
