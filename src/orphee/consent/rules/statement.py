"""What a person allowed or opposed, as a source says it, and what several sources amount to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

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
    """One statement of one source, when it was said (not when it came), and the document that said it, if one did."""

    purpose: str
    kind: str
    source: str
    said_at: dt.datetime
    document: UUID | None = None


def standing(statements: Iterable[StatementAsStored]) -> ConsentAsGiven:
    """What stands after all statements, in whichever order they came.

    Each source's last word counts, and an opposition holds until the source that reported it takes it back: a
    second hospital that does not mention it has not heard of it. What is said at the desk, with the person, settles
    a purpose for every source before it. A consent holds while its last statements are consents.
    """
    last: dict[str, dict[str, str]] = {}
    for statement in sorted(statements, key=lambda one: one.said_at):
        said = last.setdefault(statement.purpose, {})
        if statement.source.startswith(DESK_PREFIX):
            said.clear()
        said[statement.source] = statement.kind
    reuse = last.pop(REUSE, {}).values()
    registries = [
        purpose.removeprefix(ERN_PREFIX) for purpose, said in last.items() if set(said.values()) == {CONSENTED}
    ]
    return ConsentAsGiven(reuse_opposed=OPPOSED in reuse if reuse else None, ern_registries=tuple(sorted(registries)))


def news(
    said: ConsentAsGiven,
    before: Sequence[StatementAsStored],
    *,
    source: str,
    said_at: dt.datetime,
    document: UUID | None = None,
    versions: Collection[UUID] = (),
) -> tuple[StatementAsStored, ...]:
    """The statements to add because `source` says `said`.

    At the desk, with the person, everything that stands is shown: what differs is new, and a consent no longer
    ticked is withdrawn. A document is one word among others: each thing it says is kept with its date, for an older
    one may still come; what it does not say, it does not take back. Only a newer version of the same document
    (`versions`: the keys of those before) withdraws the consents that it no longer holds.
    """

    def state(purpose: str, kind: str) -> StatementAsStored:
        return StatementAsStored(purpose, kind, source, said_at, document)

    now = standing(before) if source.startswith(DESK_PREFIX) else ConsentAsGiven()
    found: list[StatementAsStored] = []
    if said.reuse_opposed is not None and said.reuse_opposed != now.reuse_opposed:
        found.append(state(REUSE, OPPOSED if said.reuse_opposed else NOT_OPPOSED))
    named = {ERN_PREFIX + one for one in said.ern_registries}
    consented = {ERN_PREFIX + one for one in now.ern_registries}
    found += [state(purpose, CONSENTED) for purpose in sorted(named - consented)]
    found += [state(purpose, WITHDRAWN) for purpose in sorted((consented | _held(before, versions)) - named)]
    return tuple(one for one in found if one not in before)


def keeps_opposition(said: ConsentAsGiven, before: Sequence[StatementAsStored], *, versions: Collection[UUID]) -> bool:
    """Whether a newer version of a document is silent on an opposition that these versions reported and that stands."""
    if said.reuse_opposed is not None or not standing(before).reuse_opposed:
        return False
    ours = [one for one in before if one.document is not None and one.document in versions]
    return standing(ours).reuse_opposed is True


def _held(before: Iterable[StatementAsStored], versions: Collection[UUID]) -> set[str]:
    """The purposes to which these versions of a document consent, taken together."""
    said = [one for one in before if one.document is not None and one.document in versions]
    return {ERN_PREFIX + one for one in standing(said).ern_registries}
