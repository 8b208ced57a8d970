"""Filling the computed items of an entry.

    computed(instrument, payload, context) -> dict

Nothing is computed from what is not known: every operand must be answered, unless `at_least` says how many are enough
(a score is then prorated to all of them, as questionnaires' manuals do). What cannot be computed is removed, so that a
total never outlives its parts. The same answers give the same result however often they pass here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from orphee.datasets.computations import Computation
from orphee.datasets.conditions import Context, Judge, Levels, Scopes, compile_condition
from orphee.datasets.definition import Instrument, Item
from orphee.datasets.dependencies import in_order
from orphee.datasets.operations import Evaluate, evaluator, fitted

_Levels = tuple[Mapping[str, Item], ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """One computed item: the groups on the way to it with what shows them, and how it is computed."""

    path: tuple[str, ...]
    shown: tuple[Judge | None, ...]
    value: Callable[[Scopes, Context], object]


def computed(instrument: Instrument, payload: Mapping[str, object], context: Context) -> dict[str, object]:
    """The payload with its computed items set, or removed when they cannot be computed or are not asked."""
    filled = dict(payload)
    for step in _plan_of(instrument):
        _take(step, 0, filled, (filled,), context, asked=True)
    return filled


def has_computed(instrument: Instrument) -> bool:
    """Whether any item of the instrument is computed."""
    return bool(_plan_of(instrument))


_PLANS: WeakKeyDictionary[Instrument, tuple[_Step, ...]] = WeakKeyDictionary()


def _plan_of(instrument: Instrument) -> tuple[_Step, ...]:
    """The computed items, each after those it needs."""
    plan = _PLANS.get(instrument)
    if plan is None:
        computations = ((path, instrument.by_path[path].compute) for path in in_order(instrument))
        plan = _PLANS[instrument] = tuple(
            _step(path, computation, instrument) for path, computation in computations if computation is not None
        )
    return plan


def _step(path: tuple[str, ...], computation: Computation, instrument: Instrument) -> _Step:
    levels: list[Mapping[str, Item]] = [instrument.by_key]
    shown: list[Judge | None] = []
    for depth in range(1, len(path) + 1):
        item = instrument.by_path[path[:depth]]
        known: Levels = tuple(frozenset(level) for level in levels)
        shown.append(compile_condition(item.when, known, closed=True) if item.when is not None else None)
        if depth < len(path):
            levels.append(item.by_key)
    return _Step(path, tuple(shown), _fitting(item, computation, tuple(levels)))


def _fitting(item: Item, computation: Computation, levels: _Levels) -> Callable[[Scopes, Context], object]:
    evaluate: Evaluate = evaluator(computation, levels)
    return lambda scopes, context: fitted(item, evaluate(scopes, context), computation.decimals)


def _take(step: _Step, depth: int, level: dict[str, object], scopes: Scopes, context: Context, *, asked: bool) -> None:
    """Go down to the item through every element of the groups; what is changed is copied first."""
    key, judge = step.path[depth], step.shown[depth]
    asked = asked and (judge is None or judge(scopes, context) is True)
    if depth == len(step.path) - 1:
        value = step.value(scopes, context) if asked else None
        if value is None:
            level.pop(key, None)
        else:
            level[key] = value
        return
    inside = level.get(key)
    if isinstance(inside, list | tuple):
        elements = [dict(one) if isinstance(one, Mapping) else one for one in inside]
        level[key] = elements
        for element in elements:
            if isinstance(element, dict):
                _take(step, depth + 1, element, (*scopes, element), context, asked=asked)
    elif isinstance(inside, Mapping):
        group = dict(inside)
        level[key] = group
        _take(step, depth + 1, group, (*scopes, group), context, asked=asked)
