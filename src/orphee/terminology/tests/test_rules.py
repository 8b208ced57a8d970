"""Words, sounds, typing errors, codes, closure, frequencies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.terminology.rules.closure import UnableToClose, ancestors, parents_of
from orphee.terminology.rules.codes import SYSTEMS, canonical, is_well_formed, typed_code
from orphee.terminology.rules.disease_join import join
from orphee.terminology.rules.folding import beginnings, fold, joined_words, stem, telling_words
from orphee.terminology.rules.frequency import of_orphanet, share_of
from orphee.terminology.rules.ranking import Asked, Candidate, Match, best_by_code, general_first, rank
from orphee.terminology.rules.sounds import sound
from orphee.terminology.rules.typing_errors import distance


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Œdème aigu", "oedeme aigu"),
        ("Maladie d’Alexander", "maladie d alexander"),
        ('  Syndrome  "cherry-red spot" ', "syndrome cherry red spot"),
        ("α-mannosidose", "alpha mannosidose"),
        ("ÉPILEPSIE", "epilepsie"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_small_words_count_only_when_there_are_no_others() -> None:
    assert telling_words("maladie de l homme") == ["maladie", "homme"]
    assert telling_words("de la") == ["de", "la"]


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("convulsions", "convulsion"),
        ("os", "os"),
        ("pectus", "pectus"),
        ("renaux", "renal"),
        ("renal", "renal"),
        ("oraux", "oral"),
        ("anormaux", "anormal"),
        ("journaux", "journal"),
        ("anneaux", "anneau"),
        ("vaisseaux", "vaisseau"),
        ("noyaux", "noyau"),
        ("chaux", "chaux"),
        ("travaux", "travaux"),
        ("taux", "taux"),
        ("faux", "faux"),
        ("osseux", "osseux"),
    ],
)
def test_stem(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


@pytest.mark.parametrize(
    ("word", "begin"),
    [
        ("renaux", ("renal", "renaux")),
        ("renal", ("renal", "renaux")),
        ("mal", ("mal",)),
        ("renale", ("renale",)),
        ("kystes", ("kyste",)),
    ],
)
def test_beginnings_in_either_number(word: str, begin: tuple[str, ...]) -> None:
    assert beginnings(word) == begin


@pytest.mark.parametrize(
    ("asked", "joined"),
    [
        ("di george", [("digeorge", "digeorge", ["digeorge"])]),
        ("syndrome di george", [
            ("syndromedi", "syndromedi george", ["syndromedi", "george"]),
            ("digeorge", "syndrome digeorge", ["syndrome", "digeorge"]),
        ]),
        ("maladie de wilson", []),
        ("a b", []),
        ("oeil oeil", [("oeiloeil", "oeiloeil", ["oeiloeil"])]),
        ("un deux trois quatre cinq six", []),
        ("marfan", []),
        ("", []),
    ],
)  # fmt: skip
def test_two_neighbours_may_be_one_word(asked: str, joined: list[tuple[str, str, list[str]]]) -> None:
    assert list(joined_words(asked, telling_words(asked))) == joined


@pytest.mark.parametrize(
    ("as_written", "misspelt"),
    [
        ("microcephalie", "mikrocefali"),
        ("microcephaly", "mikrocefali"),
        ("hypotonie", "ipotoni"),
        ("ichtyose", "iktyose"),
        ("phenylcetonurie", "fenilcetonuri"),
        ("dysplasie", "displasie"),
    ],
)
def test_words_that_sound_alike(as_written: str, misspelt: str) -> None:
    assert sound(as_written) == sound(misspelt)


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("marfan", "marfan", 0), ("marfan", "marphan", 2), ("marfan", "mrafan", 1), ("marfan", "marfans", 1)],
)
def test_typing_errors(one: str, other: str, errors: int) -> None:
    assert distance(one, other, at_most=3) == errors


def test_too_many_typing_errors_are_not_counted() -> None:
    assert distance("scoliose", "hypotonie", at_most=2) == 3


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_distance_is_symmetric(one: str, other: str) -> None:
    assert distance(one, other, at_most=9) == distance(other, one, at_most=9)


@pytest.mark.parametrize(
    ("typed", "system", "code"),
    [
        ("ORPHA:513", "orpha", "ORPHA:513"),
        ("orpha 513", "orpha", "ORPHA:513"),
        ("Orphanet_513", "orpha", "ORPHA:513"),
        ("513", "orpha", "ORPHA:513"),
        ("HP:0001250", "hpo", "HP:0001250"),
        ("hp1250", "hpo", "HP:0001250"),
        ("1250", "hpo", "HP:0001250"),
        ("mim 154700", "omim", "OMIM:154700"),
        ("HGNC:1100", "hgnc", "HGNC:1100"),
        ("g710", "icd10", "ICD10:G71.0"),
        ("CIM-10 G71.0", "icd10", "ICD10:G71.0"),
        ("G71", "icd10", "ICD10:G71"),
        ("2A004", "place", "INSEE:2A004"),
        ("mondo:7947", "mondo", "MONDO:0007947"),
    ],
)
def test_codes_as_typed(typed: str, system: str, code: str) -> None:
    assert typed_code(typed, (system,)) == [code]


@pytest.mark.parametrize("text", ["marfan", "", "ORPHA:", "HP:12345678", "type 2", "G7"])
def test_what_is_no_code(text: str) -> None:
    assert typed_code(text, tuple(SYSTEMS)) == []


def test_codes_of_published_files() -> None:
    assert canonical("Orphanet:513") == "ORPHA:513"
    assert canonical("ICD10WHO:G710") == "ICD10:G71.0"
    assert canonical("UMLS:C1") == "UMLS:C1"
    assert is_well_formed("ORPHA:513")
    assert not is_well_formed("ORPHA:0513")


@st.composite
def hierarchies(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Random hierarchies without a circle: a parent is always a smaller number."""
    size = draw(st.integers(2, 25))
    return [
        (str(child), str(parent))
        for child in range(1, size)
        for parent in draw(st.sets(st.integers(0, child - 1), max_size=3))
    ]


