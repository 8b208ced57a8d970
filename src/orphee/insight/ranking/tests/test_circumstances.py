"""What is known beside features: genes, family, onset and severity of single features. Each its own line."""

from dataclasses import replace

import numpy as np
import pytest

from orphee.insight.ranking import details, inheritance
from orphee.insight.ranking.answering import order, rank
from orphee.insight.ranking.cases import case_of, query_of
from orphee.insight.ranking.query import Feature, Query, Variant, understand
from orphee.insight.ranking.tests.conftest import DELAY, FOCAL, MURMUR, OLD, RASH, SEIZURE, SMALL_HEAD, SPOTS

TWO = Query((SEIZURE, RASH))  # explained half by the first disease, half by the third


def candidate(found, code):
    return next(one for one in found.candidates if code in one.codes)


def raw(knowledge, query, code="OMIM:100001"):
    return candidate(rank(knowledge, query), code).raw


@pytest.mark.parametrize("given", ["SPOT1", "spot1", "HGNC:1", "hgnc:1", "OLDSPOT", " SPOT1 "])
def test_a_suspected_gene_raises_its_diseases_by_whatever_name(knowledge, given):
    found = rank(knowledge, replace(TWO, genes=(given,)))
    line = candidate(found, "OMIM:100001").evidence[0]
    assert (line.kind, line.code, line.weight) == ("gene", "SPOT1", 3.0)
    assert candidate(found, "OMIM:100001").genes == ("SPOT1",)
    assert raw(knowledge, replace(TWO, genes=(given,))) == pytest.approx(raw(knowledge, TWO) + 3.0)
    assert not found.problems


@pytest.mark.parametrize("given", ["OTHER1", "BOTH", "spot protein", "HGNC:2", "HGNC:"])
def test_what_may_be_another_gene_is_none(knowledge, given):
    found = rank(knowledge, replace(TWO, genes=(given,)))
    assert [one.kind for one in found.problems] == ["gene-unknown"]


@pytest.mark.parametrize(
    ("variant", "added", "kinds"),
    [
        (Variant("SPOT1", "NM_1.1:c.1A>G", "PATHOGENIC"), 5.0, []),
        (Variant("HGNC:1", "", "likely pathogenic"), 4.0, []),
        (Variant("SPOT1"), 3.0, []),
        (Variant("SPOT1", "", "UNCERTAIN_SIGNIFICANCE"), 1.5, []),
        (Variant("SPOT1", "", "benign"), 0.0, []),
        (Variant("SPOT1", "", "nasty"), 1.5, ["significance-not-read"]),
        (Variant("NOSUCH", "", "pathogenic"), 0.0, ["gene-unknown"]),
        (Variant(""), 0.0, []),
    ],
)
def test_a_variant_weighs_by_its_class(knowledge, variant, added, kinds):
    asked = replace(TWO, variants=(variant,))
    assert raw(knowledge, asked) == pytest.approx(raw(knowledge, TWO) + added)
    assert [one.kind for one in rank(knowledge, asked).problems] == kinds


def test_the_strongest_of_several_counts_once(knowledge):
    asked = replace(
        TWO, genes=("SPOT1",), variants=(Variant("HGNC:1", "", "uncertain"), Variant("spot1", "", "pathogenic"))
    )
    assert raw(knowledge, asked) == pytest.approx(raw(knowledge, TWO) + 5.0)


def test_a_gene_may_be_a_filter(knowledge):
    found = rank(knowledge, replace(TWO, genes=("SPOT1",), genes_only=True))
    assert [one.codes[0] for one in found.candidates] == ["ORPHA:11"]
    other = rank(knowledge, replace(TWO, genes=("NOSUCH",), genes_only=True))
    assert len(other.candidates) > 1
    assert [one.kind for one in other.problems] == ["gene-unknown", "no-gene-left"]


@pytest.mark.parametrize(
    ("asked", "sign"),
    [
        ({"inheritance": "XLR"}, 1),
        ({"inheritance": "lié à l'X récessif"}, 1),
        ({"inheritance": "hp:0001419"}, 1),
        ({"inheritance": "autosomal recessive"}, -1),
        ({"affected": ("maternal-uncle",)}, 1),
        ({"affected": ("maternal_uncle", "BROTHER")}, 1),
        ({"affected": ("father",), "sex": "M"}, -1),
        ({"is_consanguineous": True}, -1),
        ({"is_consanguineous": False}, 0),
        ({"affected": ()}, 0),
    ],
)
def test_a_family_speaks_for_the_mode_that_explains_it(knowledge, asked, sign):
    found = candidate(rank(knowledge, replace(TWO, **asked)), "OMIM:100003")
    lines = [line for line in found.evidence if line.kind == "inheritance"]
    assert [np.sign(line.weight) for line in lines] == ([sign] if sign else [])
    assert found.inheritance == ("XLR",)


def test_a_disease_of_no_known_mode_is_left_where_it_is(knowledge):
    asked = replace(TWO, inheritance="AR", affected=("brother",), is_consanguineous=True)
    assert candidate(rank(knowledge, asked), "OMIM:100002").evidence == ()


def test_a_known_mode_weighs_more_than_a_suspected_one(knowledge):
    def weight(*, is_known):
        asked = replace(TWO, inheritance="AD", is_inheritance_known=is_known)
        return candidate(rank(knowledge, asked), "OMIM:100003").evidence[0].weight

    assert weight(is_known=True) < weight(is_known=False) < 0


@pytest.mark.parametrize("modes", [(), ("AD",), ("AR", "XLR"), inheritance.MODES])
def test_no_family_says_more_than_twenty_to_one(modes):
    likelihood = inheritance.likelihoods(
        modes, inheritance.RELATIVES, "M", is_known=True, is_consanguineous=True
    )  # fmt: skip
    table = np.eye(len(inheritance.MODES), dtype=bool)
    assert np.abs(inheritance.weights(table, likelihood)).max() <= inheritance.STRONGEST


