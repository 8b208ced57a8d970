"""INS keys, folded names and matching: tables with their edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.identity.rules.folding import fold, traits_key
from orphee.identity.rules.ins import InsSystem, is_well_formed, key_of
from orphee.identity.rules.matching import Traits, contradict, likeness, same_strict_traits, traits_of, usable_ins
from orphee.identity.rules.person import Address, PersonAsGiven, RelationAsGiven, visible

NIR, TEST = InsSystem.NIR.value, InsSystem.TEST.value


@pytest.mark.parametrize(
    ("ins", "system", "expected"),
    [
        ("255081416802538", NIR, True),
        ("253072A07300443", NIR, True),  # Corse-du-Sud
        ("253072B07300470", NIR, True),  # Haute-Corse
        ("295109912611193", NIR, True),  # born abroad
        ("277076322082910", NIR, True),
        ("277076322082911", NIR, False),
        ("224027511583555", NIR, False),  # a public example: the right key is 12
        ("224027511583555", TEST, True),  # and its system says that it is an example
        ("22402751158355", TEST, False),
        ("2240275115835555", TEST, False),
        ("22402751158355X", TEST, False),
        ("", NIR, False),
    ],
)
def test_the_key_of_an_ins(ins, system, expected):
    assert is_well_formed(ins, system) is expected


@given(st.integers(min_value=1, max_value=9_999_999_999_999))
def test_exactly_one_key_fits(number):
    digits = f"{number:013d}"
    fitting = [key for key in range(100) if is_well_formed(f"{digits}{key:02d}", NIR)]
    assert fitting == [key_of(digits)]


@pytest.mark.parametrize(
    ("name", "folded"),
    [("Éléonore-Anne d’Œuvre", "eleonore anne d oeuvre"), ("  LE  GOFF ", "le goff"), ("", "")],
)
def test_folding(name, folded):
    assert fold(name) == folded


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "change",
    [{"birth_name": ""}, {"first_given_name": "-"}, {"birth_date": "2020-02"}, {"birth_date": ""}, {"sex": "UN"}],
)
def test_incomplete_traits_identify_nobody(change):
    traits = {"birth_name": "A", "first_given_name": "B", "birth_date": "2020-02-02", "sex": "F"} | change
    assert traits_key(**traits) == ""


def traits(**more):
    plain = {"birth_name": "MARTIN", "first_given_name": "Léa", "birth_date": "2020-02-28", "sex": "F"}
    return Traits(**(plain | more))


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (traits(), False),
        (traits(birth_name="PETIT"), False),  # a corrected name
        (traits(birth_date="1980-01-01"), False),  # a corrected date
        (traits(birth_name="PETIT", birth_date="1980-01-01"), True),
        (traits(birth_name="PETIT", birth_date="2020"), False),  # the year agrees
        (traits(birth_name="PETIT", birth_date="1980-01-01", used_name="Martin"), False),  # married since
        (traits(birth_name="", birth_date="1980-01-01"), False),
    ],
)
def test_what_contradicts(theirs, expected):
    assert contradict(traits(), theirs) is expected
    assert contradict(theirs, traits()) is expected


def test_birth_places_or_numbers_that_differ_stop_a_match_on_traits():
    assert same_strict_traits(traits(birth_place_code="75115"), traits())
    assert not same_strict_traits(traits(birth_place_code="75115"), traits(birth_place_code="69123"))
    assert not same_strict_traits(traits(ins="1"), traits(ins="2"))


@pytest.mark.parametrize(
    ("theirs", "at_least", "at_most"),
    [
        (traits(), 0.94, 0.99),
        (traits(birth_name="MARTINE"), 0.88, 0.97),  # a typing error
        (traits(birth_date="2020-02-29"), 0.75, 0.9),  # one digit
        (traits(birth_date="2020-28-02"), 0.75, 0.9),  # day and month swapped
        (traits(birth_name="PETIT", first_given_name="Ana", birth_date="1980-01-01"), 0.0, 0.5),
    ],
)
def test_likeness(theirs, at_least, at_most):
    score, _ = likeness(traits(), theirs)
    assert at_least <= score <= at_most


@pytest.mark.parametrize(("ins", "counts"), [("277076322082910", "277076322082910"), ("277076322082911", ""), ("", "")])
def test_a_number_whose_key_is_wrong_counts_for_nothing(ins, counts):
    said = PersonAsGiven(birth_name="DUPONT", ins=ins, ins_system=NIR)
    assert usable_ins(said) == traits_of(said).ins == counts


@pytest.mark.parametrize(("given", "seen"), [
    ("DE LA TOUR D’AUVERGNE-ÉLÉ", "DE LA TOUR D’AUVERGNE-ÉLÉ"),
    ("DU\u202ePONT\u202c", "DUPONT"),     # turned around
    ("DU\u2066PONT\u2069", "DUPONT"),
    ("DU\u200bPONT\ufeff\u00ad", "DUPONT"),  # no width
    ("ZOÉ\u00a0LÉA", "ZOÉ\u00a0LÉA"),
    ("DU\nPONT\x1b[31m\x00", "DU PONT [31m "),
    ("DU\ud800PONT", "DUPONT"),
    ("Łukasz Đặng 王", "Łukasz Đặng 王"),
    ("", ""),
])  # fmt: skip
def test_a_name_has_nothing_that_is_not_seen(given, seen):
    assert visible(given) == seen
    assert PersonAsGiven(birth_name=given, address=Address(city=given)).birth_name == seen
    assert (RelationAsGiven("mother", family_name=given).family_name, Address(line=given).line) == (seen, seen)
