"""Migrations written in YAML, beside the definition they lead to or sent with it.

from: "1.0"
to: "2.0"
steps:
  - renamed: {instrument: visit, item: weight, to: body.weight}
  - recoded: {instrument: visit, item: status, codes: {"1": alive, "2": ""}}
  - split: {instrument: visit, item: kind, into: {a: {item: is_a, value: true}, b: {item: is_b, value: true}}}
  - split: {instrument: visit, item: name, into: [first_name, last_name]}
  - dropped: {instrument: visit, item: old, reason: {fr: …, en: …}}
  - moved: {instrument: visit, to: consultation}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from orphee.datasets.definition import Dataset, Instrument, Text
from orphee.datasets.migration import (
    Dropped,
    ItemPath,
    Migration,
    Moved,
    Recoded,
    Renamed,
    Split,
    SplitByCode,
    Step,
)
from orphee.datasets.node_reading import Parts, Place, Reader
from orphee.datasets.vocabulary import MIGRATION_KEYS, STEP_KEYS
from orphee.datasets.yaml_text import text_of
from orphee.datasets.yaml_tree import MOST_FAULTS, Node, UnableToReadDefinition, tree

MOST_STEPS = 5_000


def read_migration(text: str, before: Dataset | None = None, after: Dataset | None = None) -> Migration:
    """Read a migration; with the two versions, also check that its items exist. Raises UnableToReadDefinition."""
    reader = Reader()
    root = reader.mapping(tree(text), Place(""), MIGRATION_KEYS)
    nodes = reader.sequence(root.get("steps"), Place("steps"))
    if len(nodes) > MOST_STEPS:
        reader.fault(Place("steps"), nodes[MOST_STEPS], f"{len(nodes)} steps; at most {MOST_STEPS}")
        nodes = []
    found = [_step(reader, node, Place(f"steps[{index}]")) for index, node in enumerate(nodes)]
    migration = Migration(
        reader.text(root, "from", Place(""), required=True),
        reader.text(root, "to", Place(""), required=True),
        tuple(step for step in found if step is not None),
    )
    if not reader.faults and before is not None and after is not None:
        _check(reader, migration, nodes, before, after)
    if reader.faults:
        raise UnableToReadDefinition(reader.faults[:MOST_FAULTS])
    return migration


def write_migration(migration: Migration) -> str:
    """The migration as YAML; what is read back is the same."""
    return text_of(
        {
            "from": migration.from_version,
            "to": migration.to_version,
            "steps": [{step.word: _step_as_plain(step)} for step in migration.steps],
        }
    )


def _step(reader: Reader, node: Node, place: Place) -> Step | None:
    words = reader.entries(node, place)
    word = next(iter(words), "")
    if len(words) != 1 or word not in _READERS:
        reader.fault(place, node, f"write one of: {', '.join(_READERS)}")
        return None
    place = place.at(word)
    parts = reader.mapping(words[word], place, STEP_KEYS[word])
    for key in STEP_KEYS[word]:
        if key not in parts and key != "reason":
            reader.fault(place, node, f"“{key}” is missing")
            return None
    return _READERS[word](reader, parts, place, reader.text(parts, "instrument", place, required=True))


def _item(reader: Reader, parts: Parts, place: Place, key: str = "item") -> ItemPath:
    return tuple(reader.text(parts, key, place, required=True).split("."))


def _renamed(reader: Reader, parts: Parts, place: Place, instrument: str) -> Step:
    return Renamed(instrument, _item(reader, parts, place), _item(reader, parts, place, "to"))


def _recoded(reader: Reader, parts: Parts, place: Place, instrument: str) -> Step:
    codes = reader.entries(parts["codes"], place.at("codes"))
    return Recoded(
        instrument,
        _item(reader, parts, place),
        MappingProxyType({old: reader.text(codes, old, place.at("codes")) for old in codes}),
    )


def _split(reader: Reader, parts: Parts, place: Place, instrument: str) -> Step:
    path, into = _item(reader, parts, place), parts["into"]
    if into.entries is None:
        return Split(instrument, path, tuple(tuple(one.split(".")) for one in reader.texts(into, place.at("into"))))
    found: dict[str, tuple[ItemPath, str | int | float | bool]] = {}
    for code, node in into.entries.items():
        here = place.at(f"into.{code}")
        target = reader.mapping(node, here, ("item", "value"))
        value = target["value"].scalar if "value" in target else None
        if value is None:
            reader.fault(here, node, "a value is missing")
        else:
            found[code] = (_item(reader, target, here), value)
    return SplitByCode(instrument, path, MappingProxyType(found))


def _dropped(reader: Reader, parts: Parts, place: Place, instrument: str) -> Step:
    reason = reader.optional_label(parts, "reason", place)
    return Dropped(instrument, _item(reader, parts, place), reason or Text("retirée.", "removed."))


def _moved(reader: Reader, parts: Parts, place: Place, instrument: str) -> Step:
    return Moved(instrument, reader.text(parts, "to", place, required=True))


_READERS: Mapping[str, Callable[[Reader, Parts, Place, str], Step]] = {
    "renamed": _renamed,
    "recoded": _recoded,
    "split": _split,
    "dropped": _dropped,
    "moved": _moved,
}


def _step_as_plain(step: Step) -> dict[str, object]:
    if isinstance(step, Moved):
        return {"instrument": step.instrument, "to": step.to}
    said: dict[str, object] = {"instrument": step.instrument, "item": ".".join(step.path)}
    match step:
        case Renamed():
            return said | {"to": ".".join(step.to)}
        case Recoded():
            return said | {"codes": dict(step.codes)}
        case Split():
            return said | {"into": [".".join(path) for path in step.into]}
        case SplitByCode():
            into = {code: {"item": ".".join(path), "value": value} for code, (path, value) in step.into.items()}
            return said | {"into": into}
        case Dropped():
            return said | {"reason": {"fr": step.reason.fr, "en": step.reason.en}}


def _check(reader: Reader, migration: Migration, nodes: list[Node], before: Dataset, after: Dataset) -> None:
    """Each step starts from something that is there, and leads to something of the new version or a later step's."""
    for wanted, dataset, key in ((migration.from_version, before, "from"), (migration.to_version, after, "to")):
        if wanted != dataset.version:
            reader.fault(Place(key), None, f"“{wanted[:20]}” is not the version {dataset.version}")
    known = {one.key: set(one.by_path) for one in before.instruments}
    later = _taken(migration)
    for index, (step, node) in enumerate(zip(migration.steps, nodes, strict=True)):
        place = Place(f"steps[{index}].{step.word}")
        if step.instrument not in known:
            reader.fault(place, node, f"the instrument {step.instrument[:60]} does not exist")
            continue
        here = known[step.instrument]
        if isinstance(step, Moved):
            known[step.to] = known.pop(step.instrument)
            if step.to not in after.by_key:
                reader.fault(place, node, f"the instrument {step.to[:60]} does not exist in the new version")
            continue
        if step.path not in here:
            reader.fault(place, node, f"the item {'.'.join(step.path)[:80]} does not exist")
        for target in _targets(step):
            here.add(target)
            if not _is_in(after, target) and target not in later:
                reader.fault(place, node, f"the item {'.'.join(target)[:80]} does not exist in the new version")


def _taken(migration: Migration) -> set[ItemPath]:
    return {step.path for step in migration.steps if not isinstance(step, Moved)}


def _targets(step: Step) -> tuple[ItemPath, ...]:
    match step:
        case Renamed():
            return (step.to,)
        case Split():
            return step.into
        case SplitByCode():
            return tuple(path for path, _ in step.into.values())
    return ()


def _is_in(dataset: Dataset, path: ItemPath) -> bool:
    forms: tuple[Instrument, ...] = dataset.instruments
    return any(path in form.by_path for form in forms)
