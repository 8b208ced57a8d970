"""Professionals and organisations: who they are is read, the rest belongs to the directories that know them."""

from __future__ import annotations

from orphee.exchange.cda.marks import Marks
from orphee.exchange.cda.nodes import Node, attribute, child, children, words
from orphee.exchange.cda.vocabulary import FINESS, RPPS

_PROFESSIONAL_PERSONS = ("assignedPerson", "associatedPerson")


def professional(entity: Node | None, person: str = "assignedPerson") -> dict[str, object]:
    """RPPS and name of a professional; empty when neither is given."""
    found: dict[str, object] = {}
    if entity is None:
        return found
    for one in children(entity, "id"):
        if attribute(one, "root") == RPPS and attribute(one, "extension"):
            found["rpps"] = bare_rpps(attribute(one, "extension"))
    spoken = person_name(child(entity, person, "name"))
    if spoken:
        found["name"] = spoken
    return found


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


def person_name(node: Node | None) -> str:
    """Given name then family name, for professionals only."""
    if node is None:
        return ""
    given = [words(one) for one in children(node, "given")]
    family = [words(one) for one in children(node, "family")]
    return " ".join(part for part in (*given, *family) if part)


def bare_rpps(extension: str) -> str:
    """Documents write the RPPS with its type before it: 8 and eleven figures."""
    return extension[1:] if len(extension) == 12 and extension.startswith("8") else extension


def bare_finess(extension: str) -> str:
    """Documents write the FINESS with its type before it: 1 and nine characters."""
    return extension[1:] if len(extension) == 10 and extension.startswith("1") else extension


def mark_professional(marks: Marks, entity: Node | None) -> None:
    """What `professional` reads, and what is left to the directories. Identifiers other than the RPPS stay unread."""
    if entity is None:
        return
    marks.enter(entity)
    for one in children(entity, "id"):
        if attribute(one, "root") == RPPS:
            marks.read_id(one)
    marks.read_code(child(entity, "code"))
    for person in _PROFESSIONAL_PERSONS:
        for tag in ("given", "family"):
            for one in children(entity, person, "name", tag):
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
    """Addresses and organisations around a professional or a site stay in the document."""
    if entity is not None:
        marks.of_directories.add(entity)
