"""Sealed bytes: what is kept as received is kept encrypted.

Keys come from `ORPHEE_SEAL_KEYS` (comma-separated, newest first: older ones still open what they sealed) or, on a
development machine, from a file created once with the data directory. PostgreSQL holds only ciphertext.
"""

from __future__ import annotations

import os
import zlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from orphee.foundation.key_files import key_in_file

_NO_KEY = (
    "ORPHEE_SEAL_KEYS (or seal.key in the data directory) holds something that is no key. Each is 32 bytes in URL-safe "
    "base64, as `from cryptography.fernet import Fernet; Fernet.generate_key()` makes them"
)


class UnableToOpenSeal(ValueError):
    """No key of this installation opens these bytes."""


class UnableToUseKeys(ValueError):
    """What was given as keys is none; the message says what to do, never the keys."""


def check_keys() -> None:
    """Raises `UnableToUseKeys` when nothing could be sealed."""
    _keys()


def seal(content: bytes) -> bytes:
    """Compress, then encrypt with the newest key (AES-128-CBC with HMAC-SHA-256, the Fernet format).

    A hospital's document shrinks tenfold, and with it the time to encrypt and to store it.
    """
    return _keys().encrypt(zlib.compress(content, level=1))


def open_sealed(sealed: bytes) -> bytes:
    """Decrypt with whichever key sealed it; raises `UnableToOpenSeal`."""
    try:
        return zlib.decompress(_keys().decrypt(bytes(sealed)))
    except InvalidToken as error:
        raise UnableToOpenSeal("no key of this installation opens this document: check ORPHEE_SEAL_KEYS") from error


@lru_cache(maxsize=1)
def _keys() -> MultiFernet:
    given = os.environ.get("ORPHEE_SEAL_KEYS")
    keys = given.split(",") if given else [key_in_file("seal.key", lambda: Fernet.generate_key().decode())]
    try:
        return MultiFernet([Fernet(key.strip()) for key in keys])
    except ValueError:
        raise UnableToUseKeys(_NO_KEY) from None
