"""Signing in: every address costs the same hash and the same counts, and is answered in the same words."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction

from orphee.access.models import User
from orphee.access.rules.lockout import FAILURES_PER_ADDRESS, KNOWN_FOR, LOCKED_FOR, after_failure, is_locked, is_tried
from orphee.foundation import counting
from orphee.foundation.audit import Access, note
from orphee.foundation.models import AuditAction


@transaction.atomic
def sign_in(*, email: str, password: str, address: str, now: dt.datetime) -> User | None:
    """The account that these open, or None: wrong, unknown, shut after failures; which of them is never said.

    `address` is the network address that asks. Failures are counted, so this returns rather than raises:
    an exception would undo the count.
    """
    user = User.objects.select_for_update().filter(email=email.strip().lower()).first()
    # Both are asked whoever it is: a question less for those who have no account would tell them by the time it takes.
    is_known = counting.so_far(_known(user, address), now=now) > 0
    failures = counting.so_far(_key(address), now=now)
    if user is None or not is_tried(failures, is_known_there=is_known):
        make_password(password)  # takes the time that checking one takes
        _count_failure(address, now=now)
        return None
    opens = user.check_password(password)
    if not opens or not user.is_active or is_locked(user.locked_until, now=now):
        _count_failure(address, now=now)
        _refuse(user, now=now)
        return None
    user.failed_attempts, user.locked_until, user.last_login = 0, None, now
    user.save(update_fields=["failed_attempts", "locked_until", "last_login"])
    counting.remember(_known(user, address), seconds=KNOWN_FOR.total_seconds(), now=now)
    note(Access(actor=f"user:{user.pk}", action=AuditAction.SIGN_IN), now=now)
    return user


def is_connection_shut(address: str, *, now: dt.datetime) -> bool:
    """Whether so many failures came from this address that accounts which never opened from it must wait."""
    return counting.so_far(_key(address), now=now) >= FAILURES_PER_ADDRESS


def _refuse(user: User, *, now: dt.datetime) -> None:
    """Count a failure on the account; while it is shut, trying again does not shut it for longer."""
    if not is_locked(user.locked_until, now=now):
        user.failed_attempts, user.locked_until = after_failure(user.failed_attempts, now=now)
        user.save(update_fields=["failed_attempts", "locked_until"])
    note(Access(actor=f"user:{user.pk}", action=AuditAction.REFUSED, detail={"what": "sign-in"}), now=now)


def _key(address: str) -> str:
    return f"sign-in:{address}"


def _known(user: User | None, address: str) -> str:
    return f"opened:{user.pk if user else 0}:{address}"  # no account has the number 0


def _count_failure(address: str, *, now: dt.datetime) -> None:
    counting.one_more(_key(address), seconds=LOCKED_FOR.total_seconds(), now=now)
