"""How many failed sign-ins are borne, and for how long the door then stays shut."""

from __future__ import annotations

import datetime as dt

# CNIL, recommandation sur les mots de passe (délibération 2022-100): a blockage or a growing delay after failures.
FAILURES_BEFORE_LOCK = 5
LOCKED_FOR = dt.timedelta(minutes=15)
FAILURES_PER_ADDRESS = 30  # from one network address in the same quarter of an hour, all accounts together


def is_locked(locked_until: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Whether an account is still shut."""
    return locked_until is not None and now < locked_until


def after_failure(failures: int, *, now: dt.datetime) -> tuple[int, dt.datetime | None]:
    """The count after one more failure, and until when the account is shut (the count then starts again)."""
    failures += 1
    if failures >= FAILURES_BEFORE_LOCK:
        return 0, now + LOCKED_FOR
    return failures, None
