"""The spaces of French."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.foundation.typography import spaced


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Pourquoi ?", "Pourquoi\u202f?"),
        ("Date : « %(day)s »", "Date\u00a0: «\u00a0%(day)s\u00a0»"),
        ("Voir https://a.fr/?x=1 ; puis {name} !", "Voir https://a.fr/?x=1\u202f; puis {name}\u202f!"),
        ("<code>a : b</code> : %(n)s %", "<code>a : b</code>\u00a0: %(n)s\u00a0%"),
        ("a ?= b", "a ?= b"),
    ],
)
def test_a_sign_holds_to_its_word(text, held):
    assert spaced(text) == held
    assert spaced(held) == held


@given(st.text())
def test_only_spaces_change(text):
    plain = str.maketrans("\u00a0\u202f", "  ")
    assert spaced(text).translate(plain) == text.translate(plain)
    assert spaced("a\x007\x00") == "a\x007\x00"
