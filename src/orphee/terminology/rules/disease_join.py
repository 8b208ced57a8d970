"""Which ORPHA entity a disease of another terminology is, by exact mappings only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# Orphanet's own cross-references come before MONDO's.
BY_ORPHANET, BY_MONDO = 0, 1
LEVEL_ORDER = {"disorder": 0, "subtype": 1, "group": 2}


def join(exact: Iterable[tuple[str, str]], entities: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """ORPHA code by OMIM, MONDO or other code.

    `exact` are pairs of codes that mean the same, in any direction; `entities` gives (status, level) of each
    ORPHA code. Where several entities match, the choice is: active first, a disorder before a subtype before a
    group, then the smallest code, so that it never depends on the order of the rows.
    """
    neighbours = _neighbours(exact)
    joined: dict[str, str] = {}
    for code, around in neighbours.items():
        if code.startswith("ORPHA:"):
            continue
        candidates = {(BY_ORPHANET, near) for near in around if near in entities}
        for near in around:
            if near.startswith("MONDO:"):
                candidates |= {(BY_MONDO, far) for far in neighbours[near] if far in entities}
        if candidates:
            joined[code] = min(candidates, key=lambda found: _order(found, entities))[1]
    return joined


def _neighbours(exact: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    neighbours: dict[str, set[str]] = {}
    for one, other in exact:
        neighbours.setdefault(one, set()).add(other)
        neighbours.setdefault(other, set()).add(one)
    return neighbours


def _order(found: tuple[int, str], entities: Mapping[str, tuple[str, str]]) -> tuple[bool, int, int, int]:
    source, code = found
    status, level = entities[code]
    return status != "active", source, LEVEL_ORDER.get(level, 3), int(code.partition(":")[2])
