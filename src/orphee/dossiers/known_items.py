"""The items of the catalogue, to pick where an answer may already stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from orphee.datasets import catalogue
from orphee.datasets.definition import Dataset, ItemType, UnknownName
from orphee.dossiers.rules.names import folded

OFFERED = 20
_NEVER = {ItemType.GROUP, ItemType.MARKDOWN, ItemType.KEPT, ItemType.ATTACHMENT}


@dataclass(frozen=True, slots=True)
class KnownItem:
    """One item of the catalogue: its path for `prefill`, its label, and where it stands in words."""

    path: str
    label: str
    where: str
    folded: str = ""


def search(words: str, language: str) -> tuple[KnownItem, ...]:
    """The items that hold every word, in their label, their form or their path; shortest labels first."""
    wanted = folded(words).split()
    if not wanted:
        return ()
    found = [one for one in _every(language) if all(word in one.folded for word in wanted)]
    return tuple(sorted(found, key=lambda one: _rank(one, wanted[0]))[:OFFERED])


def _rank(one: KnownItem, word: str) -> tuple[bool, bool, int]:
    """National sets before dossiers, labels that begin with the word before others, short before long."""
    return one.path.startswith("dossier-"), not folded(one.label).startswith(word), len(one.label)


def picked(paths: Iterable[str], language: str) -> tuple[KnownItem, ...]:
    """Items by their path; one that nobody knows is shown by it."""
    known = {one.path: one for one in _every(language)}
    return tuple(known.get(path) or KnownItem(path, path, "") for path in paths)


def _every(language: str) -> Iterator[KnownItem]:
    for dataset in catalogue.all_datasets():
        yield from _of(dataset, language)


@lru_cache(maxsize=512)
def _of(dataset: Dataset, language: str) -> tuple[KnownItem, ...]:
    found = []
    for instrument in dataset.instruments:
        if instrument.legacy:
            continue
        where = f"{dataset.title.in_(language)} › {instrument.title.in_(language)}"
        for parts, item in instrument.by_path.items():
            if item.type not in _NEVER and not item.legacy:
                path = ".".join((dataset.key, instrument.key, *parts))
                label = item.label.in_(language)
                found.append(KnownItem(path, label, where, folded(f"{label} {where} {path}")))
    return tuple(found)


def exists(path: str) -> bool:
    """Whether the catalogue has such an item."""
    dataset, _, rest = path.partition(".")
    instrument, _, item = rest.partition(".")
    try:
        catalogue.dataset(dataset).instrument(instrument).item(item)
    except UnknownName:
        return False
    return True
