"""The tables of the data sets: one a form, derived from its definition and from nothing else.

`<data set>__<form>` has a line an entry. A question that may have several answers becomes a list when it is a code, and
a table of its own otherwise (`<data set>__<form>__<question>`), tied by `entry`. Free texts, attachments, what is
only kept as received, and every question marked confidential have no column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from orphee.datasets import catalogue
from orphee.datasets.definition import (
    IN_USE,
    Confidential,
    Dataset,
    Instrument,
    Item,
    ItemType,
    Status,
    StoredIn,
    Text,
    ValueSet,
)
from orphee.warehouse.set_values import Cell, cell_of, list_cell, period_cell, unit_cell
from orphee.warehouse.tables import PERSON_KEY, PSEUDONYM_FORM, SYNTHETIC, Column, Kind, Table

BETWEEN = "__"
NEVER_EXPORTED = frozenset((ItemType.TEXT, ItemType.ATTACHMENT, ItemType.KEPT, ItemType.MARKDOWN))
KINDS = {
    ItemType.BOOLEAN: Kind.BOOLEAN,
    ItemType.INTEGER: Kind.INTEGER,
    ItemType.DECIMAL: Kind.NUMBER,
    ItemType.QUANTITY: Kind.NUMBER,
    ItemType.AGE: Kind.NUMBER,
    ItemType.DATE: Kind.MONTH,
    ItemType.PARTIAL_DATE: Kind.MONTH,
    ItemType.DATETIME: Kind.MONTH,
}
FRENCH = {"person": "Pseudonyme de la personne, propre à l’entrepôt.", "synthetic": "Personne fictive ou non."}
PERSON_COLUMN = replace(PERSON_KEY, french=FRENCH["person"])
SYNTHETIC_COLUMN = replace(SYNTHETIC, french=FRENCH["synthetic"])
ENTRY = Column(
    "entry", Kind.TEXT, "Pseudonym of the entry.", required=True, form=PSEUDONYM_FORM,
    french="Pseudonyme de la saisie.",
)  # fmt: skip
OF_AN_ENTRY = (
    Column("entry_site", Kind.TEXT, "Site that says so.", french="Site qui le dit."),
    Column("entry_version", Kind.TEXT, "Version of the data set.", required=True, french="Version du recueil."),
    Column("entry_month", Kind.MONTH, "Month in which it was said.", french="Mois de la saisie."),
    Column(
        "entry_complete", Kind.BOOLEAN, "Whether the entry is complete; a draft may hold problems.", required=True,
        french="Saisie terminée ; un brouillon peut avoir des problèmes.",
    ),
)  # fmt: skip
POSITION = Column(
    "position", Kind.TEXT, "Which of the several, as “2” or “2.1”.", required=True,
    french="Rang parmi plusieurs, comme « 2 » ou « 2.1 ».",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the cell of a column comes from: the keys to follow in an answer, and what to make of it.

    `item` is the path of the question in its form: an entry of another version has it, of the same type, or not.
    """

    column: str
    keys: tuple[str, ...]
    cell: Cell
    item: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetTable:
    """A table, how its lines are read, and the tables of what repeats inside (`repeats`: where, in one line)."""

    table: Table
    readings: tuple[Reading, ...]
    children: tuple[SetTable, ...] = ()
    repeats: tuple[str, ...] = ()
    item: tuple[str, ...] = ()

    def all(self) -> Iterator[Table]:
        """This table and those below."""
        yield self.table
        for child in self.children:
            yield from child.all()


def exported_sets() -> tuple[Dataset, ...]:
    """The data sets that have tables: in their latest version in use, or as they were when they were retired."""
    return tuple(filter(None, map(_exported, catalogue.keys())))


def tables_of(dataset: Dataset) -> dict[str, SetTable]:
    """The table of each form whose answers are in the record, by its key."""
    return {
        one.key: _table_of_instrument(dataset, one)
        for one in dataset.instruments
        if one.stored_in is StoredIn.RECORD
    }  # fmt: skip


def is_exported(item: Item) -> bool:
    """Whether the answers to a question may be in the warehouse at all."""
    return item.confidential is Confidential.NONE and item.type not in NEVER_EXPORTED


def _exported(key: str) -> Dataset | None:
    found = [catalogue.load(key, version) for version in reversed(catalogue.versions(key))]
    in_use = (one for one in found if one.status in IN_USE)
    return next(in_use, None) or next((one for one in found if one.status is Status.RETIRED), None)


def _table_of_instrument(dataset: Dataset, instrument: Instrument) -> SetTable:
    title = Text(*(f"{dataset.title.in_(one)} – {instrument.title.in_(one)}" for one in ("fr", "en")))
    where = f"{dataset.key}/{instrument.key}"
    columns = _Columns(where, (PERSON_COLUMN, ENTRY, *OF_AN_ENTRY))
    columns.add_all(instrument.items, (), (), Text("", ""))
    name = f"{dataset.key}{BETWEEN}{instrument.key}"
    grain = Text(f"une ligne par saisie : {title.fr}", f"one line an entry: {title.en}")
    return columns.finished(name, grain)


