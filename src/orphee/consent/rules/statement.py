"""What a person allowed or opposed, as a source says it, and what several sources amount to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

REUSE = "reuse"  # reuse in the national warehouse: a right of opposition (CONS-01)
ERN_PREFIX = "ern:"  # transmission to a European registry: a signed consent (CONS-02)
DESK_PREFIX = "user:"  # the sender of a form: someone who speaks with the person
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
    """What stands after all statements, oldest first.

    Each source's last word counts, and an opposition holds until the source that reported it takes it back: a
    second hospital that does not mention it has not heard of it. What is said at the desk, with the person, settles
    a purpose for every source before it. A consent holds while its last statements are consents.
    """
    last: dict[str, dict[str, str]] = {}
    for statement in statements:
        said = last.setdefault(statement.purpose, {})
        if statement.source.startswith(DESK_PREFIX):
            said.clear()
        said[statement.source] = statement.kind
    reuse = last.pop(REUSE, {}).values()
    registries = [
        purpose.removeprefix(ERN_PREFIX) for purpose, said in last.items() if set(said.values()) == {CONSENTED}
    ]
    return ConsentAsGiven(reuse_opposed=OPPOSED in reuse if reuse else None, ern_registries=tuple(sorted(registries)))


def news(said: ConsentAsGiven, before: Sequence[StatementAsStored], *, source: str) -> tuple[StatementAsStored, ...]:
    """The statements to add because `source` now says `said`: nothing when it says what it said before.

    A hospital is compared with what it said itself; the desk, which speaks with the person, with all that stands.
    """
    if source.startswith(DESK_PREFIX):
        now = standing(before)
        opposed, consented = now.reuse_opposed, set(now.ern_registries)
    else:
        own = standing(one for one in before if one.source == source)
        opposed, consented = own.reuse_opposed, set(own.ern_registries)
    found: list[StatementAsStored] = []
    if said.reuse_opposed is not None and said.reuse_opposed != bool(opposed):
        found.append(StatementAsStored(REUSE, OPPOSED if said.reuse_opposed else NOT_OPPOSED, source))
    named = set(said.ern_registries)
    found += [StatementAsStored(ERN_PREFIX + one, CONSENTED, source) for one in sorted(named - consented)]
    found += [StatementAsStored(ERN_PREFIX + one, WITHDRAWN, source) for one in sorted(consented - named)]
    return tuple(found)
