"""Conditions written in YAML.

{item: status, is: "255545003"}            {item: status, in: [a, b]}
{item: disease, answered: true}            answered            (the item that bears the check)
{item: ended_on, not_before: {item: started_on}}
{item: diagnosed_on, not_before: {fact: birth_date, months: -10}}
{count: foetuses, at_most: {item: foetus_count}}
{record: vital_status.died_on, not_before: {item: performed_on}}
{all: [...]}  {any: [...]}  {not: ...}
"""

from __future__ import annotations

from orphee.datasets.conditions import (
    FACTS,
    OPERATORS,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Fact,
    ItemAnswer,
    Literal,
    Not,
    RecordAnswer,
    Subject,
)
from orphee.datasets.node_reading import Place, Reader
from orphee.datasets.yaml_tree import Node

MOST_PARTS = 200
_SUBJECTS = ("item", "count", "fact", "record")
_NEVER = AllOf(())


def read_condition(reader: Reader, node: Node, place: Place, *, item: str = "") -> Condition:
    """Read one condition; `item` is the one that bears the check, for the short form “answered”."""
    reader.remember(place, node)
    if node.scalar == "answered" and item:
        return Comparison(ItemAnswer((item,)), "answered", True)
    if node.entries is None:
        reader.fault(place, node, "a condition is written {item: …, operator: value}, all, any or not")
        return _NEVER
    if "not" in node.entries:
        reader.mapping(node, place, ("not",))
        return Not(read_condition(reader, node.entries["not"], place.at("not"), item=item))
    for word, kind in (("all", AllOf), ("any", AnyOf)):
        if word in node.entries:
            reader.mapping(node, place, (word,))
            return kind(_parts(reader, node.entries[word], place.at(word), item))
    return _comparison(reader, node, place)


def _parts(reader: Reader, node: Node, place: Place, item: str) -> tuple[Condition, ...]:
    nodes = reader.sequence(node, place, required=True)
    if len(nodes) > MOST_PARTS:
        reader.fault(place, node, f"{len(nodes)} conditions; at most {MOST_PARTS}")
        return ()
    return tuple(read_condition(reader, child, place.at(f"[{i}]"), item=item) for i, child in enumerate(nodes))


def _comparison(reader: Reader, node: Node, place: Place) -> Condition:
    parts = node.entries or {}
    subject = _subject(reader, node, place, others=OPERATORS)
    operators = [word for word in parts if word in OPERATORS]
    if subject is None or len(operators) != 1:
        if len(operators) != 1:
            reader.fault(place, node, f"one operator is needed: {', '.join(OPERATORS)}")
        return _NEVER
    operator = operators[0]
    return Comparison(subject, operator, _operand(reader, parts[operator], place.at(operator), operator))


def _subject(reader: Reader, node: Node, place: Place, *, others: tuple[str, ...]) -> Subject | None:
    parts = reader.mapping(node, place, (*_SUBJECTS, *others))
    named = [word for word in _SUBJECTS if word in parts]
    if len(named) != 1:
        reader.fault(place, node, f"say what is compared, once: {', '.join(_SUBJECTS)}")
        return None
    months = reader.number(parts, "months", place) if "months" in others else None
    shift = int(months or 0)
    name = reader.text(parts, named[0], place, required=True)
    if named[0] == "fact":
        if name not in FACTS:
            reader.fault(place, node, f"unknown fact “{name[:40]}”; known: {', '.join(FACTS)}")
            return None
        return Fact(name, shift)
    path = tuple(name.split("."))
    if named[0] == "record":
        if len(path) < 2:
            reader.fault(place, node, "write record: instrument.item")
            return None
        return RecordAnswer(path[0], path[1:], shift)
    return ItemAnswer(path, counted=named[0] == "count", months=shift)


def _operand(reader: Reader, node: Node, place: Place, operator: str) -> Subject | Literal | tuple[Literal, ...]:
    if node.entries is not None:
        return _subject(reader, node, place, others=("months",)) or ""
    if operator in ("in", "not_in"):
        values = tuple(child.scalar for child in reader.sequence(node, place, required=True))
        if any(value is None for value in values):
            reader.fault(place, node, "the list holds words and numbers only")
        return tuple(value for value in values if value is not None)
    if operator == "answered" and not isinstance(node.scalar, bool):
        reader.fault(place, node, "write answered: true or answered: false")
    if node.scalar is None:
        reader.fault(place, node, "a value is missing")
        return ""
    return node.scalar
