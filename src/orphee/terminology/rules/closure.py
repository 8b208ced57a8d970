"""Every ancestor of every concept, from the direct parents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class UnableToClose(ValueError):
    """The hierarchy turns in a circle; holds one code of the circle."""


def parents_of(edges: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Direct parents by child."""
    parents: dict[str, set[str]] = {}
    for child, parent in edges:
        if child != parent:
            parents.setdefault(child, set()).add(parent)
    return parents


def ancestors(parents: dict[str, set[str]]) -> dict[str, dict[str, int]]:
    """For each code: its ancestors with the shortest number of steps; itself is at 0.

    Works without recursion, so that a hierarchy of any depth is fine. Raises `UnableToClose` on a circle.
    """
    done: dict[str, dict[str, int]] = {}
    for start in parents:
        _close(start, parents, done)
    return done


def _close(start: str, parents: dict[str, set[str]], done: dict[str, dict[str, int]]) -> None:
    stack, open_codes = [start], set[str]()
    while stack:
        code = stack[-1]
        if code in done:
            stack.pop()
            open_codes.discard(code)
            continue
        missing = [parent for parent in parents.get(code, ()) if parent not in done]
        if missing:
            if code in open_codes:
                raise UnableToClose(code)
            open_codes.add(code)
            stack.extend(missing)
            continue
        done[code] = _from_parents(code, parents.get(code, ()), done)


def _from_parents(code: str, above: Iterable[str], done: dict[str, dict[str, int]]) -> dict[str, int]:
    steps = {code: 0}
    for parent in above:
        for ancestor, distance in done[parent].items():
            if distance + 1 < steps.get(ancestor, distance + 2):
                steps[ancestor] = distance + 1
    return steps


def rows(closed: dict[str, dict[str, int]]) -> Iterator[tuple[str, str, int]]:
    """(descendant, ancestor, steps), itself included."""
    for code, above in closed.items():
        for ancestor, steps in above.items():
            yield code, ancestor, steps
