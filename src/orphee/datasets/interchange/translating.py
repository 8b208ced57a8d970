"""Expressions of REDCap and XLSForm into the structured conditions and computations of the definition language."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from orphee.datasets.definition import Text
from orphee.datasets.interchange.expressions import Call, Field, Node, Number, Operation, String
from orphee.datasets.interchange.folding import Tree, folded
from orphee.datasets.interchange.wording import because

MOST_DECIMALS = 6

_ORDER: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NUMBER_WORDS = {"=": "is", "<": "below", "<=": "at_most", ">": "above", ">=": "at_least"}
_DATE_WORDS = {"=": "is", "<": "before", "<=": "not_after", ">": "after", ">=": "not_before"}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class UnableToTranslate(ValueError):
    """The expression says something that the definition language cannot; `why` says what."""

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(why.en)


@dataclass(frozen=True, slots=True)
class Known:
    """A field as conditions may name it. `kind`: boolean, code, codes, number, date, text, repeat or other."""

    instrument: str
    path: tuple[str, ...]
    kind: str
    codes: tuple[str, ...] = ()


@dataclass
class Translator:
    """Translates for one field: `here` is what bears the expression.

    `scored` collects the fields whose choices are added up: their codes need a score. `notes` collects what is
    carried over, but not exactly.
    """

    fields: Mapping[str, Known]
    here: Known
    dropped: frozenset[str] = frozenset()
    scored: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def condition(self, node: Node) -> Tree:
        """A condition. Raises `UnableToTranslate`."""
        if isinstance(node, Operation) and node.operator in ("and", "or"):
            parts = [self.condition(part) for part in _flat(node, node.operator)]
            return folded("all" if node.operator == "and" else "any", parts)
        if isinstance(node, Operation):
            return self._comparison(node.operator, node.left, node.right)
        if isinstance(node, Call) and node.name == "not" and len(node.arguments) == 1:
            return {"not": self.condition(node.arguments[0])}
        if isinstance(node, Call) and node.name == "selected" and len(node.arguments) == 2:
            subject, code = node.arguments
            if isinstance(subject, Field) and isinstance(code, String):
                return self._has_code(self.known(subject), subject, code.value)
        if isinstance(node, Call):
            raise UnableToTranslate(because("function", name=node.name))
        raise UnableToTranslate(because("not-a-condition"))

    def computation(self, node: Node) -> Tree:
        """What an item computes. Raises `UnableToTranslate`."""
        if isinstance(node, Call) and node.name == "if":
            return self._case(node)
        if isinstance(node, Call) and node.name == "round" and node.arguments:
            inner = node.arguments[0]
            if isinstance(inner, Call) and inner.name == "if":
                return self._case(inner) | {"round": _decimals(node)}
        found = self._operand(node)
        if isinstance(found, str):
            return {"first": [found]}
        if isinstance(found, int | float):
            raise UnableToTranslate(because("constant"))
        return dict(found)

    def known(self, named: Field) -> Known:
        """The field that is meant. Raises `UnableToTranslate`."""
        if named.is_self:
            return self.here
        found = self.fields.get(named.name)
        if found is None:
            code = "not-kept" if named.name in self.dropped else "unknown-field"
            raise UnableToTranslate(because(code, name=named.name))
        return found

    def _comparison(self, sign: str, left: Node, right: Node) -> Tree:
        if sign not in (*_NUMBER_WORDS, "<>"):
            raise UnableToTranslate(because("not-a-condition"))
        if not isinstance(left, Field | Call) and isinstance(right, Field | Call):
            left, right, sign = right, left, _FLIPPED.get(sign, sign)
        if sign == "<>":
            if isinstance(right, String) and right.value == "" and isinstance(left, Field):
                return {**self._subject(self.known(left)), "answered": True}
            return {"not": self._comparison("=", left, right)}
        if isinstance(left, Call) and left.name == "count-selected" and isinstance(left.arguments[0], Field):
            known = self.known(left.arguments[0])
            return {"count": self._path(known), _NUMBER_WORDS[sign]: _number(right, left.name)}
        if not isinstance(left, Field):
            raise UnableToTranslate(because("comparison", name=_said(left), operator=sign, other=_said(right)))
        return self._field_comparison(sign, left, right)

    def _field_comparison(self, sign: str, left: Field, right: Node) -> Tree:
        known = self.known(left)
        if left.option:
            return self._box(known, left, sign, right)
        subject = self._subject(known)
        if isinstance(right, String) and right.value == "" and sign == "=":
            return {**subject, "answered": False}
        nope = UnableToTranslate(because("comparison", name=left.name or ".", operator=sign, other=_said(right)))
        if known.kind == "boolean":
            if sign != "=" or not isinstance(right, String | Number) or _said(right) not in _TRUTHS:
                raise nope
            return {**subject, "is": _TRUTHS[_said(right)]}
        if known.kind in ("code", "codes") and isinstance(right, String | Number):
            return self._code(known, left, sign, _said(right))
        words = _DATE_WORDS if known.kind == "date" else _NUMBER_WORDS
        if known.kind == "text" and sign != "=":
            raise nope
        operand = self._value(known, right)
        if operand is None:
            raise nope
        return {**subject, words[sign]: operand}

    def _value(self, known: Known, right: Node) -> Any:
        """What a number, a date or a text is compared with; None when it cannot be."""
        if isinstance(right, Field) and not right.option:
            other = self.known(right)
            return self._subject(other) if other.kind == known.kind else None
        if known.kind == "date" and _is_today(right):
            return {"fact": "today"}
        if known.kind == "date":
            return right.value if isinstance(right, String) and _DATE.fullmatch(right.value) else None
        if known.kind == "number" and isinstance(right, String | Number):
            return _as_number(right)
        if known.kind == "text" and isinstance(right, String | Number):
            return _said(right)
        return None

    def _box(self, known: Known, left: Field, sign: str, right: Node) -> Tree:
        """A box of a checkbox field: '1' ticked, '0' not."""
        said = _said(right) if isinstance(right, String | Number) else ""
        if known.kind != "codes" or sign != "=" or said not in _TRUTHS:
            raise UnableToTranslate(because("comparison", name=left.name, operator=sign, other=_said(right)))
        ticked = self._has_code(known, left, left.option)
        return ticked if _TRUTHS[said] else {"not": ticked}

    def _has_code(self, known: Known, named: Field, code: str) -> Tree:
        if code not in known.codes:
            raise UnableToTranslate(because("unknown-code", name=named.name, code=code))
        return {**self._subject(known), "in": [code]}

    def _code(self, known: Known, left: Field, sign: str, said: str) -> Tree:
        if sign == "=" and known.kind == "codes":
            return self._has_code(known, left, said)
        if sign == "=":
            if said not in known.codes:
                raise UnableToTranslate(because("unknown-code", name=left.name, code=said))
            return {**self._subject(known), "is": said}
        limit = _as_number(String(said))
        numbers = {code: _as_number(String(code)) for code in known.codes}
        fit = [code for code, n in numbers.items() if n is not None and limit is not None and _ORDER[sign](n, limit)]
        if not fit:
            raise UnableToTranslate(because("comparison", name=left.name, operator=sign, other=said))
        return {**self._subject(known), "in": fit}

    def _subject(self, known: Known) -> Tree:
        if known.instrument != self.here.instrument:
            return {"record": ".".join((known.instrument, *known.path))}
        return {"item": self._path(known)}

    def _path(self, known: Known) -> str:
        """The path from the nearest group around both."""
        shared = 0
        for ours, theirs in zip(self.here.path[:-1], known.path[:-1], strict=False):
            if ours != theirs:
                break
            shared += 1
        return ".".join(known.path[shared:])

    def _operand(self, node: Node) -> Any:
        if isinstance(node, Number):
            return _plain(node.value)
        if isinstance(node, Field):
            return self._numeric(node)
        if isinstance(node, Operation):
            return self._arithmetic(node)
        if isinstance(node, Call):
            return self._function(node)
        raise UnableToTranslate(because("not-a-number", name=_said(node)))

    def _numeric(self, named: Field) -> str:
        known = self.known(named)
        if known.instrument != self.here.instrument:
            raise UnableToTranslate(because("other-form", name=named.name))
        if known.path == self.here.path:
            raise UnableToTranslate(because("itself"))
        if known.kind != "number" or named.option:
            raise UnableToTranslate(because("not-a-number", name=named.name))
        return self._path(known)

    def _arithmetic(self, node: Operation) -> Tree:
        if node.operator == "+":
            return self._sum(_flat(node, "+"), at_least=None)
        if node.operator == "*":
            return {"product": [self._operand(part) for part in _flat(node, "*")]}
        words = {"-": "difference", "/": "ratio"}
        if node.operator not in words:
            raise UnableToTranslate(because("function", name=node.operator))
        return {words[node.operator]: [self._operand(node.left), self._operand(node.right)]}

    def _sum(self, parts: list[Node], *, at_least: int | None) -> Tree:
        some = {} if at_least is None else {"at_least": at_least}
        if all(isinstance(part, Field) and not part.option and self._is_scale(part) for part in parts):
            named = [part for part in parts if isinstance(part, Field)]
            self.scored.update(part.name for part in named)
            return {"score": [self._path(self.known(part)) for part in named]}
        return {"sum": [self._operand(part) for part in parts], **some}

    def _is_scale(self, named: Field) -> bool:
        """A choice whose codes are numbers: what is added up are scores."""
        known = self.known(named)
        here = known.instrument == self.here.instrument
        return here and known.kind == "code" and all(_as_number(String(code)) is not None for code in known.codes)

    def _function(self, node: Call) -> Any:
        arguments = list(node.arguments)
        if node.name == "round" and arguments:
            inner = self._operand(arguments[0])
            inner = {"first": [inner]} if isinstance(inner, str) else inner
            if isinstance(inner, dict):
                return inner | {"round": _decimals(node)}
        if node.name == "sum" and arguments:
            return self._sum(arguments, at_least=1)
        if node.name == "mean" and arguments:
            return {"mean": [self._operand(part) for part in arguments], "at_least": 1}
        if node.name == "coalesce" and arguments:
            return {"first": [self._operand(part) for part in arguments]}
        if node.name == "datediff" and len(arguments) >= 3:
            return self._months(arguments)
        if node.name == "count" and len(arguments) == 1 and isinstance(arguments[0], Field):
            return {"count": self._path(self.known(arguments[0]))}
        if node.name == "if":
            raise UnableToTranslate(because("nested-if"))
        raise UnableToTranslate(because("function", name=node.name))

    def _months(self, arguments: list[Node]) -> Tree:
        unit = _said(arguments[2])
        if unit not in ("M", "y"):
            raise UnableToTranslate(because("unit-of-time", name=unit))
        self.notes.append("datediff")
        months: Tree = {"months_between": [self._day(arguments[0]), self._day(arguments[1])]}
        return months if unit == "M" else {"ratio": [months, 12]}

    def _day(self, node: Node) -> Any:
        if _is_today(node):
            return {"fact": "today"}
        known = self.known(node) if isinstance(node, Field) else None
        if known is not None and known.instrument != self.here.instrument:
            raise UnableToTranslate(because("other-form", name=_said(node)))
        if known is None or known.kind != "date":
            raise UnableToTranslate(because("not-a-number", name=_said(node)))
        return self._path(known)

    def _case(self, node: Call) -> Tree:
        branches: list[Tree] = []
        rest: Node = node
        while isinstance(rest, Call) and rest.name == "if":
            if len(rest.arguments) != 3:
                raise UnableToTranslate(because("function", name="if"))
            condition, then, rest = rest.arguments
            branches.append({"if": self.condition(condition), "then": self._outcome(then)})
        if isinstance(rest, String) and rest.value in ("", "NaN"):
            return {"case": branches}
        return {"case": branches, "else": self._outcome(rest)}

    def _outcome(self, node: Node) -> Any:
        if isinstance(node, String) and node.value:
            number = _as_number(node)
            return node.value if number is None else number
        found = self._operand(node)
        return {"item": found} if isinstance(found, str) else found


_TRUTHS = {"1": True, "0": False, "true": True, "false": False, "yes": True, "no": False}


def _flat(node: Node, sign: str) -> list[Node]:
    """The parts of a chain of one operator, in order."""
    found: list[Node] = []
    while isinstance(node, Operation) and node.operator == sign:
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]


def _said(node: Node) -> str:
    if isinstance(node, String):
        return node.value
    if isinstance(node, Number):
        return str(_plain(node.value))
    if isinstance(node, Field):
        return node.name or "."
    return node.name if isinstance(node, Call) else node.operator


def _is_today(node: Node) -> bool:
    said = _said(node).lower()
    return said == "today" or (isinstance(node, Call) and said == "now")


def _plain(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def _as_number(node: String | Number) -> int | float | None:
    if isinstance(node, Number):
        return _plain(node.value)
    return _plain(float(node.value)) if re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", node.value, re.ASCII) else None


def _number(node: Node, name: str) -> int | float:
    found = _as_number(node) if isinstance(node, String | Number) else None
    if found is None:
        raise UnableToTranslate(because("not-a-number", name=name))
    return found


def _decimals(node: Call) -> int:
    wanted = _number(node.arguments[1], "round") if len(node.arguments) > 1 else 0
    return max(0, min(MOST_DECIMALS, int(wanted)))
