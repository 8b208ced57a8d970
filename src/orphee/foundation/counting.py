"""How often something was done in a while: counted once for all the processes of a server, and of a cluster.

A count runs over a fixed window: it starts with the first, ends when it says, and starts again from one; what is
counted in between, refused or not, never moves its end. One statement adds one, so that none is lost. What is
remembered rather than counted lasts from the last time.

It goes by a connection of its own, outside the transaction of the request: an answer of 500 does not undo a count,
and the row is locked for that statement only, not until a page is drawn. It is closed at once: a server has many
threads, and the database takes few connections. Keys are kept as keyed digests: the table
holds no address and no account in clear.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.crypto import salted_hmac

ALIAS = "counting"  # of the settings; the tests count inside their own transaction
SWEPT_ONCE_IN = 100  # windows that start, or that are moved
MOST_SWEPT = 1_000

_ADD = """
INSERT INTO foundation_count AS counted (key, n, ends_at) VALUES (%(key)s, 1, %(ends)s)
ON CONFLICT (key) DO UPDATE SET
    n = CASE WHEN counted.ends_at <= %(now)s THEN 1 ELSE counted.n + 1 END,
    ends_at = CASE WHEN counted.ends_at <= %(now)s THEN excluded.ends_at ELSE counted.ends_at END
RETURNING n
"""
_REMEMBER = """
INSERT INTO foundation_count (key, n, ends_at) VALUES (%(key)s, 1, %(ends)s)
ON CONFLICT (key) DO UPDATE SET ends_at = excluded.ends_at
"""
_READ = "SELECT n FROM foundation_count WHERE key = %(key)s AND ends_at > %(now)s"
# Rows that are being counted are left to the next sweep: two sweeps never wait for each other.
_SWEEP = """
DELETE FROM foundation_count WHERE key IN
    (SELECT key FROM foundation_count WHERE ends_at <= %(now)s LIMIT %(most)s FOR UPDATE SKIP LOCKED)
"""


def one_more(key: str, *, seconds: float, now: dt.datetime | None = None) -> int:
    """Count one more under a key: how many there are in its window, which lasts `seconds` from its first."""
    now = now or timezone.now()
    ends = now + dt.timedelta(seconds=seconds)
    with _cursor() as cursor:
        cursor.execute(_ADD, {"key": _digest(key), "ends": ends, "now": now})
        found = int(cursor.fetchone()[0])
    if found == 1:
        _sweep_sometimes(now=now)
    return found


def remember(key: str, *, seconds: float, now: dt.datetime | None = None) -> None:
    """Hold a key for `seconds` from now, however long it was held already: `so_far` then finds it."""
    now = now or timezone.now()
    with _cursor() as cursor:
        cursor.execute(_REMEMBER, {"key": _digest(key), "ends": now + dt.timedelta(seconds=seconds)})
    _sweep_sometimes(now=now)


def so_far(key: str, *, now: dt.datetime | None = None) -> int:
    """How many were counted under a key in the window that runs; 0 when none does."""
    with _cursor() as cursor:
        cursor.execute(_READ, {"key": _digest(key), "now": now or timezone.now()})
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def sweep(*, now: dt.datetime) -> None:
    """Forget windows that have ended, some at a time."""
    with _cursor() as cursor:
        cursor.execute(_SWEEP, {"now": now, "most": MOST_SWEPT})


def _sweep_sometimes(*, now: dt.datetime) -> None:
    if not secrets.randbelow(SWEPT_ONCE_IN):
        sweep(now=now)


@contextmanager
def _cursor() -> Iterator[CursorWrapper]:
    connection = connections[ALIAS]
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        if not connection.in_atomic_block:
            connection.close()


def _digest(key: str) -> str:
    return salted_hmac("orphee.counting", key, algorithm="sha256").hexdigest()[:40]
