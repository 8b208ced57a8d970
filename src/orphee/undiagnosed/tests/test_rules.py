"""Who has no diagnosis, what is news, what may be said across centres: tables."""

import json
from dataclasses import replace

import pytest

from orphee.datasets.sdm_mr_codes import CONFIRMED, NOT_A_CARRIER, ONGOING, PROBABLE, REFUTED, UNDETERMINED
from orphee.insight.people import similar
from orphee.insight.ranking.batch import Lead, leading
from orphee.insight.ranking.query import Feature, Query, Variant
from orphee.insight.ranking.tests.conftest import DELAY, FOCAL, MURMUR, RASH, SEIZURE, SMALL_HEAD, SPOTS
from orphee.undiagnosed.asking import as_kept, from_kept, known_of
from orphee.undiagnosed.matrix import Matrix, said
from orphee.undiagnosed.outlines import numbers_of
from orphee.undiagnosed.ranker import Before, Task, look
from orphee.undiagnosed.rules.reasons import Cause, Known, News, news
from orphee.undiagnosed.rules.sharing import FEWEST, MOST_LINES, Degree, Other, degree, lines
from orphee.undiagnosed.rules.standing import Standing, standing
from orphee.undiagnosed.tests.conftest import DELAYED, MURMURING, SPOTTED

DIAGNOSED, ERRANCE, IMPASSE = Standing.DIAGNOSED, Standing.ERRANCE, Standing.IMPASSE
UNAFFECTED, UNKNOWN = Standing.UNAFFECTED, Standing.UNKNOWN


@pytest.mark.parametrize(("status", "disease", "onset", "age", "has_signs", "expected"), [
    # status        disease    onset  age  signs   where they stand
    (UNDETERMINED,  "",           6,   29, True,  ERRANCE),     # 23 months after the first signs
    (UNDETERMINED,  "",           6,   30, True,  IMPASSE),     # 24 months: the edge
    (UNDETERMINED,  "",           0,   24, False, IMPASSE),
    (UNDETERMINED,  "",          -1,   23, True,  ERRANCE),     # seen before birth: from birth on
    (UNDETERMINED,  "",          -1,   24, True,  IMPASSE),
    (UNDETERMINED,  "",        None,  300, True,  ERRANCE),     # nobody knows since when
    (UNDETERMINED,  "",           6, None, True,  ERRANCE),
    (ONGOING,       "",           6,   90, True,  ERRANCE),     # still being looked for, however long
    (ONGOING,       "",        None,   90, False, UNKNOWN),
    (PROBABLE,      "ORPHA:1",    6,   90, True,  ERRANCE),     # probable is not precise yet
    (CONFIRMED,     "ORPHA:1",    6,   90, True,  DIAGNOSED),
    (CONFIRMED,     "ORPHA:1", None, None, False, DIAGNOSED),
    (REFUTED,       "ORPHA:1",    6,   90, True,  ERRANCE),     # a refuted diagnosis is none
    (REFUTED,       "ORPHA:1", None,   90, False, UNKNOWN),
    (NOT_A_CARRIER, "ORPHA:1", None,   90, True,  UNAFFECTED),
    ("",            "",        None,   90, True,  ERRANCE),     # features, and no diagnosis entered yet
    ("",            "",        None,   90, False, UNKNOWN),
    ("",            "ORPHA:1", None,   90, True,  DIAGNOSED),   # named by a published case
])  # fmt: skip
def test_where_a_person_stands(status, disease, onset, age, has_signs, expected):
    assert standing(status, disease=disease, onset=onset, age=age, has_signs=has_signs) is expected


@pytest.mark.parametrize(("before", "now", "expected"), [
    (Known(), Known(), News()),
    (Known(("A",)), Known(("A", "B")), News(observed=("B",))),
    (Known(("A", "B")), Known(("A",)), News(withdrawn=("B",))),
    (Known(("A",)), Known((), ("A",)), News(excluded=("A",))),  # found absent: not taken off as well
    (Known((), ("A",)), Known(("A",)), News(observed=("A",))),
    (Known((), (), ("G",)), Known((), (), ("G", "H")), News(genes=("H",))),
])  # fmt: skip
def test_what_is_news(before, now, expected):
    assert news(before, now) == expected


