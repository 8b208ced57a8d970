"""The person of a document and those named around it. The only module that reads names and addresses of people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator
from dataclasses import replace
from typing import TypedDict, cast

from orphee.exchange.cda import values
from orphee.exchange.cda.marks import WORDS, Marks
from orphee.exchange.cda.nodes import Node, attribute, child, children, name, named, select, words, xpath_of
from orphee.exchange.cda.problems import refusal
from orphee.exchange.cda.vocabulary import INS_SYSTEMS
from orphee.foundation.partial_date import PartialDate
from orphee.identity.rules.ins import InsSystem, is_well_formed
from orphee.record.rules.submission import Address, LocalId, PersonAsGiven, RelationAsGiven, Telecom


def person_of(role: Node, marks: Marks, *, today: dt.date) -> PersonAsGiven:
    """The person of `recordTarget/patientRole`, without the relations. Raises `Refused` for an unsafe identity."""
    ins, ins_system = _ins(role, marks)
    local_ids = _local_ids(role, marks)
    if not ins and not local_ids:
        raise refusal("no_person_identifier", xpath_of(role))
    patient = child(role, "patient")
    name_ = child(patient, "name")
    given_names = part(name_, "given", "", marks)
    place = child(patient, "birthplace", "place", "addr")
    sex, order = child(patient, "administrativeGenderCode"), _extension(patient, "multipleBirthOrderNumber")
    multiple = _extension(patient, "multipleBirthInd")
    marks.read_code(sex)
    for node, value in ((multiple, values.flag(multiple)), (order, whole_number(order))):
        if value is not None:
            marks.read(node, "value")
    return PersonAsGiven(
        local_ids=local_ids,
        ins=ins,
        ins_system=ins_system,
        foetus_local_id=_foetus_id(role, local_ids),
        birth_name=part(name_, "family", "BR", marks) or part(name_, "family", "", marks),
        birth_given_names=given_names,
        # One given name alone is the first; of several, nobody can tell where a compound first name ends.
        first_given_name=part(name_, "given", "BR", marks) or ("" if " " in given_names else given_names),
        used_name=part(name_, "family", "CL", marks),
        used_given_name=part(name_, "given", "CL", marks),
        sex=attribute(sex, "code") or "UN",
        birth_date=_birth_date(patient, marks, today),
        multiple_birth=values.flag(multiple),
        birth_order=whole_number(order),
        birth_place_code=_said(child(place, "county"), marks),
        birth_place_city=_said(child(place, "city"), marks),
        birth_country=country_of(place, marks),
        address=address_of(child(role, "addr"), marks),
        telecoms=telecoms_of(role, marks),
    )


def names_of(role: Node) -> frozenset[str]:
    """The words of the person's names, for telling whether another's name repeats them."""
    said = (words(part_) for part_ in children(role, "patient", "name", "family"))
    given = (words(part_) for part_ in children(role, "patient", "name", "given"))
    return frozenset((*said, *given))


def guardians_and_informants(document: Node, role: Node, marks: Marks) -> Iterator[RelationAsGiven]:
    """The representatives of the person, and those who informed."""
    for guardian in children(role, "patient", "guardian"):
        yield _relation("guardian", guardian, child(guardian, "guardianPerson", "name"), marks)
    for entity in children(document, "informant", "relatedEntity"):
        yield _relation("informant", entity, child(entity, "relatedPerson", "name"), marks)


def with_relations(person: PersonAsGiven, relations: list[RelationAsGiven]) -> PersonAsGiven:
    """The person with everyone named, each once."""
    return replace(person, relations=tuple(dict.fromkeys(relations)))


# The parts of a name, by their element and qualifier: of the birth certificate (BR), used (CL), or nobody says which.
NAMES = {
    "birth_name": ("family", "BR"),
    "family_name": ("family", ""),
    "used_name": ("family", "CL"),
    "given_names": ("given", ""),
    "first_given_name": ("given", "BR"),
    "used_given_name": ("given", "CL"),
}


class Names(TypedDict):
    """The traits of `NAMES`."""

    birth_name: str
    family_name: str
    used_name: str
    given_names: str
    first_given_name: str
    used_given_name: str


def names_in(name_: Node | None, marks: Marks) -> Names:
    """Every part of the name of someone beside the person, under the trait it belongs to."""
    return cast("Names", {trait: part(name_, tag, kind, marks) for trait, (tag, kind) in NAMES.items()})


def part(name_: Node | None, tag: str, qualifier: str, marks: Marks) -> str:
    """The parts of a name with a qualifier ("" for none), joined by a space."""
    if name_ is None:
        return ""
    found = [one for one in children(name_, tag) if attribute(one, "qualifier") == qualifier]
    for one in found:
        marks.read(one, WORDS, "qualifier")
    return " ".join(said for one in found if (said := words(one)))


def whole_number(node: Node | None) -> int | None:
    """An INT, or None."""
    value = values.number(attribute(node, "value"))
    return value if isinstance(value, int) else None


def address_of(addr: Node | None, marks: Marks) -> Address | None:
    """A postal address; the street parts make one line. None when there is none or it is null."""
    if addr is None or values.is_null(addr):
        return None
    marks.enter(addr)
    address = Address(
        line=" ".join(said for one in addr if name(one) in _STREETS and (said := _said(one, marks))),
        postal_code=_said(child(addr, "postalCode"), marks),
        commune_code=_said(child(addr, "county"), marks),
        city=_said(child(addr, "city"), marks),
        country=country_of(addr, marks),
    )
    return address if address != Address() else None


_STREETS = ("streetAddressLine", "houseNumber", "houseNumberNumeric", "streetName", "unitID", "additionalLocator")


def country_of(addr: Node | None, marks: Marks) -> str:
    """The ISO code, which the CI-SIS puts in `state`, or the country as written."""
    state, country = child(addr, "state"), child(addr, "country")
    read = _iso(_said(state, marks) or words(country))
    if read == _iso(words(country)):
        _said(country, marks)
    return read


def _iso(written: str) -> str:
    return "FR" if written.upper() in ("FRANCE", "FR") else written


def _said(node: Node | None, marks: Marks) -> str:
    """The words of an element, read."""
    marks.read(node, WORDS)
    return words(node)


def telecoms_of(node: Node, marks: Marks) -> tuple[Telecom, ...]:
    """Telephones and mail addresses."""
    found: list[Telecom] = []
    for one in children(node, "telecom"):
        if attribute(one, "value"):
            marks.read(one, "value", "use")
            found.append(Telecom(attribute(one, "value"), attribute(one, "use")))
    return tuple(found)


def _relation(role: str, node: Node, name_: Node | None, marks: Marks) -> RelationAsGiven:
    code = child(node, "code")
    marks.enter(node)
    marks.read_code(code)
    return RelationAsGiven(
        role=role,
        relationship=attribute(code, "code"),
        address=address_of(child(node, "addr"), marks),
        telecoms=telecoms_of(node, marks),
        **names_in(name_, marks),
    )


def mark_repeated(name_: Node | None, marks: Marks, known: Container[str]) -> None:
    """Parts of a name that only repeat what is known have found their place."""
    for one in (*children(name_, "family"), *children(name_, "given")) if name_ is not None else ():
        if words(one) in known:
            marks.read(one, WORDS, "qualifier")


def _ins(role: Node, marks: Marks) -> tuple[str, str]:
    found = [one for one in children(role, "id") if attribute(one, "root") in INS_SYSTEMS]
    if len({(attribute(one, "root"), attribute(one, "extension")) for one in found}) > 1:
        raise refusal("ins_repeated", xpath_of(found[1]))
    for one in found:
        value, system = attribute(one, "extension").replace(" ", ""), attribute(one, "root")
        if not is_well_formed(value, InsSystem.TEST):  # whose form alone counts
            raise refusal("ins_format", xpath_of(one))
        # A wrong key is intake's to answer; it recognises nobody by such a number, so there must be another one.
        if not is_well_formed(value, system) and not _local_ids(role, marks):
            raise refusal("ins_key", xpath_of(one))
    for one in found:
        marks.read_id(one)
        return attribute(one, "extension").replace(" ", ""), attribute(one, "root")
    return "", ""


def _local_ids(role: Node, marks: Marks) -> tuple[LocalId, ...]:
    found: list[LocalId] = []
    for one in children(role, "id"):
        local_id = LocalId(attribute(one, "root"), attribute(one, "extension"))
        if local_id.root not in INS_SYSTEMS and local_id.root and local_id.value:
            marks.read_id(one)
            found.append(local_id)
    return tuple(found)


def _foetus_id(role: Node, local_ids: tuple[LocalId, ...]) -> LocalId | None:
    """The foetus's identifier (PAT-ID3) has no mark: it is one that a subject of the document bears too."""
    if len(local_ids) < 2:
        return None
    subjects = {LocalId(attribute(one, "root"), attribute(one, "extension")) for one in select(role, _IDS_OF_SUBJECTS)}
    shared = [one for one in local_ids if one in subjects]
    return shared[0] if len(local_ids) > len(shared) > 0 else None


_IDS_OF_SUBJECTS = "/c:ClinicalDocument/c:component//c:relatedSubject[c:code/@code='CHILD']/c:subject/sdtc:id"


def _birth_date(patient: Node | None, marks: Marks, today: dt.date) -> str:
    node = child(patient, "birthTime")
    text = values.date_of(attribute(node, "value"))
    if not text or node is None:
        return ""
    marks.read_day(node)
    date = PartialDate.read(text)
    if date is None:
        raise refusal("birth_date_unreadable", xpath_of(node))
    if date.definitely_after(today):
        raise refusal("birth_in_future", xpath_of(node))
    return text


def _extension(patient: Node | None, tag: str) -> Node | None:
    return None if patient is None else named(patient, tag)
