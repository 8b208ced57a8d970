"""The person of a document and those named around it. The only module that reads names and addresses of people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from orphee.exchange.cda import values
from orphee.exchange.cda.nir import key_is_right
from orphee.exchange.cda.nodes import Node, attribute, child, children, named, words, xpath_of
from orphee.exchange.cda.problems import refusal
from orphee.exchange.cda.vocabulary import INS_NIR, INS_SYSTEMS
from orphee.foundation.partial_date import PartialDate, UnableToReadDate
from orphee.record.rules.submission import Address, LocalId, PersonAsGiven, RelationAsGiven, Telecom

INS_LENGTH = 15  # 13 characters and a key of 2


def person_of(role: Node, *, today: dt.date) -> PersonAsGiven:
    """The person of `recordTarget/patientRole`, without the relations. Raises `Refused` for an unsafe identity."""
    ins, ins_system = _ins(role)
    local_ids = _local_ids(role)
    if not ins and not local_ids:
        raise refusal("no_person_identifier", xpath_of(role))
    patient = child(role, "patient")
    name_ = child(patient, "name")
    given_names = part(name_, "given", "")
    place = child(patient, "birthplace", "place", "addr")
    return PersonAsGiven(
        local_ids=local_ids,
        ins=ins,
        ins_system=ins_system,
        foetus_local_id=_foetus_id(local_ids),
        birth_name=part(name_, "family", "BR") or part(name_, "family", ""),
        birth_given_names=given_names,
        # One given name alone is the first; of several, nobody can tell where a compound first name ends.
        first_given_name=part(name_, "given", "BR") or ("" if " " in given_names else given_names),
        used_name=part(name_, "family", "CL"),
        used_given_name=part(name_, "given", "CL"),
        sex=attribute(child(patient, "administrativeGenderCode"), "code") or "UN",
        birth_date=_birth_date(patient, today),
        multiple_birth=values.flag(_extension(patient, "multipleBirthInd")),
        birth_order=whole_number(_extension(patient, "multipleBirthOrderNumber")),
        birth_place_code=words(child(place, "county")),
        birth_place_city=words(child(place, "city")),
        birth_country=country_of(place),
        address=address_of(child(role, "addr")),
        telecoms=telecoms_of(role),
    )


def guardians_and_informants(document: Node, role: Node) -> Iterator[RelationAsGiven]:
    """The representatives of the person, and those who informed."""
    for guardian in children(role, "patient", "guardian"):
        yield _relation("guardian", guardian, child(guardian, "guardianPerson", "name"))
    for entity in children(document, "informant", "relatedEntity"):
        yield _relation("informant", entity, child(entity, "relatedPerson", "name"))


def used_names_of_guardians(role: Node) -> Iterator[Node]:
    """Names in use of the representatives: the record has no place for them."""
    for one in children(role, "patient", "guardian", "guardianPerson", "name", "family"):
        if attribute(one, "qualifier") == "CL":
            yield one


def foetus_of(subject: Node) -> RelationAsGiven:
    """A foetus or newborn named as the subject of a statement (`relatedSubject`).

    For a foetus the volet puts the mother's names beside the foetus's given name (qualifier CL).
    """
    known = child(subject, "subject")
    name_ = child(known, "name")
    identifier = named(known, "id") if known is not None else None
    return RelationAsGiven(
        role="foetus",
        relationship=attribute(child(subject, "code"), "code"),
        local_ids=(LocalId(attribute(identifier, "root"), attribute(identifier, "extension")),)
        if identifier is not None
        else (),
        family_name=part(name_, "family", "BR") or part(name_, "family", ""),
        given_names=part(name_, "given", "CL") or part(name_, "given", ""),
        sex=attribute(child(known, "administrativeGenderCode"), "code"),
        birth_date=values.date_of(attribute(child(known, "birthTime"), "value")),
    )


def with_relations(person: PersonAsGiven, relations: list[RelationAsGiven]) -> PersonAsGiven:
    """The person with everyone named, each once: a foetus is known by its local identifier."""
    kept: dict[object, RelationAsGiven] = {}
    for one in relations:
        key = (one.role, one.local_ids) if one.local_ids else one
        before = kept.get(key)
        kept[key] = _fuller(before, one) if before else one
    return replace(person, relations=tuple(kept.values()))


def part(name_: Node | None, tag: str, qualifier: str) -> str:
    """The parts of a name with a qualifier ("" for none), joined by a space."""
    if name_ is None:
        return ""
    found = (words(one) for one in children(name_, tag) if attribute(one, "qualifier") == qualifier)
    return " ".join(one for one in found if one)


def whole_number(node: Node | None) -> int | None:
    """An INT, or None."""
    value = values.number(attribute(node, "value"))
    return value if isinstance(value, int) else None


def address_of(addr: Node | None) -> Address | None:
    """A postal address; the street parts make one line. None when there is none or it is null."""
    if addr is None or values.is_null(addr):
        return None
    streets = ("streetAddressLine", "houseNumber", "houseNumberNumeric", "streetName", "unitID", "additionalLocator")
    line = " ".join(words(one) for one in addr if any(str(one.tag).endswith("}" + tag) for tag in streets))
    address = Address(
        line=line,
        postal_code=words(child(addr, "postalCode")),
        commune_code=words(child(addr, "county")),
        city=words(child(addr, "city")),
        country=country_of(addr),
    )
    return address if address != Address() else None


def country_of(addr: Node | None) -> str:
    """The ISO code, which the CI-SIS puts in `state`, or the country as written."""
    written = words(child(addr, "state")) or words(child(addr, "country"))
    return "FR" if written.upper() == "FRANCE" else written


def telecoms_of(node: Node) -> tuple[Telecom, ...]:
    """Telephones and mail addresses."""
    found = ((attribute(one, "value"), attribute(one, "use")) for one in children(node, "telecom"))
    return tuple(Telecom(value, use) for value, use in found if value)


def _relation(role: str, node: Node, name_: Node | None) -> RelationAsGiven:
    return RelationAsGiven(
        role=role,
        relationship=attribute(child(node, "code"), "code"),
        family_name=part(name_, "family", "BR") or part(name_, "family", "") or part(name_, "family", "CL"),
        given_names=part(name_, "given", "") or part(name_, "given", "BR") or part(name_, "given", "CL"),
        address=address_of(child(node, "addr")),
        telecoms=telecoms_of(node),
    )


def _fuller(one: RelationAsGiven, other: RelationAsGiven) -> RelationAsGiven:
    return replace(
        one,
        relationship=one.relationship or other.relationship,
        family_name=one.family_name or other.family_name,
        given_names=one.given_names or other.given_names,
        sex=one.sex or other.sex,
        birth_date=one.birth_date or other.birth_date,
    )


def _ins(role: Node) -> tuple[str, str]:
    found = [one for one in children(role, "id") if attribute(one, "root") in INS_SYSTEMS]
    if len({(attribute(one, "root"), attribute(one, "extension")) for one in found}) > 1:
        raise refusal("ins_repeated", xpath_of(found[1]))
    for one in found:
        value, system = attribute(one, "extension").replace(" ", ""), attribute(one, "root")
        if len(value) != INS_LENGTH:
            raise refusal("ins_format", xpath_of(one))
        # Public examples carry test numbers with a wrong key; only a production NIR is held to it.
        if system == INS_NIR and not key_is_right(value):
            raise refusal("ins_key", xpath_of(one))
        return value, system
    return "", ""


def _local_ids(role: Node) -> tuple[LocalId, ...]:
    found = (LocalId(attribute(one, "root"), attribute(one, "extension")) for one in children(role, "id"))
    return tuple(one for one in found if one.root not in INS_SYSTEMS and (one.root and one.value))


def _foetus_id(local_ids: tuple[LocalId, ...]) -> LocalId | None:
    """The volet sets the foetus's identifier after the person's own, under another authority (PAT-ID3)."""
    if len(local_ids) == 2 and local_ids[0].root != local_ids[1].root:
        return local_ids[1]
    return None


def _birth_date(patient: Node | None, today: dt.date) -> str:
    node = child(patient, "birthTime")
    text = values.date_of(attribute(node, "value"))
    if not text or node is None:
        return ""
    try:
        date = PartialDate.parse(text)
    except UnableToReadDate:
        raise refusal("birth_date_unreadable", xpath_of(node)) from None
    if date.definitely_after(today):
        raise refusal("birth_in_future", xpath_of(node))
    return text


def _extension(patient: Node | None, tag: str) -> Node | None:
    return None if patient is None else named(patient, tag)
