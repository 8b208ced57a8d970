"""FHIR R4 Questionnaires, in and out: one an instrument, a Bundle of them for a data set of several.

Written and read back, a definition is the same: what the standard elements cannot say stands in our extensions
(`fhir_names`). The report of a writing names what only those say; the report of a reading what was not carried over.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from orphee.datasets.definition import Dataset, Instrument, walk_items
from orphee.datasets.interchange.building import Building, as_key, key_of
from orphee.datasets.interchange.fhir_names import Json, merged, said_by_us
from orphee.datasets.interchange.fhir_reading import Standard
from orphee.datasets.interchange.fhir_writing import Writing, standard_dataset, standard_instrument
from orphee.datasets.interchange.results import Exported, Imported, Loss, UnableToImport
from orphee.datasets.interchange.tables import decoded
from orphee.datasets.interchange.wording import lost
from orphee.datasets.writing import write
from orphee.datasets.yaml_tree import tree

LARGEST_FILE = 8_000_000  # bytes
MEDIA_TYPE = "application/fhir+json; charset=utf-8"
MOST_QUESTIONNAIRES = 100


def write_fhir_questionnaire(source: Dataset | Instrument) -> Exported:
    """A Questionnaire, or a Bundle of Questionnaires for a data set of several instruments."""
    dataset = source if isinstance(source, Dataset) else _alone(source)
    plain: Any = tree(write(dataset)).plain()
    losses: list[Loss] = []
    found: list[Json] = []
    for number, instrument in enumerate(plain["instruments"]):
        writing = Writing(plain, instrument)
        found.append(writing.questionnaire(with_unused=number == 0))
        losses += writing.losses
    resource = found[0] if len(found) == 1 else _bundle(found)
    return Exported(json.dumps(resource, ensure_ascii=False, indent=1).encode(), MEDIA_TYPE, tuple(losses))


def read_fhir_questionnaire(content: bytes, *, key: str = "", title: str = "", version: str = "") -> Imported:
    """A definition from a Questionnaire or a Bundle of them. Raises `UnableToImport`.

    `key`, `title` and `version` replace those of the file.
    """
    building = Building()
    resources = _questionnaires(building, content)
    try:
        return _read(building, resources, key=key, title=title, version=version)
    except (AttributeError, IndexError, KeyError, TypeError):  # JSON of another shape than FHIR's, anywhere in it
        raise UnableToImport([lost("misshapen")]) from None


def _read(building: Building, resources: list[Json], *, key: str, title: str, version: str) -> Imported:
    first = resources[0]
    said = said_by_us("data-set", first)
    dataset: Json = merged(standard_dataset(first), said)
    value_sets: Json = dict(dataset.pop("value_sets", {}))
    order = dataset.pop("order", [])
    instruments = []
    used: set[str] = set()
    for resource in resources:
        instrument = _instrument(building, resource, value_sets, used)
        instruments.append(instrument)
    dataset |= {name: value for name, value in (("key", key), ("version", version)) if value}
    if title:
        dataset["title"] = {"fr": title, "en": title}
    dataset["instruments"] = instruments
    if value_sets:
        known = [name for name in order if name in value_sets] if isinstance(order, list) else []
        dataset["value_sets"] = {name: value_sets[name] for name in dict.fromkeys([*known, *value_sets])}
    return building.finish(dataset)


def _alone(instrument: Instrument) -> Dataset:
    """An instrument as a data set of its own, with the value sets that it names."""
    sets = {item.value_set.key: item.value_set for _, item in walk_items(instrument.items) if item.value_set}
    return Dataset(
        key=instrument.dataset or instrument.key,
        version=instrument.version or "1",
        title=instrument.title,
        instruments=(replace(instrument),),
        value_sets=sets,
    )


def _bundle(resources: list[Json]) -> Json:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": one["url"], "resource": one} for one in resources],
    }


def _questionnaires(building: Building, content: bytes) -> list[Json]:
    if len(content) > LARGEST_FILE:
        raise UnableToImport([lost("too-large", size=len(content), most=LARGEST_FILE)])
    try:
        found = json.loads(decoded(content)[0])
    except RecursionError:
        raise UnableToImport([lost("too-deep", most=100)]) from None
    except ValueError as problem:
        line = getattr(problem, "lineno", 1)
        raise UnableToImport([lost("not-json", line=line, why=getattr(problem, "msg", problem))]) from None
    kind = found.get("resourceType") if isinstance(found, dict) else type(found).__name__
    if kind == "Questionnaire":
        return [found]
    entries = found.get("entry") if kind == "Bundle" else None
    resources = [one.get("resource") for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    questionnaires = []
    for number, one in enumerate(resources):
        if isinstance(one, dict) and one.get("resourceType") == "Questionnaire":
            questionnaires.append(one)
        else:
            name = one.get("resourceType") if isinstance(one, dict) else "?"
            building.lose("dropped", f"entry[{number}]", name=name, why="Bundle")
    if not questionnaires or len(questionnaires) > MOST_QUESTIONNAIRES:
        raise UnableToImport([lost("not-questionnaire", kind=kind)])
    return questionnaires


def _instrument(building: Building, resource: Json, value_sets: Json, used: set[str]) -> Json:
    said = said_by_us("instrument", resource)
    standard = standard_instrument(resource)
    instrument = merged(standard, said)
    order = instrument.pop("order", None)
    name = str(instrument["key"])
    instrument["key"] = as_key(name, used, start="form")
    read = Standard(building, resource, with_ours=True)
    items = _in_order(read.trees(), order)
    _adopt(read.value_sets, value_sets, items)
    if read.sections:
        instrument["sections"] = read.sections
    instrument["items"] = items
    for path in read.links:
        building.lines[f"instruments.{instrument['key']}.{path}"] = 0
    return instrument


def _in_order(items: list[Json], order: object) -> list[Json]:
    """The items as the definition had them, when our extension says so."""
    if not isinstance(order, list):
        return items
    places = {key: place for place, key in enumerate(order)}
    return sorted(items, key=lambda item: places.get(item["key"], len(places)))


def _adopt(theirs: Json, ours: Json, items: list[Json]) -> None:
    """Put the value sets of one questionnaire among those of all; the same name for two different lists is changed."""
    names: dict[str, str] = {}
    for key, values in theirs.items():
        if key in ours and ours[key] != values:
            names[key] = key_of(key, set(ours), start="values")
        ours[names.get(key, key)] = values
    pending = list(items)
    while pending and names:
        item = pending.pop()
        if item.get("values") in names:
            item["values"] = names[item["values"]]
        pending += item.get("items") or []
