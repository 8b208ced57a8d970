"""A person as a sender describes them: traits, identifiers, relations. Frozen plain Python."""

from __future__ import annotations

from dataclasses import dataclass


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

    `role` is guardian | informant | foetus | mother; `relationship` the HL7 RoleCode when given. `family_name` and
    `given_names` come without saying which; of a foetus, they are its mother's birth name and its own given name.
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
    birth_name: str = ""
    first_given_name: str = ""
    used_name: str = ""
    used_given_name: str = ""


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
