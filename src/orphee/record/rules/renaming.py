"""An entry that its source names in two ways (the diagnosis and the act around it) is found by either name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from orphee.record.rules.changes import ENTERED_IN_ERROR, Revision
from orphee.record.rules.others import Place
from orphee.record.rules.submission import EntryAsGiven

_OWN = "identifier"
_NAMES = (_OWN, "act_identifier")  # the answers that hold the names of a source
_SUBJECT = "disease"  # what an entry is about, where two could be the one that stands


def under_known_keys(given: Iterable[EntryAsGiven], stored: Mapping[Place, Revision]) -> tuple[EntryAsGiven, ...]:
    """The entries, those known under another of their names under the key they stand with.

    The key of an entry comes first; by another name, only an entry that nothing else of the submission is, and one
    about the same disease or, about another, one whose own name is no other: an act may hold several diagnoses.
    """
    entries = tuple(given)
    if not stored or not any(one.aliases for one in entries):
        return entries
    taken = {one.place for one in entries if one.place in stored}
    found: dict[int, str] = {}
    for is_same in (True, False):
        for position, entry in enumerate(entries):
            if entry.aliases and entry.place not in taken and position not in found:
                key = _known_key(entry, stored, taken, is_same=is_same)
                if key:
                    found[position] = key
                    taken.add((entry.dataset, entry.instrument, key))
    return tuple(replace(one, key=found.get(position, one.key)) for position, one in enumerate(entries))


def _known_key(entry: EntryAsGiven, stored: Mapping[Place, Revision], taken: set[Place], *, is_same: bool) -> str:
    """The key of the one standing entry that bears one of the names; empty for none, or for several."""
    names = {entry.key, *entry.aliases}
    candidates = [
        place[2]
        for place, one in stored.items()
        if place[:2] == entry.place[:2]
        and place not in taken
        and one.state != ENTERED_IN_ERROR
        and names & set(_names_of(one))
        and (one.payload.get(_SUBJECT) == entry.payload.get(_SUBJECT)) is is_same
        and (is_same or one.source_key in entry.aliases or one.payload.get(_OWN, "") in {"", *names})
    ]
    return candidates[0] if len(candidates) == 1 else ""


def _names_of(one: Revision) -> Iterator[str]:
    yield one.source_key
    for item in _NAMES:
        if said := one.payload.get(item):
            yield str(said)
