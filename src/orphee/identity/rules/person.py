"""A person as a sender describes them: traits, identifiers, relations. Frozen plain Python."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, cast
from unicodedata import category

_UNSEEN = ("Cf", "Cs", "Co")


def visible(text: str) -> str:
    """A text without what is not seen: a control is a space, a mark of direction or without width is nothing.

    U+202E and its like turn around what follows them, on a page and in a CSV: one name could pass for another.
    """
    if text.isprintable():
        return text
    seen = (one for one in text if category(one) not in _UNSEEN)
    return "".join(" " if category(one) == "Cc" else one for one in seen)


class _Visible:
    """What holds words of a person: none of them has what is not seen."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for one in fields(cast("Any", self)):  # those who inherit are dataclasses
            value = getattr(self, one.name)
            if isinstance(value, str) and not value.isprintable():
                object.__setattr__(self, one.name, visible(value))


@dataclass(frozen=True, slots=True)
class LocalId:
    """An identifier given by one organisation: `root` is the OID (or URI) of the assigning authority."""

    root: str
    value: str


@dataclass(frozen=True, slots=True)
class Address(_Visible):
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
class RelationAsGiven(_Visible):
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
class PersonAsGiven(_Visible):
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
