"""Reading items: their type and what goes with it, checks, conditions, computations, prefill."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from orphee.datasets.computation_reading import read_computation
from orphee.datasets.condition_reading import read_condition
from orphee.datasets.definition import (
    NO_RECODING,
    Asked,
    Check,
    Confidential,
    Item,
    ItemType,
    Prefill,
    Severity,
    TerminologyBinding,
    Text,
    ValueSet,
)
from orphee.datasets.formats import FORMATS
from orphee.datasets.node_reading import Place, Reader
from orphee.datasets.value_set_reading import inline_value_set
from orphee.datasets.vocabulary import CHECK_KEYS, ITEM_KEYS, PRECISIONS, PREFILL_KEYS, SYSTEMS, TERMINOLOGY_KEYS
from orphee.datasets.yaml_tree import Node

MOST_ITEMS = 5_000  # the largest specialty dossiers have about 600
GREATEST_GROUP_DEPTH = 4
_COMPUTED = tuple(
    kind
    for kind in ItemType
    if kind not in (ItemType.GROUP, ItemType.MARKDOWN, ItemType.ATTACHMENT, ItemType.REFERENCE, ItemType.KEPT)
)
# What goes with which types, and whether these need it.
_GO_WITH: tuple[tuple[str, tuple[ItemType, ...], bool], ...] = (
    ("terminology", (ItemType.CODE,), False),
    ("values", (ItemType.CODE, ItemType.AGE), False),
    ("items", (ItemType.GROUP,), False),
    ("units", (ItemType.QUANTITY,), True),
    ("target", (ItemType.REFERENCE,), True),
    ("text", (ItemType.MARKDOWN,), True),
    ("compute", _COMPUTED, False),
)


def read_items(
    reader: Reader, node: Node | None, place: Place, sets: dict[str, ValueSet], *, depth: int, at: Node
) -> tuple[Item, ...]:
    """The items of an instrument or of a group, all those that can be read."""
    if depth > GREATEST_GROUP_DEPTH:
        reader.fault(place, node, f"groups are nested more than {GREATEST_GROUP_DEPTH} deep")
        return ()
    nodes = reader.sequence(node, place.at("items"), required=True, at=at)
    left = MOST_ITEMS - reader.items
    reader.items += len(nodes)
    if len(nodes) > left:
        message = f"{reader.items} items; at most {MOST_ITEMS}: split the data set"
        reader.fault(Place("instruments"), nodes[max(left, 0)], message)
        return ()
    items = tuple(_item(reader, child, place, index, sets, depth) for index, child in enumerate(nodes))
    reader.distinct((item.key for item in items), place.at("items"), node)
    return items


def _item(reader: Reader, node: Node, above: Place, index: int, sets: dict[str, ValueSet], depth: int) -> Item:
    parts = reader.mapping(node, above.at(f"items[{index}]"), ITEM_KEYS)
    key = reader.key(parts, "key", above.at(f"items[{index}]"), at=node)
    place = above.at(key)
    reader.remember(place, node)
    kind, repeats = _type(reader, parts, place, node)
    label = reader.label(parts, "label", place, at=node)
    has_items = kind is ItemType.GROUP or "items" in parts
    item = Item(
        key=key,
        type=kind,
        label=label,
        asked=reader.choice(parts, "asked", place, Asked, Asked.OPTIONAL),
        repeats=repeats,
        unit=reader.text(parts, "unit", place),
        value_set=_values(reader, parts.get("values"), place, sets, label),
        terminology=_terminology(reader, parts.get("terminology"), place),
        minimum=reader.number(parts, "min", place),
        maximum=reader.number(parts, "max", place),
        format=reader.text(parts, "format", place),
        may_be_future=reader.flag(parts, "future", place),
        legacy=reader.flag(parts, "legacy", place),
        confidential=reader.choice(parts, "confidential", place, Confidential, Confidential.NONE),
        help=reader.optional_label(parts, "help", place),
        source=reader.text(parts, "source", place),
        when=read_condition(reader, parts["when"], place.at("when")) if "when" in parts else None,
        checks=read_checks(reader, parts.get("check"), place, key),
        prefill=_prefills(reader, parts.get("prefill"), place.at("prefill")),
        maps=reader.maps(parts.get("maps"), place.at("maps")),
        items=read_items(reader, parts.get("items"), place, sets, depth=depth + 1, at=node) if has_items else (),
        section=reader.text(parts, "section", place),
        units=reader.texts(parts.get("units"), place.at("units")),
        target=_target(reader, parts, place),
        text=reader.optional_label(parts, "text", place),
        compute=read_computation(reader, parts["compute"], place.at("compute")) if "compute" in parts else None,
    )
    _check_type(reader, item, node, place)
    if depth > 1 and item.section:
        reader.fault(place.at("section"), parts["section"], "only items of the first level name a section")
    return item


def _type(reader: Reader, parts: Mapping[str, Node], place: Place, node: Node) -> tuple[ItemType, bool]:
    """The type and whether it repeats; `codes` is a code that repeats."""
    repeats = reader.flag(parts, "repeats", place)
    if "type" in parts and parts["type"].scalar == "codes":
        return ItemType.CODE, True
    return reader.choice(parts, "type", place, ItemType, None, at=node) or ItemType.TEXT, repeats


def _check_type(reader: Reader, item: Item, node: Node, place: Place) -> None:
    named = "values" in (node.entries or {})
    if item.type is ItemType.CODE and not (named or item.terminology):
        reader.fault(place, node, "a code needs “values” (a value set) or “terminology”")
    for word, types, needed in _GO_WITH:
        present = word in (node.entries or {})
        if present and item.type not in types:
            reader.fault(place, node, f"only an item of type {' or '.join(types)} has “{word}”")
        elif needed and not present and item.type in types:
            reader.fault(place, node, f"an item of type {item.type} needs “{word}”")
    if item.format and item.format not in FORMATS:
        reader.fault(place, node, f"unknown format “{item.format[:40]}”; known: {', '.join(sorted(FORMATS))}")
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        reader.fault(place, node, "“min” is greater than “max”")
    for unit in item.units:
        if not FORMATS["ucum"][0](unit):
            reader.fault(place.at("units"), node, f"“{unit[:40]}” is no UCUM unit")
    if item.type is ItemType.MARKDOWN and (item.asked is not Asked.OPTIONAL or item.repeats or item.prefill):
        reader.fault(place, node, "a text that is shown is not asked: no “asked”, “repeats” or “prefill”")
    if item.compute is not None and item.repeats:
        reader.fault(place, node, "a computed item has one answer: no “repeats”")


def _values(reader: Reader, node: Node | None, place: Place, sets: dict[str, ValueSet], label: Text) -> ValueSet | None:
    """The value set an item names; a list of codes makes one, named after the item."""
    if node is None:
        return None
    here = place.at("values")
    if node.items is not None:
        key = place.path.removeprefix("instruments.").replace(".", "-")
        if key in sets:
            reader.fault(here, node, f"the value set “{key[:60]}” exists already: name it instead")
        return sets.setdefault(key, inline_value_set(reader, key, label, node, here))
    if not isinstance(node.scalar, str) or node.scalar not in sets:
        reader.fault(here, node, f"the value set “{str(node.scalar)[:60]}” does not exist")
        return None
    return sets[node.scalar]


def _terminology(reader: Reader, node: Node | None, place: Place) -> TerminologyBinding | None:
    if node is None:
        return None
    place = place.at("terminology")
    parts = reader.mapping(node, place, TERMINOLOGY_KEYS)
    systems = reader.texts(parts.get("system"), place.at("system"))
    if not systems:
        reader.fault(place, node, "name the terminology: “system”")
    for system in systems:
        if system not in SYSTEMS:
            reader.fault(place.at("system"), node, f"“{system[:40]}” is not one of: {', '.join(SYSTEMS)}")
    return TerminologyBinding(
        systems=systems,
        levels=reader.texts(parts.get("levels"), place.at("levels")),
        under=reader.texts(parts.get("under"), place.at("under")),
        status=reader.text(parts, "status", place) or "active",
    )


def _target(reader: Reader, parts: Mapping[str, Node], place: Place) -> tuple[str, str] | None:
    if "target" not in parts:
        return None
    dataset, point, instrument = reader.text(parts, "target", place, required=True).partition(".")
    if not point or not dataset or not instrument or "." in instrument:
        reader.fault(place.at("target"), parts["target"], "write target as dataset.instrument")
        return None
    return dataset, instrument


def _prefills(reader: Reader, node: Node | None, place: Place) -> tuple[Prefill, ...]:
    if node is None:
        return ()
    nodes = [node] if node.items is None else node.items
    return tuple(_prefill(reader, one, place) for one in nodes)


def _prefill(reader: Reader, node: Node, place: Place) -> Prefill:
    if node.entries is None:
        return Prefill("".join(reader.texts(node, place)))
    parts = reader.mapping(node, place, PREFILL_KEYS)
    precision = reader.text(parts, "precision", place)
    if precision and precision not in PRECISIONS:
        reader.fault(place.at("precision"), parts["precision"], f"write one of: {', '.join(PRECISIONS)}")
    recode: Mapping[str, str] = NO_RECODING
    if "recode" in parts:
        children = reader.entries(parts["recode"], place.at("recode"))
        recode = MappingProxyType({old: reader.text(children, old, place.at("recode")) for old in children})
    return Prefill(reader.text(parts, "from", place, required=True, at=node), recode, precision)


def read_checks(reader: Reader, node: Node | None, place: Place, key: str) -> tuple[Check, ...]:
    """The checks of an item or of an instrument; `key` is the item's, for the short form “answered”."""
    place = place.at("check")
    return tuple(
        _check(reader, child, place.at(f"[{index}]"), key) for index, child in enumerate(reader.sequence(node, place))
    )


def _check(reader: Reader, node: Node, place: Place, key: str) -> Check:
    parts = reader.mapping(node, place, CHECK_KEYS)
    code = reader.text(parts, "code", place, required=True, at=node)
    reader.remember(Place(place.path.rpartition("[")[0]).at(code), node)
    must = parts.get("must")
    if must is None:
        reader.fault(place, node, "a check says what “must” hold")
    return Check(
        code=code,
        must=read_condition(reader, must or node, place.at("must"), item=key),
        say=reader.label(parts, "say", place, at=node),
        applies=read_condition(reader, parts["if"], place.at("if"), item=key) if "if" in parts else None,
        severity=reader.choice(parts, "severity", place, Severity, Severity.ERROR),
        source=reader.text(parts, "source", place),
    )
