"""What the knowledge is made of: equal diseases joined, shares pooled, words, kin, references; disk and back."""

import math

import numpy as np
import pytest

from orphee.insight import knowledge as kept
from orphee.insight.ranking import storing
from orphee.insight.ranking.annotations import Said
from orphee.insight.ranking.compiling import UnableToCompile, compile_contents, found_in
from orphee.insight.ranking.courses import periods, years
from orphee.insight.ranking.kinship import described_names, kin, series_name, series_names
from orphee.insight.ranking.matching import touched
from orphee.insight.ranking.profiles import own_profile
from orphee.insight.ranking.tests.conftest import DELAY, FOCAL, NERVE, RASH, SEIZURE, SMALL_HEAD, SPOTS
from orphee.insight.ranking.wording import features_in, phrases


def share(knowledge, code, term, which="own"):
    matrix = getattr(knowledge, which).implied
    return float(matrix[knowledge.index[code], knowledge.ontology.index[term]])


def test_exactly_mapped_codes_are_one_disease_orphanet_first(knowledge):
    assert knowledge.diseases[knowledge.index["OMIM:100001"]].codes == ("ORPHA:11", "OMIM:100001")
    assert knowledge.index["ORPHA:11"] == knowledge.index["OMIM:100001"]
    assert knowledge.diseases[knowledge.index["ORPHA:11"]].name("fr") == "Crises et taches"


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("OMIM:100001", {"ORPHA:11"}),
        ("ORPHA:11", {"ORPHA:11"}),
        ("ORPHA:10", {"ORPHA:11"}),  # moved
        ("MONDO:0000001", {"OMIM:100005"}),
        ("MONDO:0000002", {"OMIM:100002", "OMIM:100003"}),  # one disease of MONDO, two codes of OMIM
        ("MONDO:0000003", set()),  # merely related
        ("OMIM:999999", set()),
        ("", set()),
    ],
)
def test_a_diagnosis_is_what_is_exactly_mapped_to_its_code(knowledge, code, named):
    assert {knowledge.diseases[one].codes[0] for one in knowledge.named(code)} == named


def test_groups_without_features_are_no_candidates(knowledge):
    assert "ORPHA:13" not in knowledge.index
    assert "ORPHA:12" in knowledge.index
    assert not knowledge.annotated[knowledge.index["ORPHA:12"]]


@pytest.mark.parametrize(
    ("code", "term", "expected"),
    [
        ("OMIM:100001", FOCAL, (8 + 0.5) / (10 + 1)),  # counted people, drawn towards one half
        ("OMIM:100001", SEIZURE, 0.7),  # the name says it: more than nothing, less than the counted child below…
        ("OMIM:100003", RASH, (0.3 + 0.5) / 2),  # nothing said about how often
        ("OMIM:100002", SEIZURE, (5.45 + 0.5) / 11),  # a band counts as ten people
        ("ORPHA:11", DELAY, (1.7 + 0.5) / 11),  # Orphanet's row joined to OMIM's
        ("ORPHA:12", RASH, 0.7),  # said by the name only
        ("OMIM:100004", SEIZURE, 0.0),  # said to be absent
    ],
)
def test_shares_are_pooled(knowledge, code, term, expected):
    expected = max(expected, (8 + 0.5) / 11) if (code, term) == ("OMIM:100001", SEIZURE) else expected
    assert share(knowledge, code, term) == pytest.approx(expected, abs=1e-4)


def test_an_ancestor_has_the_largest_share_below_it(knowledge):
    assert share(knowledge, "OMIM:100002", NERVE) == pytest.approx(share(knowledge, "OMIM:100002", DELAY))


def test_a_disease_nobody_annotated_borrows_from_its_series(knowledge):
    assert share(knowledge, "OMIM:100005", SMALL_HEAD) == 0.0
    assert 0.1 < share(knowledge, "OMIM:100005", SMALL_HEAD, "kindred") < share(knowledge, "OMIM:100004", SMALL_HEAD)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Charcot-Marie-Tooth disease, axonal, type 2KK", ("axonal", "charcot", "disease", "marie", "tooth")),
        ("Spermatogenic failure 89", ("failure", "spermatogenic")),
        ("Marfan syndrome", None),
        ("Heterotaxy, visceral, 14, autosomal", ("heterotaxy", "visceral")),
        ("22", None),
    ],
)
def test_series_share_a_name_but_its_number(name, expected):
    assert series_name(name) == expected


@pytest.mark.parametrize(
    ("name", "numbered", "described"),
    [
        ("Immunodeficiency 133 with dysplasia", {("dysplasia", "immunodeficiency"), ("immunodeficiency",)}, set()),
        ("Myopathy 28, with rigid spine", {("myopathy", "rigid", "spine"), ("myopathy",)}, set()),
        ("Neurodevelopmental disorder with hypotonia", set(), {("with", "disorder", "neurodevelopmental")}),
        ("Deafness due to noise", set(), set()),  # one word before it would be kin to too many
        ("Marfan syndrome", set(), set()),
        ("", set(), set()),
    ],
)
def test_series_are_told_by_what_stands_before_with(name, numbered, described):
    assert series_names(name) == numbered
    assert described_names(name) == described


