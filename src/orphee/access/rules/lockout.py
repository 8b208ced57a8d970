"""How many failed sign-ins are borne, and for how long the door then stays shut."""

from __future__ import annotations

import datetime as dt

# CNIL, recommandation sur les mots de passe (délibération 2022-100): a blockage or a growing delay after failures.
FAILURES_BEFORE_LOCK = 5
LOCKED_FOR = dt.timedelta(minutes=15)
# From one network address in the same quarter of an hour, all accounts together. A whole hospital often has one
# address: the limit is wide, and holds for accounts only that have not been opened from there lately.
FAILURES_PER_ADDRESS = 300
KNOWN_FOR = dt.timedelta(days=30)


def is_tried(failures_there: int, *, is_known_there: bool) -> bool:
    """Whether a password counts at all, after so many failures from the address that asks."""
    return is_known_there or failures_there < FAILURES_PER_ADDRESS


def is_locked(locked_until: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Whether an account is still shut."""
    return locked_until is not None and now < locked_until


def after_failure(failures: int, *, now: dt.datetime) -> tuple[int, dt.datetime | None]:
    """The count after one more failure, and until when the account is shut (the count then starts again)."""
    failures += 1
    if failures >= FAILURES_BEFORE_LOCK:
        return 0, now + LOCKED_FOR
    return failures, None
