"""Conditions of `when` and `check`: structured data, never evaluated code.

A comparison takes a subject (an item, the count of an item's answers, a fact of the context, an item
of another instrument), an operator and an operand (a literal, or again one of those). What is not
answered cannot be judged: the result is then None, which makes no problem. `all`, `any` and `not` follow
Kleene's three-valued logic. Only to decide what a form shows, a comparison that cannot be judged counts as
not holding (`closed`): “shown if dead” stays hidden until the status says so, “shown unless dead” is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from orphee.datasets.ordering import compare_order, same
from orphee.foundation.partial_date import PartialDate, months_between

Literal = str | int | float | bool
Scopes = tuple[Mapping[str, object], ...]  # the payload, then each group element down to where we stand
Levels = tuple[Collection[str], ...]
Verdict = bool | None

DEEPEST_ANSWER = 60  # levels of groups and lists; what lies deeper is taken as said
FACTS = ("today", "birth_date", "age_months", "antenatal", "sex")
OPERATORS = ("is", "in", "not_in", "answered", "at_least", "at_most", "above", "below", "before", "after",
             "not_before", "not_after")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """An item by its path, looked up in the group where the condition stands, then outwards.

    `counted`: not what it says but how many answers it has.
    """

    path: tuple[str, ...]
    counted: bool = False
    months: int = 0


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """An item of another instrument of the same record; the first entry that answers it speaks."""

    instrument: str
    path: tuple[str, ...]
    months: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the context knows: today, the birth date, the age in months, antenatal, the sex."""

    name: str
    months: int = 0


Subject = ItemAnswer | RecordAnswer | Fact


@dataclass(frozen=True, slots=True)
class Comparison:
    """One subject, one operator, one operand (`in` and `not_in` take a tuple of literals)."""

    subject: Subject
    operator: str
    operand: Subject | Literal | tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    condition: Condition


Condition = Comparison | AllOf | AnyOf | Not


@dataclass(frozen=True)
class Context:
    """What validation may know besides the entry itself.

    `today` is the day of validation, `antenatal` says that the person followed is a foetus,
    `others` are the payloads of the record's other entries of the same data set, by instrument key.
    """

    today: dt.date
    birth_date: PartialDate | None = None
    antenatal: bool = False
    sex: str | None = None
    others: Mapping[str, Sequence[Mapping[str, object]]] | None = None

    @cached_property
    def age_months(self) -> int | None:
        """The greatest age in completed months the person can have today; a partial birth date rounds up."""
        if self.birth_date is None:
            return None
        return months_between(self.birth_date.earliest, self.today)


Judge = Callable[[Scopes, Context], Verdict]
_Read = Callable[[Scopes, Context], object]


def is_answered(value: object) -> bool:
    """Whether a value says something: not None, nor an empty text, list or group of nothing."""
    kind = type(value)  # asked of every answer of every entry: exact types first, abstract ones last
    if kind is str:
        return value != ""
    if value is None:
        return False
    if kind is int or kind is bool or kind is float:
        return True
    if isinstance(value, dict | Mapping):
        return _says_something(value.values(), DEEPEST_ANSWER)
    if isinstance(value, list | tuple):
        return _says_something(value, DEEPEST_ANSWER)
    return True


def _says_something(parts: Iterable[object], left: int) -> bool:
    for part in parts:
        if type(part) is str:  # most are
            if part != "":
                return True
            continue
        if isinstance(part, dict | Mapping):
            inner: Iterable[object] = part.values()
        elif isinstance(part, list | tuple):
            inner = part
        elif part is None:
            continue
        else:
            return True
        if left == 0 or _says_something(inner, left - 1):
            return True
    return False


def compile_condition(condition: Condition, levels: Levels = (), *, closed: bool = False) -> Judge:
    """Turn a condition into a function of the scopes and the context; done once an instrument.

    `levels` are the keys known at each depth, outermost first; without them every item is in the last scope.
    `closed`: the result is never None.
    """
    if isinstance(condition, Comparison):
        judge = _compile_comparison(condition, levels)
        return (lambda scopes, context: judge(scopes, context) is True) if closed else judge
    if isinstance(condition, Not):
        inner = compile_condition(condition.condition, levels, closed=closed)
        return lambda scopes, context: _opposite(inner(scopes, context))
    judges = tuple(compile_condition(part, levels, closed=closed) for part in condition.conditions)
    if isinstance(condition, AllOf):
        return lambda scopes, context: _all(judges, scopes, context)
    return lambda scopes, context: _any(judges, scopes, context)


def holds(condition: Condition, payload: Mapping[str, object], context: Context) -> Verdict:
    """Judge one condition on one payload (tests, single questions); validation uses the compiled form."""
    return compile_condition(condition)((payload,), context)


