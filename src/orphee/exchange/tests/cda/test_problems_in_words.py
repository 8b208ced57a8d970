"""The problems of a document, as people read them: the spaces and apostrophes of French."""

from __future__ import annotations

import pytest

from orphee.exchange.cda.problems import PROBLEMS, finding


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_no_straight_apostrophe_is_spoken(code):
    assert "'" not in PROBLEMS[code][1]


def test_a_sign_is_held_to_its_word_and_a_value_is_left_as_it_came():
    said = finding("unknown_version", version="a : b", accepted="2025.01").text
    assert "Versions acceptées\u00a0: 2025.01" in said["fr"]
    assert "a : b" in said["fr"]
