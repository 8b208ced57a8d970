"""What a record already knows of a form's questions: the answers that nobody should type twice.

A question says where it may already be answered (`prefill`): an item of another form, a trait of the person, their
will. Of the identity nothing is offered but what betrays nobody, and dates cut to their month or year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from orphee.care.rules.fitting import fitted
from orphee.care.rules.identity_answers import answers_of, consent_answers
from orphee.datasets.conditions import Context, dig, is_answered
from orphee.datasets.definition import Confidential, Instrument, Item, ItemType, Prefill, UnknownName
from orphee.datasets.sdm_mr_codes import SDM
from orphee.datasets.validation import visible
from orphee.record.rules.view import EntryView, RecordView

Answers = Mapping[str, object]
SourceItem = Callable[[str], Item]  # the item of a path; raises UnknownName
IDENTITY, CONSENT = (SDM, "identity"), (SDM, "consent")
CUT = ("month", "year")


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """An answer found elsewhere, and the entry that says it; without one, `source` is “identity” or “consent”."""

    value: object
    entry: EntryView | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """One place of the record that answers a prefill."""

    value: object
    entry: EntryView | None
    source: str

    @property
    def key(self) -> str:
        return self.entry.key if self.entry else self.source


def known_answers(
    items: Sequence[Item], answers: Answers, view: RecordView, item_at: SourceItem, *, but: str = ""
) -> dict[str, KnownAnswer]:
    """For each question of the first level that says where else it may be answered: what is found there.

    `but` is the entry being filled. What the form already says is left out.
    """
    memory = _Memory(view, item_at, but)
    found = {}
    for item in items:
        known = memory.known(item)
        if known is not None and not _already_said(answers.get(item.key), known.value):
            found[item.key] = known
    return found


def merged(present: object, known: object) -> object:
    """The present answer with the known one taken: lists grow, groups are completed, single answers are replaced."""
    if isinstance(known, list):
        before = present if isinstance(present, list) else []
        return [*before, *(one for one in known if one not in before)]
    if isinstance(known, Mapping) and isinstance(present, Mapping):
        return {**known, **{key: value for key, value in present.items() if is_answered(value)}}
    return known


def all_taken(
    instrument: Instrument, answers: Answers, known: Mapping[str, KnownAnswer], context: Context
) -> dict[str, object]:
    """The answers that taking everything gives, in the order of the form: only to questions that are put by then."""
    filled, taken = dict(answers), dict[str, object]()
    for key in (item.key for item in instrument.items if item.key in known):
        if not visible(instrument, (key,), filled, context):
            continue
        value = merged(filled.get(key), known[key].value)
        if isinstance(value, Mapping):
            filled[key] = value
            value = {part: one for part, one in value.items() if _is_put(instrument, (key, part), filled, context)}
        if is_answered(value):
            filled[key] = taken[key] = value
        else:
            filled.pop(key, None)
    return taken


def _is_put(instrument: Instrument, path: tuple[str, str], answers: Answers, context: Context) -> bool:
    """Whether a question within a group is put; an answer that is no group (an age) is one answer."""
    return not instrument.by_key[path[0]].items or visible(instrument, path, answers, context)


def _already_said(present: object, known: object) -> bool:
    if isinstance(known, list):
        return isinstance(present, list) and all(one in present for one in known)
    if isinstance(known, Mapping) and isinstance(present, Mapping):
        return all(is_answered(present.get(key)) for key in known)
    return is_answered(present)


class _Memory:
    """A record, asked for what it knows."""

    def __init__(self, view: RecordView, item_at: SourceItem, but: str) -> None:
        self.view, self.item_at, self.but = view, item_at, but

    def known(self, item: Item) -> KnownAnswer | None:
        """What the record knows of one question."""
        if item.compute is not None or item.type is ItemType.MARKDOWN:
            return None
        if item.prefill:
            return self._repeated(item) if item.repeats else self._single(item)
        if item.type is not ItemType.GROUP:
            return None
        return self._rows(item) if item.repeats else self._group(item)

    def _single(self, item: Item) -> KnownAnswer | None:
        """The first source that answers, and of its entries the one that spoke last."""
        for prefill in item.prefill:
            said = list(self._said(item, prefill))
            if said:
                return KnownAnswer(said[-1].value, said[-1].entry, said[-1].source)
        return None

    def _repeated(self, item: Item) -> KnownAnswer | None:
        collected: list[object] = []
        last: _Said | None = None
        for prefill in item.prefill:
            for said in self._said(item, prefill):
                collected += [said.value] if said.value not in collected else []
                last = said
        return KnownAnswer(collected, last.entry, last.source) if last else None

    def _group(self, item: Item) -> KnownAnswer | None:
        """A group whose questions are known one by one."""
        known = {inside.key: one for inside in item.items if (one := self.known(inside)) is not None}
        if not known:
            return None
        first = next(iter(known.values()))
        return KnownAnswer({key: one.value for key, one in known.items()}, first.entry, first.source)

    def _rows(self, item: Item) -> KnownAnswer | None:
        """A repeating group whose questions are known one by one: a row for each entry that speaks."""
        rows: dict[str, dict[str, object]] = {}
        last: _Said | None = None
        for inside in item.items:
            for prefill in () if inside.repeats or inside.compute is not None else inside.prefill:
                for said in self._said(inside, prefill):
                    rows.setdefault(said.key, {}).setdefault(inside.key, said.value)
                    last = said
        return KnownAnswer(list(rows.values()), last.entry, last.source) if last else None

    def _said(self, item: Item, prefill: Prefill) -> Iterator[_Said]:
        dataset, instrument, *path = prefill.path.split(".")
        try:
            source = self.item_at(prefill.path)
        except UnknownName:
            return
        for entry, where, payload in self._spoken(dataset, instrument):
            if where == "identity" and not _may_leave_identity(source, prefill):
                continue
            value = dig(payload, path)
            for one in value if isinstance(value, list) else [value]:
                fit = fitted(item, one, source, prefill)
                if is_answered(fit):
                    yield _Said(fit, entry, where)

    def _spoken(self, dataset: str, instrument: str) -> Iterator[tuple[EntryView | None, str, Answers]]:
        """Who speaks under a data set and an instrument, oldest first."""
        if (dataset, instrument) == IDENTITY:
            if self.view.person is not None:
                yield None, "identity", answers_of(self.view.person)
        elif (dataset, instrument) == CONSENT:
            yield None, "consent", consent_answers(self.view.consent)
        else:
            for entry in self.view.of(dataset, instrument):
                if entry.key != self.but and entry.payload.get("excluded") is not True:
                    yield entry, "", entry.payload


def _may_leave_identity(source: Item, prefill: Prefill) -> bool:
    """Names stay in their room: what betrays a person is offered only as the month or the year of a date."""
    is_date = source.type in (ItemType.DATE, ItemType.PARTIAL_DATE, ItemType.DATETIME)
    return source.confidential is not Confidential.IDENTITY or (is_date and prefill.precision in CUT)
