"""YAML to `Dataset`. Every fault is listed with its path and line; nothing is guessed, nothing evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from orphee.datasets.condition_reading import read_condition
from orphee.datasets.definition import (
    Asked,
    Check,
    Code,
    Confidential,
    Dataset,
    Instrument,
    Item,
    ItemType,
    Severity,
    StoredIn,
    TerminologyBinding,
    ValueSet,
    walk_items,
)
from orphee.datasets.formats import FORMATS
from orphee.datasets.node_reading import Place, Reader
from orphee.datasets.reference_checks import check_references
from orphee.datasets.yaml_tree import MOST_FAULTS, Fault, Node, UnableToReadDefinition, tree

MOST_ITEMS = 5_000  # the largest specialty dossiers have about 600
MOST_CODES = 20_000  # beyond that, a list belongs in the terminology
GREATEST_GROUP_DEPTH = 4

DATASET_KEYS = ("key", "version", "title", "source", "description", "status", "instruments", "value_sets")
INSTRUMENT_KEYS = (
    "key", "title", "subject", "repeats", "stored_in", "asked", "items", "check", "help", "source", "maps", "legacy",
)  # fmt: skip
ITEM_KEYS = (
    "key", "label", "type", "asked", "repeats", "unit", "values", "terminology", "min", "max", "format", "future",
    "legacy", "confidential", "help", "source", "when", "check", "prefill", "maps", "items",
)  # fmt: skip
VALUE_SET_KEYS = ("title", "oid", "name", "revision", "source", "system", "codes")
CODE_KEYS = ("code", "label", "system", "official", "former", "retired", "becomes", "maps")
CHECK_KEYS = ("code", "if", "must", "say", "severity", "source")


def read(text: str, *, value_sets: str = "", digest: str = "") -> Dataset:
    """Read a definition (and, when they stand apart, its value sets). Raises UnableToReadDefinition."""
    reader = Reader()
    root = reader.mapping(tree(text), Place(""), DATASET_KEYS)
    sets = _value_sets(reader, root.get("value_sets"), Place("value_sets"))
    if value_sets:
        apart = reader.mapping(tree(value_sets), Place(""), ("value_sets",))
        sets |= _value_sets(reader, apart.get("value_sets"), Place("value_sets"))
    key = reader.key(root, "key", Place(""))
    version = reader.text(root, "version", Place(""), required=True)
    instruments = tuple(
        _instrument(reader, node, Place(f"instruments[{index}]"), sets, key, version)
        for index, node in enumerate(reader.sequence(root.get("instruments"), Place("instruments")))
    )
    reader.distinct((one.key for one in instruments), Place("instruments"), root.get("instruments"))
    dataset = Dataset(
        key=key,
        version=version,
        title=reader.label(root, "title", Place("")),
        instruments=instruments,
        value_sets=MappingProxyType(sets),
        source=reader.text(root, "source", Place("")),
        description=reader.optional_label(root, "description", Place("")),
        status=reader.text(root, "status", Place("")) or "published",
        digest=digest,
    )
    _check_size(reader, dataset)
    check_references(reader, dataset)
    if reader.faults:
        raise UnableToReadDefinition(reader.faults[:MOST_FAULTS])
    return dataset


def faults_of(text: str, *, value_sets: str = "") -> tuple[Fault, ...]:
    """Everything wrong in a definition; empty when it can be used."""
    try:
        read(text, value_sets=value_sets)
    except UnableToReadDefinition as error:
        return error.faults
    return ()


def _value_sets(reader: Reader, node: Node | None, place: Place) -> dict[str, ValueSet]:
    found: dict[str, ValueSet] = {}
    for key, child in reader.entries(node, place).items():
        found[key] = _value_set(reader, key, child, place.at(key))
    return found


def _value_set(reader: Reader, key: str, node: Node, place: Place) -> ValueSet:
    parts = reader.mapping(node, place, VALUE_SET_KEYS)
    system = reader.text(parts, "system", place)
    nodes = reader.sequence(parts.get("codes"), place.at("codes"), required=True, at=node)
    codes = tuple(_code(reader, child, place.at(f"codes[{i}]"), system) for i, child in enumerate(nodes))
    every = [name for code in codes for name in (code.code, *code.former)]
    reader.distinct(every, place.at("codes"), parts.get("codes"), what="code")
    return ValueSet(
        key=key,
        title=reader.label(parts, "title", place, at=node),
        codes=codes,
        oid=reader.text(parts, "oid", place),
        name=reader.text(parts, "name", place),
        revision=reader.text(parts, "revision", place),
        source=reader.text(parts, "source", place),
    )


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
        maps=reader.maps(parts.get("maps"), place.at("maps")),
    )


def _instrument(
    reader: Reader, node: Node, place: Place, sets: Mapping[str, ValueSet], dataset: str, version: str
) -> Instrument:
    parts = reader.mapping(node, place, INSTRUMENT_KEYS)
    key = reader.key(parts, "key", place, at=node)
    place = Place(f"instruments.{key}")
    reader.remember(place, node)
    return Instrument(
        key=key,
        title=reader.label(parts, "title", place, at=node),
        subject=reader.text(parts, "subject", place, required=True, at=node),
        items=_items(reader, parts.get("items"), place, sets, depth=1, at=node),
        repeats=reader.flag(parts, "repeats", place),
        stored_in=reader.choice(parts, "stored_in", place, StoredIn, StoredIn.RECORD),
        asked=reader.choice(parts, "asked", place, Asked, Asked.OPTIONAL),
        checks=_checks(reader, parts.get("check"), place, key),
        help=reader.optional_label(parts, "help", place),
        source=reader.text(parts, "source", place),
        maps=reader.maps(parts.get("maps"), place.at("maps")),
        legacy=reader.flag(parts, "legacy", place),
        dataset=dataset,
        version=version,
    )


def _items(
    reader: Reader, node: Node | None, place: Place, sets: Mapping[str, ValueSet], *, depth: int, at: Node
) -> tuple[Item, ...]:
    if depth > GREATEST_GROUP_DEPTH:
        reader.fault(place, node, f"groups are nested more than {GREATEST_GROUP_DEPTH} deep")
        return ()
    nodes = reader.sequence(node, place.at("items"), required=True, at=at)
    items = tuple(_item(reader, child, place, index, sets, depth) for index, child in enumerate(nodes))
    reader.distinct((item.key for item in items), place.at("items"), node)
    return items


def _item(reader: Reader, node: Node, above: Place, index: int, sets: Mapping[str, ValueSet], depth: int) -> Item:
    parts = reader.mapping(node, above.at(f"items[{index}]"), ITEM_KEYS)
    key = reader.key(parts, "key", above.at(f"items[{index}]"), at=node)
    place = above.at(key)
    reader.remember(place, node)
    kind = reader.choice(parts, "type", place, ItemType, None, at=node) or ItemType.TEXT
    item = Item(
        key=key,
        type=kind,
        label=reader.label(parts, "label", place, at=node),
        asked=reader.choice(parts, "asked", place, Asked, Asked.OPTIONAL),
        repeats=reader.flag(parts, "repeats", place),
        unit=reader.text(parts, "unit", place),
        value_set=_named_value_set(reader, parts.get("values"), place, sets),
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
        checks=_checks(reader, parts.get("check"), place, key),
        prefill=reader.texts(parts.get("prefill"), place.at("prefill")),
        maps=reader.maps(parts.get("maps"), place.at("maps")),
        items=_items(reader, parts.get("items"), place, sets, depth=depth + 1, at=node)
        if kind is ItemType.GROUP or "items" in parts
        else (),
    )
    _check_type(reader, item, node, place)
    return item


def _check_type(reader: Reader, item: Item, node: Node, place: Place) -> None:
    named = "values" in (node.entries or {})
    if item.type is ItemType.CODE and not (named or item.terminology):
        reader.fault(place, node, "a code needs “values” (a value set) or “terminology”")
    if item.terminology and item.type is not ItemType.CODE:
        reader.fault(place, node, "only an item of type code has “terminology”")
    if item.value_set and item.type not in (ItemType.CODE, ItemType.AGE):
        reader.fault(place, node, "only an item of type code or age has “values”")
    if item.items and item.type is not ItemType.GROUP:
        reader.fault(place, node, "only an item of type group has “items”")
    if item.format and item.format not in FORMATS:
        reader.fault(place, node, f"unknown format “{item.format[:40]}”; known: {', '.join(sorted(FORMATS))}")
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        reader.fault(place, node, "“min” is greater than “max”")


def _named_value_set(reader: Reader, node: Node | None, place: Place, sets: Mapping[str, ValueSet]) -> ValueSet | None:
    if node is None:
        return None
    if not isinstance(node.scalar, str) or node.scalar not in sets:
        reader.fault(place.at("values"), node, f"the value set “{str(node.scalar)[:60]}” does not exist")
        return None
    return sets[node.scalar]


def _terminology(reader: Reader, node: Node | None, place: Place) -> TerminologyBinding | None:
    if node is None:
        return None
    place = place.at("terminology")
    parts = reader.mapping(node, place, ("system", "levels", "status"))
    systems = reader.texts(parts.get("system"), place.at("system"))
    if not systems:
        reader.fault(place, node, "name the terminology: “system”")
    return TerminologyBinding(
        systems=systems,
        levels=reader.texts(parts.get("levels"), place.at("levels")),
        status=reader.text(parts, "status", place) or "active",
    )


def _checks(reader: Reader, node: Node | None, place: Place, key: str) -> tuple[Check, ...]:
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


def _check_size(reader: Reader, dataset: Dataset) -> None:
    items = sum(1 for instrument in dataset.instruments for _ in walk_items(instrument.items))
    if items > MOST_ITEMS:
        reader.fault(Place("instruments"), None, f"{items} items; at most {MOST_ITEMS}: split the data set")
    codes = sum(len(values.codes) for values in dataset.value_sets.values())
    if codes > MOST_CODES:
        reader.fault(Place("value_sets"), None, f"{codes} codes; at most {MOST_CODES}: use a terminology")
