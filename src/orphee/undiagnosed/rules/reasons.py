"""Why someone should be looked at again: what is known now, what was known at the last look, what made the change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """What changed the leading candidates."""

    KNOWLEDGE = "knowledge"  # another release of the knowledge of diseases
    FEATURE = "feature"  # a feature added, corrected or taken off; the sex or the onset corrected
    RESULT = "result"  # a gene named by a result


class Act(StrEnum):
    """What becomes of a cue, in the order it happens."""

    SEEN = "seen"
    ASIDE = "aside"  # not this disease: kept with the leads set aside, too
    REOPENED = "reopened"
    REPLACED = "replaced"  # by a newer one
    SETTLED = "settled"  # the person has a diagnosis now, or has died


MOST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Known:
    """What a ranking was asked with, at one time: codes of features and of genes."""

    observed: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    genes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class News:
    """What is known now and was not before: features observed, features found absent, features taken off, genes."""

    observed: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    genes: tuple[str, ...] = ()


def news(before: Known, now: Known) -> News:
    """What came and what went, each in the order of its codes."""
    return News(
        observed=_added(before.observed, now.observed),
        excluded=_added(before.excluded, now.excluded),
        withdrawn=tuple(one for one in _added(now.observed, before.observed) if one not in now.excluded),
        genes=_added(before.genes, now.genes),
    )


def _added(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(now) - set(before)))
