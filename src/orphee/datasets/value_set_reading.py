"""Reading value sets: those of a definition, and those written where an item uses them."""

from __future__ import annotations

from orphee.datasets.definition import Code, Text, ValueSet
from orphee.datasets.node_reading import Place, Reader
from orphee.datasets.vocabulary import CODE_KEYS, VALUE_SET_KEYS
from orphee.datasets.yaml_tree import Node


def read_value_sets(reader: Reader, node: Node | None, place: Place) -> dict[str, ValueSet]:
    """The value sets of a definition, by key."""
    found: dict[str, ValueSet] = {}
    for key, child in reader.entries(node, place).items():
        found[key] = _value_set(reader, key, child, place.at(key))
    return found


def _value_set(reader: Reader, key: str, node: Node, place: Place) -> ValueSet:
    parts = reader.mapping(node, place, VALUE_SET_KEYS)
    system = reader.text(parts, "system", place)
    codes = _codes(reader, parts.get("codes"), place.at("codes"), system, node)
    return ValueSet(
        key=key,
        title=reader.label(parts, "title", place, at=node),
        codes=codes,
        oid=reader.text(parts, "oid", place),
        name=reader.text(parts, "name", place),
        revision=reader.text(parts, "revision", place),
        source=reader.text(parts, "source", place),
    )


def inline_value_set(reader: Reader, key: str, title: Text, node: Node, place: Place) -> ValueSet:
    """A value set written where it is used, as a list of codes."""
    return ValueSet(key=key, title=title, codes=_codes(reader, node, place, "", node))


def _codes(reader: Reader, node: Node | None, place: Place, system: str, at: Node) -> tuple[Code, ...]:
    nodes = reader.sequence(node, place, required=True, at=at)
    codes = tuple(_code(reader, child, Place(f"{place.path}[{i}]"), system) for i, child in enumerate(nodes))
    every = [name for code in codes for name in (code.code, *code.former)]
    reader.distinct(every, place, node, what="code")
    return codes


def _code(reader: Reader, node: Node, place: Place, system: str) -> Code:
    parts = reader.mapping(node, place, CODE_KEYS)
    return Code(
        code=reader.text(parts, "code", place, required=True, at=node),
        label=reader.label(parts, "label", place, at=node),
        system=reader.text(parts, "system", place) or system,
        official=reader.text(parts, "official", place),
        former=reader.texts(parts.get("former"), place.at("former")),
        retired=reader.flag(parts, "retired", place),
        becomes=reader.optional_label(parts, "becomes", place),
        score=reader.number(parts, "score", place),
        maps=reader.maps(parts.get("maps"), place.at("maps")),
    )