def test_codes_are_kept_as_numbers():
    assert numbers_of(["HP:0001250", "ORPHA:12", "HP:0000010", "HP:x", "HP:0000010", ""]) == (10, 1250)


@pytest.mark.parametrize(("likeness", "expected"), [
    (0.0, Degree.SOMEWHAT), (0.29, Degree.SOMEWHAT), (0.3, Degree.RATHER), (0.49, Degree.RATHER), (0.5, Degree.VERY),
])  # fmt: skip
def test_likeness_in_steps(likeness, expected):
    assert degree(likeness) is expected


def other(diagnosis="ORPHA:1", site="S1", shared=("A", "B"), likeness=0.4):
    return Other(likeness, diagnosis, site, shared)


@pytest.mark.parametrize(("others", "people_with", "expected"), [
    ([other()], {"ORPHA:1": FEWEST}, [("ORPHA:1", False, "S1")]),
    ([other()], {"ORPHA:1": FEWEST - 1}, [("", True, "S1")]),           # too few have it: it is not named
    ([other()], {}, [("", True, "S1")]),
    ([other(diagnosis="")], {}, [("", False, "S1")]),                   # no diagnosis yet
    ([other(shared=("A",))], {"ORPHA:1": 99}, []),                      # one feature makes nobody alike
    ([other(site="")], {"ORPHA:1": 99}, []),                            # nobody to ask
    ([other(), other()], {"ORPHA:1": 99}, [("ORPHA:1", False, "S1")]),  # one line, and not how many
    ([other(), other(site="S2", likeness=0.9)], {"ORPHA:1": 99}, [("ORPHA:1", False, "S2"), ("ORPHA:1", False, "S1")]),
    ([other("ORPHA:1"), other("ORPHA:2")], {}, [("", True, "S1")]),     # two rare ones are not told apart
    ([other(site=f"S{n}") for n in range(MOST_LINES + 1)], {"ORPHA:1": 99},
     [("ORPHA:1", False, f"S{n}") for n in range(MOST_LINES)]),
])  # fmt: skip
def test_what_is_said_across_centres(others, people_with, expected):
    assert [(one.diagnosis, one.is_few, one.site) for one in lines(others, people_with)] == expected


def test_a_line_names_what_all_its_people_share():
    both = lines([other(shared=("A", "B", "C"), likeness=0.6), other(shared=("C", "A", "D"))], {"ORPHA:1": 9})
    assert [one.shared for one in both] == [("A", "C")]


# Ranking again


@pytest.mark.parametrize("query", [
    Query(),
    Query(observed=("HP:0000012",), excluded=("HP:0000014",), sex="F", onset="P3M", genes=("HGNC:1",)),
    Query(features=(Feature("HP:0000012", "P1Y", "severe"),), variants=(Variant("SPOT1", "c.1A>G", "pathogenic"),),
          is_consanguineous=False, affected=("mother",), inheritance="AR", is_inheritance_known=True),
])  # fmt: skip
def test_a_question_is_kept_whole(query):
    kept = json.loads(json.dumps(as_kept(replace(query, age="P8Y", left_out=frozenset({"PMID:1"})))))
    assert from_kept(kept | {"of_another_version": 1}, "P9Y") == replace(query, age="P9Y")


def test_what_a_question_names():
    query = Query(
        ("A",), ("C",), genes=("G",), features=(Feature("A"), Feature("B")), variants=(Variant("H"), Variant("G"))
    )
    assert known_of(query) == Known(("A", "B"), ("C",), ("G", "H"))


def before(knowledge, query, release="0" * 64, leads=True):
    kept = next(leading(knowledge, [query])) if leads else None
    return Before(query, release, kept)


SICK, DELAYED_ONLY = Query(observed=(SEIZURE, DELAY)), Query(observed=(DELAY,))
WITH_SPOTS, SPOTS_ONLY = Query(observed=(DELAY, SPOTS)), Query(observed=(SPOTS,))
WITH_GENE = Query(observed=(SEIZURE, DELAY), genes=("HGNC:1",))


