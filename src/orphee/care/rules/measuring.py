"""Counting how the questions of a form were answered. A question of the first level counts once."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from orphee.care.rules.known import KnownAnswer, merged
from orphee.datasets.compiled_form import form_of
from orphee.datasets.conditions import Context, is_answered
from orphee.datasets.definition import Instrument, Item, ItemType

NOT_ASKED = (ItemType.MARKDOWN, ItemType.KEPT)
OWN = ("identifier",)  # written by the system


@dataclass(frozen=True, slots=True)
class Counts:
    """Questions asked, and how many were typed, taken from what was known, computed; which were typed for nothing."""

    asked: int
    typed: int
    taken: int
    computed: int
    retyped: tuple[str, ...]


def counted(
    instrument: Instrument,
    answers: Mapping[str, object],
    known: Mapping[str, KnownAnswer],
    taken: Set[str],
    context: Context,
) -> Counts:
    """The counts of a form. `known`: what the record knew of it before; `taken`: the questions whose answer was taken.

    A question typed differently from what was known is a correction: it counts as typed, not as typed for nothing.
    """
    form = form_of(instrument)
    asked = typed = took = computed = 0
    retyped = []
    for question in form.questions:
        item, value = question.item, answers.get(question.item.key)
        is_shown = question.shown is None or question.shown((answers,), context) is True
        if not _counts(item, value) or not (is_shown or is_answered(value)):
            continue
        asked += 1
        if not is_answered(value):
            continue
        if item.compute is not None:
            computed += 1
        elif item.key in taken and item.key in known:
            took += 1
        else:
            typed += 1
            if item.key in known and merged(value, known[item.key].value) == value:
                retyped.append(item.key)
    return Counts(asked, typed, took, computed, tuple(retyped))


def _counts(item: Item, value: object) -> bool:
    if item.type in NOT_ASKED or item.key in OWN:
        return False
    return not item.legacy or is_answered(value)
