"""The real files: they load, soon enough, and clinicians' words find what they mean."""

from __future__ import annotations

import time

import pytest
from django.db import connections

from orphee.foundation.places import reference_directory, samples_directory
from orphee.terminology import queries
from orphee.terminology.loading import LoadReport, load, packaged_files
from orphee.terminology.lookup import forget_caches
from orphee.terminology.models import Ancestry, Concept, GeneAnnotation
from orphee.terminology.search import Filters, search
from orphee.terminology.writing import STATED_TABLES

TABLES = ", ".join(f"terminology_{name}" for name in (*STATED_TABLES, "concept", "ancestry", "word", "release"))


def _empty() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLES}")
    forget_caches()


@pytest.fixture(scope="module")
def report(django_db_setup, django_db_blocker) -> LoadReport:
    """Everything is loaded for good (as an installation does), and removed after the last test of this file."""
    with django_db_blocker.unblock():
        forget_caches()
        yield load([reference_directory()])
        _empty()


@pytest.fixture(autouse=True)
def database(report, db) -> None:
    """Each test may ask."""


pytestmark = [pytest.mark.reference, pytest.mark.slow, pytest.mark.xdist_group("reference")]  # one load for all

EXPECTED = {
    "hpo", "hpo-french", "orphanet-nomenclature", "orphapacket", "hpo-annotations", "hpo-genes", "hgnc", "mondo",
    "places",
}  # fmt: skip


def test_every_source_of_the_reference_directory_loads(report: LoadReport):
    assert {source.source for source in report.sources if source.outcome == "loaded"} == EXPECTED
    assert not report.refused


def test_the_same_directory_again_costs_nothing(report: LoadReport):
    start = time.perf_counter()
    again = load([reference_directory()])
    assert {source.outcome for source in again.sources} == {"unchanged"}
    assert time.perf_counter() - start < 30


# What people type, and what must be among the first three.
FOUND = [
    ("hpo", "mikrocefali", "HP:0000252"),
    ("hpo", "microcephaly", "HP:0000252"),
    ("hpo", "crise d'épilepsie", "HP:0001250"),
    ("hpo", "convulsions", "HP:0001250"),
    ("hpo", "épilepsie", "HP:0001250"),
    ("hpo", "deficience intelectuelle", "HP:0001249"),
    ("hpo", "hypotonie", "HP:0001252"),
    ("hpo", "oreilles bas implantées", "HP:0000369"),
    ("hpo", "palatine fente", "HP:0000175"),
    ("hpo", "scolioze", "HP:0002650"),
    ("hpo", "petite taile", "HP:0004322"),
    ("hpo", "hp1250", "HP:0001250"),
    ("hpo", "HP:0000057", "HP:0008665"),
    ("orpha", "marfan", "ORPHA:558"),
    ("orpha", "sindrome de marphan", "ORPHA:558"),
    ("orpha", "maladie de stenert", "ORPHA:273"),
    ("orpha", "mucovicidose", "ORPHA:586"),
    ("orpha", "cystic fibrosis", "ORPHA:586"),
    ("orpha", "orpha 513", "ORPHA:513"),
    ("orpha", "513", "ORPHA:513"),
    ("hgnc", "CFTR", "HGNC:1884"),
    ("place", "93066", "INSEE:93066"),
]


@pytest.mark.parametrize(("system", "asked", "code"), FOUND, ids=[asked for _system, asked, _code in FOUND])
def test_what_people_type(system: str, asked: str, code: str):
    assert code in [hit.code for hit in search(asked, system, "fr", 3)]


