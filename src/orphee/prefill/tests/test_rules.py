"""What is proposed of what was read, what an accepted proposal becomes, how a text is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.datasets.sdm_mr_codes import CONFIRMED, ONGOING, PROBABLE, REFUTED
from orphee.insight.reading.tests.small_words import reader
from orphee.prefill.rules.answers import Choice, said_of, taken, with_choice, without
from orphee.prefill.rules.findings import Found, Kind, Stand, as_json, findings_of, from_json, written_on
from orphee.prefill.rules.measuring import Row, precisions
from orphee.prefill.rules.proposals import Act, Decided, Known, Standing, proposals
from orphee.prefill.rules.segments import excerpt, pieces

SMALL_HEAD, SEIZURE, FOCAL = "HP:0000252", "HP:0001250", "HP:0007359"


def found(code=SEIZURE, stand=Stand.OBSERVED, start=0, kind=Kind.FEATURE, **more):
    return Found(kind, code, stand, start, start + 5, **more)


def only(listed, known=None, decisions=None):
    made = proposals({"d1": listed}, known or Known(), decisions or {})
    assert len(made) == 1
    return made[0]


# What was read


def test_what_is_kept_of_a_reading_comes_back_without_words():
    text = "Microcéphalie. Pas d'épilepsie. Sa mère a une surdité. Gène FBN1, variant c.763C>T. Valproate 30 mg."
    listed = findings_of(reader().read(text))
    assert from_json(as_json(listed)) == listed
    assert {(one.kind, one.stand) for one in listed} == {
        (Kind.FEATURE, Stand.OBSERVED), (Kind.FEATURE, Stand.EXCLUDED), (Kind.FEATURE, Stand.RELATIVE),
        (Kind.GENE, Stand.OBSERVED), (Kind.VARIANT, Stand.OBSERVED), (Kind.DRUG, Stand.OBSERVED),
    }  # fmt: skip
    assert "crocéphalie".encode() not in as_json(listed)


@pytest.mark.parametrize(("text", "date"), [
    ("Paris, le 12 mars 2021. L'enfant né le 4 juin 2018 va bien.", "2021-03-12"),
    ("L'enfant née le 4 juin 2018, vue le 3 octobre 2023.", "2023-10-03"),
    ("Né le 4 juin 2018.", ""),
    ("Vu en 2021.", ""),
    ("Vu le 12/03/2031.", ""),
    ("x" * 1_600 + " le 12 mars 2021", ""),
])  # fmt: skip
def test_when_a_letter_was_written(text, date):
    assert written_on(reader().read(text), text, until="2026-11-22") == date


# What is proposed


def test_the_same_thing_in_several_documents_is_one_proposal():
    made = proposals({"d1": [found(start=3), found(start=40)], "d2": [found(start=9, age="P4Y")]}, Known(), {})
    assert [(one.document, one.start) for one in made[0].passages] == [("d1", 3), ("d1", 40), ("d2", 9)]
    assert len(made) == 1
    assert made[0].age == "P4Y"


@pytest.mark.parametrize(("stand", "known", "standing"), [
    (Stand.OBSERVED, {}, Standing.NEW),
    (Stand.OBSERVED, {SEIZURE: False}, Standing.KNOWN),
    (Stand.OBSERVED, {SEIZURE: True}, Standing.CONTRADICTED),
    (Stand.OBSERVED, {FOCAL: False}, Standing.IMPLIED),  # a more precise one is there
    (Stand.OBSERVED, {FOCAL: True}, Standing.NEW),
    (Stand.EXCLUDED, {SEIZURE: True}, Standing.KNOWN),
    (Stand.EXCLUDED, {SEIZURE: False}, Standing.CONTRADICTED),
    (Stand.EXCLUDED, {FOCAL: True}, Standing.NEW),
    (Stand.RELATIVE, {SEIZURE: False}, Standing.NEW),  # of somebody else: compared with nothing
])  # fmt: skip
def test_what_the_record_says_already(stand, known, standing):
    above = {FOCAL: frozenset({SEIZURE})}
    assert only([found(stand=stand)], Known(features=known, above=above)).standing is standing


def test_an_absent_broader_term_makes_a_narrower_one_absent():
    known = Known(features={SEIZURE: True}, above={FOCAL: frozenset({SEIZURE})})
    assert only([found(FOCAL, Stand.EXCLUDED)], known).standing is Standing.IMPLIED


@pytest.mark.parametrize(("kind", "code", "known", "standing"), [
    (Kind.DIAGNOSIS, "ORPHA:558", Known(diseases={"ORPHA:558": False}), Standing.KNOWN),
    (Kind.DIAGNOSIS, "ORPHA:558", Known(diseases={"ORPHA:558": True}), Standing.CONTRADICTED),
    (Kind.GENE, "HGNC:1", Known(genes=frozenset({"HGNC:1"})), Standing.KNOWN),
    (Kind.VARIANT, "FBN1:c.763C>T", Known(variants="NM_000138:c.763C>T het"), Standing.KNOWN),
    (Kind.VARIANT, "FBN1:c.764C>T", Known(variants="c.763C>T"), Standing.NEW),
    (Kind.CONSANGUINITY, "yes", Known(consanguinity=True), Standing.KNOWN),
    (Kind.CONSANGUINITY, "no", Known(consanguinity=True), Standing.CONTRADICTED),
])  # fmt: skip
def test_other_answers_that_are_there(kind, code, known, standing):
    assert only([found(code, kind=kind)], known).standing is standing


def test_a_group_is_accepted_without_what_is_disputed_known_or_shown():
    listed = [
        found("HP:1"), found("HP:2"), found("HP:2", Stand.EXCLUDED, 20), found("HP:3"), found("HP:4", Stand.HISTORICAL),
        found("HP:5"), found("N03AG01", kind=Kind.DRUG),
    ]  # fmt: skip
    rejected = Decided(Act.REJECTED, "user:1", "b")
    key = next(one.key for one in proposals({"d": listed}, Known(), {}) if one.code == "HP:5")
    made = proposals({"d": listed}, Known(features={"HP:3": True}), {key: rejected})
    assert [one.code for one in made if one.is_plain] == ["HP:1"]
    assert [one.code for one in made if one.is_open and one.is_proposed] == ["HP:1", "HP:2", "HP:2", "HP:3"]


@pytest.mark.parametrize("stand", [Stand.EXCLUDED, Stand.RELATIVE, Stand.HYPOTHETICAL])
@pytest.mark.parametrize("kind", [Kind.GENE, Kind.VARIANT])
def test_a_gene_that_was_not_found_in_the_person_is_not_proposed(kind, stand):
    one = only([found("HGNC:1", stand, kind=kind)])
    assert not one.is_proposed
    assert not one.is_plain


def test_a_variant_is_named_by_a_digest():
    one = only([found("FBN1:c.763C>T", kind=Kind.VARIANT)])
    assert "763" not in one.key
    assert one.key != only([found("FBN1:c.764C>T", kind=Kind.VARIANT)]).key


# What it becomes


@pytest.mark.parametrize(("details", "status"), [
    (("confirmed",), CONFIRMED), (("stated",), PROBABLE), (("probable",), PROBABLE), (("excluded",), REFUTED),
    (("possible", "confirmed"), CONFIRMED), ((), ONGOING),
])  # fmt: skip
def test_the_status_of_a_disease(details, status):
    listed = [found("ORPHA:558", kind=Kind.DIAGNOSIS, start=n, detail=one) for n, one in enumerate(details or ("",))]
    assert said_of(only(listed)) == status


@pytest.mark.parametrize(("one", "before", "answers"), [
    (found(age="P4Y"), {}, {"term": SEIZURE, "excluded": False, "onset": {"age": "P4Y"}}),
    (found(period="HP:0003577"), {}, {"term": SEIZURE, "excluded": False, "onset": {"term": "HP:0003577"}}),
    (found(age="P4Y"), {"onset": {"age": "P1Y"}}, {"term": SEIZURE, "excluded": False, "onset": {"age": "P1Y"}}),
    (found(stand=Stand.EXCLUDED, age="P4Y"), {"onset": {"age": "P1Y"}}, {"term": SEIZURE, "excluded": True}),
    (found("yes", kind=Kind.CONSANGUINITY), {"index_cases": 1}, {"index_cases": 1, "consanguinity": True}),
    (found("HGNC:1", kind=Kind.GENE), {"identifier": "7", "genes": ["HGNC:2"]},
     {"identifier": "7", "genes": ["HGNC:2", "HGNC:1"]}),
    (found("F:c.1A>G", kind=Kind.VARIANT), {"identifier": "7", "other_genetics": "CGH"},
     {"identifier": "7", "other_genetics": "CGH; F:c.1A>G"}),
])  # fmt: skip
def test_the_answers_of_an_entry(one, before, answers):
    assert with_choice(taken(only([one])), before, identifier="9") == answers


def test_a_relatives_age_is_not_the_persons():
    one = only([found(stand=Stand.RELATIVE, age="P4Y")])
    assert with_choice(Choice(one, SEIZURE, "observed"), {}, identifier="") == {"term": SEIZURE, "excluded": False}


@pytest.mark.parametrize("one", [
    found("HGNC:1", kind=Kind.GENE), found("F:c.1A>G", kind=Kind.VARIANT), found("no", kind=Kind.CONSANGUINITY),
])  # fmt: skip
def test_what_is_taken_back_leaves_the_rest(one):
    before = {"identifier": "7", "genes": ["HGNC:2"], "other_genetics": "CGH"}
    choice = taken(only([one]))
    written = with_choice(choice, before, identifier="9")
    assert written != before
    assert without(one.kind, choice.code, written, before) == before


@pytest.mark.parametrize(("one", "before"), [
    (found(stand=Stand.EXCLUDED), {"term": SEIZURE, "excluded": False, "onset": {"age": "P1Y"}, "severity": "x"}),
    (found(age="P4Y"), {"term": SEIZURE, "excluded": True, "comment": "said"}),
    (found("ORPHA:558", Stand.EXCLUDED, kind=Kind.DIAGNOSIS, detail="excluded"),
     {"identifier": "7", "disease": "ORPHA:558", "status": CONFIRMED, "genes": ["HGNC:1"]}),
    (found("no", kind=Kind.CONSANGUINITY), {"consanguinity": True, "index_cases": 1}),
])  # fmt: skip
def test_what_changed_an_answer_gives_it_back(one, before):
    choice = taken(only([one]))
    written = with_choice(choice, before, identifier="9")
    assert written != before
    assert without(one.kind, choice.code, written, before) == before


# A text cut in pieces


@given(
    st.text(max_size=80),
    st.lists(st.tuples(st.integers(-3, 90), st.integers(-3, 90), st.sampled_from("abc")), max_size=12),
)
def test_the_pieces_are_the_text_and_each_letter_keeps_its_marks(text, marked):
    cut = pieces(text, marked)
    assert "".join(piece.text for piece in cut) == text
    for piece in cut:
        assert text[piece.start : piece.start + len(piece.text)] == piece.text
        covering = {
            name for start, end, name in marked if 0 <= start <= piece.start < end <= len(text) and start < end
        }  # fmt: skip
        assert set(piece.marks) == (covering if piece.text else set(piece.marks))


def test_the_narrowest_mark_comes_first():
    assert pieces("abcdef", [(0, 6, "wide"), (2, 4, "narrow")])[1].marks == ("narrow", "wide")


def test_a_passage_with_the_words_around_it():
    text = (
        "Le début de la lettre est fort long avant que vienne le mot.\nPas de fièvre\n"
        "ensuite et la suite est longue aussi, très longue."
    )
    start = text.index("fièvre")
    before, words, after = excerpt(text, start, start + 6)
    assert (before[:2], words, after[-1]) == ("… ", "fièvre", "…")
    assert "\n" not in before + after


# Precision in real use


def test_precision_counts_what_stands():
    rows = [
        Row("accepted", 1, 4), Row("accepted", 1, 6), Row("corrected", 1, 20), Row("rejected", 1, 2),
        Row("accepted", -1, 0),
    ]  # fmt: skip
    made = precisions(rows)
    assert (made.accepted, made.corrected, made.rejected, made.percent, made.median_seconds) == (1, 1, 1, 33, 5)
    assert precisions([]).percent == 0
