"""What a record already knows of a form's questions: the answers that nobody should type twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orphee.datasets.conditions import dig, is_answered
from orphee.datasets.definition import Instrument, Item, ItemType
from orphee.record.rules.view import EntryView, RecordView


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """An answer found elsewhere in the record, and the entry that says it."""

    value: object
    entry: EntryView


def known_answers(
    instrument: Instrument, answers: dict[str, object], view: RecordView, *, but: str = ""
) -> dict[str, KnownAnswer]:
    """For each question of the first level that says where else it may be answered: what is found there.

    `but` is the entry being filled. What the form already says is left out.
    """
    found = {}
    for item in instrument.items:
        known = _known(item, view, but)
        if known is not None and not _already_said(answers.get(item.key), known.value):
            found[item.key] = known
    return found


def merged(present: object, known: object) -> object:
    """The present answer with the known one taken: lists grow, single answers are replaced."""
    if isinstance(known, list):
        before = present if isinstance(present, list) else []
        return [*before, *(one for one in known if one not in before)]
    return known


def _known(item: Item, view: RecordView, but: str) -> KnownAnswer | None:
    collected: list[object] = []
    last: EntryView | None = None
    for entry, value in _said(item, view, but):
        collected += [one for one in (value if isinstance(value, list) else [value]) if one not in collected]
        last = entry
    if last is None:
        return None
    return KnownAnswer(collected if item.repeats else collected[-1], last)


def _said(item: Item, view: RecordView, but: str) -> Iterator[tuple[EntryView, object]]:
    for prefill in item.prefill:
        dataset, instrument, *rest = prefill.path.split(".")
        for entry in view.of(dataset, instrument):
            value = dig(entry.payload, rest)
            if entry.key != but and entry.payload.get("excluded") is not True and _fits(item, value):
                yield entry, value


def _fits(item: Item, value: object) -> bool:
    """Whether an answer found elsewhere can be one of this question."""
    if not is_answered(value):
        return False
    if item.type is ItemType.CODE:
        codes = value if isinstance(value, list) else [value]
        return all(isinstance(code, str) and _accepts(item, code) for code in codes)
    return item.type is ItemType.TEXT and isinstance(value, str)


def _accepts(item: Item, code: str) -> bool:
    if item.value_set is not None:
        return code in item.value_set
    systems = item.terminology.systems if item.terminology else ()
    prefix = code.split(":", 1)[0].lower()
    return "any" in systems or {"hp": "hpo"}.get(prefix, prefix) in systems


def _already_said(present: object, known: object) -> bool:
    if isinstance(known, list):
        return isinstance(present, list) and all(one in present for one in known)
    return is_answered(present)
