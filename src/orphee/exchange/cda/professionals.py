"""Professionals and organisations: who they are is read, the rest belongs to the directories that know them."""

from __future__ import annotations

from collections.abc import Mapping

from orphee.exchange.cda.marks import Marks
from orphee.exchange.cda.nodes import Node, attribute, child, children, words
from orphee.exchange.cda.vocabulary import FINESS, RPPS
from orphee.record.rules.submission import Payload

_PROFESSIONAL_PERSONS = ("assignedPerson", "associatedPerson")


def professional(entity: Node | None, person: str = "assignedPerson") -> dict[str, object]:
    """RPPS and name of a professional; empty when neither is given.

    `name_parts` says where the family name begins, when the name alone would be cut elsewhere.
    """
    found: dict[str, object] = {}
    if entity is None:
        return found
    number = _number(entity)
    if number is not None:
        found["rpps"] = bare_rpps(attribute(number, "extension"))
    name = child(entity, person, "name")
    given, family = (" ".join(map(words, _parts(name, tag))) for tag in _PARTS)
    spoken = f"{given} {family}".strip()
    if spoken:
        found["name"] = spoken
    if split_name(spoken) != (given, family):
        found["name_parts"] = {"given": given, "family": family}
    return found


def name_parts(known: Payload) -> tuple[str, str]:
    """Given and family name: as received, unless the name was changed since; else where capitals say."""
    name, kept = str(known.get("name") or ""), known.get("name_parts")
    if isinstance(kept, Mapping):
        given, family = str(kept.get("given") or ""), str(kept.get("family") or "")
        if f"{given} {family}".strip() == name:
            return given, family
    return split_name(name)


def split_name(spoken: str) -> tuple[str, str]:
    """A name in one piece: the words in capitals at its end are the family name; without any, the last word."""
    parts = spoken.split()
    start = len(parts)
    while start and parts[start - 1].isupper():
        start -= 1
    if start in (0, len(parts)):
        start = max(0, len(parts) - 1)
    return " ".join(parts[:start]), " ".join(parts[start:])


def organisation(node: Node | None) -> dict[str, object]:
    """FINESS and name of an organisation."""
    found: dict[str, object] = {}
    if node is None:
        return found
    for one in children(node, "id"):
        if attribute(one, "root") == FINESS and attribute(one, "extension"):
            found["finess"] = bare_finess(attribute(one, "extension"))
    if words(child(node, "name")):
        found["name"] = words(child(node, "name"))
    return found


def _number(entity: Node) -> Node | None:
    """The identifier to keep of several of one root: the RPPS, which begins with its type, before an ADELI."""
    given = [one for one in children(entity, "id") if attribute(one, "root") == RPPS and attribute(one, "extension")]
    return next((one for one in given if _is_rpps(attribute(one, "extension"))), given[0] if given else None)


def _is_rpps(extension: str) -> bool:
    return len(extension) == 12 and extension.startswith("8")


_PARTS = ("given", "family")


def _parts(name: Node | None, tag: str) -> list[Node]:
    """The parts of a name under one qualifier: the name as such, or used, or of birth. The others are left over."""
    found = [one for one in children(name, tag) if words(one)] if name is not None else []
    if len(found) < 2:
        return found
    kinds = [[one for one in found if attribute(one, "qualifier") == kind] for kind in ("", "CL", "BR")]
    return next((some for some in kinds if some), [])


def bare_rpps(extension: str) -> str:
    """Documents write the RPPS with its type before it: 8 and eleven figures."""
    return extension[1:] if _is_rpps(extension) else extension


def bare_finess(extension: str) -> str:
    """Documents write the FINESS with its type before it: 1 and nine characters."""
    return extension[1:] if len(extension) == 10 and extension.startswith("1") else extension


def mark_professional(marks: Marks, entity: Node | None) -> None:
    """What `professional` reads, and what is left to the directories. A second identifier or name stays unread."""
    if entity is None:
        return
    marks.enter(entity)
    marks.read_id(_number(entity))
    for person in _PROFESSIONAL_PERSONS:
        name = child(entity, person, "name")
        for one in (*_parts(name, "given"), *_parts(name, "family")):
            marks.read_text(one)
    leave_to_directories(marks, entity)


def mark_organisation(marks: Marks, node: Node | None) -> None:
    """What `organisation` reads."""
    if node is None:
        return
    marks.enter(node)
    for one in children(node, "id"):
        if attribute(one, "root") == FINESS:
            marks.read_id(one)
    marks.read_text(child(node, "name"))


def leave_to_directories(marks: Marks, entity: Node | None) -> None:
    """The address of a professional, a site or an establishment that a directory knows by its number, and the
    establishment of a professional when it has one, stay in the document.
    """
    if entity is not None:
        marks.of_directories.add(entity)
