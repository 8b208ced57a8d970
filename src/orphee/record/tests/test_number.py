"""A record's number, read however it is typed, wherever one is asked for."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.record.rules.number import check_letter, number_of, read_number

KEY = UUID("0fedcba9-8765-4321-8fed-cba987654321")
NUMBER = number_of(KEY)
BARE = NUMBER.replace("-", "")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (NUMBER, NUMBER),
        (BARE, NUMBER),
        (NUMBER.lower(), NUMBER),
        (NUMBER.replace("-", " "), NUMBER),
        (f"  {' '.join(BARE)}\u00a0", NUMBER),
        (NUMBER.replace("-", "\u2011"), NUMBER),  # the hyphen of a letter that does not break there
        (NUMBER.replace("-", " – "), NUMBER),
        ("".join(chr(ord(one) + 0xFEE0) for one in BARE), NUMBER),  # wide letters, as pasted from elsewhere
        (BARE[:9], None),
        (BARE + "A", None),
        (BARE[1:] + BARE[0], None),
        (BARE[:-1] + ("2" if BARE[-1] != "2" else "3"), None),
        ("I" + BARE[1:], None),
        ("é" + BARE[1:], None),
        ("-" * 9, None),
        ("", None),
        ("A" * 10_000, None),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed, read):
    assert read_number(typed) == read


def test_letters_left_out_for_their_looks_are_read_as_what_they_look_like():
    body = "2V2V2V2V2"
    number = body + check_letter(body)
    assert read_number(number.replace("2", "Z").replace("V", "u")) == read_number(number)
    assert read_number(number)


@given(st.uuids(version=4))
def test_every_number_is_read_back(key):
    assert read_number(number_of(key)) == number_of(key)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_number_or_none(text):
    assert read_number(text) in (None, read_number(read_number(text) or ""))
