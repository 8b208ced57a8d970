"""The real knowledge: compiles, opens fast, and puts textbook descriptions where they belong."""

import time

import pytest

from orphee.foundation.places import reference_directory
from orphee.insight.ranking import storing
from orphee.insight.ranking.answering import rank
from orphee.insight.ranking.compiling import compile_from
from orphee.insight.ranking.query import Query

pytestmark = [pytest.mark.reference, pytest.mark.slow, pytest.mark.xdist_group("ranking")]  # compiled once


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    directory = reference_directory()
    if directory is None:
        pytest.skip("no reference directory")
    kept = tmp_path_factory.mktemp("knowledge") / "one"
    storing.save(compile_from(directory), kept)
    return kept


@pytest.fixture(scope="module")
def real(folder):
    return storing.open_folder(folder)


def test_it_opens_in_under_three_seconds(folder):
    start = time.process_time()
    storing.open_folder(folder)
    assert time.process_time() - start < 3


def test_codes_of_both_terminologies_are_one_disease(real):
    assert real.diseases[real.index["OMIM:154700"]].codes[0] == "ORPHA:558"
    assert len(real.diseases) > 13_000
    assert real.annotated.sum() > 10_000


@pytest.mark.parametrize(
    ("code", "observed", "within"),
    [
        ("OMIM:191100", "HP:0009716 HP:0009720 HP:0009722 HP:0001250 HP:0009727", 3),  # tuberous sclerosis
        ("OMIM:219700", "HP:0002110 HP:0001738 HP:0006528 HP:0012236 HP:0003251", 3),  # cystic fibrosis
        ("OMIM:310200", "HP:0003236 HP:0003391 HP:0003707 HP:0001644 HP:0003560", 5),  # Duchenne
    ],
)
def test_textbook_descriptions(real, code, observed, within):
    found = rank(real, Query(tuple(observed.split())))
    place = next(one.rank for one in found.candidates if code in one.codes)
    assert place <= within


def test_two_thousand_terms_are_answered(real):
    codes = real.ontology.codes
    start = time.process_time()
    found = rank(real, Query(codes[:: len(codes) // 2_000]))
    assert time.process_time() - start < 2
    assert found.candidates
    assert {problem.kind for problem in found.problems} <= {"too-many", "most-specific"}


def test_a_gene_is_known_by_symbol_id_and_former_symbol(real):
    assert real.symbol_of("HGNC:3603") == real.symbol_of("fbn1") == "FBN1"
    assert real.symbol_of("STK9") == "CDKL5"  # its former symbol
    assert real.symbol_of("MLL2") == real.symbol_of("NOSUCHGENE") == ""  # former symbol of one, alias of another


def test_a_case_named_by_mondo_is_the_same_disease(real):
    assert real.named("MONDO:0007947") == real.named("ORPHA:558") == real.named("OMIM:154700")


def test_a_sign_of_the_family_moves_the_modes_apart(real):
    asked = Query(("HP:0001250", "HP:0001263"), is_consanguineous=True)
    weights = {one.inheritance: line.weight for one in rank(real, asked).candidates for line in one.evidence}
    assert weights[("AR",)] > 0 > weights[("AD",)]
