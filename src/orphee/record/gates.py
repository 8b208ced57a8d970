"""Who may have entries of a data set that is not for everyone: rooms above register a gate, the record asks it.

A specialty dossier concerns the people of some diseases at some centres. Its entries enter the record of nobody else,
and readers of other centres are not given them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from orphee.datasets.sdm_mr_codes import SDM
from orphee.record.rules.changes import ENTERED_IN_ERROR, Revision
from orphee.record.rules.findings import finding
from orphee.record.rules.receipt import Refused
from orphee.record.rules.submission import EntryAsGiven, Payload

Place = tuple[str, str, str]  # data set, instrument, source key
DIAGNOSIS = (SDM, "diagnosis")


class Gate(Protocol):
    """What a room says of its data sets; of any other, both answers are True."""

    def is_open_at(self, dataset: str, site_ids: Collection[int]) -> bool:
        """Whether one of these sites works with the data set."""
        ...

    def includes(self, dataset: str, diagnoses: Iterable[Payload], site_ids: Collection[int]) -> bool:
        """Whether it concerns someone with these diagnoses, followed at these sites."""
        ...


_gates: list[Gate] = []


def register_gate(gate: Gate) -> None:
    """Ask this gate from now on."""
    if gate not in _gates:
        _gates.append(gate)


def is_open_at(dataset: str, site_ids: Collection[int]) -> bool:
    """Whether every gate lets the readers of these sites see entries of the data set."""
    return all(gate.is_open_at(dataset, site_ids) for gate in _gates)


def includes(dataset: str, diagnoses: Iterable[Payload], site_ids: Collection[int]) -> bool:
    """Whether every gate lets someone with these diagnoses, followed at these sites, have entries of the data set."""
    known = list(diagnoses)
    return all(gate.includes(dataset, known, site_ids) for gate in _gates)


def check(entries: Iterable[EntryAsGiven], stood: Mapping[Place, Revision], ours: Collection[int]) -> None:
    """Raise `Refused` for a first entry that does not concern the person; what stands can be corrected or withdrawn.

    `stood`: the current entries of the record; `ours`: the sites in whose name this is said.
    """
    places = {(one.dataset, one.instrument, one.key): one for one in entries}
    said = {place: one.payload for place, one in places.items() if place[:2] == DIAGNOSIS and not one.withdrawn}
    held = {
        place: one.payload for place, one in stood.items() if place[:2] == DIAGNOSIS and one.state != ENTERED_IN_ERROR
    }
    for place, one in places.items():
        diagnoses = (held | said).values()
        if not (is_open_at(place[0], ours) if place in stood else includes(place[0], diagnoses, ours)):
            raise Refused(finding("not-included", path=one.source_path))
