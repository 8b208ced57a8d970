"""Conditions and calculations as REDCap and XLSForm write them, read into a small tree. Nothing is evaluated.

REDCap: [a]='1' and ([b(2)]='1' or [c]>3), sum([a],[b]), if([a]>1, 2, 3).
XLSForm (XPath): ${a} = '1' and (selected(${b}, '2') or ${c} > 3), . >= 18, ${x} div ${y}.
Both are read by one grammar: what differs are the words and how a field is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from orphee.datasets.definition import Text
from orphee.datasets.interchange.wording import because

LONGEST = 10_000  # characters
DEEPEST = 60  # brackets in brackets
MOST_OPERATIONS = 250  # a score of a hundred questions has ninety-nine


class UnableToParse(ValueError):
    """The expression is not understood; `why` says where."""

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(why.en)


@dataclass(frozen=True, slots=True)
class Field:
    """A field by its name; `option` is the box of a checkbox field; `self_` the field that bears the expression."""

    name: str
    option: str = ""
    is_self: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True, slots=True)
class String:
    """A text between quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """Two sides and what stands between them: = <> < <= > >= + - * / ^ % and or."""

    operator: str
    left: Node
    right: Node


Node = Field | Number | String | Call | Operation

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>\d+(?:\.\d+)?|\.\d+)
      | (?P<string>'[^']*'|"[^"]*")
      | (?P<bracket>\[[^\[\]]*\](?:\s*\[[^\[\]]*\])*)
      | (?P<dollar>\$\{[^{}]*\})
      | (?P<operator><=|>=|<>|!=|==|&&|\|\||[=<>+\-*/^%!])
      | (?P<punctuation>[(),])
      | (?P<word>[A-Za-z_][A-Za-z0-9_.:-]*)
      | (?P<dot>\.)""",
    re.VERBOSE | re.ASCII,
)
_SAME = {"==": "=", "!=": "<>", "&&": "and", "||": "or", "div": "/", "mod": "%"}
_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
_FIELD = re.compile(r"\[\s*([a-z][a-z0-9_]*)\s*(?:\(\s*([^()]*?)\s*\))?\s*\]", re.ASCII)
_LEVELS: tuple[tuple[str, ...], ...] = (("or",), ("and",), _COMPARISONS, ("+", "-"), ("*", "/", "%"), ("^",))


def parse(text: str) -> Node:
    """Read an expression of either language. Raises `UnableToParse`."""
    if len(text) > LONGEST:
        raise UnableToParse(because("characters", count=len(text), most=LONGEST))
    tokens = _tokens(text)
    operations = sum(1 for kind, _ in tokens if kind == "operator")
    if operations > MOST_OPERATIONS:
        raise UnableToParse(because("operations", count=operations, most=MOST_OPERATIONS))
    parser = _Parser(tokens)
    found = parser.level(0)
    if parser.text:
        raise UnableToParse(because("unexpected", text=parser.text))
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise UnableToParse(because("not-understood", text=text[position : position + 20]))
        kind = match.lastgroup or ""
        if kind != "space":
            word = match.group()
            if kind == "word" and word.lower() in ("and", "or", "div", "mod"):
                kind, word = "operator", word.lower()
            if kind == "operator":
                word = _SAME.get(word, word)
            found.append((kind, word))
        position = match.end()
    return found


class _Parser:
    """Precedence climbing over a list of tokens."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.position = 0
        self.depth = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.position][0] if self.position < len(self.tokens) else ""

    @property
    def text(self) -> str:
        return self.tokens[self.position][1] if self.position < len(self.tokens) else ""

    def take(self) -> str:
        word = self.text
        self.position += 1
        return word

    def level(self, number: int) -> Node:
        if number == len(_LEVELS):
            return self.single()
        found = self.level(number + 1)
        while self.kind == "operator" and self.text in _LEVELS[number]:
            operator = self.take()
            found = Operation(operator, found, self.level(number + 1))
        return found

    def single(self) -> Node:
        kind, word = self.kind, self.take()
        if kind == "number":
            return Number(float(word))
        if kind == "string":
            return String(word[1:-1])
        if kind == "bracket":
            return _field(word)
        if kind == "dollar":
            return Field(word[2:-1].strip())
        if kind == "dot":
            return Field("", is_self=True)
        if kind == "word":
            return self.call(word)
        if kind == "operator" and word == "-":
            return _negative(self.single())
        if kind == "operator" and word == "!":
            return Call("not", (self.single(),))
        if kind == "punctuation" and word == "(":
            return self.inside()
        raise UnableToParse(because("unexpected", text=word) if word else because("stops-short"))

    def inside(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnableToParse(because("brackets", most=DEEPEST))
        found = self.level(0)
        self.close()
        self.depth -= 1
        return found

    def call(self, name: str) -> Node:
        if self.text != "(":
            raise UnableToParse(because("not-understood", text=name))
        self.take()
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnableToParse(because("brackets", most=DEEPEST))
        arguments: list[Node] = []
        while self.text != ")":
            if arguments:
                if self.text != ",":
                    raise UnableToParse(because("unexpected", text=self.text) if self.text else because("stops-short"))
                self.take()
            arguments.append(self.level(0))
        self.close()
        self.depth -= 1
        return Call(name.lower(), tuple(arguments))

    def close(self) -> None:
        if self.take() != ")":
            raise UnableToParse(because("stops-short"))


def _negative(node: Node) -> Node:
    if isinstance(node, Number):
        return Number(-node.value)
    return Operation("-", Number(0), node)


def _field(text: str) -> Field:
    """[a], [b(2)]; a field of another event or a smart variable is no field of this form."""
    match = _FIELD.fullmatch(text)
    if match is None:
        raise UnableToParse(because("not-a-field", text=text))
    return Field(match.group(1), match.group(2) or "")
