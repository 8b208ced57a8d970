"""What a person allowed or opposed, as a source says it, and what several sources amount to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

REUSE = "reuse"  # reuse in the national warehouse: a right of opposition (CONS-01)
ERN_PREFIX = "ern:"  # transmission to a European registry: a signed consent (CONS-02)
OPPOSED, NOT_OPPOSED, CONSENTED, WITHDRAWN = "opposed", "not-opposed", "consented", "withdrawn"


@dataclass(frozen=True, slots=True)
class ConsentAsGiven:
    """What the document says of the person's will. `None` means: not said.

    `reuse_opposed`: opposition to the reuse of data in the national warehouse (CONS-01).
    `ern_registries`: registries to which a signed consent allows transmission (CONS-02).
    """

    reuse_opposed: bool | None = None
    ern_registries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementAsStored:
    """One statement of one source; statements come oldest first."""

    purpose: str
    kind: str
    source: str


def standing(statements: Iterable[StatementAsStored]) -> ConsentAsGiven:
    """What stands after all statements.

    Each source's last word counts, and an opposition holds until the source that reported it takes it back: a
    second hospital that does not mention it has not heard of it. A consent holds while its last statement is one.
    """
    last: dict[tuple[str, str], str] = {}
    for statement in statements:
        last[(statement.purpose, statement.source)] = statement.kind
    reuse = [kind for (purpose, _), kind in last.items() if purpose == REUSE]
    registries = {
        purpose.removeprefix(ERN_PREFIX)
        for (purpose, _), kind in last.items()
        if purpose.startswith(ERN_PREFIX) and kind == CONSENTED
    }
    withdrawn = {
        purpose.removeprefix(ERN_PREFIX)
        for (purpose, _), kind in last.items()
        if purpose.startswith(ERN_PREFIX) and kind == WITHDRAWN
    }
    return ConsentAsGiven(
        reuse_opposed=OPPOSED in reuse if reuse else None, ern_registries=tuple(sorted(registries - withdrawn))
    )


def news(said: ConsentAsGiven, before: Iterable[StatementAsStored], *, source: str) -> tuple[StatementAsStored, ...]:
    """The statements to add because `source` now says `said`: nothing when it says what it said before."""
    last = {statement.purpose: statement.kind for statement in before if statement.source == source}
    found: list[StatementAsStored] = []
    if said.reuse_opposed is not None:
        kind = OPPOSED if said.reuse_opposed else NOT_OPPOSED
        if last.get(REUSE) != kind and not (REUSE not in last and kind == NOT_OPPOSED):
            found.append(StatementAsStored(REUSE, kind, source))
    for registry in said.ern_registries:
        if last.get(ERN_PREFIX + registry) != CONSENTED:
            found.append(StatementAsStored(ERN_PREFIX + registry, CONSENTED, source))
    for purpose, kind in last.items():
        named = purpose.removeprefix(ERN_PREFIX) in said.ern_registries
        if purpose.startswith(ERN_PREFIX) and kind == CONSENTED and not named:
            found.append(StatementAsStored(purpose, WITHDRAWN, source))
    return tuple(found)
