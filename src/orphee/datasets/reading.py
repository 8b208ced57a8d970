"""YAML to `Dataset`. Every fault is listed with its path and line; nothing is guessed, nothing evaluated."""

from __future__ import annotations

from types import MappingProxyType

from orphee.datasets.code_checks import SHAPES
from orphee.datasets.definition import (
    AnsweredBy,
    Asked,
    Dataset,
    DatasetKind,
    Inclusion,
    Instrument,
    Section,
    Status,
    StoredIn,
    ValueSet,
)
from orphee.datasets.item_reading import read_checks, read_items
from orphee.datasets.node_reading import Place, Reader
from orphee.datasets.reference_checks import check_references
from orphee.datasets.value_set_reading import read_value_sets
from orphee.datasets.vocabulary import (
    DATASET_KEYS,
    INCLUSION_KEYS,
    INSTRUMENT_KEYS,
    SECTION_KEYS,
)
from orphee.datasets.yaml_tree import MOST_FAULTS, Fault, Node, UnableToReadDefinition, tree

MOST_CODES = 20_000  # beyond that, a list belongs in the terminology


def read(text: str, *, value_sets: str = "", digest: str = "") -> Dataset:
    """Read a definition (and, when they stand apart, its value sets). Raises UnableToReadDefinition."""
    reader = Reader()
    root = reader.mapping(tree(text), Place(""), DATASET_KEYS)
    sets = read_value_sets(reader, root.get("value_sets"), Place("value_sets"))
    if value_sets:
        apart = reader.mapping(tree(value_sets), Place(""), ("value_sets",))
        sets |= read_value_sets(reader, apart.get("value_sets"), Place("value_sets"))
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
        status=reader.choice(root, "status", Place(""), Status, Status.PUBLISHED),
        digest=digest,
        kind=reader.choice(root, "kind", Place(""), DatasetKind, DatasetKind.NATIONAL),
        licence=reader.text(root, "licence", Place("")),
        sources=reader.texts(root.get("sources"), Place("sources")),
        inclusion=_inclusion(reader, root.get("inclusion"), Place("inclusion")),
    )
    _check_size(reader, dataset)
    check_references(reader, dataset)
    _check_where_kept(reader, dataset)
    if reader.faults:
        raise UnableToReadDefinition(reader.faults[:MOST_FAULTS])
    return dataset


def _inclusion(reader: Reader, node: Node | None, place: Place) -> Inclusion | None:
    if node is None:
        return None
    parts = reader.mapping(node, place, INCLUSION_KEYS)
    diseases = reader.texts(parts.get("diseases"), place.at("diseases"))
    for code in diseases:
        if not SHAPES["orpha"][1].fullmatch(code):
            reader.fault(place.at("diseases"), parts["diseases"], f"“{code[:40]}” is no ORPHA code, as ORPHA:513")
    return Inclusion(diseases, reader.texts(parts.get("sites"), place.at("sites")))


def faults_of(text: str, *, value_sets: str = "") -> tuple[Fault, ...]:
    """Everything wrong in a definition; empty when it can be used."""
    try:
        read(text, value_sets=value_sets)
    except UnableToReadDefinition as error:
        return error.faults
    return ()


def _instrument(
    reader: Reader, node: Node, place: Place, sets: dict[str, ValueSet], dataset: str, version: str
) -> Instrument:
    parts = reader.mapping(node, place, INSTRUMENT_KEYS)
    key = reader.key(parts, "key", place, at=node)
    place = Place(f"instruments.{key}")
    reader.remember(place, node)
    instrument = Instrument(
        key=key,
        title=reader.label(parts, "title", place, at=node),
        subject=reader.text(parts, "subject", place, required=True, at=node),
        items=read_items(reader, parts.get("items"), place, sets, depth=1, at=node),
        repeats=reader.flag(parts, "repeats", place),
        stored_in=reader.choice(parts, "stored_in", place, StoredIn, StoredIn.RECORD),
        asked=reader.choice(parts, "asked", place, Asked, Asked.OPTIONAL),
        checks=read_checks(reader, parts.get("check"), place, key),
        help=reader.optional_label(parts, "help", place),
        source=reader.text(parts, "source", place),
        maps=reader.maps(parts.get("maps"), place.at("maps")),
        legacy=reader.flag(parts, "legacy", place),
        sections=_sections(reader, parts.get("sections"), place),
        answered_by=reader.choice(parts, "answered_by", place, AnsweredBy, AnsweredBy.CLINICIAN),
        dataset=dataset,
        version=version,
    )
    _check_sections(reader, instrument, place)
    return instrument


def _sections(reader: Reader, node: Node | None, place: Place) -> tuple[Section, ...]:
    place = place.at("sections")
    nodes = reader.sequence(node, place)
    sections = tuple(_section(reader, child, place.at(f"[{index}]")) for index, child in enumerate(nodes))
    reader.distinct((section.key for section in sections), place, node)
    return sections


def _section(reader: Reader, node: Node, place: Place) -> Section:
    parts = reader.mapping(node, place, SECTION_KEYS)
    return Section(
        key=reader.key(parts, "key", place, at=node),
        title=reader.label(parts, "title", place, at=node),
        help=reader.optional_label(parts, "help", place),
    )


def _check_sections(reader: Reader, instrument: Instrument, place: Place) -> None:
    """Every question has its page, or none has."""
    known = [section.key for section in instrument.sections]
    for item in instrument.items:
        if known and not item.section:
            reader.fault(place.at(item.key), None, f"the item names no section; known: {', '.join(known)[:200]}")
        elif item.section and item.section not in known:
            reader.fault(place.at(item.key), None, f"the section “{item.section[:60]}” does not exist")


def _check_where_kept(reader: Reader, dataset: Dataset) -> None:
    """A dossier that anyone may write does not reach into the identity, the will or the documents of people."""
    for form in dataset.instruments:
        if dataset.kind is not DatasetKind.NATIONAL and form.stored_in is not StoredIn.RECORD:
            place = Place(f"instruments.{form.key}")
            reader.fault(place, None, f"only a national set has “stored_in: {form.stored_in.value}”")


def _check_size(reader: Reader, dataset: Dataset) -> None:
    codes = sum(len(values.codes) for values in dataset.value_sets.values())
    if codes > MOST_CODES:
        reader.fault(Place("value_sets"), None, f"{codes} codes; at most {MOST_CODES}: use a terminology")