@given(hierarchies())
def test_closure_is_what_walking_up_finds(edges: list[tuple[str, str]]) -> None:
    parents = parents_of(edges)
    closed = ancestors(parents)
    for code, above in closed.items():
        expected: dict[str, int] = {code: 0}
        layer = {code}
        while layer:
            steps = max(expected.values()) + 1
            layer = {parent for one in layer for parent in parents.get(one, ())} - expected.keys()
            expected |= dict.fromkeys(layer, steps)
        assert above == expected


def test_closure_of_a_deep_hierarchy_needs_no_recursion() -> None:
    edges = [(str(number + 1), str(number)) for number in range(1200)]
    assert len(ancestors(parents_of(edges[::-1]))["1200"]) == 1201


def test_a_circle_is_refused() -> None:
    with pytest.raises(UnableToClose):
        ancestors(parents_of([("a", "b"), ("b", "c"), ("c", "a")]))


@pytest.mark.parametrize(
    ("frequency", "share"),
    [
        ("3/4", 0.75), ("0/5", 0.0), ("5/0", None), ("6/5", None), ("45%", 0.45), ("17.5 %", 0.175),
        ("5-29%", 0.17), ("HP:0040280", 1.0), ("", None), ("often", None),
    ],
)  # fmt: skip
def test_frequencies(frequency: str, share: float | None) -> None:
    assert share_of(frequency) == (pytest.approx(share) if share is not None else None)


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("Obligate (100%)", "HP:0040280"),
        ("Obligatoire (100 %)", "HP:0040280"),
        ("Très fréquent (99-80%)", "HP:0040281"),
        ("Fréquent (79-30%)", "HP:0040282"),
        ("Occasionnel (29-5%)", "HP:0040283"),
        ("Très rare (<4-1%)", "HP:0040284"),
        ("Exclu (0%)", "HP:0040285"),
        ("Exclu", ""),
        ("(12-3%)", ""),
        ("", ""),
    ],
)
def test_frequencies_of_orphanet_in_both_languages(words: str, term: str) -> None:
    assert of_orphanet(words) == term


