"""Sealed bytes come back whole, reveal nothing, and outlive a change of keys."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from orphee.foundation import sealing


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    def use(*names):
        monkeypatch.setenv("ORPHEE_SEAL_KEYS", ",".join(names))
        sealing._keys.cache_clear()

    use(Fernet.generate_key().decode())
    yield use
    sealing._keys.cache_clear()


@given(st.binary(max_size=2000))
def test_what_is_sealed_opens(content):
    assert sealing.open_sealed(sealing.seal(content)) == content


def test_the_content_does_not_show():
    assert b"DECOURCY" not in sealing.seal(b"<family>DECOURCY</family>" * 50)


def test_a_new_key_opens_what_the_old_one_sealed(keys):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    keys(old)
    sealed = sealing.seal(b"x")
    keys(new, old)
    assert sealing.open_sealed(sealed) == b"x"
    keys(new)
    with pytest.raises(sealing.UnableToOpenSeal):
        sealing.open_sealed(sealed)


def test_altered_bytes_do_not_open():
    sealed = bytearray(sealing.seal(b"x"))
    sealed[-5] ^= 1
    with pytest.raises(sealing.UnableToOpenSeal):
        sealing.open_sealed(bytes(sealed))
