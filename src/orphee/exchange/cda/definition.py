"""What the data set's definition says of an item: its value set, its official codes and names."""

from __future__ import annotations

from functools import lru_cache

from orphee.datasets import catalogue
from orphee.datasets.definition import Item, UnknownName, ValueSet
from orphee.exchange.cda.table import CODES_OF_2022
from orphee.exchange.cda.vocabulary import DATASET, DATASET_VERSION


@lru_cache(maxsize=512)
def item(instrument: str, path: str) -> Item | None:
    """An item by its dotted path, or None when the definition has no such item."""
    try:
        return catalogue.dataset(DATASET, DATASET_VERSION).instrument(instrument).item(path)
    except UnknownName:
        return None


@lru_cache(maxsize=512)
def value_set(instrument: str, path: str) -> ValueSet | None:
    """The value set of an item; of the period for an age."""
    whole, _, part = path.rpartition(".")
    found = item(instrument, path) or (item(instrument, whole) if part == "period" else None)
    if found is None:
        return None
    if found.value_set is None and found.type == "age":
        return catalogue.dataset(DATASET, DATASET_VERSION).value_sets.get("age-period")
    return found.value_set


def stored(instrument: str, path: str, code: str) -> str:
    """The code of the current generation; an unknown code comes back as given."""
    codes = value_set(instrument, path)
    code = CODES_OF_2022.get(code, code)
    if codes is None or code in codes.by_code:
        return code
    former = codes.by_former.get(code)
    return former.code if former else code


def system_of(instrument: str, path: str, code: str) -> str:
    """The code system of a code, or an empty text when the value set does not have it."""
    codes = value_set(instrument, path)
    found = codes.by_code.get(code) if codes else None
    return found.system if found else ""


def current_system(instrument: str, path: str, code: str) -> str:
    """The code system of a code that may still be sent out; empty for an unknown or a retired one."""
    codes = value_set(instrument, path)
    found = codes.by_code.get(code) if codes else None
    return found.system if found and not found.retired else ""


def official_name(instrument: str, path: str, code: str) -> str:
    """The display name of the standard for a code, or the code itself."""
    codes = value_set(instrument, path)
    return codes.official(code) if codes and code in codes else code


def label(instrument: str, path: str, code: str, language: str = "fr") -> str:
    """What people read for a code."""
    codes = value_set(instrument, path)
    return codes.label(code, language) if codes else code


def question(instrument: str, path: str, otherwise: str = "") -> str:
    """The French label of an item, or another wording when the definition has no such item."""
    found = item(instrument, path)
    return found.label.fr if found else otherwise or path
