"""From an answer to a cell: only what the definition foresees gets through.

A draft keeps what was typed, whatever the question: each answer is held against its item again, and one that does
not fit leaves the cell empty. Free text is never asked of this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from orphee.datasets import ages
from orphee.datasets.code_checks import ANY, SHAPES
from orphee.datasets.definition import Item, ItemType, TerminologyBinding, UnknownName, ValueSet
from orphee.foundation.partial_date import PartialDate

GREATEST_INTEGER = 2**31 - 1
GREATEST_NUMBER = 10**12  # no measure is greater; an INS typed where a number is asked is
# A code of a system that the binding leaves open. Only systems that name no person: a hand could type “INS:…”,
# “IPP:…”, “DUPONT:1”. Its number begins within four letters, so that no word is one, and is shorter than an INS.
OPEN_SYSTEMS = (
    "ATC", "BTO", "CCAM", "CHEBI", "CIP", "CIS", "CL", "CLO", "DOID", "DRUGCENTRAL", "DrugCentral", "ECO", "EDQM",
    "EFO", "EMDN", "ENSEMBL", "ExO", "GENO", "GMDN", "GO", "ICD11", "ICDO", "LOINC", "MAXO", "MEDDRA", "MESH", "MP",
    "MedDRA", "MeSH", "NCBIGene", "NCBITaxon", "NCIT", "OBA", "OBI", "PATO", "RO", "RXNORM", "RxNorm", "SO", "UBERON",
    "UCUM", "UMLS", "UNII", "UO", "VO",
)  # fmt: skip
_OPEN = "|".join(OPEN_SYSTEMS)
ANY_CODE = re.compile(
    rf"(?:{_OPEN}):[A-Z]{{0,4}}[0-9][0-9A-Z.\-]{{0,11}}|(?:SCTID|SNOMED|SNOMEDCT):[0-9]{{6,18}}", re.ASCII
)
PLACE = re.compile(r"(?:INSEE:)?(?:(DEP|REG)-)?(\d[0-9AB]\d{0,3})", re.ASCII)
INSEE = "INSEE:"
DURATION = re.compile(r"P(?=.)(?:\d{1,4}[YMWD]){0,4}(?:T(?:\d{1,4}[HMS]){1,3})?", re.ASCII)
PERIODS = frozenset((ages.ANTENATAL, ages.AT_BIRTH, ages.AT_MONTHS, ages.POST_MORTEM, ages.UNDETERMINED, ages.NO_SIGN))


@dataclass(frozen=True)
class Known:
    """What a cell may name beside the answer: the sites of the network, the pseudonyms of the record's entries."""

    sites: Collection[str] = ()
    entries: Mapping[tuple[str, str, str], str] = field(default_factory=dict)  # by data set, instrument, source key


Cell = Callable[[object, Known], object]


def month_of(value: object) -> str | None:
    """The month ("2024-01"), or the year, of a date of any precision; None for what is no date. Never the day."""
    date = PartialDate.read(value)  # a draft keeps what was typed: "2024-99"
    return str(date)[:7] if date else None


def period_of(value: object) -> str | None:
    """The period of life that an age names."""
    period = value.get("period") if isinstance(value, Mapping) else None
    return period if isinstance(period, str) and period in PERIODS else None


def code_of(value_set: ValueSet, value: object) -> str | None:
    """A code of the value set, under its present name; None for anything else."""
    try:
        return value_set.code(value).code if isinstance(value, str) else None
    except UnknownName:
        return None


def concept_of(binding: TerminologyBinding, value: object, known: Known) -> str | None:
    """A code of one of the binding's terminologies; a commune becomes its department, a site must exist."""
    if not isinstance(value, str):
        return None
    for system in binding.systems:
        if system == "insee" or value.startswith(INSEE):
            return place_of(value)
        if system in SHAPES and SHAPES[system][1].fullmatch(value):
            return value
        if system == ANY and (_is_of_a_known_system(value) or ANY_CODE.fullmatch(value)):
            return value
        if system == "site" and value.removeprefix("SITE:") in known.sites:
            return value.removeprefix("SITE:")
    return None


def place_of(value: str) -> str | None:
    """A department as its code, a region as “REG-11”; a commune as its department."""
    found = PLACE.fullmatch(value)
    if found is None:
        return None
    kind, code = found.groups()
    if kind == "REG":
        return f"REG-{code[:2]}"
    return code[:3] if kind == "DEP" else department_of(code) if len(code) == 5 else None


def department_of(commune: str) -> str:
    """The department of a commune's INSEE code: a village would give a person away."""
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]


def cell_of(item: Item) -> Cell:
    """How one answer to this question becomes a cell."""
    if item.type is ItemType.CODE:
        return _code_cell(item)
    if item.type is ItemType.REFERENCE:
        target = item.target or ("", "")
        return lambda value, known: known.entries.get((*target, value)) if isinstance(value, str) else None
    return _CELLS[item.type]


def unit_cell(item: Item) -> Cell:
    """The unit of a quantity, if it is one of those the question allows."""
    return lambda value, _known: _unit(value, item.units)


def period_cell(value: object, _known: Known) -> object:
    """The period of life of an age."""
    return period_of(value)


def list_cell(one: Cell) -> Cell:
    """Several answers in one cell, those that fit."""

    def cell(value: object, known: Known) -> object:
        given = value if isinstance(value, list | tuple) else [] if value is None else [value]
        return [found for each in given if (found := one(each, known)) is not None]

    return cell


def _is_of_a_known_system(value: str) -> bool:
    return any(shape.fullmatch(value) for _, shape, _ in SHAPES.values())


def _code_cell(item: Item) -> Cell:
    if item.value_set is not None:
        value_set = item.value_set
        return lambda value, _known: code_of(value_set, value)
    binding = item.terminology or TerminologyBinding(())
    return lambda value, known: concept_of(binding, value, known)


def _boolean(value: object, _known: Known) -> object:
    return value if isinstance(value, bool) else None


def _integer(value: object, _known: Known) -> object:
    number = ages.finite(value)
    return int(number) if number is not None and number.is_integer() and abs(number) <= GREATEST_INTEGER else None


def _number(value: object, _known: Known) -> object:
    number = ages.finite(value)
    return number if number is not None and abs(number) < GREATEST_NUMBER else None


def _quantity(value: object, known: Known) -> object:
    return _number(value.get("value"), known) if isinstance(value, Mapping) else None


def _unit(value: object, units: Collection[str]) -> str | None:
    unit = value.get("unit") if isinstance(value, Mapping) else None
    return unit if isinstance(unit, str) and unit in units else None


def _duration(value: object, _known: Known) -> object:
    return value if isinstance(value, str) and DURATION.fullmatch(value) else None


_CELLS: Mapping[ItemType, Cell] = {
    ItemType.BOOLEAN: _boolean,
    ItemType.INTEGER: _integer,
    ItemType.DECIMAL: _number,
    ItemType.QUANTITY: _quantity,
    ItemType.DURATION: _duration,
    ItemType.DATE: lambda value, _known: month_of(value),
    ItemType.PARTIAL_DATE: lambda value, _known: month_of(value),
    ItemType.DATETIME: lambda value, _known: month_of(value),
    ItemType.AGE: lambda value, _known: ages.months_of(value),
}
