"""What was read of a person, held to what the record can hold: refused, or left out and listed with its XPath.

A name or an identifier cut short would be another's: the document is refused. A birth place is not worth that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from orphee.exchange.cda.nodes import Node, attribute, child, children, named, words, xpath_of
from orphee.exchange.cda.problems import refusal
from orphee.exchange.lengths import LARGEST_BIRTH_ORDER, LOCAL_ID, LONGEST, SEXES
from orphee.record.rules.submission import PersonAsGiven

_NAMES = {
    "birth_name": "family",
    "used_name": "family",
    "birth_given_names": "given",
    "first_given_name": "given",
    "used_given_name": "given",
}
_PLACES = {"birth_place_code": ("county",), "birth_place_city": ("city",), "birth_country": ("state", "country")}
LeftOut = tuple[Node, str]  # the element, and the code of its problem


def fitted(person: PersonAsGiven, role: Node) -> tuple[PersonAsGiven, tuple[LeftOut, ...]]:
    """The person as it can be stored, and what was left out. Raises `Refused` for a name or identifier too long."""
    _refuse_names(person, role)
    _refuse_identifiers(role)
    changes: dict[str, Any] = {}
    left: list[LeftOut] = []
    for trait, value, node, reason in _misfits(person, role):
        changes[trait] = value
        left.append((node if node is not None else role, reason))
    return replace(person, **changes) if changes else person, tuple(left)


def _refuse_names(person: PersonAsGiven, role: Node) -> None:
    for trait, tag in _NAMES.items():
        length, limit = len(getattr(person, trait)), LONGEST[trait]
        if length > limit:
            parts = list(children(role, "patient", "name", tag))
            at = max(parts, key=lambda one: len(words(one)), default=role)
            raise refusal("name_too_long", xpath_of(at), length=length, limit=limit)


def _refuse_identifiers(role: Node) -> None:
    for one in children(role, "id"):
        length = max(len(attribute(one, "root")), len(attribute(one, "extension")))
        if length > LOCAL_ID:
            raise refusal("identifier_too_long", xpath_of(one), length=length, limit=LOCAL_ID)


def _misfits(person: PersonAsGiven, role: Node) -> Iterator[tuple[str, object, Node | None, str]]:
    """Traits that cannot be stored: the trait, what stands in its place, where it was said, the problem."""
    patient = child(role, "patient")
    if person.sex not in SEXES:
        yield "sex", "UN", child(patient, "administrativeGenderCode"), "unknown_sex"
    if person.birth_order is not None and not 0 <= person.birth_order <= LARGEST_BIRTH_ORDER:
        order = named(patient, "multipleBirthOrderNumber") if patient is not None else None
        yield "birth_order", None, order, "birth_order_out_of_range"
    place = child(patient, "birthplace", "place", "addr")
    for trait, tags in _PLACES.items():
        if len(getattr(person, trait)) > LONGEST[trait]:
            said = [node for tag in tags if (node := child(place, tag)) is not None]
            yield trait, "", max(said, key=lambda one: len(words(one)), default=None), "place_too_long"
