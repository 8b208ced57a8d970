"""Computations written in YAML (see `computations`). A word that is no operation is a fault, not an attempt."""

from __future__ import annotations

from orphee.datasets.computations import (
    DEEPEST_COMPUTATION,
    MOST_DECIMALS,
    MOST_OPERANDS,
    OPERATIONS,
    PAIRS,
    PRORATED,
    Branch,
    Calculation,
    Case,
    Computation,
    Operand,
    Value,
)
from orphee.datasets.condition_reading import read_condition
from orphee.datasets.conditions import FACTS, AllOf, Fact, ItemAnswer
from orphee.datasets.node_reading import Place, Reader
from orphee.datasets.vocabulary import CASE_KEYS
from orphee.datasets.yaml_tree import Node

SHOW = ", ".join((*OPERATIONS, "case"))
_NOTHING = Calculation("first", ())


def read_computation(reader: Reader, node: Node, place: Place) -> Computation:
    """Read what an item computes."""
    reader.remember(place, node)
    if node.entries is not None and "case" in node.entries:
        return _case(reader, node, place)
    return _calculation(reader, node, place, depth=1)


def _calculation(reader: Reader, node: Node, place: Place, *, depth: int) -> Calculation:
    parts = reader.entries(node, place)
    named = [word for word in parts if word in OPERATIONS]
    if len(named) != 1:
        reader.fault(place, node, f"one operation is needed: {SHOW}")
        return _NOTHING
    if depth > DEEPEST_COMPUTATION:
        reader.fault(place, node, f"computations are nested more than {DEEPEST_COMPUTATION} deep")
        return _NOTHING
    operation = named[0]
    known = (operation, "round", "at_least") if operation in PRORATED else (operation, "round")
    reader.mapping(node, place, known)
    operands = _operands(reader, parts[operation], place.at(operation), operation, depth)
    return Calculation(operation, operands, _at_least(reader, node, place), _decimals(reader, node, place))


def _operands(reader: Reader, node: Node, place: Place, operation: str, depth: int) -> tuple[Operand, ...]:
    nodes = [node] if node.items is None else node.items
    if len(nodes) > MOST_OPERANDS:
        reader.fault(place, node, f"{len(nodes)} operands; at most {MOST_OPERANDS}")
        return ()
    if not nodes:
        reader.fault(place, node, "the list is empty")
    if operation in PAIRS and len(nodes) != 2:
        reader.fault(place, node, f"{operation} takes two operands, not {len(nodes)}")
    found = (_operand(reader, one, place.at(f"[{i}]"), operation, depth) for i, one in enumerate(nodes))
    return tuple(one for one in found if one is not None)


def _operand(reader: Reader, node: Node, place: Place, operation: str, depth: int) -> Operand | None:
    if isinstance(node.scalar, str) and node.scalar:
        return ItemAnswer(tuple(node.scalar.split(".")))
    if isinstance(node.scalar, int | float) and not isinstance(node.scalar, bool):
        return node.scalar
    if node.entries is None:
        reader.fault(place, node, "an operand is an item, a number, {fact: …} or an operation")
        return None
    if node.entries.keys() & {"item", "fact"}:
        return _subject(reader, node, place, operation)
    return _calculation(reader, node, place, depth=depth + 1)


def _subject(reader: Reader, node: Node, place: Place, operation: str) -> ItemAnswer | Fact | None:
    parts = reader.mapping(node, place, ("item", "fact"))
    if len(parts) != 1:
        reader.fault(place, node, "write item or fact, not both")
    if "item" in parts:
        return ItemAnswer(tuple(reader.text(parts, "item", place, required=True).split(".")))
    name = reader.text(parts, "fact", place, required=True)
    if name not in FACTS:
        reader.fault(place, node, f"unknown fact “{name[:40]}”; known: {', '.join(FACTS)}")
        return None
    if name == "birth_date" and operation != "months_between":
        reader.fault(place, node, "the birth date is kept with the identity: only months_between may use it")
        return None
    return Fact(name)


def _case(reader: Reader, node: Node, place: Place) -> Case:
    parts = reader.mapping(node, place, ("case", "else", "round"))
    nodes = reader.sequence(parts["case"], place.at("case"), required=True, at=node)
    if len(nodes) > MOST_OPERANDS:
        reader.fault(place, node, f"{len(nodes)} cases; at most {MOST_OPERANDS}")
        nodes = []
    branches = tuple(_branch(reader, one, place.at(f"case[{index}]")) for index, one in enumerate(nodes))
    otherwise = _value(reader, parts["else"], place.at("else")) if "else" in parts else None
    return Case(branches, otherwise, _decimals(reader, node, place))


def _branch(reader: Reader, node: Node, place: Place) -> Branch:
    parts = reader.mapping(node, place, CASE_KEYS)
    for word in CASE_KEYS:
        if word not in parts:
            reader.fault(place, node, f"“{word}” is missing")
    condition = read_condition(reader, parts["if"], place.at("if")) if "if" in parts else AllOf(())
    value = _value(reader, parts["then"], place.at("then")) if "then" in parts else None
    return Branch(condition, value if value is not None else "")


def _value(reader: Reader, node: Node, place: Place) -> Value | None:
    if node.entries is None:
        if node.scalar is None:
            reader.fault(place, node, "a value is missing")
        return node.scalar
    if node.entries.keys() & {"item", "fact"}:
        return _subject(reader, node, place, "case")
    return _calculation(reader, node, place, depth=2)


def _decimals(reader: Reader, node: Node, place: Place) -> int | None:
    return _whole(reader, node, place, "round", 0, MOST_DECIMALS)


def _at_least(reader: Reader, node: Node, place: Place) -> int | None:
    return _whole(reader, node, place, "at_least", 1, MOST_OPERANDS)


def _whole(reader: Reader, node: Node, place: Place, key: str, low: int, high: int) -> int | None:
    number = reader.number(node.entries or {}, key, place)
    if number is None:
        return None
    if not isinstance(number, int) or not low <= number <= high:
        reader.fault(place.at(key), node, f"write a whole number between {low} and {high}")
        return None
    return number
