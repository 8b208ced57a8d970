"""A stored person back into the dataclass that formats and screens use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from orphee.identity.models import Person
from orphee.identity.rules.person import Address, LocalId, PersonAsGiven, RelationAsGiven, Telecom

_PLAIN = (
    "birth_name", "birth_given_names", "first_given_name", "used_name", "used_given_name", "sex", "birth_date",
    "multiple_birth", "birth_order", "birth_place_code", "birth_place_city", "birth_country", "ins", "ins_system",
    "nameless",
)  # fmt: skip


def person_from_row(person: Person, *, local_ids: Iterable[LocalId] = ()) -> PersonAsGiven:
    """The traits of a stored person."""
    return PersonAsGiven(
        local_ids=tuple(local_ids),
        foetus_local_id=LocalId(**person.foetus_local_id) if person.foetus_local_id else None,
        address=_address(person.address),
        telecoms=_telecoms(person.telecoms),
        relations=tuple(_relation(relation) for relation in person.relations),
        **{name: getattr(person, name) for name in _PLAIN},
    )


def _address(stored: Mapping[str, str] | None) -> Address | None:
    return Address(**stored) if stored else None


def _telecoms(stored: Iterable[Mapping[str, str]]) -> tuple[Telecom, ...]:
    return tuple(Telecom(**telecom) for telecom in stored)


def _relation(stored: Mapping[str, object]) -> RelationAsGiven:
    parts = dict(stored)
    local_ids = cast("list[dict[str, str]]", parts.pop("local_ids"))
    telecoms = cast("list[dict[str, str]]", parts.pop("telecoms"))
    address = cast("dict[str, str] | None", parts.pop("address"))
    return RelationAsGiven(
        local_ids=tuple(LocalId(**local) for local in local_ids),
        telecoms=_telecoms(telecoms),
        address=_address(address),
        **cast("dict[str, str]", parts),
    )
