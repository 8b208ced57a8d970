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
        return self.answered * 100 // self.asked if self.asked else 100

    def missing_by_instrument(self) -> dict[str, tuple[Missing, ...]]:
        """The missing answers of each instrument, in the order of the data set."""
        grouped: dict[str, list[Missing]] = {}
        for one in self.missing:
            grouped.setdefault(one.instrument, []).append(one)
        return {key: tuple(found) for key, found in grouped.items()}


def of_entry(
    instrument: Instrument, payload: Mapping[str, object], context: Context, *, entry: int = 0
) -> Completeness:
    """The completeness of one entry; `{}` gives what an empty form asks."""
    tally = _Tally(instrument.key, entry, context)
    tally.count(form_of(instrument), payload, (), (payload,))
    return Completeness(tally.asked, tally.asked - len(tally.missing), tuple(tally.missing))


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
    parts: list[Completeness] = []
    for instrument in dataset.instruments:
        if instrument.stored_in not in stored_in or instrument.legacy:
            continue
        filled = entries.get(instrument.key, ())
        if not filled and instrument.asked is not Asked.OPTIONAL:
            filled = ({},)
        parts.extend(of_entry(instrument, payload, context, entry=position) for position, payload in enumerate(filled))
    return Completeness(
        sum(part.asked for part in parts),
        sum(part.answered for part in parts),
        tuple(one for part in parts for one in part.missing),
    )


class _Tally:
    """Counts while walking through one entry."""

    def __init__(self, instrument: str, entry: int, context: Context) -> None:
        self.instrument, self.entry, self.context = instrument, entry, context
        self.asked = 0
        self.missing: list[Missing] = []

    def count(self, form: Form, payload: Mapping[str, object], path: Path, scopes: Scopes) -> None:
        for question in form.questions:
            item = question.item
            if item.legacy or (question.shown is not None and not question.shown(scopes, self.context)):
                continue
            value, here = payload.get(item.key), (*path, item.key)
            if not is_answered(value):
                self._ask(item, here, answered=False)
            elif question.inside is None:
                self._ask(item, here, answered=True)
            elif isinstance(value, Mapping):
                self.count(question.inside, value, here, (*scopes, value))
            elif isinstance(value, list | tuple):
                self._count_elements(question.inside, value, here, scopes)

    def _count_elements(self, form: Form, elements: Sequence[object], path: Path, scopes: Scopes) -> None:
        for index, element in enumerate(elements):
            if isinstance(element, Mapping):
                self.count(form, element, (*path, index), (*scopes, element))

    def _ask(self, item: Item, path: Path, *, answered: bool) -> None:
        if item.asked is Asked.OPTIONAL:
            return
        self.asked += 1
        if not answered:
            self.missing.append(Missing(self.instrument, path, item.label, item.asked, self.entry))
