"""Random keys, several at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import UUID

_BYTES = 16
_VERSION, _VARIANT = 4 << 76, 2 << 62  # RFC 9562, figure 9
_NOT_VERSION_NOR_VARIANT = ((1 << 128) - 1) ^ (0xF << 76) ^ (0x3 << 62)


def new_keys(count: int) -> Iterator[UUID]:
    """`count` UUIDs of version 4, as `uuid.uuid4` makes them, in half the time: the system is asked once."""
    drawn = os.urandom(_BYTES * count)
    for place in range(0, _BYTES * count, _BYTES):
        number = int.from_bytes(drawn[place : place + _BYTES], "big")
        yield UUID(int=number & _NOT_VERSION_NOR_VARIANT | _VERSION | _VARIANT)
