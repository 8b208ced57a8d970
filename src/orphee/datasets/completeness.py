"""How much of what is asked has been answered, of one entry and of a record.

What counts: items asked `always` or `usually` whose `when` holds. A group counts through its parts when it
is answered, as one missing answer when it is not. Older documents' items (`legacy`) never count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orphee.datasets.compiled_form import Form, form_of
from orphee.datasets.conditions import Context, Scopes, is_answered
from orphee.datasets.definition import Asked, Dataset, Instrument, Item, StoredIn, Text
from orphee.datasets.problems import Path, field_id

_EMPTY: tuple[Mapping[str, object], ...] = ({},)


@dataclass(frozen=True, slots=True)
class Missing:
    """A question without an answer. `entry` is the position of the entry among those of its instrument."""

    instrument: str
    path: Path
    label: Text
    asked: Asked
    entry: int = 0

    @property
    def link(self) -> str:
        """The fragment of the field on the form."""
        return "#" + field_id(self.path)


@dataclass(frozen=True, slots=True)
class Completeness:
    """Counts of questions asked and answered, and those that miss an answer."""

    asked: int
    answered: int
    missing: tuple[Missing, ...]

    @property
    def share(self) -> float:
        """Answered over asked, between 0 and 1; 1 when nothing is asked."""
        return self.answered / self.asked if self.asked else 1.0

    @property
    def percent(self) -> int:
        """The share in whole percent, rounded down: 100 means everything."""
        return _percent(self.asked, len(self.missing))


def of_entry(
    instrument: Instrument, payload: Mapping[str, object], context: Context, *, entry: int = 0
) -> Completeness:
    """The completeness of one entry; `{}` gives what an empty form asks."""
    tally = _Tally(context)
    tally.count_entry(instrument, payload, entry)
    return tally.completeness()


def of_record(
    dataset: Dataset,
    entries: Mapping[str, Sequence[Mapping[str, object]]],
    context: Context,
    *,
    stored_in: tuple[StoredIn, ...] = (StoredIn.RECORD,),
) -> Completeness:
    """The completeness of a record: its entries by instrument key, and the instruments a record should have.

    An instrument asked `always` or `usually` without any entry counts as an empty form.
    """
    return _tally(dataset, entries, context, stored_in).completeness()


def in_short(
    dataset: Dataset, entries: Mapping[str, Sequence[Mapping[str, object]]], context: Context
) -> tuple[int, list[str]]:
    """What `of_record` says, in percent and names: each question without an answer as "instrument.item.part", once."""
    tally = _tally(dataset, entries, context, (StoredIn.RECORD,))
    names = {f"{instrument}.{name_of((*path, item.key))}": None for instrument, path, item, _ in tally.missing}
    return _percent(tally.asked, len(tally.missing)), list(names)


def name_of(path: Path) -> str:
    """A question by its place in the definition: the keys of a path without the positions of elements."""
    return ".".join([part for part in path if isinstance(part, str)]) if len(path) > 1 else str(path[0])


def _percent(asked: int, missing: int) -> int:
    return (asked - missing) * 100 // asked if asked else 100


def _tally(
    dataset: Dataset,
    entries: Mapping[str, Sequence[Mapping[str, object]]],
    context: Context,
    stored_in: tuple[StoredIn, ...],
) -> _Tally:
    tally = _Tally(context)
    for instrument in dataset.instruments:
        if instrument.stored_in not in stored_in or instrument.legacy:
            continue
        filled = entries.get(instrument.key, ())
        if not filled and instrument.asked is not Asked.OPTIONAL:
            filled = _EMPTY
        for position, payload in enumerate(filled):
            tally.count_entry(instrument, payload, position)
    return tally


class _Tally:
    """Counts while walking through entries. Every entry of a large intake passes here: no object a question."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.instrument, self.entry = "", 0
        self.asked = 0
        self.missing: list[tuple[str, Path, Item, int]] = []  # instrument, where, what, which entry

    def completeness(self) -> Completeness:
        missing = (
            Missing(instrument, (*path, item.key), item.label, item.asked, entry)
            for instrument, path, item, entry in self.missing
        )
        return Completeness(self.asked, self.asked - len(self.missing), tuple(missing))

    def count_entry(self, instrument: Instrument, payload: Mapping[str, object], entry: int) -> None:
        self.instrument, self.entry = instrument.key, entry
        self.count(form_of(instrument), payload, (), (payload,))

    def count(self, form: Form, payload: Mapping[str, object], path: Path, scopes: Scopes) -> None:
        for key, shown, expected, inside, item in form.counted:
            if shown is not None and not shown(scopes, self.context):
                continue
            value = payload.get(key)
            if value is None or value == "" or (type(value) is not str and not is_answered(value)):
                if expected:
                    self.asked += 1
                    self.missing.append((self.instrument, path, item, self.entry))
            elif inside is None:
                self.asked += 1
            elif isinstance(value, Mapping):
                self.count(inside, value, (*path, key), (*scopes, value))
            elif isinstance(value, list | tuple):
                self._count_elements(inside, value, (*path, key), scopes)

    def _count_elements(self, form: Form, elements: Sequence[object], path: Path, scopes: Scopes) -> None:
        for index, element in enumerate(elements):
            if isinstance(element, Mapping):
                self.count(form, element, (*path, index), (*scopes, element))
