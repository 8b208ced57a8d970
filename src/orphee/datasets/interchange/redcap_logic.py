"""Structured conditions and computations as REDCap writes them: [a]='1' and ([b(2)]='1' or [c]>3).

In REDCap a field that is not answered is an empty text, smaller than any number; here it cannot be judged and does not
hold. Each comparison is therefore guarded: [c]<>'' and [c]<3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orphee.datasets.computations import Calculation, Case, Computation, Operand, Value
from orphee.datasets.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Fact,
    ItemAnswer,
    Not,
    RecordAnswer,
    Subject,
)
from orphee.datasets.definition import Instrument, Item, ItemType

Path = tuple[str, ...]
_SIGNS = {
    "at_least": ">=", "at_most": "<=", "above": ">", "below": "<",
    "before": "<", "after": ">", "not_before": ">=", "not_after": "<=",
}  # fmt: skip
_OPPOSITE = {"<": ">=", ">": "<=", ">=": "<", "<=": ">"}
_ORDERED = (ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY, ItemType.DATE)


class UnableToSay(ValueError):
    """REDCap has no words for this."""


@dataclass(frozen=True, slots=True)
class Named:
    """An item and the name that its field bears."""

    name: str
    item: Item


@dataclass(frozen=True)
class Speaker:
    """Writes for one item: `names` are the fields by instrument and path, `instrument` and `above` where it stands."""

    names: Mapping[tuple[str, Path], Named]
    instrument: Instrument
    above: Path

    def condition(self, condition: Condition) -> str:
        """Branching logic. Raises `UnableToSay`."""
        return self._said(condition, holds=True)

    def computation(self, computation: Computation) -> str:
        """An equation. Raises `UnableToSay`."""
        found = self._case(computation) if isinstance(computation, Case) else self._calculation(computation)
        decimals = computation.decimals if isinstance(computation, Case) else None
        return found if decimals is None else f"round({found},{decimals})"

    def _said(self, condition: Condition, *, holds: bool) -> str:
        if isinstance(condition, Not):
            return self._said(condition.condition, holds=not holds)
        if isinstance(condition, AllOf | AnyOf):
            word = " and " if isinstance(condition, AllOf) is holds else " or "
            if not condition.conditions:
                raise UnableToSay
            return "(" + word.join(self._said(part, holds=holds) for part in condition.conditions) + ")"
        return self._comparison(condition, holds=holds)

    def _comparison(self, comparison: Comparison, *, holds: bool) -> str:
        named = self._named(comparison.subject)
        field = f"[{named.name}]"
        boxes = named.item.type is ItemType.CODE and named.item.repeats
        operator, operand = comparison.operator, comparison.operand
        if operator == "answered" and not boxes:
            return f"{field}<>''" if (operand is not False) is holds else f"{field}=''"
        if operator in ("is", "in", "not_in") and not isinstance(operand, ItemAnswer | RecordAnswer | Fact):
            literals = operand if isinstance(operand, tuple) else (operand,)
            inside = operator != "not_in"
            return (
                self._boxes(named, literals, inside is holds, inside=inside)
                if boxes
                else self._among(named, [_literal(named.item, one) for one in literals], inside=inside, holds=holds)
            )
        if boxes:
            raise UnableToSay
        return self._ordered(named, operator, operand, holds=holds)

    def _among(self, named: Named, literals: list[str], *, inside: bool, holds: bool) -> str:
        field = f"[{named.name}]"
        if inside is holds:
            said = " or ".join(f"{field}={one}" for one in literals)
            return said if inside and len(literals) == 1 else f"({said})" if inside else f"({field}='' or {said})"
        parts = [f"{field}<>{one}" for one in literals]
        guard = [f"{field}<>''"] if not inside else []
        return parts[0] if len(parts) == 1 and inside else "(" + " and ".join([*guard, *parts]) + ")"

    def _boxes(self, named: Named, literals: tuple[object, ...], ticked: bool, *, inside: bool) -> str:
        if not inside:
            raise UnableToSay  # “answered, and none of these”: REDCap cannot tell unanswered from no box
        sign, word = ("='1'", " or ") if ticked else ("='0'", " and ")
        parts = [f"[{named.name}({_box(str(one))})]{sign}" for one in literals]
        return parts[0] if len(parts) == 1 else "(" + word.join(parts) + ")"

    def _ordered(self, named: Named, operator: str, operand: object, *, holds: bool) -> str:
        if named.item.type not in _ORDERED:
            raise UnableToSay
        sign = "=" if operator == "is" else _SIGNS[operator]
        field = f"[{named.name}]"
        if isinstance(operand, ItemAnswer | RecordAnswer):
            other = self._named(operand)
            if operand.months or other.item.type not in _ORDERED:
                raise UnableToSay
            right, blank = f"[{other.name}]", [field, f"[{other.name}]"]
        elif isinstance(operand, Fact):
            raise UnableToSay
        else:
            right, blank = _literal(named.item, operand), [field]
        if holds:
            return "(" + " and ".join([*(f"{one}<>''" for one in blank), f"{field}{sign}{right}"]) + ")"
        opposite = "<>" if sign == "=" else _OPPOSITE[sign]
        return "(" + " or ".join([*(f"{one}=''" for one in blank), f"{field}{opposite}{right}"]) + ")"

    def _named(self, subject: Subject) -> Named:
        if isinstance(subject, Fact) or subject.months:
            raise UnableToSay
        if isinstance(subject, RecordAnswer):
            return self._field(subject.instrument, subject.path)
        if subject.counted:
            raise UnableToSay
        for depth in range(len(self.above), -1, -1):
            path = (*self.above[:depth], *subject.path)
            if (*self.above[:depth], subject.path[0]) in self.instrument.by_path:
                return self._field(self.instrument.key, path)
        raise UnableToSay

    def _field(self, instrument: str, path: Path) -> Named:
        found = self.names.get((instrument, path))
        if found is None:
            raise UnableToSay
        return found

    def _calculation(self, calculation: Calculation) -> str:
        said = self._operation(calculation)
        return said if calculation.decimals is None else f"round({said},{calculation.decimals})"

    def _operation(self, calculation: Calculation) -> str:
        parts = [self._operand(one) for one in calculation.operands]
        operation, least = calculation.operation, calculation.at_least
        if operation in ("sum", "mean") and least == 1:
            return f"{operation}({','.join(parts)})"
        if least is not None:
            raise UnableToSay
        if operation == "score":
            self._check_scores(calculation)
            return "(" + "+".join(parts) + ")"
        if operation == "mean":
            return f"(({'+'.join(parts)})/{len(parts)})"
        if operation in ("sum", "product"):
            return "(" + ("+" if operation == "sum" else "*").join(parts) + ")"
        if operation in ("difference", "ratio"):
            return f"({parts[0]}{'-' if operation == 'difference' else '/'}{parts[1]})"
        if operation == "months_between":
            return f"datediff({parts[0]},{parts[1]},'M',true)"
        if operation == "first" and len(parts) == 1:
            return parts[0]
        raise UnableToSay

    def _check_scores(self, calculation: Calculation) -> None:
        """REDCap adds up the codes themselves."""
        for operand in calculation.operands:
            named = self._named(operand) if isinstance(operand, ItemAnswer) else None
            codes = named.item.value_set.codes if named and named.item.value_set else ()
            if not codes or any(code.score is None or f"{code.score:g}" != code.code for code in codes):
                raise UnableToSay

    def _operand(self, operand: Operand) -> str:
        if isinstance(operand, Calculation):
            return self._calculation(operand)
        if isinstance(operand, Fact):
            if operand.name == "today":
                return "'today'"
            raise UnableToSay
        if isinstance(operand, ItemAnswer):
            return f"[{self._named(operand).name}]"
        return f"{operand:g}" if operand >= 0 else f"({operand:g})"

    def _case(self, case: Case) -> str:
        said = "''" if case.otherwise is None else self._value(case.otherwise)
        for branch in reversed(case.branches):
            said = f"if({self.condition(branch.condition)},{self._value(branch.value)},{said})"
        return said

    def _value(self, value: Value) -> str:
        if isinstance(value, bool):
            raise UnableToSay
        if isinstance(value, str):
            return _quoted(value)
        return self._operand(value)


def _literal(item: Item, value: object) -> str:
    if item.type is ItemType.BOOLEAN:
        return "'1'" if value is True else "'0'"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}" if abs(value) < 1e6 else repr(value)
    return _quoted(_box(str(value)) if item.type is ItemType.CODE else str(value))


def _box(code: str) -> str:
    """A code as REDCap takes it: no comma, no bar, no bracket."""
    if any(sign in code for sign in ",|()[]"):
        raise UnableToSay
    return code


def _quoted(text: str) -> str:
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    raise UnableToSay
