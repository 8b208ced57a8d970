"""What an item needs to be shown or computed; in which order to compute; and what goes round in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orphee.datasets.computations import sources_of
from orphee.datasets.conditions import ItemAnswer, Subject, subjects
from orphee.datasets.definition import Instrument, Item

ItemPath = tuple[str, ...]
Needs = Mapping[ItemPath, set[ItemPath]]


def needs_of(instrument: Instrument) -> Needs:
    """For each item that is conditional or computed: the items that decide about it."""
    return {
        path: {found for subject in _subjects(item) for found in _meant(path, subject, instrument)}
        for path, item in instrument.by_path.items()
        if item.when is not None or item.compute is not None
    }


def in_order(instrument: Instrument) -> tuple[ItemPath, ...]:
    """The computed items, each after those it needs, else in the order of the form."""
    if not any(item.compute is not None for item in instrument.by_path.values()):
        return ()
    starts = [path for path, item in instrument.by_path.items() if item.compute is not None]
    reached = _after_their_needs(starts, needs_of(instrument))
    return tuple(path for path in reached if instrument.by_path[path].compute is not None)


def circles(instrument: Instrument) -> Iterator[tuple[ItemPath, ...]]:
    """Each circle of conditions and computations that a walk finds, as the way round it."""
    needs = needs_of(instrument)
    done: set[ItemPath] = set()
    for start in needs:
        yield from _circles_from(start, needs, done)


def _subjects(item: Item) -> Iterator[Subject]:
    if item.when is not None:
        yield from subjects(item.when)
    if item.compute is not None:
        yield from sources_of(item.compute)


def _meant(path: ItemPath, subject: Subject, instrument: Instrument) -> Iterator[ItemPath]:
    """The items a subject means seen from an item: looked up where it stands, then outwards; each group on its way."""
    if not isinstance(subject, ItemAnswer):  # a fact, or an answer elsewhere in the record
        return
    for depth in range(len(path) - 1, -1, -1):
        whole = (*path[:depth], *subject.path)
        if whole[: depth + 1] in instrument.by_path:
            yield from (whole[:end] for end in range(depth + 1, len(whole) + 1) if whole[:end] in instrument.by_path)
            return


def _after_their_needs(starts: list[ItemPath], needs: Needs) -> Iterator[ItemPath]:
    """Each item once, after everything it needs; without recursion, so that a chain may be long."""
    pending: list[tuple[ItemPath, bool]] = [(path, False) for path in reversed(starts)]
    entered: set[ItemPath] = set()
    while pending:
        current, leaving = pending.pop()
        if leaving:
            yield current
        elif current not in entered:
            entered.add(current)
            pending.append((current, True))
            pending.extend((one, False) for one in sorted(needs.get(current, ()), reverse=True))


def _circles_from(start: ItemPath, needs: Needs, done: set[ItemPath]) -> Iterator[tuple[ItemPath, ...]]:
    """Depth first without recursion, so that a long chain of conditions cannot exhaust the stack."""
    trail: dict[ItemPath, None] = {}
    pending: list[tuple[ItemPath, bool]] = [(start, False)]
    while pending:
        current, leaving = pending.pop()
        if leaving:
            del trail[current]
            done.add(current)
        elif current in trail:
            way = list(trail)
            yield (*way[way.index(current) :], current)
        elif current not in done:
            trail[current] = None
            pending.append((current, True))
            pending.extend((one, False) for one in sorted(needs.get(current, ())))