# What clinicians say every day, and the hit that must be among the first so many.
EVERYDAY = """
orpha 1 mucoviscidose ORPHA:586
orpha 3 muco ORPHA:586
orpha 1 drépano ORPHA:232
orpha 2 sickle cell ORPHA:232
orpha 2 maladie de duchenne ORPHA:98896
orpha 2 myopathie de duchenne ORPHA:98896
orpha 2 duchenne ORPHA:98896
orpha 2 dystrophie duchenne ORPHA:98896
orpha 2 dystrophie de duchène ORPHA:98896
orpha 2 duchenne disease ORPHA:98896
orpha 1 DMD ORPHA:98896
orpha 2 maladie de marfan ORPHA:558
orpha 1 syndrome marfan ORPHA:558
orpha 1 marfan ORPHA:558
orpha 2 marfan's disease ORPHA:558
orpha 1 syndrome rett ORPHA:778
orpha 1 rett ORPHA:778
orpha 1 huntington ORPHA:399
orpha 1 chorée de huntington ORPHA:399
orpha 1 charcot marie tooth ORPHA:166
orpha 1 CMT ORPHA:166
orpha 1 SLA ORPHA:803
orpha 1 maladie de charcot ORPHA:803
orpha 1 lou gehrig ORPHA:803
orpha 1 ALS ORPHA:803
orpha 1 x fragile ORPHA:908
orpha 1 syndrome x fragile ORPHA:908
orpha 1 neurofibromatose 1 ORPHA:636
orpha 1 NF1 ORPHA:636
orpha 1 recklinghausen ORPHA:636
orpha 1 ehlers danlos vasculaire ORPHA:286
orpha 1 ehlers danlos ORPHA:98249
orpha 1 SED hypermobile ORPHA:285
orpha 1 ostéogenèse imparfaite ORPHA:666
orpha 1 maladie des os de verre ORPHA:666
orpha 1 brittle bone disease ORPHA:666
orpha 1 rétinite pigmentaire ORPHA:791
orpha 1 syndrome turner ORPHA:881
orpha 1 turner ORPHA:881
orpha 1 maladi de gocher ORPHA:355
orpha 1 gaucher ORPHA:355
orpha 1 noonan ORPHA:648
orpha 1 syndrome noonan ORPHA:648
orpha 1 syndrome williams ORPHA:904
orpha 1 maladie fabry ORPHA:324
orpha 3 amyotrophie spinale ORPHA:70
orpha 1 sma ORPHA:70
orpha 1 phénylcétonurie ORPHA:716
orpha 1 bourneville ORPHA:805
orpha 1 sclérose tubéreuse ORPHA:805
orpha 1 wilson ORPHA:905
orpha 1 myopathie de steinert ORPHA:273
orpha 1 prader willi ORPHA:739
orpha 1 angelman ORPHA:72
orpha 1 syndrome de digeorge ORPHA:567
orpha 1 22q11 ORPHA:567
orpha 1 hémophilie a ORPHA:98878
orpha 1 ataxie friedreich ORPHA:95
orpha 1 maladie de pompe ORPHA:365
orpha 1 rendu osler ORPHA:774
orpha 1 moya moya ORPHA:2573
orpha 1 ORPHA 558 ORPHA:558
orpha 1 Orphanet:558 ORPHA:558
orpha 1 http://www.orpha.net/ORDO/Orphanet_558 ORPHA:558
orpha 1 ORPHA:558 syndrome de Marfan ORPHA:558
orpha 1 #219700 ORPHA:586
omim 1 #162200 OMIM:162200
omim 1 OMIM 154700 OMIM:154700
hpo 1 microcep HP:0000252
hpo 1 petite taille HP:0004322
hpo 1 crises HP:0001250
hpo 1 retard de langage HP:0000750
hpo 1 retard psychomoteur HP:0001263
hpo 1 surdité HP:0000365
hpo 1 taches café au lait HP:0000957
hpo 3 baisse de la vue HP:0007663
hpo 1 souffle au coeur HP:0030148
hpo 1 http://purl.obolibrary.org/obo/HP_0001250 HP:0001250
hpo 1 HP:0001250 Seizure HP:0001250
hpo 1 Seizure (HP:0001250) HP:0001250
hpo 3 petite tête HP:0000252
hpo 3 grosse tête HP:0000256
hpo 3 gros foie HP:0002240
hpo 3 grosse rate HP:0001744
hpo 3 gros cœur HP:0001640
hpo 3 palais fendu HP:0000175
hpo 3 paupière tombante HP:0000508
hpo 3 bébé mou HP:0001252
hpo 3 essoufflement HP:0002094
hpo 3 louche HP:0000486
hpo 3 yeux qui louchent HP:0000486
hpo 3 doigts surnuméraires HP:0010442
hpo 3 sixième doigt HP:0001161
hpo 3 orteils surnuméraires HP:0001829
hpo 3 oreilles décollées HP:0000411
hpo 3 oreilles mal formées HP:0000377
hpo 3 maux de tête HP:0002315
hpo 3 mauvaise prise de poids HP:0001508
hpo 3 doigts courts HP:0001156
hpo 3 doigts longs et fins HP:0001166
hpo 3 doigts collés HP:0001159
hpo 3 mauvaise vision la nuit HP:0000662
hpo 3 malentendant HP:0000365
hpo 3 manque de force HP:0001324
hpo 3 mal au ventre HP:0002027
hpo 3 démangeaisons HP:0000989
hpo 3 allergie au soleil HP:0000992
hpo 3 dos rond HP:0002808
hpo 3 manque de liquide amniotique HP:0001562
hpo 3 liquide dans le ventre HP:0001541
hpo 3 plaquettes basses HP:0001873
hpo 3 tension élevée HP:0000822
hpo 3 sang dans les urines HP:0000790
hpo 3 otites à répétition HP:0000403
hpo 3 bronchites à répétition HP:0002205
hpo 3 yeux enfoncés HP:0000490
hpo 3 yeux globuleux HP:0000520
hpo 3 yeux écartés HP:0000316
hpo 3 yeux rapprochés HP:0000601
hpo 3 tremblement des yeux HP:0000639
hpo 3 grosse langue HP:0000158
hpo 3 petit menton HP:0000347
hpo 3 menton fuyant HP:0000278
hpo 3 dents écartées HP:0000687
hpo 3 grand front HP:0000348
hpo 3 mauvaise absorption HP:0002024
hpo 1 kystes rénaux HP:0000107
hpo 3 petite tete HP:0000252
hpo 3 gros foie HP:0002240
hpo 1 microcefalie HP:0000252
hpo 1 microcéfalie HP:0000252
hpo 3 paupières tombantes HP:0000508
orpha 1 PKRAD ORPHA:730
orpha 1 di george ORPHA:567
orpha 1 syndrome de di george ORPHA:567
hgnc 1 FBN-1 HGNC:3603
hgnc 1 fbn 1 HGNC:3603
"""
WORDS = [line.split() for line in EVERYDAY.strip().splitlines()]
SAID = [(system, int(first), " ".join(words), code) for system, first, *words, code in WORDS]


