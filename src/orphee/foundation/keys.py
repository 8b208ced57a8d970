"""Keys of rows, one or several at a time, each later than the ones before."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from uuid import UUID

_NS_A_MS, _TICKS_A_MS = 1_000_000, 1 << 12
_VERSION, _VARIANT = 7 << 76, 2 << 62  # RFC 9562, figure 11
_TAIL = (1 << 62) - 1
_AT_ONCE = 32


def new_key() -> UUID:
    """A key of its own."""
    return _key(_now(), int.from_bytes(os.urandom(8), "big"))


def new_keys() -> Iterator[UUID]:
    """Keys without end, for a batch of rows: the clock and the system's chance are asked once for many.

    UUIDs of version 7 (RFC 9562, section 6.2, method 3): the clock to a quarter microsecond, then chance. Rows
    written together lie together in every index of their key; with keys of chance alone, each new row of a large
    table touches a page that is no longer at hand. They tell when a row was made: nothing may rest on a key being
    unguessable. Not to be shared between processes.
    """
    tick = 0
    while True:
        tick = max(_now(), tick)
        drawn = int.from_bytes(os.urandom(8 * _AT_ONCE), "big")
        for _ in range(_AT_ONCE):
            yield _key(tick, drawn)
            tick += 1
            drawn >>= 64


def first_key(moment: dt.datetime) -> UUID:
    """The smallest key that a row made at this moment or later can have: rows made since are found by their key."""
    return _key(int(moment.timestamp() * 1000) << 12, 0)


def _now() -> int:
    """The clock of this machine in ticks of 1/4096 ms."""
    return time.time_ns() * _TICKS_A_MS // _NS_A_MS


def _key(tick: int, drawn: int) -> UUID:
    return UUID(int=(tick >> 12) << 80 | _VERSION | (tick & 0xFFF) << 64 | _VARIANT | drawn & _TAIL)
