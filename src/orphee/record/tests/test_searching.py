"""What is typed to find a person."""

import pytest

from orphee.record.rules.searching import Asked, asked_of


@pytest.mark.parametrize(
    ("typed", "words", "born"),
    [
        ("", (), ()),
        ("Éléonore-Anne d’Œuvre", ("eleonore", "anne", "d", "oeuvre"), ()),
        ("Roussel 12/05/2019", ("roussel",), ("2019-05-12",)),
        ("2/1/1990", (), ("1990-01-02",)),
        ("2.1.1990", (), ("1990-01-02",)),
        ("05/2019 élie", ("elie",), ("2019-05",)),
        ("2019", (), ("2019",)),
        ("2019-05-12", (), ("2019-05-12",)),
        ("31/02/2019", ("31", "02", "2019"), ()),  # no day of the calendar
        ("12345", ("12345",), ()),
    ],
)
def test_what_is_asked(typed, words, born):
    assert asked_of(typed) == Asked(words, born)
