"""Taking answers from one place of an entry and putting them in another; what finds no place is listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from orphee.datasets.conditions import is_answered
from orphee.datasets.definition import Instrument, Item, Text
from orphee.datasets.problems import Path

ItemPath = tuple[str, ...]
Group = dict[str, object]
NOTHING_KNOWN: Mapping[str, Item] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LostAnswer:
    """An answer that has no place in the new version: where it stood, what it said, why it goes."""

    path: Path
    label: Text
    value: object
    reason: Text


@dataclass(slots=True)
class Answers:
    """The answers of one entry on their way."""

    payload: Group
    before: Instrument
    lost: list[LostAnswer] = field(default_factory=list)


def copied(payload: Mapping[str, object], known: Mapping[str, Item] = NOTHING_KNOWN) -> Group:
    """The answers as dictionaries and lists of their own, to be changed freely.

    Groups are dictionaries. One answer of several parts (an age, a quantity, a file) is a read-only mapping: no step
    looks into it, and it is never lost in pieces.
    """
    return {key: _copied(value, known.get(key)) for key, value in payload.items()}


def _copied(value: object, item: Item | None) -> object:
    if isinstance(value, Mapping):
        whole = item is not None and not item.items
        return MappingProxyType(copied(value)) if whole else copied(value, item.by_key if item else NOTHING_KNOWN)
    return [_copied(one, item) for one in value] if isinstance(value, list | tuple) else value


def plain(value: object) -> object:
    """An answer as it is stored: only dictionaries, lists and plain values."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def containers(group: Group, path: ItemPath, where: Path = ()) -> Iterator[tuple[Group, Path]]:
    """Every group that a path leads to, through each element of those that repeat."""
    if not path:
        yield group, where
        return
    inside, here = group.get(path[0]), (*where, path[0])
    if isinstance(inside, dict):
        yield from containers(inside, path[1:], here)
    elif isinstance(inside, list):
        for position, element in enumerate(inside):
            if isinstance(element, dict):
                yield from containers(element, path[1:], (*here, position))


def take(group: Group, path: ItemPath, where: Path) -> list[tuple[Path, object]]:
    """Remove the answers at a path; each with the place where it stood."""
    found = []
    for inner, here in list(containers(group, path[:-1], where)):
        value = inner.pop(path[-1], None)
        if is_answered(value):
            found.append(((*here, path[-1]), value))
    return found


def place(group: Group, path: ItemPath, value: object) -> bool:
    """Put an answer where nothing stands; into a list it is added. False when the place is taken."""
    for key in path[:-1]:
        inside = group.setdefault(key, {})
        if isinstance(inside, list) and len(inside) == 1:
            inside = inside[0]
        if not isinstance(inside, dict):
            return False
        group = inside
    key = path[-1]
    present = group.get(key)
    if not is_answered(present):
        group[key] = value
        return True
    if type(present) is type(value) and present == value:
        return True
    if not isinstance(present, list):
        return False
    group[key] = [*present, *(value if isinstance(value, list) else [value])]
    return True


def shared(path: ItemPath, other: ItemPath) -> int:
    """How many groups two paths have in common."""
    depth = 0
    while depth < min(len(path), len(other)) - 1 and path[depth] == other[depth]:
        depth += 1
    return depth


def rest_of(target: ItemPath) -> Text:
    """Why an answer could not be put there."""
    name = ".".join(target)
    return Text(f"{name} a déjà une réponse.", f"{name} already has an answer.")


def lose(answers: Answers, path: Path, value: object, reason: Text) -> None:
    """List an answer, each of its parts when it is a group."""
    if isinstance(value, dict):
        for key, part in value.items():
            lose(answers, (*path, key), part, reason)
    elif isinstance(value, list | tuple):
        for position, part in enumerate(value):
            lose(answers, (*path, position), part, reason)
    elif is_answered(value):
        item = answers.before.by_path.get(tuple(part for part in path if isinstance(part, str)))
        answers.lost.append(LostAnswer(path, item.label if item else Text("", ""), plain(value), reason))
