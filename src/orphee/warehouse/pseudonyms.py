"""The warehouse's own pseudonyms: a key that opens nothing else, and that nothing else opens.

HMAC-SHA-256 of the record's key under `ORPHEE_WAREHOUSE_KEY` (at least 32 characters), or under a file made once
in the data directory. Changing the key renews every pseudonym at the next build.
"""

from __future__ import annotations

import hmac
import os
import secrets

from orphee.foundation.key_files import key_in_file

SHORTEST_KEY = 32  # characters; a 128-bit secret in hexadecimal
PSEUDONYM_CHARACTERS = 32  # 128 bits of the digest: no collision in sight for any population


class UnableToUseKey(ValueError):
    """The warehouse's key is too short, or serves elsewhere."""


def warehouse_key() -> bytes:
    """The key, checked. Raises `UnableToUseKey`."""
    given = os.environ.get("ORPHEE_WAREHOUSE_KEY") or key_in_file("warehouse.key", lambda: secrets.token_hex(32))
    if len(given) < SHORTEST_KEY:
        what = "ORPHEE_WAREHOUSE_KEY (or warehouse.key in the data directory)"
        raise UnableToUseKey(f"{what} has {len(given)} characters and needs at least {SHORTEST_KEY}")
    others = {os.environ.get("ORPHEE_SECRET_KEY"), *os.environ.get("ORPHEE_SEAL_KEYS", "").split(",")}
    if given in others:
        raise UnableToUseKey("ORPHEE_WAREHOUSE_KEY also serves elsewhere: give the warehouse a key of its own")
    return given.encode()


def pseudonym(key: bytes, record_key: str) -> str:
    """The pseudonym of one record, the same from build to build."""
    return hmac.digest(key, f"person:{record_key}".encode(), "sha256").hex()[:PSEUDONYM_CHARACTERS]


def entry_pseudonym(key: bytes, entry_key: str) -> str:
    """The pseudonym of one entry: what ties the lines of a repeated group to the line of their entry."""
    return hmac.digest(key, f"entry:{entry_key}".encode(), "sha256").hex()[:PSEUDONYM_CHARACTERS]