@pytest.mark.parametrize(
    ("feature", "weight"),
    [
        (Feature(MURMUR, "HP:0003623"), details.SAME),
        (Feature(MURMUR, "P10D"), details.SAME),
        (Feature(MURMUR, "P40Y"), details.OTHER),
        (Feature(MURMUR, "P1D/P40Y"), details.SAME),
        (Feature(MURMUR, severity="severe"), details.AS_SEVERE),
        (Feature(MURMUR, severity="HP:0012829"), details.AS_SEVERE),
        (Feature(MURMUR, severity="léger"), details.LESS_SEVERE),
        (Feature(MURMUR), None),
        (Feature(RASH, "P10D", "severe"), None),  # the row says nothing of it
    ],
)
def test_onset_and_severity_of_a_feature_are_a_line(knowledge, feature, weight):
    found = candidate(rank(knowledge, Query((MURMUR, RASH), features=(feature,))), "OMIM:100003")
    assert [line.weight for line in found.evidence] == ([] if weight is None else [weight])
    assert all(line.code == MURMUR for line in found.evidence)


def test_a_feature_with_details_is_an_observed_feature(knowledge):
    assert order(knowledge, Query(features=(Feature(FOCAL), Feature(SPOTS)))) == order(knowledge, Query((FOCAL, SPOTS)))
    assert understand(Query(features=(Feature(OLD, "P1Y"),)), knowledge.ontology).details[0].onset[0] == 1


def test_the_first_feature_is_the_onset_when_nobody_says_another(knowledge):
    features = (Feature(FOCAL, "P3Y"), Feature(SPOTS, "P6M"))
    terms = knowledge.ontology
    assert understand(Query(features=features), terms).onset[0] == 0.5
    assert understand(Query(features=features, age="P9Y"), terms).onset[0] == 0.5
    assert understand(Query(features=features, onset="P1Y"), terms).onset[0] == 1
    assert understand(Query(features=(Feature(FOCAL),), age="P9Y"), terms).onset[0] == -1


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        (Query(features=(Feature(FOCAL, "yesterday"),)), ["onset-not-read"]),
        (Query(features=(Feature(FOCAL, "P3Y/P1Y"),)), ["onset-not-read"]),
        (Query(features=(Feature(FOCAL, "", "awful"),)), ["severity-not-read"]),
        (Query((FOCAL,), inheritance="by post"), ["inheritance-not-read"]),
        (Query((FOCAL,), affected=("neighbour", "mother")), ["relative-not-read"]),
        (Query((FOCAL,), genes=("",)), []),
        (Query((FOCAL,), genes=("<script>alert(1)</script>",)), ["gene-unknown"]),
        (Query((FOCAL,), excluded=(FOCAL,), features=(Feature(FOCAL, "P1Y"),)), ["contradiction", "empty"]),
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_counts(knowledge, query, kinds):
    found = rank(knowledge, query)
    assert [one.kind for one in found.problems] == kinds
    assert bool(found.candidates) == ("empty" not in kinds)
    for problem in found.problems:
        assert problem.said("fr") != problem.said("en")
        assert len(problem.said()) < 200


def test_prevalence_is_shown(knowledge):
    found = rank(knowledge, Query((FOCAL, DELAY, SMALL_HEAD)))
    assert candidate(found, "ORPHA:11").prevalence == "1-9 / 100 000"
    assert candidate(found, "OMIM:100004").prevalence == ""


PACKET = {
    "id": "one",
    "phenotypicFeatures": [
        {"type": {"id": FOCAL}, "onset": {"age": {"iso8601duration": "P6M"}}, "severity": {"id": "HP:0012828"}},
        {"type": {"id": SPOTS}, "modifiers": [{"id": "HP:0012832"}, {"id": "HP:0012825"}]},
        {
            "type": {"id": RASH},
            "onset": {"ageRange": {"start": {"iso8601duration": "P1Y"}, "end": {"iso8601duration": "P3Y"}}},
        },
        {"type": {"id": DELAY}, "excluded": True, "onset": {"age": {"iso8601duration": "P6M"}}},
    ],
    "diseases": [{"term": {"id": "OMIM:100001"}}],
    "interpretations": [
        {
            "diagnosis": {
                "disease": {"id": "OMIM:100001"},
                "genomicInterpretations": [
                    {
                        "interpretationStatus": "CAUSATIVE",
                        "variantInterpretation": {
                            "acmgPathogenicityClassification": "PATHOGENIC",
                            "variationDescriptor": {
                                "geneContext": {"valueId": "HGNC:1", "symbol": "SPOT1"},
                                "expressions": [{"syntax": "hgvs.g", "value": "g"}, {"syntax": "hgvs.c", "value": "c"}],
                            },
                        },
                    },
                    {"interpretationStatus": "REJECTED", "gene": {"symbol": "NOT1"}},
                    {"interpretationStatus": "CANDIDATE", "gene": {"symbol": "MAY1"}},
                ],
            }
        }
    ],
}


def test_a_packet_gives_onset_severity_and_variants():
    found = query_of(PACKET)
    assert found.features == (
        Feature(FOCAL, "P6M", "HP:0012828"), Feature(SPOTS, "", "HP:0012825"), Feature(RASH, "P1Y/P3Y"),
    )  # fmt: skip
    assert found.variants == (Variant("SPOT1", "c", "pathogenic"), Variant("MAY1"))


def test_a_measured_case_never_knows_its_gene():
    assert case_of(PACKET).query.variants == case_of(PACKET).query.genes == ()