ENTITIES = {
    "ORPHA:1": ("active", "disorder"),
    "ORPHA:2": ("active", "group"),
    "ORPHA:3": ("deprecated", "disorder"),
    "ORPHA:4": ("active", "disorder"),
}


@pytest.mark.parametrize(
    ("exact", "code", "orpha"),
    [
        ([("ORPHA:1", "OMIM:1")], "OMIM:1", "ORPHA:1"),
        ([("MONDO:1", "OMIM:1"), ("MONDO:1", "ORPHA:1")], "OMIM:1", "ORPHA:1"),
        ([("MONDO:1", "ORPHA:1")], "MONDO:1", "ORPHA:1"),
        ([("ORPHA:2", "OMIM:1"), ("ORPHA:4", "OMIM:1")], "OMIM:1", "ORPHA:4"),
        ([("ORPHA:3", "OMIM:1"), ("MONDO:1", "OMIM:1"), ("MONDO:1", "ORPHA:4")], "OMIM:1", "ORPHA:4"),
        ([("ORPHA:4", "OMIM:1"), ("MONDO:1", "OMIM:1"), ("MONDO:1", "ORPHA:1")], "OMIM:1", "ORPHA:4"),
        ([("MONDO:1", "OMIM:1")], "OMIM:1", None),
        ([("ORPHA:99", "OMIM:1")], "OMIM:1", None),
    ],
)
def test_joining_diseases(exact: list[tuple[str, str]], code: str, orpha: str | None) -> None:
    assert join(exact, ENTITIES).get(code) == orpha


def _match(name: str, asked: str) -> Match:
    folded = fold(asked)
    candidate = Candidate("X:1", name, fold(name), "fr", is_label=True)
    near = {"marphan": {"marfan": 1}}
    counts = {"syndrome": 11_000, "maladie": 1_300, "dystrophie": 400, "charcot": 240, "marie": 240, "tooth": 240}
    return rank(candidate, Asked(folded, telling_words(folded), "fr", counts), near).match


@pytest.mark.parametrize(
    ("name", "asked", "match"),
    [
        ("Petite taille", "petite taille", Match.EXACT),
        ("Petite taille mésomélique", "petite taille", Match.BEGINNING),
        ("Implantation basse des oreilles", "oreille basse", Match.WORDS),
        ("Dystrophie myotonique de Steinert", "steinert dystr", Match.PARTS),
        ("Syndrome de Marfan", "marphan", Match.SIMILAR),
        ("Trouble convulsionnant", "convulsions", Match.PARTS),
        ("Syndrome marfanoïde type de Silva", "syndrome marfan", Match.PARTS),
        ("Petites tailles", "petite taille", Match.WORDS),
        ("FBN1", "FBN-1", Match.EXACT),
        ("Syndrome de Marfan", "maladie de Marfan", Match.GIST),
        ("Maladie de Dent", "maladie de Marfan", Match.SIMILAR),
        ("Maladie de Charcot", "charcot marie", Match.SIMILAR),
        ("Syndrome marfanoïde", "maladie de marfan", Match.SIMILAR),
    ],
)
def test_how_a_name_answers(name: str, asked: str, match: Match) -> None:
    assert _match(name, asked) is match


@pytest.mark.parametrize(
    ("names", "first"),
    [
        ({"X:1": "Microcéphalie", "X:2": "Microcéphalie"}, "X:1"),  # X:2 stands above: it only borrows the name
        ({"X:1": "Microcéphalie sévère", "X:2": "Microcéphalie"}, "X:2"),
    ],
)
def test_the_general_comes_first_unless_its_name_is_borrowed(names: dict[str, str], first: str) -> None:
    asked = Asked("microc", ["microc"], "fr", {})
    found = [Candidate(code, name, fold(name), "fr", is_label=True) for code, name in names.items()]
    best = best_by_code((rank(each, asked), each) for each in found)
    assert general_first(best, [("X:2", "X:1")])[0][1].code == first
