"""YAML as a small tree that remembers its lines, read without trust.

Only events of `yaml.CSafeLoader` are used: no tags, no anchors (billion laughs), no recursion. Scalars
are read narrowly: `true`, `false`, `null`, plain numbers, texts. The word `no` stays a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

LARGEST_FILE = 4_000_000  # characters; a dossier of 600 items is about 300,000
GREATEST_DEPTH = 40
MOST_NODES = 400_000
MOST_FAULTS = 200

_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"-?\d{1,17}\.\d{1,17}")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a definition: where (path and line) and what to do."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.path or 'definition'}: {self.message}"


class UnableToReadDefinition(ValueError):
    """The definition has faults; all of them are listed (up to MOST_FAULTS)."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults[:20]))


@dataclass(slots=True)
class Node:
    """A scalar, a list or a mapping with the line where it begins."""

    line: int
    scalar: Scalar = None
    items: list[Node] | None = None
    entries: dict[str, Node] | None = None
    _key: str | None = field(default=None, repr=False)

    def plain(self) -> object:
        """The node as ordinary Python values."""
        if self.entries is not None:
            return {key: node.plain() for key, node in self.entries.items()}
        if self.items is not None:
            return [node.plain() for node in self.items]
        return self.scalar


def tree(text: str) -> Node:
    """Read one YAML document. Raises UnableToReadDefinition."""
    if len(text) > LARGEST_FILE:
        raise _refusal(1, f"the file has {len(text)} characters, at most {LARGEST_FILE} are accepted")
    try:
        return _build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _refusal(line, f"this is not YAML: {error.problem}") from None
    except yaml.YAMLError:
        raise _refusal(1, "this is not YAML: a character is not allowed in a text file") from None
    except UnicodeError:
        raise _refusal(1, "the text is not valid Unicode; save the file as UTF-8") from None


def _refusal(line: int, message: str) -> UnableToReadDefinition:
    return UnableToReadDefinition([Fault("", line, message)])


def _build(events: Iterator[yaml.Event]) -> Node:
    stack: list[Node] = []
    root: Node | None = None
    faults: list[Fault] = []
    documents = count = 0
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _refusal(line, "a definition is one document; remove what follows “---”")
        elif isinstance(event, yaml.AliasEvent):
            raise _refusal(line, "anchors and aliases (& and *) are not accepted; write the value out")
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            count += 1
            if count > MOST_NODES:
                raise _refusal(line, f"more than {MOST_NODES} values: split the definition")
            node = _node(event, line)
            if stack:
                _attach(stack[-1], event, node, faults)
            elif root is None:
                root = node
            if not isinstance(event, yaml.ScalarEvent):
                stack.append(node)
                if len(stack) > GREATEST_DEPTH:
                    raise _refusal(line, f"nested more than {GREATEST_DEPTH} levels deep")
    if faults:
        raise UnableToReadDefinition(faults[:MOST_FAULTS])
    return root or Node(1)


def _node(event: yaml.NodeEvent, line: int) -> Node:
    if event.anchor or (getattr(event, "tag", None) not in (None, "!")):
        raise _refusal(line, "anchors and tags (& and !) are not accepted")
    if isinstance(event, yaml.ScalarEvent):
        return Node(line, scalar=_scalar(event.value, plain=event.implicit[0]))
    if isinstance(event, yaml.SequenceStartEvent):
        return Node(line, items=[])
    return Node(line, entries={})


def _attach(parent: Node, event: yaml.NodeEvent, node: Node, faults: list[Fault]) -> None:
    if parent.items is not None:
        parent.items.append(node)
    elif parent.entries is not None:
        _attach_entry(parent, parent.entries, event, node, faults)


def _attach_entry(
    parent: Node, entries: dict[str, Node], event: yaml.NodeEvent, node: Node, faults: list[Fault]
) -> None:
    """A mapping gets its keys and values in turn."""
    if parent._key is None:
        if not isinstance(event, yaml.ScalarEvent):
            raise _refusal(node.line, "a key must be a word")
        parent._key = event.value
        if event.value in entries:
            faults.append(Fault("", node.line, f"the key “{event.value[:60]}” is written twice"))
        return
    entries[parent._key] = node
    parent._key = None


def _scalar(value: str, *, plain: bool) -> Scalar:
    if not plain:
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _INTEGER.fullmatch(value):
        return int(value)
    if _DECIMAL.fullmatch(value):
        return float(value)
    return value
