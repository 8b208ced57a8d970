"""Which questions lead to a person: those marked confidential, those only kept, and numbers a hospital gives.

A published version never changes, and not every hospital number was marked in it: a text whose name or whose
correspondence says that it is an identifier counts as one, at any depth, in every data set.
"""

from __future__ import annotations

from orphee.datasets.definition import Confidential, Item, ItemType

# The last word of a question's key.
NUMBERS = frozenset((
    "identifier", "identifiers", "id", "ids", "number", "numbers", "numero", "num", "card", "pseudonym", "subject",
    "ins", "nir", "ipp", "nip", "iep",
))  # fmt: skip
OF_A_PERSON = "PAT-ID"  # the elements of the volet that say who somebody is


def leads_to_a_person(item: Item) -> bool:
    """Whether an answer, alone, may tell readers without names who it is about, or which professional wrote it."""
    if item.confidential is not Confidential.NONE or item.type is ItemType.KEPT:
        return True
    return item.type is ItemType.TEXT and _is_an_identifier(item)


def _is_an_identifier(item: Item) -> bool:
    if item.key.rpartition("_")[2] in NUMBERS:
        return True
    of_a_person = any(element.startswith(OF_A_PERSON) for element in item.maps.get("cda", ()))
    return of_a_person or any(path.endswith(".id") for path in item.maps.get("phenopacket", ()))
