"""What a record says besides its features, put to the engine: onset, severity, genes, variants, family."""

import datetime as dt

import pytest

from orphee.access.context import reading_as
from orphee.access.queries import reader_of
from orphee.care.leads import query_of
from orphee.care.rules.circumstances import features, genes, is_consanguineous, variants
from orphee.care.tests.conftest import diagnosis, enter
from orphee.insight.ranking.query import Feature, Variant
from orphee.record.rules.submission import EntryAsGiven
from orphee.record.view import assemble

TERM = "HP:0001250"


@pytest.mark.parametrize(("entry", "expected"), [
    ({"term": TERM}, ()),
    ({"term": TERM, "onset": {"term": "HP:0003593"}}, (Feature(TERM, "HP:0003593"),)),
    ({"term": TERM, "onset": {"age": "P3Y2M"}, "severity": "HP:0012828"}, (Feature(TERM, "P3Y2M", "HP:0012828"),)),
    ({"term": TERM, "onset": {"age_start": "P1Y", "age_end": "P3Y"}}, (Feature(TERM, "P1Y/P3Y"),)),
    ({"term": TERM, "onset": {"age_start": "P1Y"}}, ()),
    ({"term": TERM, "onset": {"on": "2020-01-01"}}, ()),
    ({"term": TERM, "excluded": True, "severity": "HP:0012828"}, ()),
    ({"severity": "HP:0012828"}, ()),
    ({"term": TERM, "onset": "P1Y", "severity": 3}, ()),
])  # fmt: skip
def test_what_is_known_of_a_feature(entry, expected):
    assert features([entry]) == expected


@pytest.mark.parametrize(("coded", "interpreted", "expected"), [
    ([{"gene": "HGNC:3603", "hgvs_coding": "NM_1:c.1A>G", "acmg": "LA6668-3"}], [],
     [Variant("HGNC:3603", "NM_1:c.1A>G", "pathogenic")]),
    ([{"gene": "HGNC:3603", "acmg": "LA26334-5"}, {"gene": "HGNC:3603", "acmg": "LA6675-8"}], [], []),
    ([{"hgvs_coding": "NM_1:c.1A>G"}], [], []),
    ([{"gene": "HGNC:1"}, {"gene": "HGNC:1"}], [], [Variant("HGNC:1")]),
    ([], [{"variants": [{"symbol": "FBN1", "hgvs": ["", "c.2T>C"], "acmg": "UNCERTAIN_SIGNIFICANCE"}]}],
     [Variant("FBN1", "c.2T>C", "uncertain")]),
    ([{"gene": 7, "acmg": None}], [{"variants": "x"}, {"variants": [None, 3]}], []),
])  # fmt: skip
def test_which_variants_are_put(coded, interpreted, expected):
    assert list(variants(coded, interpreted)) == expected


def test_the_genes_of_a_dismissed_diagnosis_are_not_put():
    diagnoses = [
        {"status": "2931005", "genes": ["HGNC:1", "HGNC:2"]}, {"status": "723511001", "genes": ["HGNC:3"]},
        {"genes": ["HGNC:1", None]}, {"genes": "HGNC:4"},
    ]  # fmt: skip
    assert genes(diagnoses) == ("HGNC:1", "HGNC:2")


@pytest.mark.parametrize(("said", "expected"), [(True, True), (False, False), (None, None), ("yes", None)])
def test_whether_the_parents_are_related(said, expected):
    assert is_consanguineous({"consanguinity": said}) is expected
    assert is_consanguineous({}) is None


@pytest.mark.django_db
def test_a_record_gives_all_of_it(clinician):
    key = enter(
        entries=[
            diagnosis(genes=["HGNC:3603"]),
            EntryAsGiven("phenotype", "1.0", "feature", {"term": TERM, "severity": "HP:0012828"}, key="f1"),
            EntryAsGiven("sdm-mr", "2025.01", "family", {"consanguinity": True}),
            EntryAsGiven("sdm-g", "0.1", "variant", {"gene": "HGNC:12363", "acmg": "LA26333-7"}, key="v1"),
        ]
    )
    reader = reader_of(clinician)
    with reading_as(reader):
        view = assemble(key, reader, now=dt.datetime.now(dt.UTC), audit=False)
    query = query_of(view, dt.date(2026, 1, 1))
    assert query.features == (Feature(TERM, "", "HP:0012828"),)
    assert query.genes == ("HGNC:3603",)
    assert query.variants == (Variant("HGNC:12363", "", "uncertain"),)
    assert query.is_consanguineous is True
    assert query.observed == (TERM,)
