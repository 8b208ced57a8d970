"""What may become of a question on an answer, and when a correction has answered it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

MOST_WORDS = 2_000  # characters


class State(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CORRECTED = "corrected"
    CLOSED = "closed"


class Act(StrEnum):
    """What is done about a question."""

    ASK = "asked"
    ANSWER = "answered"
    CORRECT = "corrected"
    CLOSE = "closed"
    REOPEN = "reopened"


# A corrected answer closes its question; whoever asked may close it for good, or open it again.
FOLLOWS: Mapping[tuple[State, Act], State] = {
    (State.OPEN, Act.ANSWER): State.ANSWERED,
    (State.OPEN, Act.CORRECT): State.CORRECTED,
    (State.OPEN, Act.CLOSE): State.CLOSED,
    (State.ANSWERED, Act.ANSWER): State.ANSWERED,
    (State.ANSWERED, Act.CORRECT): State.CORRECTED,
    (State.ANSWERED, Act.CLOSE): State.CLOSED,
    (State.ANSWERED, Act.REOPEN): State.OPEN,
    (State.CORRECTED, Act.CLOSE): State.CLOSED,
    (State.CORRECTED, Act.REOPEN): State.OPEN,
    (State.CLOSED, Act.REOPEN): State.OPEN,
}
PENDING = frozenset((State.OPEN, State.ANSWERED))
NEEDS_WORDS = frozenset((Act.ASK, Act.ANSWER, Act.REOPEN))


def follows(state: str, act: Act) -> State | None:
    """The state after an act; None when it may not be done."""
    return FOLLOWS.get((State(state), act))


def answers_at(payload: object, path: Sequence[str]) -> list[object]:
    """Every answer to a question in an entry: several when a group around it repeats."""
    if isinstance(payload, list | tuple):
        return [found for one in payload for found in answers_at(one, path)]
    if not path:
        return [payload]
    return answers_at(payload[path[0]], path[1:]) if isinstance(payload, Mapping) and path[0] in payload else []


def is_corrected(before: Mapping[str, object], after: Mapping[str, object], item: str) -> bool:
    """Whether the answer to a question changed."""
    path = item.split(".")
    return answers_at(before, path) != answers_at(after, path)
