"""The way of a version: draft, review, published, retired; who may take which step."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    RETIRED = "retired"


class Step(StrEnum):
    """A decision about a version."""

    SUBMIT = "submit"
    RETURN = "return"
    PUBLISH = "publish"
    RETIRE = "retire"


STEPS: dict[Step, tuple[State, State]] = {
    Step.SUBMIT: (State.DRAFT, State.REVIEW),
    Step.RETURN: (State.REVIEW, State.DRAFT),
    Step.PUBLISH: (State.REVIEW, State.PUBLISHED),
    Step.RETIRE: (State.PUBLISHED, State.RETIRED),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a decision depends on. `others` says that someone else could review."""

    state: State
    submitted_by: str
    has_faults: bool
    losses_seen: bool
    others: bool
    has_migration_faults: bool = False
    has_foreign_sites: bool = False
    has_unknown_diseases: bool = False


def obstacle(step: Step, standing: Standing, *, actor: str) -> str:
    """Why a step may not be taken now: a code of `telling`, or "" when it may.

    Four eyes: whoever submitted a version does not publish it, unless nobody else has the right to.
    """
    if standing.state is not STEPS[step][0]:
        return "not-now"
    if step in {Step.SUBMIT, Step.PUBLISH}:
        if standing.has_faults:
            return "has-faults"
        for problem, is_there in (
            ("migration-faults", standing.has_migration_faults),
            ("foreign-sites", standing.has_foreign_sites),
            ("unknown-diseases", standing.has_unknown_diseases),
        ):
            if is_there:
                return problem
        if not standing.losses_seen:
            return "losses-unseen"
    if step is Step.PUBLISH and standing.submitted_by == actor and standing.others:
        return "four-eyes"
    return ""


def steps_from(state: State) -> tuple[Step, ...]:
    """The decisions that can follow a state."""
    return tuple(step for step, (before, _) in STEPS.items() if before is state)
