"""People, professionals and places, written: names, identifiers, addresses."""

from __future__ import annotations

from collections.abc import Iterable

from orphee.exchange.cda.building import add, add_null
from orphee.exchange.cda.nodes import Node
from orphee.exchange.cda.people import NAMES
from orphee.exchange.cda.professionals import name_parts
from orphee.exchange.cda.vocabulary import RPPS
from orphee.record.rules.submission import Address, Payload, RelationAsGiven, Telecom


def write_names(name: Node, relation: RelationAsGiven) -> None:
    """Every part of a name under the qualifier it came with; a name that nobody knows says so."""
    for trait, (tag, qualifier) in NAMES.items():
        if said := getattr(relation, trait):
            add(name, tag, said, qualifier=qualifier)
    if len(name) == 0:
        name.set("nullFlavor", "UNK")


def write_professional_id(parent: Node, rpps: str) -> None:
    """The RPPS with its type before it, or a null."""
    if rpps:
        add(parent, "id", root=RPPS, extension=f"8{rpps}" if len(rpps) == 11 and rpps.isdecimal() else rpps)
    else:
        add_null(parent, "id", "UNK")


def write_professional_name(parent: Node, tag: str, known: Payload) -> None:
    """A professional's name, given name first."""
    given, family = name_parts(known)
    if given or family:
        node = add(add(parent, tag), "name")
        for part, said in (("given", given), ("family", family)):
            if said:
                add(node, part, said)


def full_finess(finess: str) -> str:
    """The FINESS with its type before it."""
    return f"1{finess}" if len(finess) == 9 else finess


def write_contact(parent: Node, address: Address | None, telecoms: Iterable[Telecom]) -> None:
    """Where someone can be reached."""
    if address is not None:
        addr = add(parent, "addr")
        for tag, text in (
            ("streetAddressLine", address.line),
            ("postalCode", address.postal_code),
            ("county", address.commune_code),
            ("city", address.city),
        ):
            if text:
                add(addr, tag, text)
        write_country(addr, address.country)
    for telecom in telecoms:
        add(parent, "telecom", value=telecom.value, use=telecom.use)


def write_country(addr: Node, country: str) -> None:
    """The CI-SIS puts the ISO code in `state`; a name stays in `country`."""
    if country:
        add(addr, "state" if len(country) == 2 else "country", country)
