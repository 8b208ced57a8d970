"""Foetuses and newborns named as the subject of a statement, each known by its local identifier.

The volet names a foetus by its mother's names and its own given name (qualifier CL), and a newborn by its own birth
certificate: a child that is born is never read or written under its mother's names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from orphee.datasets.sdm_mr_codes import BORN
from orphee.exchange.cda import values
from orphee.exchange.cda.gathering import Gathering
from orphee.exchange.cda.nodes import Node, attribute, child, children, named, words
from orphee.exchange.cda.people import NAMES, mark_repeated, names_in, part, whole_number
from orphee.record.rules.submission import LocalId, RelationAsGiven

_TRAITS = ("relationship", "sex", "birth_date", *NAMES)


@dataclass(frozen=True, slots=True)
class Subject:
    """A child as one statement names it, and whether that statement knows it as born."""

    at: Node
    relation: RelationAsGiven
    is_born: bool


def subject_group(gathering: Gathering, subject: Node) -> dict[str, object]:
    """What an entry keeps of a foetus: identifier, sex, multiple birth and order. Never a name."""
    known = child(subject, "relatedSubject", "subject")
    if known is None:
        return {}
    multiple, order = named(known, "multipleBirthInd"), named(known, "multipleBirthOrderNumber")
    group: dict[str, object | None] = {
        "local_id": values.identifier(named(known, "id")),
        "sex": attribute(child(known, "administrativeGenderCode"), "code"),
        "multiple_birth": values.flag(multiple),
        "birth_order": whole_number(order),
    }
    for node, value in ((multiple, group["multiple_birth"]), (order, group["birth_order"])):
        if value is not None:
            gathering.marks.read(node, "value")
    return {key: value for key, value in group.items() if value not in ("", None)}


def meet_subject(gathering: Gathering, subject: Node, *, outcome: str = "") -> None:
    """The child among the people of the document, with the names the entry must not hold."""
    related = child(subject, "relatedSubject")
    if related is None:
        return
    known = child(related, "subject")
    is_born = outcome == BORN or bool(attribute(child(known, "birthTime"), "value"))
    met = Subject(related, _relation(gathering, related, known, is_born=is_born), is_born)
    if any(_disagree(one, met) for one in gathering.subjects):
        gathering.note(related, "repeated")
    gathering.subjects.append(met)


def settled(gathering: Gathering) -> list[RelationAsGiven]:
    """Every child once by its identifier; what is on a birth certificate takes the place of a foetus's names."""
    kept: dict[object, Subject] = {}
    for one in gathering.subjects:
        key = one.relation.local_ids or one.relation
        before = kept.get(key)
        kept[key] = _fuller(before, one) if before else one
    for one in gathering.subjects:
        child_ = kept.get(one.relation.local_ids)
        if child_ and child_.is_born and not one.is_born and not _is_repeated(one.relation, child_.relation):
            gathering.note(one.at, "named_before_birth")
    return [one.relation for one in kept.values()]


def _relation(gathering: Gathering, related: Node, known: Node | None, *, is_born: bool) -> RelationAsGiven:
    marks, name_ = gathering.marks, child(known, "name")
    identifier = named(known, "id") if known is not None else None
    code, sex = child(related, "code"), child(known, "administrativeGenderCode")
    birth_time = child(known, "birthTime")
    marks.enter(related, known)
    marks.read_id(identifier)
    marks.read_code(code)
    marks.read_code(sex)
    marks.read_day(birth_time)
    relation = RelationAsGiven(
        role="foetus",
        relationship=attribute(code, "code"),
        local_ids=(LocalId(attribute(identifier, "root"), attribute(identifier, "extension")),)
        if identifier is not None
        else (),
        sex=attribute(sex, "code"),
        birth_date=values.date_of(attribute(birth_time, "value")),
    )
    if is_born and not _bears_names_of(name_, gathering.own_names):
        return replace(relation, **names_in(name_, marks))
    relation = replace(
        relation,
        family_name=part(name_, "family", "BR", marks) or part(name_, "family", "", marks),
        given_names=part(name_, "given", "CL", marks) or part(name_, "given", "", marks),
    )
    mark_repeated(name_, marks, gathering.own_names | {relation.family_name, relation.given_names})
    return relation


def _bears_names_of(name_: Node | None, mothers: frozenset[str]) -> bool:
    """Whether a newborn is still named the way of a foetus: first given name and family names of the mother."""
    if name_ is None:
        return False
    families = [words(one) for one in children(name_, "family")]
    given = {attribute(one, "qualifier"): words(one) for one in children(name_, "given")}
    return given.keys() == {"BR", "CL"} and given["BR"] in mothers and set(families) <= mothers


def _disagree(one: Subject, other: Subject) -> bool:
    """Whether two descriptions of the same child say different things: only the first is kept."""
    if not one.relation.local_ids or one.relation.local_ids != other.relation.local_ids:
        return False
    traits = _TRAITS if one.is_born == other.is_born else ("relationship", "sex")
    return any(_differ(getattr(one.relation, trait), getattr(other.relation, trait)) for trait in traits)


def _differ(before: str, after: str) -> bool:
    return bool(before and after and before != after)


def _fuller(one: Subject, other: Subject) -> Subject:
    """The first description, completed by the other; the names of a child that is born are its own alone."""
    first, second = (one, other) if one.is_born or not other.is_born else (other, one)
    traits: Iterable[str] = _TRAITS if first.is_born == second.is_born else ("relationship", "sex")
    said = {trait: getattr(first.relation, trait) or getattr(second.relation, trait) for trait in traits}
    return replace(first, relation=replace(first.relation, **said))


def _is_repeated(foetus: RelationAsGiven, born: RelationAsGiven) -> bool:
    """Whether the given name of a foetus is one that the child bears."""
    given = (born.given_names, born.first_given_name, born.used_given_name)
    return not foetus.given_names or foetus.given_names in {*given, *" ".join(given).split()}
