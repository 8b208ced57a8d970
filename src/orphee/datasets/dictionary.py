"""The data dictionary of a data set: one row an item, as text, for tables, CSV and XLSX."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from orphee.datasets.definition import Dataset, Instrument, Item, walk_items


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the dictionary.

    `values` names the value set, the terminologies (and the groups after “<”) or the form referred to; `maps` says
    "standard:name".
    """

    dataset: str
    version: str
    instrument: str
    item: str
    label_fr: str
    label_en: str
    type: str
    repeats: bool
    unit: str
    asked: str
    values: str
    shown_if: bool
    checks: str
    confidential: str
    stored_in: str
    legacy: bool
    source: str
    maps: str
    section: str
    computed: bool
    prefill: str


def rows(dataset: Dataset) -> tuple[Row, ...]:
    """Every item of the data set at any depth, in the order of the forms."""
    return tuple(row for instrument in dataset.instruments for row in _rows(dataset, instrument))


def header() -> tuple[str, ...]:
    """The names of the columns."""
    return tuple(Row.__dataclass_fields__)


def as_dicts(dataset: Dataset) -> list[dict[str, object]]:
    """The rows as plain dictionaries."""
    return [asdict(row) for row in rows(dataset)]


def _rows(dataset: Dataset, instrument: Instrument) -> Iterator[Row]:
    for path, item in walk_items(instrument.items):
        yield Row(
            dataset=dataset.key,
            version=dataset.version,
            instrument=instrument.key,
            item=".".join(path),
            label_fr=item.label.fr,
            label_en=item.label.en,
            type=item.type.value,
            repeats=item.repeats,
            unit=item.unit or ", ".join(item.units),
            asked=item.asked.value,
            values=_values(item),
            shown_if=item.when is not None,
            checks=", ".join(check.code for check in item.checks),
            confidential=item.confidential.value,
            stored_in=instrument.stored_in.value,
            legacy=item.legacy or instrument.legacy,
            source=item.source or instrument.source or dataset.source,
            maps=", ".join(f"{standard}:{name}" for standard, names in item.maps.items() for name in names),
            section=item.section,
            computed=item.compute is not None,
            prefill=", ".join(prefill.path for prefill in item.prefill),
        )


def _values(item: Item) -> str:
    if item.value_set is not None:
        return item.value_set.key
    if item.terminology is None:
        return ".".join(item.target) if item.target else ""
    systems = ", ".join(item.terminology.systems)
    return f"{systems} < {', '.join(item.terminology.under)}" if item.terminology.under else systems
