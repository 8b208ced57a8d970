"""Ranking over a small knowledge: the right disease first, reasons with their source, bad input survived."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orphee.insight.people import Change, changes, leading_change, similar
from orphee.insight.ranking.answering import order, rank
from orphee.insight.ranking.batch import Lead, leading
from orphee.insight.ranking.cases import UnableToReadCase, case_of, packets, query_of
from orphee.insight.ranking.matching import OWN, match, whole
from orphee.insight.ranking.query import MOST_SCORED, MOST_TERMS, Query, understand
from orphee.insight.ranking.signals import NAMES, signals
from orphee.insight.ranking.tests.conftest import (
    DELAY,
    EDGES,
    FOCAL,
    GONE,
    HEART,
    MODE,
    MURMUR,
    NERVE,
    OLD,
    RASH,
    SEIZURE,
    SMALL_HEAD,
    SPOTS,
)

TERMS = sorted({*EDGES} - {NERVE, HEART, "HP:0000002"})
PATIENT = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def first(knowledge, *observed, **more):
    return rank(knowledge, Query(tuple(observed), **more)).candidates[0].codes[-1]


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        ((FOCAL, SPOTS), "OMIM:100001"),
        ((SEIZURE, DELAY), "OMIM:100002"),
        ((MURMUR, RASH), "OMIM:100003"),
    ],
)
def test_the_disease_with_the_features_comes_first(knowledge, observed, expected):
    assert first(knowledge, *observed) == expected


def test_a_disease_nobody_annotated_is_found_through_its_kin_and_says_so(knowledge):
    found = rank(knowledge, Query((SMALL_HEAD,))).candidates
    other = next(one for one in found if one.codes == ("OMIM:100005",))
    assert not other.is_annotated
    assert [reason.is_borrowed for reason in other.reasons_for + other.reasons_against] == [True]


def test_reasons_name_feature_share_and_source(knowledge):
    best = rank(knowledge, Query((FOCAL, SPOTS, MURMUR), excluded=(DELAY,))).candidates[0]
    by_code = {reason.term.code: reason for reason in best.reasons_for + best.reasons_against}
    assert by_code[SPOTS].share == pytest.approx(9.5 / 11, abs=0.01)
    assert by_code[SPOTS].references == ("PMID:1;PMID:2",)
    assert by_code[SPOTS].weight > 0 > by_code[MURMUR].weight
    assert by_code[DELAY].weight < 0
    assert not by_code[DELAY].is_observed


def test_a_feature_explained_by_a_wider_one_says_through_what(knowledge):
    found = rank(knowledge, Query((FOCAL, DELAY)))
    other = next(one for one in found.candidates if one.codes == ("OMIM:100002",))
    reason = next(one for one in other.reasons_for + other.reasons_against if one.term.code == FOCAL)
    assert reason.through.code == SEIZURE


def test_what_is_usually_present_and_was_not_looked_for(knowledge):
    best = rank(knowledge, Query((SPOTS,))).candidates[0]
    assert best.usually_present[0].term.code == FOCAL
    answered = rank(knowledge, Query((SPOTS,), excluded=(SEIZURE,))).candidates[0]
    assert FOCAL not in {one.term.code for one in answered.usually_present}


def test_the_release_and_the_notice_are_on_every_answer(knowledge):
    found = json.loads(json.dumps(rank(knowledge, Query((SPOTS,))).as_json()))
    assert "2025-01-01" in found["release"]
    assert "sole decision" in found["notice"]["en"]


@pytest.mark.parametrize(
    ("query", "kinds", "has_candidates"),
    [
        (Query(), ["empty"], False),
        (Query(excluded=(SEIZURE,)), ["empty"], False),
        (Query((OLD,)), ["replaced"], True),
        (Query((GONE, SPOTS)), ["unknown"], True),
        (Query(("HP:9999999", SPOTS)), ["unknown"], True),
        (Query(("<script>", SPOTS)), ["unknown"], True),
        (Query((MODE, SPOTS)), ["not-a-feature"], True),
        (Query((SPOTS, DELAY), excluded=(DELAY,)), ["contradiction"], True),
        (Query((FOCAL,), excluded=(NERVE,)), ["excluded-ancestor"], True),
        (Query((SPOTS,), sex="?"), ["sex-not-read"], True),
        (Query((SPOTS,), age="six"), ["age-not-read"], True),
        (Query((" hp:0000014 ", SPOTS, SPOTS)), [], True),
    ],
)
def test_bad_input_is_said_and_survived(knowledge, query, kinds, has_candidates):
    found = rank(knowledge, query)
    assert [problem.kind for problem in found.problems] == kinds
    assert bool(found.candidates) == has_candidates
    for problem in found.problems:
        assert problem.said("fr") != problem.said("en")


def test_too_many_terms_are_cut_and_said(knowledge):
    codes = tuple(f"HP:{number:07d}" for number in range(5_000_000, 5_000_000 + MOST_TERMS + 1))
    problems = understand(Query(codes), knowledge.ontology).problems
    assert problems[0].kind == "too-many"
    assert problems[0].count == MOST_TERMS + 1
    assert MOST_SCORED < MOST_TERMS


def test_ancestors_of_what_is_observed_are_implied(knowledge):
    assert order(knowledge, Query((FOCAL, SPOTS))) == order(knowledge, Query((FOCAL, SPOTS, SEIZURE, NERVE)))


def test_a_woman_is_less_likely_to_have_an_x_linked_disease(knowledge):
    def raw(sex):
        found = rank(knowledge, Query((RASH, MURMUR), sex=sex)).candidates
        return next(one.raw for one in found if one.codes == ("OMIM:100003",))

    assert raw("F") < raw("M") == raw("")


def test_leaving_out_a_publication_leaves_the_others(knowledge):
    query = Query((FOCAL, SPOTS), left_out=frozenset({"PMID:1"}))
    best = rank(knowledge, query).candidates[0]
    spots = next(reason for reason in best.reasons_for if reason.term.code == SPOTS)
    assert spots.references == ("PMID:1;PMID:2",)
    assert all("PMID:1" not in reason.references for reason in best.reasons_for)


@PATIENT
@given(st.lists(st.sampled_from(TERMS), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_terms_is_irrelevant(knowledge, observed, shuffled):
    other = list(observed)
    shuffled.shuffle(other)
    assert order(knowledge, Query(tuple(observed))) == order(knowledge, Query(tuple(other)))


@PATIENT
@given(st.lists(st.sampled_from(TERMS), min_size=1, max_size=6), st.sampled_from(TERMS))
def test_an_excluded_feature_never_speaks_for_a_disease(knowledge, observed, excluded):
    asked = understand(Query(tuple(observed), excluded=(excluded,)), knowledge.ontology)
    assert (signals(knowledge, asked).table[:, NAMES.index("denied")] <= 0).all()


@PATIENT
@given(st.sampled_from(TERMS))
def test_a_feature_typical_of_a_disease_raises_its_likelihood(knowledge, term):
    number = knowledge.ontology.index[term]
    evidence = match(whole(knowledge), number)[OWN]
    for disease in range(len(knowledge.diseases)):
        share = knowledge.own.implied[disease, number]
        if share > 0.5:
            assert evidence[disease] > 0


@PATIENT
@given(st.lists(st.sampled_from(TERMS), min_size=1, max_size=6))
def test_scores_are_shares_in_order(knowledge, observed):
    scores = [one.score for one in rank(knowledge, Query(tuple(observed))).candidates]
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)


def test_questions_separate_the_leading_candidates(knowledge, monkeypatch):
    monkeypatch.setattr("orphee.insight.ranking.asking.TELLING", 0.3)  # five diseases make every term a wide one
    found = rank(knowledge, Query((SEIZURE,)))
    asked = {question.term.code for question in found.next_questions}
    assert asked
    assert SEIZURE not in asked
    assert NERVE not in asked
    gains = [question.gain for question in found.next_questions]
    assert gains == sorted(gains, reverse=True)


def test_the_batch_says_what_the_ranking_says(knowledge):
    queries = [Query((FOCAL, SPOTS)), Query(), Query((MURMUR,))]
    batch = list(leading(knowledge, queries, most=2))
    assert [len(one) for one in batch] == [2, 0, 2]
    best = rank(knowledge, queries[0]).candidates[0]
    assert batch[0][0] == Lead(best.codes[0], best.score)


A, B, C = Lead("ORPHA:1", 0.4), Lead("ORPHA:2", 0.2), Lead("ORPHA:3", 0.05)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((A, B), (A, B), None),
        ((), (A, B), None),  # a first ranking
        ((A, B), (B, A), Change("first", "ORPHA:2", 0.2, 0.2)),
        ((B,), (A, B), Change("new", "ORPHA:1", 0.0, 0.4)),
        ((A, B), (A, B, C), None),  # too weak to be a reason
        ((A, B), (Lead("ORPHA:1", 0.549), B), None),  # 14.9 points
        ((A, B), (Lead("ORPHA:1", 0.551), B), Change("stronger", "ORPHA:1", 0.4, 0.551)),
        ((A, B), (Lead("ORPHA:1", 0.2), B), None),  # less is no reason
        ((A,), (), None),
    ],
)
def test_a_cue_to_look_again(before, after, expected):
    assert leading_change(before, after) == expected
    assert changes({"one": before}, [("one", after)]) == ({"one": expected} if expected else {})


def test_similar_people_are_explained(knowledge):
    others = {"a": Query((FOCAL, SPOTS)), "b": Query((SEIZURE,)), "c": Query((MURMUR,)), "d": Query()}
    found = similar(knowledge, Query((FOCAL, SPOTS)), others)
    assert [one.key for one in found] == ["a", "b"]
    assert found[0].likeness == 1.0
    assert [term.code for term in found[1].shared] == [SEIZURE]


def test_a_phenopacket_is_a_query():
    packet = {
        "id": "one",
        "subject": {"sex": "FEMALE", "timeAtLastEncounter": {"age": {"iso8601duration": "P6Y"}}},
        "phenotypicFeatures": [{"type": {"id": FOCAL}}, {"type": {"id": DELAY}, "excluded": True}, {}],
        "diseases": [{"term": {"id": "OMIM:100001"}, "onset": {"ontologyClass": {"id": "HP:0003593"}}}],
        "metaData": {"externalReferences": [{"id": "PMID:1"}]},
    }
    case = case_of(packet)
    assert case.query == Query((FOCAL,), (DELAY,), "FEMALE", "P6Y", "HP:0003593")
    assert (case.disease, case.publications) == ("OMIM:100001", frozenset({"PMID:1"}))


def diagnosed(*codes, status="SOLVED"):
    return [{"progressStatus": status, "diagnosis": {"disease": {"id": code}}} for code in codes]


@pytest.mark.parametrize(
    ("packet", "disease"),
    [
        ({"interpretations": diagnosed("Orphanet:558")}, "ORPHA:558"),
        ({"interpretations": diagnosed("MONDO:0007947", "OMIM:1")}, "MONDO:0007947"),  # two: the first
        ({"interpretations": diagnosed("OMIM:1"), "diseases": [{"term": {"id": "OMIM:2"}}]}, "OMIM:1"),
        (
            {"interpretations": diagnosed("OMIM:1", status="UNSOLVED"), "diseases": [{"term": {"id": "OMIM:2"}}]},
            "OMIM:2",
        ),
        ({"diseases": [{"term": {"id": "OMIM:1"}, "excluded": True}, {"term": {"id": "OMIM:2"}}]}, "OMIM:2"),
        ({"interpretations": [{"diagnosis": None}], "diseases": [{"term": {"id": "omim:2"}}]}, "OMIM:2"),
    ],
)
def test_the_first_diagnosis_is_the_right_answer(packet, disease):
    assert case_of(packet).disease == disease


@pytest.mark.parametrize("packet", [{}, {"diseases": []}, {"interpretations": [{}]}])
def test_a_packet_without_a_diagnosis_is_no_case(packet):
    with pytest.raises(UnableToReadCase):
        case_of(packet)


def test_a_publication_is_known_by_the_id_too():
    packet = {"id": "PMID_123_patient_PMID_4", "diseases": [{"term": {"id": "OMIM:1"}}]}
    assert case_of(packet).publications == {"PMID:123", "PMID:4"}


@pytest.mark.parametrize("packet", [{"phenotypicFeatures": [1]}, {"phenotypicFeatures": [{"type": 3}]}, {"subject": 5}])
def test_what_is_no_phenopacket_is_refused(packet):
    with pytest.raises(UnableToReadCase):
        query_of(packet)


@pytest.mark.parametrize("content", [b"\x1f\x8brubbish", b"\xff\xfe\x00", b'{"a": 1}\n{cut', b"[1, 2]"])
def test_rubbish_files_are_refused(tmp_path, content):
    path = tmp_path / "cases.jsonl"
    path.write_bytes(content)
    with pytest.raises(UnableToReadCase):
        list(map(query_of, packets(path)))