def test_distant_kin_lend_only_to_those_without_features():
    around = {0: {1, 2}, 1: {0, 2}, 2: {0, 1}}
    assert kin({}, around, {}, [False, True, False]) == {0: {1: 1.0}, 2: {1: 1.0}}
    assert kin(around, {}, {}, [False, True, False]) == {0: {1: 1.0}, 2: {1: 1.0}}
    assert kin({}, around, {}, [True, True, True]) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Disorder with focal seizures and a rash", {FOCAL, RASH}),  # plural; the longest phrase only
        ("delay developmental", {DELAY}),  # any order
        ("tiny skull", {SMALL_HEAD}),  # a synonym
        ("", set()),
        ("head", set()),
    ],
)
def test_names_say_features(knowledge, contents, text, expected):
    known = phrases(knowledge.ontology, contents["hpo"])
    assert {knowledge.ontology.codes[term] for term in features_in(text, known)} == expected


@pytest.mark.parametrize(
    ("publications", "left"),
    [
        (set(), {FOCAL, SPOTS, DELAY, SEIZURE}),
        ({"PMID:1"}, {SPOTS, DELAY, SEIZURE}),  # the spots rest on PMID:2 too; the name still says seizure
        ({"PMID:1", "PMID:2"}, {DELAY, SEIZURE}),
        ({"PMID:9"}, {FOCAL, SPOTS, DELAY, SEIZURE}),
    ],
)
def test_a_publication_is_left_out_with_what_rests_on_it_alone(knowledge, publications, left):
    rows = knowledge.annotations
    profile = own_profile(rows, knowledge.index["ORPHA:11"], rows.without(frozenset(publications)))
    assert {knowledge.ontology.codes[term] for term in profile} == left


@pytest.mark.parametrize("publication", ["PMID:1", "PMID:3", "PMID:4", "PMID:5"])
def test_leaving_out_is_as_if_it_had_never_been_published(contents, knowledge, publication):
    without = dict(contents)
    without["hpo-annotations"] = type(contents["hpo-annotations"])(
        version="2025-01-01",
        concepts=contents["hpo-annotations"].concepts,
        phenotypes=[one for one in contents["hpo-annotations"].phenotypes if one.reference != publication],
    )
    other = compile_contents(without, knowledge.release)
    view = touched(knowledge, frozenset({publication}))
    rows = [other.index[knowledge.diseases[disease].codes[0]] for disease in view.diseases]
    for which in ("own", "kindred"):
        expected = getattr(other, which).implied[rows].toarray()
        assert np.allclose(getattr(view, which).implied.toarray(), expected, atol=1e-6)
    content = knowledge.content * view.kindred.implied.toarray()
    assert np.allclose(view.kindred_lengths, np.sqrt((content**2).sum(axis=1)), atol=1e-2)


def test_leaving_out_touches_borrowers_too(knowledge):
    view = touched(knowledge, frozenset({"PMID:5"}))
    assert {knowledge.diseases[disease].codes[0] for disease in view.diseases} == {"OMIM:100004", "OMIM:100005"}
    assert view.kindred.implied[:, knowledge.ontology.index[SMALL_HEAD]].toarray().max() < 0.75
    assert touched(knowledge, frozenset({"PMID:9"})) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("P6Y", 6), ("P18M", 1.5), ("P1Y6M", 1.5), ("P2W", 2 / 52), ("P", None), ("six", None), ("HP:0003593", 0.08)],
)
def test_ages_are_read(text, expected):
    found = years(text)
    assert (found and found[0]) == (pytest.approx(expected) if expected is not None else None)


def test_periods_touch_their_edges():
    assert periods(1.0, 5.0) == [4]
    assert periods(4.999, 5.001) == [4, 5]


def test_disk_and_back(knowledge, tmp_path):
    storing.save(knowledge, tmp_path / "one")
    again = storing.open_folder(tmp_path / "one")
    assert again.diseases == knowledge.diseases
    assert again.release == knowledge.release
    assert again.kin == knowledge.kin
    assert (again.own.implied != knowledge.own.implied).nnz == 0
    assert np.array_equal(again.content, knowledge.content)
    assert again.annotations.references == knowledge.annotations.references


@pytest.mark.parametrize("damage", ["missing", "cut", "rubbish"])
def test_a_damaged_store_is_refused(knowledge, tmp_path, damage):
    folder = tmp_path / "one"
    storing.save(knowledge, folder)
    arrays = folder / storing.ARRAYS
    if damage == "missing":
        arrays.unlink()
    else:
        arrays.write_bytes(arrays.read_bytes()[:1000] if damage == "cut" else b"rubbish")
    with pytest.raises(storing.UnableToOpen):
        storing.open_folder(folder)


def test_an_upgrade_says_what_changes(contents, knowledge):
    newer = dict(contents)
    newer["hpo-annotations"] = type(contents["hpo-annotations"])(
        version="2026-01-01",
        concepts=contents["hpo-annotations"].concepts,
        phenotypes=[one for one in contents["hpo-annotations"].phenotypes if one.disease != "OMIM:100003"],
    )
    after = compile_contents(newer, knowledge.release)
    found = kept.difference(knowledge, after)
    assert found.profiles_changed == ("OMIM:100003",)
    assert found.counts["diseases_added"] == found.counts["terms_removed"] == 0


def test_a_folder_without_annotations_is_refused(tmp_path):
    with pytest.raises(UnableToCompile, match="annotations"):
        found_in(tmp_path)


def test_words_are_rows_with_a_source(knowledge):
    rows = knowledge.annotations
    worded = [row for row in rows.of(knowledge.index["ORPHA:12"]) if rows.said[row] == Said.IN_NAME]
    assert [rows.references[rows.reference[row]] for row in worded] == ["ORPHA:12"]
    assert math.isclose(share(knowledge, "ORPHA:12", RASH), 0.7, rel_tol=1e-3)