def subjects(condition: Condition) -> Iterator[Subject]:
    """Every item, fact and foreign item a condition speaks of."""
    if isinstance(condition, Comparison):
        yield condition.subject
        if isinstance(condition.operand, ItemAnswer | RecordAnswer | Fact):
            yield condition.operand
    elif isinstance(condition, Not):
        yield from subjects(condition.condition)
    else:
        for part in condition.conditions:
            yield from subjects(part)


def scope_of(key: str, levels: Levels) -> int:
    """In which scope an item is: -1 the group where the condition stands, -2 the one around it, and so on."""
    for index in range(len(levels) - 1, -1, -1):
        if key in levels[index]:
            return index - len(levels)
    return -1


def reader(subject: Subject, levels: Levels = ()) -> _Read:
    """A function that reads what a subject stands for; None when it is not answered."""
    if isinstance(subject, ItemAnswer):
        return _item_reader(subject, scope_of(subject.path[0], levels))
    if isinstance(subject, Fact):
        name = subject.name
        return lambda scopes, context: fact(name, context)
    instrument, path = subject.instrument, subject.path

    def read_other(scopes: Scopes, context: Context) -> object:
        for payload in (context.others or {}).get(instrument, ()):
            value = dig(payload, path)
            if is_answered(value):
                return value
        return None

    return read_other


def fact(name: str, context: Context) -> object:
    """The value of one of FACTS; None when the context does not know it."""
    value: object = getattr(context, name)
    return value


def dig(value: object, path: Sequence[str]) -> object:
    """Follow a path through groups; a repeating group yields the list of what its elements say."""
    for index, key in enumerate(path):
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list | tuple):
            rest = path[index:]
            return [found for element in value if is_answered(found := dig(element, rest))]
        else:
            return None
    return value


def _item_reader(subject: ItemAnswer, scope: int) -> _Read:
    path = subject.path
    if len(path) == 1 and not subject.counted:
        only = path[0]
        return lambda scopes, context: scopes[scope].get(only)
    if not subject.counted:
        if len(path) == 2:
            return _part_reader(path[0], path[1], scope)
        return lambda scopes, context: dig(scopes[scope], path)

    def count(scopes: Scopes, context: Context) -> object:
        value = dig(scopes[scope], path)
        if isinstance(value, list | tuple):
            return sum(1 for element in value if is_answered(element))
        return 1 if is_answered(value) else 0

    return count


def _part_reader(first: str, second: str, scope: int) -> _Read:
    """Like `dig` for the commonest depth, as in first_signs.period."""

    def read(scopes: Scopes, context: Context) -> object:
        whole = scopes[scope].get(first)
        return whole.get(second) if type(whole) is dict else dig(whole, (second,))

    return read


def _compile_comparison(comparison: Comparison, levels: Levels) -> Judge:
    read = reader(comparison.subject, levels)
    operator, operand = comparison.operator, comparison.operand
    if operator == "answered":
        expected = operand is not False
        return lambda scopes, context: is_answered(read(scopes, context)) is expected
    if operator in ("in", "not_in"):
        accepted = frozenset(operand) if isinstance(operand, tuple) else frozenset((operand,))
        return _membership(read, accepted, inside=operator == "in")
    if isinstance(operand, ItemAnswer | RecordAnswer | Fact):
        return _between(read, operator, reader(operand, levels), operand.months)
    return _with_literal(read, operator, operand)


def _between(read: _Read, operator: str, read_other: _Read, shift: int) -> Judge:
    def judge(scopes: Scopes, context: Context) -> Verdict:
        value = read(scopes, context)
        if not is_answered(value):
            return None
        other = read_other(scopes, context)
        if not is_answered(other):
            return None
        return same(value, other) if operator == "is" else compare_order(operator, value, other, months=shift)

    return judge


def _with_literal(read: _Read, operator: str, literal: object) -> Judge:
    def judge(scopes: Scopes, context: Context) -> Verdict:
        value = read(scopes, context)
        if not is_answered(value):
            return None
        return same(value, literal) if operator == "is" else compare_order(operator, value, literal)

    return judge


def _membership(read: _Read, accepted: frozenset[object], *, inside: bool) -> Judge:
    def judge(scopes: Scopes, context: Context) -> Verdict:
        value = read(scopes, context)
        if type(value) is str and value:
            return (value in accepted) is inside
        if not is_answered(value):
            return None
        values = value if isinstance(value, list | tuple) else (value,)
        return any(isinstance(one, str | int | float) and one in accepted for one in values) is inside

    return judge


def _opposite(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


def _all(judges: tuple[Judge, ...], scopes: Scopes, context: Context) -> Verdict:
    result: Verdict = True
    for judge in judges:
        verdict = judge(scopes, context)
        if verdict is False:
            return False
        if verdict is None:
            result = None
    return result


def _any(judges: tuple[Judge, ...], scopes: Scopes, context: Context) -> Verdict:
    result: Verdict = False
    for judge in judges:
        verdict = judge(scopes, context)
        if verdict is True:
            return True
        if verdict is None:
            result = None
    return result
