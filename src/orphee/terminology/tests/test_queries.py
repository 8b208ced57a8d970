"""What other rooms ask of codes, on the invented releases."""

from __future__ import annotations

import pytest

from orphee.terminology import queries
from orphee.terminology.lookup import forget_caches, lookup
from orphee.terminology.models import Concept, Course, GeneAnnotation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Each test counts its own queries."""
    forget_caches()


def test_what_is_asked_of_codes(loaded: None):
    assert queries.labels(["HP:0000252", "ORPHA:9002", "X:1"]) == {
        "HP:0000252": "Microcéphalie", "ORPHA:9002": "Invented disease, mild form", "X:1": "X:1",
    }  # fmt: skip
    assert queries.labels(["HP:0001366"], "en") == {"HP:0001366": "Microcephaly"}
    assert queries.descendants("ORPHA:9000") == ["ORPHA:9000", "ORPHA:9001", "ORPHA:9002"]
    assert queries.ancestors("ORPHA:9002", itself=False) == ["ORPHA:9001", "ORPHA:9000"]
    for code in ("OMIM:999001", "OMIM:999002", "MONDO:0000901", "ORPHA:9003"):
        assert queries.orpha_of(code) == "ORPHA:9001"
    assert queries.orpha_of("OMIM:1") is None
    assert [gene.symbol for gene in GeneAnnotation.objects.filter(disease="ORPHA:9001")] == ["NAT2"]
    inheritance = Course.objects.filter(disease="ORPHA:9001", kind="inheritance").values_list("value", flat=True)
    assert set(inheritance) == {"Autosomal recessive", "X-linked recessive"}
    assert [place.name for place in queries.places(postcode="93210")] == ["Saint-Denis"]


def test_what_validation_asks(loaded: None):
    assert [queries.exists(code) for code in ("HP:0001250", "HP:7777777", "ICD10:G71.0", "ICD10:71", "SNOMED:1")] == [
        True, False, True, False, None,
    ]  # fmt: skip
    assert (lookup().status("ORPHA:9003"), lookup().replaced_by("ORPHA:9003")) == ("deprecated", "ORPHA:9001")
    assert (lookup().status("ORPHA:9004"), lookup().replaced_by("ORPHA:9004")) == ("non-rare", None)
    assert lookup().replaced_by("HP:0000057") == "HP:0000252"
    assert lookup().level("ORPHA:9002") == "subtype"
    assert lookup().label("ORPHA:9999", "fr") is None


def test_whether_a_code_is_of_a_group(loaded: None, django_assert_num_queries):
    is_under = lookup().is_under
    assert is_under("ORPHA:9002", ("ORPHA:9000",)) is True
    assert is_under("ORPHA:9000", ("ORPHA:9000",)) is True
    assert is_under("ORPHA:9000", ("ORPHA:9002",)) is False
    assert is_under("ORPHA:9003", ("ORPHA:9000",)) is True  # replaced by ORPHA:9001
    assert is_under("ORPHA:9002", ("ORPHA:9000", "ORPHA:777")) is True
    assert is_under("ORPHA:9002", ("ORPHA:777",)) is None  # nobody knows the group
    with django_assert_num_queries(0):
        for _ in range(1000):
            is_under("ORPHA:9002", ("ORPHA:9000",))


def test_a_room_above_answers_for_its_own_codes(db):
    assert queries.exists("SITE:nowhere") is False
    assert queries.exists("SNOMED:1") is None


def test_validation_asks_memory_and_not_the_database(loaded: None, django_assert_num_queries):
    queries.exists("HP:0001250")
    with django_assert_num_queries(0):
        for _ in range(1000):
            lookup().status("HP:0004322")


def test_labels_of_many_codes_take_one_query(loaded: None, django_assert_num_queries):
    queries.exists("HP:0001250")
    codes = list(Concept.objects.values_list("code", flat=True))
    with django_assert_num_queries(1):
        queries.labels(codes)
    with django_assert_num_queries(0):
        queries.labels(codes)
