"""Search on the invented releases, and its page."""

from __future__ import annotations

from itertools import pairwise

import pytest

from orphee.access.models import Membership, User
from orphee.terminology.lookup import forget_caches, lookup
from orphee.terminology.models import Concept, Name, Release
from orphee.terminology.search import Filters, search

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "system", "code"),
    [
        ("microcéphalie", "hpo", "HP:0000252"),
        ("MICROCEPHALIE", "hpo", "HP:0000252"),
        ("mikrocefali", "hpo", "HP:0000252"),
        ("microcephaly", "hpo", "HP:0000252"),
        ("micro cephalie", "hpo", "HP:0000252"),
        ("petites têtes", "hpo", "HP:0000252"),
        ("small head", "hpo", "HP:0000252"),
        ("head small", "hpo", "HP:0000252"),
        ("taille petite", "hpo", "HP:0004322"),
        ("petite tail", "hpo", "HP:0004322"),
        ("nanisme harmonieu", "hpo", "HP:0004322"),
        ("crises convulsive", "hpo", "HP:0001250"),
        ("HP:0001250", "hpo", "HP:0001250"),
        ("hp1250", "hpo", "HP:0001250"),
        ("durand dupont", "orpha", "ORPHA:9001"),
        ("sindrome dupon duran", "orpha", "ORPHA:9001"),
        ("grelot oeil", "orpha", "ORPHA:9001"),
        ("9001", "orpha", "ORPHA:9001"),
        ("orpha 9001", "orpha,omim", "ORPHA:9001"),
        ("nat2", "hgnc", "HGNC:7646"),
        ("acetyltransferase", "hgnc", "HGNC:7646"),
        ("st denis saint", "place", "INSEE:93066"),
        ("g710", "icd10", "ICD10:G71.0"),
    ],
)
def test_what_is_found_first(loaded: None, asked: str, system: str, code: str):
    assert search(asked, system)[0].code == code


@pytest.mark.parametrize(
    ("asked", "code", "instead_of"),
    [
        ("ORPHA:9003", "ORPHA:9001", "ORPHA:9003"),
        ("maladie d'autrefois", "ORPHA:9001", "ORPHA:9003"),
        ("9005", "ORPHA:9000", "ORPHA:9005"),
    ],
)
def test_an_inactive_code_or_name_leads_to_its_replacement(loaded: None, asked: str, code: str, instead_of: str):
    hit = search(asked, "orpha")[0]
    assert (hit.code, hit.instead_of, hit.status) == (code, instead_of, "active")
    assert hit.instead_of_label


def test_an_inactive_concept_without_replacement_shows_only_by_its_code(loaded: None):
    assert [hit.code for hit in search("maladie fréquente", "orpha")] == []
    assert [(hit.code, hit.status) for hit in search("9004", "orpha")] == [("ORPHA:9004", "non-rare")]
    assert [hit.code for hit in search("maladie fréquente", "orpha", filters=Filters(include_inactive=True))] == [
        "ORPHA:9004"
    ]


STEPS = [f"ORPHA:{9500 + number}" for number in range(13)]


@pytest.mark.parametrize(
    ("chain", "answer"),
    [
        (STEPS[:2], STEPS[1]),
        (STEPS[:4], STEPS[3]),
        (STEPS[:11], STEPS[10]),
        (STEPS[:13], None),  # too far
        ([*STEPS[:3], STEPS[1]], None),  # a circle
        ([STEPS[0], STEPS[0]], None),
        ([STEPS[0], "ORPHA:9999"], None),  # nobody knows it
    ],
    ids=["one", "three", "ten", "twelve", "circle", "itself", "unknown"],
)
def test_replacements_are_followed_to_the_first_that_is_active(loaded: None, chain: list[str], answer: str | None):
    for code, further in pairwise(chain):
        Concept.objects.update_or_create(
            code=code, defaults={"system": "orpha", "label_fr": code, "status": "deprecated", "replaced_by": further}
        )
    if answer:
        Concept.objects.create(code=answer, system="orpha", label_fr="La bonne")
    Name.objects.create(
        release=Release.objects.get(source="orphapacket"), code=chain[0], system="orpha", language="fr",
        is_label=True, text="Mal caduc", folded="mal caduc", words="'mal' 'caduc'",
    )  # fmt: skip
    forget_caches()
    found = [(hit.code, hit.instead_of) for hit in search("mal caduc", "orpha")]
    assert found == ([(answer, chain[0])] if answer else [])
    (hit,) = search(chain[0], "orpha")
    assert (hit.code, hit.status) == ((answer, "active") if answer else (chain[0], "deprecated"))
    assert lookup().replaced_by(chain[0]) == answer


def test_the_synonym_that_was_recognised_is_said(loaded: None):
    hit = search("épilepsie", "hpo")[0]
    assert (hit.label, hit.matched, hit.match) == ("Crise d'épilepsie", "Épilepsie", "exact")


def test_labels_come_in_the_language_asked_for(loaded: None):
    assert search("microcephaly", "hpo", "en")[0].label == "Microcephaly"
    assert search("mild form", "orpha", "fr")[0].label_language == "en"


def test_filters(loaded: None):
    assert [hit.code for hit in search("invented", "orpha", filters=Filters(levels=("group",)))] == ["ORPHA:9000"]
    under = search("invented", "orpha", filters=Filters(under="ORPHA:9001"))
    assert {hit.code for hit in under} == {"ORPHA:9001", "ORPHA:9002"}


@pytest.mark.parametrize("asked", ["", " ", "x", "'", "a & b | !c:*", "%_\\", "é" * 5000, "' or 1=1 --", "\x00"])
def test_strange_questions_have_an_answer(loaded: None, asked: str):
    assert search(asked, "hpo,orpha") == []


def test_an_unknown_terminology_is_an_error():
    with pytest.raises(ValueError, match="No such terminology: nowhere"):
        search("x", "nowhere")


@pytest.fixture
def signed_in(client):
    user = User.objects.create_user("clinician@example.org", "a long enough password", name="x")
    Membership.objects.create(user=user, role="clinician")
    client.force_login(user)
    return client


def test_json(loaded: None, signed_in):
    answer = signed_in.get("/terminology/search", {"system": "hpo", "q": "mikrocefali", "lang": "fr"})
    assert answer.json()["hits"][0]["code"] == "HP:0000252"


def test_listbox(loaded: None, signed_in):
    answer = signed_in.get(
        "/terminology/search",
        {"system": "orpha", "q": "autrefois", "lang": "fr", "list": 'x"><script>'},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert 'data-code="ORPHA:9001"' in page
    assert "ORPHA:9003" in page
    assert "<script>" not in page


def test_a_wrong_parameter_is_explained(signed_in):
    answer = signed_in.get("/terminology/search", {"system": "nowhere", "q": "x"})
    assert answer.status_code == 400
    assert "No such terminology" in answer.json()["error"]


def test_the_page_wants_an_account(client):
    assert client.get("/terminology/search").status_code == 302
