"""What a new release changed, and whether it may be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

SMALLEST_SHARE = 0.8  # of the former number of rows of each kind; a release that shrinks more is taken for cut off
SHOWN = 20  # codes listed by name in a report; the numbers are always exact

INACTIVE = frozenset({"obsolete", "deprecated", "non-rare", "merged", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Said:
    """What a release said about one concept, as far as a comparison needs it."""

    label_en: str
    label_fr: str
    status: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Numbers of concepts, and the first codes of each kind."""

    added: int = 0
    removed: int = 0
    relabelled: int = 0
    obsoleted: int = 0
    reactivated: int = 0
    withdrawn: int = 0  # left out by the newest release that lists their system, whichever release named them
    examples: Mapping[str, tuple[str, ...]] | None = None

    def counts(self) -> dict[str, int]:
        """How many of each kind, leaving out what there is none of."""
        every = {
            "added": self.added,
            "removed": self.removed,
            "relabelled": self.relabelled,
            "obsoleted": self.obsoleted,
            "reactivated": self.reactivated,
            "withdrawn": self.withdrawn,
        }
        return {kind: count for kind, count in every.items() if count}

    def as_json(self) -> dict[str, object]:
        """For the release's row and for `--json`."""
        return asdict(self)


def compare(former: Mapping[str, Said], now: Mapping[str, Said]) -> Changes:
    """What changed between two releases of one source."""
    both = former.keys() & now.keys()
    kinds = {
        "added": sorted(now.keys() - former.keys()),
        "removed": sorted(former.keys() - now.keys()),
        "relabelled": sorted(code for code in both if _labels(former[code]) != _labels(now[code])),
        "obsoleted": sorted(code for code in both if _is_inactive(now[code]) and not _is_inactive(former[code])),
        "reactivated": sorted(code for code in both if _is_inactive(former[code]) and not _is_inactive(now[code])),
    }
    examples = {kind: tuple(codes[:SHOWN]) for kind, codes in kinds.items() if codes and former}
    return Changes(**{kind: len(codes) for kind, codes in kinds.items()}, examples=examples)


def with_withdrawn(changes: Changes, codes: Iterable[str]) -> Changes:
    """The same, with the codes that were withdrawn."""
    found = sorted(codes)
    if not found:
        return changes
    examples = {**(changes.examples or {}), "withdrawn": tuple(found[:SHOWN])}
    return replace(changes, withdrawn=len(found), examples=examples)


def _is_inactive(said: Said) -> bool:
    return said.status in INACTIVE


def _labels(said: Said) -> tuple[str, str]:
    return said.label_en, said.label_fr


def collapsed(former: Mapping[str, int], now: Mapping[str, int]) -> list[str]:
    """The kinds of rows that shrank too much to be believed, in words; empty when all is well."""
    return [
        f"{kind}: {now.get(kind, 0)} instead of {count}"
        for kind, count in sorted(former.items())
        if now.get(kind, 0) < count * SMALLEST_SHARE
    ]


def is_older(version: str, in_place: str) -> bool:
    """Whether a version comes before the one in place: "2030-01-31 1.2" before "2031-02", "5.9.0" before "5.10.0".

    Only as far as both say it: a month is not older than one of its days, and a name is not older than anything.
    """
    theirs, ours = (_figures(text) for text in (version, in_place))
    shared = min(len(theirs), len(ours))
    return theirs[:shared] < ours[:shared]


def _figures(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(?:[.-]\d+)+", version)
    return tuple(int(figure) for figure in re.split(r"[.-]", found.group(0))) if found else ()