@pytest.mark.parametrize(("then", "now", "is_newer", "cause", "code"), [
    (SPOTS_ONLY,   SPOTS_ONLY,   True,  Cause.KNOWLEDGE, MURMURING),
    (SPOTS_ONLY,   SPOTS_ONLY,   False, None, ""),
    (DELAYED_ONLY, WITH_SPOTS,   False, Cause.FEATURE, SPOTTED),
    (DELAYED_ONLY, WITH_SPOTS,   True,  Cause.FEATURE, SPOTTED),      # the release alone would change nothing
    (SICK,         WITH_GENE,    False, Cause.RESULT, SPOTTED),
    (WITH_SPOTS,   DELAYED_ONLY, False, Cause.FEATURE, DELAYED),      # taken off
    (SPOTS_ONLY,   Query(observed=(SPOTS,), genes=("HGNC:2",)), True, Cause.KNOWLEDGE, MURMURING),
    (DELAYED_ONLY, DELAYED_ONLY, True,  None, ""),
    (SICK,         Query(),      False, None, ""),
])  # fmt: skip
def test_what_made_the_change(knowledge, newer, then, now, is_newer, cause, code):
    (found,) = look(newer if is_newer else knowledge, [Task("one", now, before(knowledge, then))])
    assert (found.why and (found.why.cause, found.why.change.code)) == (cause and (cause, code))


def test_a_first_look_is_no_change(knowledge):
    (found,) = look(knowledge, [Task("one", WITH_SPOTS)])
    assert found.why is None
    assert found.leads[0].code == SPOTTED


def test_what_was_not_ranked_then_is_ranked_now(knowledge):
    (found,) = look(knowledge, [Task("one", WITH_SPOTS, before(knowledge, DELAYED_ONLY, leads=False))])
    assert found.why.change.code == SPOTTED


def test_what_was_set_aside_never_comes_back(knowledge, newer):
    for code in ("OMIM:100001", "ORPHA:11"):  # under any of its codes
        task = Task("one", WITH_SPOTS, before(knowledge, DELAYED_ONLY), frozenset({code}))
        (found,) = look(knowledge, [task])
        assert found.why is None
        assert SPOTTED not in [lead.code for lead in found.leads]


def test_a_disease_that_was_renamed_has_not_come_forward(knowledge):
    then = before(knowledge, WITH_SPOTS)
    former = (Lead("OMIM:100001", then.leads[0].score), *then.leads[1:])
    (found,) = look(knowledge, [Task("one", WITH_SPOTS, Before(then.query, "old", former))])
    assert found.why is None


def test_the_reasons_are_said_with_their_names(knowledge):
    (found,) = look(knowledge, [Task("one", WITH_SPOTS, before(knowledge, DELAYED_ONLY))])
    assert found.why.names == ("Spotted seizures", "Crises et taches")
    assert found.why.because[0] == SPOTS
    assert found.why.terms[SPOTS][0] == "White spots"
    assert found.why.news == News(observed=(SPOTS,))


# The matrix


def test_the_matrix_says_what_the_comparison_one_by_one_says(knowledge):
    people = {
        "a": (FOCAL, SPOTS), "b": (SEIZURE, DELAY), "c": (RASH,), "d": (SPOTS, RASH, MURMUR), "e": (),
        "f": (SMALL_HEAD,),
    }  # fmt: skip
    mine = Query(observed=(FOCAL, SPOTS, DELAY))
    matrix = Matrix(knowledge, ((key, numbers_of(codes)) for key, codes in people.items()))
    found = matrix.most_like(said(knowledge, numbers_of(mine.observed)), 9)
    one_by_one = similar(knowledge, mine, {key: Query(observed=codes) for key, codes in people.items()})
    assert [(one.key, pytest.approx(one.likeness, abs=1e-4)) for one in found] == [
        (one.key, one.likeness) for one in one_by_one
    ]


@pytest.mark.parametrize(
    ("without", "most", "expected"), [((), 2, ["a", "b"]), (("a",), 1, ["b"]), (("a", "b"), 9, [])]
)
def test_who_is_left_out_of_a_matrix(knowledge, without, most, expected):
    matrix = Matrix(knowledge, [("a", numbers_of([SPOTS])), ("b", numbers_of([SPOTS, RASH])), ("c", ())])
    assert [one.key for one in matrix.most_like(said(knowledge, numbers_of([SPOTS])), most, without)] == expected


def test_nobody_is_like_nobody(knowledge):
    assert Matrix(knowledge, []).most_like(said(knowledge, ()), 5) == []
    assert Matrix(knowledge, [("a", ())]).most_like(said(knowledge, numbers_of([SPOTS])), 5) == []
