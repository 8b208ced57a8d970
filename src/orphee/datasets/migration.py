"""From one version of a data set to the next: what becomes of each answer.

    migrate(before, payload, migration, after) -> Migrated(instrument, payload, lost)

Steps are carried out in the order they are written, each on what the steps before it left. Whatever then has no place
in the new version is listed in `lost`, with its value and the reason: nothing disappears silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from orphee.datasets.conditions import is_answered
from orphee.datasets.definition import Dataset, Instrument, Item, ItemType, Text
from orphee.datasets.moving_answers import (
    Answers,
    Group,
    LostAnswer,
    containers,
    copied,
    lose,
    place,
    plain,
    rest_of,
    shared,
    take,
)
from orphee.datasets.problems import Path

__all__ = ["Dropped", "LostAnswer", "Migrated", "Migration", "Moved", "Recoded", "Renamed", "Split",
           "SplitByCode", "Step", "migrate"]  # fmt: skip

ItemPath = tuple[str, ...]
NOT_THERE = Text("cette question n’existe plus.", "this question no longer exists.")
NO_FORM = Text("ce formulaire n’existe plus.", "this form no longer exists.")
NOW_COMPUTED = Text("cette réponse est maintenant calculée.", "this answer is now computed.")
ONE_ONLY = Text("une seule réponse est maintenant possible.", "only one answer is now possible.")
NOW_A_GROUP = Text(
    "cette question est maintenant un groupe de questions.", "this question is now a group of questions."
)
NO_CODE = Text("cette réponse n’a pas d’équivalent.", "this answer has no equivalent.")


@dataclass(frozen=True, slots=True)
class Renamed:
    """An item has another key or stands in another group."""

    word: ClassVar[str] = "renamed"
    instrument: str
    path: ItemPath
    to: ItemPath


@dataclass(frozen=True, slots=True)
class Recoded:
    """Codes have changed: old code, new code; an old code with an empty new one has no equivalent."""

    word: ClassVar[str] = "recoded"
    instrument: str
    path: ItemPath
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SplitByCode:
    """Each code of an item becomes an answer of an item: code, (item, answer)."""

    word: ClassVar[str] = "split"
    instrument: str
    path: ItemPath
    into: Mapping[str, tuple[ItemPath, str | int | float | bool]]


@dataclass(frozen=True, slots=True)
class Split:
    """The answer of an item becomes that of several."""

    word: ClassVar[str] = "split"
    instrument: str
    path: ItemPath
    into: tuple[ItemPath, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """An item is no longer asked, and why."""

    word: ClassVar[str] = "dropped"
    instrument: str
    path: ItemPath
    reason: Text


@dataclass(frozen=True, slots=True)
class Moved:
    """An instrument has another key; the steps after this one call it by the new one."""

    word: ClassVar[str] = "moved"
    instrument: str
    to: str


Step = Renamed | Recoded | SplitByCode | Split | Dropped | Moved


@dataclass(frozen=True, slots=True)
class Migration:
    """The way from a version to a later one."""

    from_version: str
    to_version: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Migrated:
    """An entry of the new version, and what it could not keep (never to be logged).

    `instrument` is empty when the form no longer exists.
    """

    instrument: str
    payload: dict[str, object]
    lost: tuple[LostAnswer, ...]


def migrate(before: Instrument, payload: Mapping[str, object], migration: Migration, after: Dataset) -> Migrated:
    """One entry carried over to `after`."""
    answers = Answers(copied(payload, before.by_key), before)
    current = before.key
    for step in migration.steps:
        if step.instrument != current:
            continue
        if isinstance(step, Moved):
            current = step.to
        else:
            _carry_out(step, answers)
    form = after.by_key.get(current)
    if form is None:
        lose(answers, (), answers.payload, NO_FORM)
        return Migrated("", {}, tuple(answers.lost))
    _fit(answers, answers.payload, form.by_key, (), before)
    return Migrated(current, {key: plain(value) for key, value in answers.payload.items()}, tuple(answers.lost))


def _carry_out(step: Renamed | Recoded | SplitByCode | Split | Dropped, answers: Answers) -> None:
    match step:
        case Renamed():
            _into(answers, step.path, (step.to,))
        case Split():
            _into(answers, step.path, step.into)
        case SplitByCode():
            _split(step, answers)
        case Recoded():
            _recode(step, answers)
        case Dropped():
            for group, where in containers(answers.payload, step.path[:-1]):
                for at, value in take(group, step.path[-1:], where):
                    lose(answers, at, value, step.reason)


def _into(answers: Answers, path: ItemPath, targets: tuple[ItemPath, ...]) -> None:
    """Each answer of an item to its new places, seen from the deepest group all of them share."""
    depth = min(shared(path, target) for target in targets)
    for group, where in containers(answers.payload, path[:depth]):
        found = take(group, path[depth:], where)
        if not found:
            continue
        value = found[0][1] if len(found) == 1 else [one for _, one in found]
        for target in targets:
            if not place(group, target[depth:], value):
                for at, one in found:
                    lose(answers, at, one, rest_of(target))


def _split(step: SplitByCode, answers: Answers) -> None:
    depth = min((shared(step.path, target) for target, _ in step.into.values()), default=len(step.path) - 1)
    for group, where in containers(answers.payload, step.path[:depth]):
        for at, value in take(group, step.path[depth:], where):
            for code in value if isinstance(value, list) else [value]:
                target = step.into.get(code) if isinstance(code, str) else None
                if target is None:
                    lose(answers, at, code, NO_CODE)
                elif not place(group, target[0][depth:], target[1]):
                    lose(answers, at, code, rest_of(target[0]))


def _recode(step: Recoded, answers: Answers) -> None:
    key = step.path[-1]
    for group, where in containers(answers.payload, step.path[:-1]):
        value = group.get(key)
        several = value if isinstance(value, list) else [value]
        kept: list[object] = []
        for one in several:
            new = step.codes.get(one, one) if isinstance(one, str) else one
            if new == "" and is_answered(one):
                lose(answers, (*where, key), one, NO_CODE)
            elif new not in kept or new == one:
                kept.append(new)
        if isinstance(value, list):
            group[key] = kept
        elif is_answered(value):
            group[key] = kept[0] if kept else None


def _fit(answers: Answers, group: Group, known: Mapping[str, Item], where: Path, before: Instrument) -> None:
    """Leave only what the new version can hold, and list the rest."""
    for key in list(group):
        value, item, here = group[key], known.get(key), (*where, key)
        if not is_answered(value):
            del group[key]
        elif item is None or item.type is ItemType.MARKDOWN:
            lose(answers, here, group.pop(key), NOT_THERE)
        elif item.compute is not None and _was_typed(before, here):
            lose(answers, here, group.pop(key), NOW_COMPUTED)
        else:
            shaped = group[key] = _shaped(answers, value, item, here)
            if item.items:
                for inner, place_of in containers({key: shaped}, (key,), where):
                    _fit(answers, inner, item.by_key, place_of, before)
                group[key] = _groups_only(answers, shaped, here)


def _shaped(answers: Answers, value: object, item: Item, here: Path) -> object:
    """A list where the item now repeats, one answer where it no longer does."""
    if item.repeats:
        return value if isinstance(value, list) else [value]
    if not isinstance(value, list) or item.type is ItemType.KEPT:
        return value
    first = next(index for index, one in enumerate(value) if is_answered(one))
    for index, one in enumerate(value):
        if index != first:
            lose(answers, (*here, index), one, ONE_ONLY)
    return value[first]


def _groups_only(answers: Answers, value: object, here: Path) -> object:
    """What stands at a group without being one is listed: the group would hide it."""
    if not isinstance(value, list):
        if isinstance(value, dict):
            return value
        lose(answers, here, value, NOW_A_GROUP)
        return None
    for position, one in enumerate(value):
        if not isinstance(one, dict):
            lose(answers, (*here, position), one, NOW_A_GROUP)
    return [one for one in value if isinstance(one, dict)]


def _was_typed(before: Instrument, here: Path) -> bool:
    item = before.by_path.get(tuple(part for part in here if isinstance(part, str)))
    return item is None or item.compute is None