class _Columns:
    """The columns of one table, collected along the items of a form or of a group."""

    def __init__(self, where: str, first: tuple[Column, ...]) -> None:
        self.where = where
        self.columns = list(first)
        self.readings: list[Reading] = []
        self.repeated: list[tuple[Item, tuple[str, ...], tuple[str, ...], Text]] = []

    def add_all(
        self, items: tuple[Item, ...], keys: tuple[str, ...], path: tuple[str, ...], above: Text
    ) -> None:  # fmt: skip
        """Add what these items ask; what repeats waits for a table of its own."""
        for item in items:
            if not is_exported(item):
                continue
            here, label = (*path, item.key), _below(above, item.label)
            if item.repeats and item.type is not ItemType.CODE:
                self.repeated.append((item, (*keys, item.key), here, label))
            elif item.type is ItemType.GROUP:
                self.add_all(item.items, (*keys, item.key), here, label)
            else:
                self.add(item, (*keys, item.key), here, label)

    def add(self, item: Item, keys: tuple[str, ...], path: tuple[str, ...], label: Text) -> None:
        """Add the column of one question, and the one beside it when the answer has two parts."""
        name = BETWEEN.join(keys) or item.key
        cell = cell_of(item)
        if item.type is ItemType.CODE and item.repeats:
            self._put(name, Kind.TEXTS, item, keys, path, label, list_cell(cell))
            return
        self._put(name, KINDS.get(item.type, Kind.TEXT), item, keys, path, _with_unit(label, item), cell)
        if item.type is ItemType.QUANTITY:
            self._put(
                f"{name}{BETWEEN}unit", Kind.TEXT, item, keys, path, _more(label, "unité", "unit"), unit_cell(item)
            )
        elif item.type is ItemType.AGE:
            said = _more(label, "période de la vie", "period of life")
            self._put(f"{name}{BETWEEN}period", Kind.TEXT, item, keys, path, said, period_cell)

    def _put(
        self, name: str, kind: Kind, item: Item, keys: tuple[str, ...], path: tuple[str, ...], label: Text, cell: Cell
    ) -> None:
        taken = {column.name.casefold() for column in (*self.columns, SYNTHETIC, POSITION)}
        while name.casefold() in taken:  # a question may bear the name of one of ours
            name += "_"
        form = PSEUDONYM_FORM if item.type is ItemType.REFERENCE else None
        codes = _codes(item.value_set) if kind in (Kind.TEXT, Kind.TEXTS) else ()
        source = f"{self.where}/{'.'.join(path)}"
        self.columns.append(Column(name, kind, label.en, item=source, form=form, french=label.fr, codes=codes))
        self.readings.append(Reading(name, keys, cell, path))

    def finished(
        self, name: str, grain: Text, *, repeats: tuple[str, ...] = (), item: tuple[str, ...] = ()
    ) -> SetTable:
        """The table, with those of what repeats."""
        children = tuple(self._child(name, *one) for one in self.repeated)
        table = Table(name, grain.en, (*self.columns, SYNTHETIC_COLUMN), french=grain.fr)
        return SetTable(table, tuple(self.readings), children, repeats, item)

    def _child(
        self, above: str, item: Item, keys: tuple[str, ...], path: tuple[str, ...], label: Text
    ) -> SetTable:  # fmt: skip
        columns = _Columns(self.where, (PERSON_COLUMN, ENTRY, POSITION))
        if item.type is ItemType.GROUP:
            columns.add_all(item.items, (), path, Text("", ""))
        else:
            columns.add(replace(item, repeats=False), (), path, label)
        grain = Text(f"une ligne par réponse : {label.fr}", f"one line an answer: {label.en}")
        return columns.finished(f"{above}{BETWEEN}{BETWEEN.join(keys)}", grain, repeats=keys, item=path)


def _codes(value_set: ValueSet | None) -> tuple[tuple[str, str, str], ...]:
    return tuple((one.code, one.label.fr, one.label.en) for one in value_set) if value_set else ()


def _below(above: Text, label: Text) -> Text:
    return Text(f"{above.fr} – {label.fr}", f"{above.en} – {label.en}") if above.fr else label


def _more(label: Text, fr: str, en: str) -> Text:
    return Text(f"{label.fr} ({fr})", f"{label.en} ({en})")


def _with_unit(label: Text, item: Item) -> Text:
    if item.type is ItemType.AGE:
        return _more(label, "âge en mois ; 0 à la naissance, -1 avant", "age in months; 0 at birth, -1 before")
    return _more(label, item.unit, item.unit) if item.unit else label