@pytest.mark.parametrize(("system", "first", "asked", "code"), SAID, ids=[asked for _, _, asked, _ in SAID])
def test_what_clinicians_say(system: str, first: int, asked: str, code: str):
    assert code in [hit.code for hit in search(asked, system, "fr", first)]


def test_a_group_alone_does_not_end_the_search_for_a_disease():
    diseases = Filters(levels=("disorder", "subtype"))
    assert "ORPHA:558" in [hit.code for hit in search("maladie de marphan", "orpha", "fr", 3, diseases)]


# A misspelt word, and how many diseases are offered of twelve asked: names of groups may answer better.
MISSPELT = {
    "respriatoire": 12,
    "autosoems": 12,
    "Malfomration": 4,
    "Canalpoathie": 5,
    "gééntique": 4,
    "Malaide systémique": 3,
}


@pytest.mark.parametrize(("asked", "at_least"), MISSPELT.items())
def test_groups_that_answer_better_do_not_hide_the_diseases(asked: str, at_least: int):
    found = search(asked, "orpha", "fr", 12, Filters(levels=("disorder", "subtype")))
    assert len(found) >= at_least
    assert {hit.level for hit in found} <= {"disorder", "subtype"}


def test_two_concepts_of_one_french_name_are_told_apart():
    found = {hit.code: (hit.label, hit.matched) for hit in search("microcephalie", "hpo")}
    assert found["HP:0000252"] == ("Microcéphalie", "Microcephaly")
    assert found["HP:0040195"] == ("Microcéphalie", "Decreased head circumference")


@pytest.mark.parametrize("asked", ["maladie xyzzy", "syndrome de qwertzu"])
def test_a_word_nobody_knows_is_not_answered_by_a_common_one(asked: str):
    assert search(asked, "orpha") == []


def test_hierarchies():
    assert "HP:0000118" in queries.ancestors("HP:0000252")
    assert queries.ancestors("HP:0000118") == ["HP:0000118", "HP:0000001"]
    assert len(queries.descendants("HP:0000118")) > 17_000
    assert len(queries.descendants("ORPHA:68335")) > 300
    assert Ancestry.objects.filter(ancestor="INSEE:REG-11", steps=1).count() == 8


@pytest.mark.parametrize("code", ["ORPHA:587", "ORPHA:202", "ORPHA:225"])
def test_what_orphanet_no_longer_publishes_is_shown_by_its_code_and_never_offered(code: str):
    concept = queries.concept(code)
    assert (concept.status, concept.replaced_by, bool(concept.label_fr)) == ("withdrawn", "", True)
    assert [(hit.code, hit.status) for hit in search(code, "orpha")] == [(code, "withdrawn")]
    assert code not in [hit.code for hit in search(concept.label_fr, "orpha", "fr", 50)]


def test_status_label_and_replacement_agree():
    active = Concept.objects.filter(status="active")
    assert not active.exclude(replaced_by="").exists()
    assert not active.filter(label_fr__istartswith="obsol").exists()
    assert not active.filter(label_en__istartswith="obsol").exists()
    assert queries.concept("ORPHA:67037").label_fr == "Carcinome épidermoïde de la tête et du cou"
    assert active.filter(system="orpha").count() == 9960


def test_omim_and_mondo_diseases_join_orphanet():
    assert queries.orpha_of("OMIM:219700") == "ORPHA:586"
    assert queries.orpha_of("MONDO:0007947") == "ORPHA:558"


def test_most_current_entities_have_a_french_label():
    current = Concept.objects.filter(system="orpha", status="active")
    assert current.exclude(label_fr="").count() / current.count() > 0.93


@pytest.mark.samples
def test_the_pack_and_the_gene_file_load_on_top_and_take_nothing_away():
    before = Concept.objects.filter(system="orpha", status="active").count()
    found = load([samples_directory() / "orphanet"])
    assert {source.source: source.outcome for source in found.sources} == {
        "orphanet-pack/fr": "loaded", "orphadata-6": "loaded",
    }  # fmt: skip
    assert Concept.objects.filter(system="orpha", status="active").count() >= before
    assert GeneAnnotation.objects.filter(disease="ORPHA:166024").count() > 1
    assert queries.concept("ORPHA:58").definition_fr
    assert len(queries.descendants("ORPHA:68335")) > 300


def test_what_the_package_ships_can_be_read():
    assert len(packaged_files()) == 3
