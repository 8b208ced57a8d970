"""Summaries, numbers and delays: tables."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.identity.rules.person import Address, PersonAsGiven
from orphee.record.rules.number import ALPHABET, check_letter, number_of
from orphee.record.rules.summary import department_of


@pytest.mark.parametrize(
    ("commune", "postcode", "department"),
    [
        ("75056", "75007", "75"),
        ("2A004", "20000", "2A"),
        ("", "20090", "2A"),
        ("", "20200", "2B"),
        ("97411", "97400", "974"),
        ("", "", ""),
        ("", "7500", ""),
    ],
)
def test_department_of_residence(commune, postcode, department):
    person = PersonAsGiven(address=Address(commune_code=commune, postal_code=postcode))
    assert department_of(person) == department


@given(st.uuids(version=4), st.integers(0, 8), st.integers(1, 28))
def test_a_wrong_character_is_always_caught(key, position, shift):
    body = number_of(key).replace("-", "")[:9]
    other = ALPHABET[(ALPHABET.index(body[position]) + shift) % len(ALPHABET)]
    wrong = body[:position] + other + body[position + 1 :]
    assert check_letter(wrong) != check_letter(body)


def test_numbers_have_one_form():
    number = number_of(uuid.UUID(int=2**127))
    assert [len(part) for part in number.split("-")] == [3, 3, 3, 1]
