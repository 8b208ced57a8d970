"""Loading: idempotent, refusing before touching, one transaction a source, saying what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from orphee.terminology import loading, queries
from orphee.terminology.loading import UnableToLoad, load, packaged_files
from orphee.terminology.lookup import forget_caches, lookup
from orphee.terminology.models import Ancestry, Concept, Name, PhenotypeAnnotation, Release
from orphee.terminology.rules.changes import Said, collapsed, compare, is_older
from orphee.terminology.search import search

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Each test has its own database, so its own memory."""
    forget_caches()
    yield
    forget_caches()


def outcomes(report):
    return {source.source: source.outcome for source in report.sources}


def test_everything_is_loaded_and_recorded(releases: Path):
    report = load([releases])
    assert set(outcomes(report).values()) == {"loaded"}
    release = Release.objects.get(source="hpo", is_current=True)
    assert release.version == "2030-01-01"
    assert release.counts["concepts"] == 8
    assert len(release.digest) > 40
    assert loading.status()["concepts"]["hpo"] == 8


def test_loading_the_same_files_again_does_nothing(releases: Path):
    load([releases])
    before = list(Release.objects.values_list("pk", flat=True))
    assert set(outcomes(load([releases])).values()) == {"unchanged"}
    assert list(Release.objects.values_list("pk", flat=True)) == before


def test_a_file_that_changed_reports_what_changed(releases: Path):
    load([releases])
    path = releases / "hp.obo"
    text = path.read_text().replace("name: Short stature", "name: Low height")
    text = text.replace(
        "name: Febrile seizure\n", "name: Febrile seizure\nis_obsolete: true\nreplaced_by: HP:0001250\n"
    )
    text = text.replace("[Typedef]", "[Term]\nid: HP:0009999\nname: Something new\nis_a: HP:0000118\n\n[Typedef]")
    path.write_text(text)
    report = load([path])
    changes = report.sources[0].changes
    assert changes.counts() == {"added": 1, "relabelled": 1, "obsoleted": 1}
    assert changes.examples == {
        "added": ("HP:0009999",), "relabelled": ("HP:0004322",), "obsoleted": ("HP:0002373",),
    }  # fmt: skip
    assert Concept.objects.get(code="HP:0002373").replaced_by == "HP:0001250"
    assert Name.objects.filter(code="HP:0004322", text="Short stature").count() == 0


def test_a_concept_that_disappears_is_withdrawn_and_keeps_its_label(releases: Path):
    load([releases])
    path = releases / "hp.obo"
    head, _, rest = path.read_text().partition("[Term]\nid: HP:0002373")
    path.write_text(head + rest.partition("\n\n")[2])
    assert load([path]).sources[0].changes.counts() == {"removed": 1}
    concept = Concept.objects.get(code="HP:0002373")
    assert (concept.status, concept.label_en) == ("withdrawn", "Febrile seizure")
    assert not Ancestry.objects.filter(descendant="HP:0002373").exists()


def test_a_term_that_only_its_translation_still_mentions_is_withdrawn(releases: Path):
    load([releases])
    path = releases / "hp.obo"
    head, _, rest = path.read_text().replace("2030-01-01", "2031-01-01").partition("[Term]\nid: HP:0004322")
    path.write_text(head + rest.partition("\n\n")[2])
    load([path])
    concept = Concept.objects.get(code="HP:0004322")
    assert (concept.status, concept.label_fr) == ("withdrawn", "Petite taille")
    assert search("petite taille", "hpo") == []


def test_a_release_that_shrank_is_refused_unless_forced(releases: Path):
    load([releases])
    path = releases / "hp.obo"
    path.write_text(path.read_text().partition("[Term]\nid: HP:0001250")[0])
    refused = load([path]).refused[0]
    assert "concepts: 4 instead of 8" in refused.problem
    assert Concept.objects.get(code="HP:0001250").status == "active"
    assert load([path], force=True).sources[0].outcome == "loaded"


def test_an_older_release_is_refused_unless_forced(releases: Path):
    path = releases / "hp.obo"
    older = path.read_text()
    newer = older.replace("2030-01-01", "2031-01-01").replace(
        "name: Febrile seizure\n", "name: Febrile seizure\nis_obsolete: true\nreplaced_by: HP:0001250\n"
    )
    path.write_text(newer)
    load([releases])
    path.write_text(older)
    refused = load([path]).refused[0]
    assert "This is 2030-01-01; 2031-01-01 is in place" in refused.problem
    assert Concept.objects.get(code="HP:0002373").status == "obsolete"
    forced = load([path], force=True).sources[0]
    assert (forced.outcome, forced.changes.counts()) == ("loaded", {"reactivated": 1})
    assert Concept.objects.get(code="HP:0002373").status == "active"


@pytest.mark.parametrize("cut", [30, 200])
def test_a_damaged_file_leaves_what_is_there(releases: Path, cut: int):
    load([releases])
    path = releases / "phenotype.hpoa"
    path.write_bytes(path.read_bytes()[:-cut])
    assert "cut off" in load([path]).refused[0].problem
    assert PhenotypeAnnotation.objects.filter(disease="OMIM:999001").count() == 2


def test_a_circle_undoes_the_whole_source(releases: Path):
    load([releases])
    path = releases / "hp.obo"
    path.write_text(path.read_text().replace("name: All\n", "name: All\nis_a: HP:0000118 ! circle\n"))
    assert "circle" in load([path]).refused[0].problem
    assert queries.ancestors("HP:0001250") == ["HP:0001250", "HP:0000118", "HP:0000001"]
    assert Release.objects.get(source="hpo", is_current=True).version == "2030-01-01"


@pytest.mark.parametrize(
    ("name", "right", "wrong", "said"),
    [
        ("nomenclature_2029-06_fr_en.tsv", "\t8449\t", "\teight\t", "not in the published form"),
        ("hp.obo", "id: HP:0002373\n", "", "not in the published form"),
        ("phenotype.hpoa", "MALE", "MALEMALEMALE", "database refused a row"),
    ],
)
def test_a_file_that_is_not_in_the_published_form_is_refused(
    releases: Path, name: str, right: str, wrong: str, said: str
):
    load([releases])
    path = releases / name
    path.write_text(path.read_text().replace(right, wrong))
    (refused,) = load([releases]).refused
    assert said in refused.problem
    assert queries.concept("HP:0002373") is not None


def test_files_of_no_terminology_are_named(releases: Path):
    (releases / "centres.csv").write_text("code;name\n")
    assert load([releases]).left_out == ("centres.csv",)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(UnableToLoad, match="nothing-here"):
        load([tmp_path / "nothing-here"])


def test_a_french_label_meets_the_newer_english_entity(releases: Path):
    load([releases])
    concept = queries.concept("ORPHA:9001")
    assert concept is not None
    assert (concept.label_fr, concept.label_en) == ("Maladie inventée", "Invented disease")
    assert (concept.level, concept.definition_en) == ("disorder", "A disease nobody has.")


def test_nobody_can_tell_before_anything_is_loaded():
    assert queries.exists("HP:0001250") is None
    assert lookup().status("HP:0001250") == "active"


def test_the_package_ships_a_default():
    assert [path.name for path in packaged_files()] == ["hp.obo", "phenotype.hpoa", "genes_to_phenotype.txt"]


def test_comparing_two_releases():
    active, obsolete = Said("X", "", "active"), Said("X", "", "obsolete")
    former = {"a": active, "b": active, "c": active, "e": obsolete, "f": obsolete}
    now = {"a": active, "b": Said("B2", "", "obsolete"), "d": active, "e": active, "f": Said("X", "", "merged")}
    assert compare(former, now).counts() == {
        "added": 1, "removed": 1, "relabelled": 1, "obsoleted": 1, "reactivated": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("version", "in_place", "older"),
    [
        ("2030-01-01", "2031-01-01", True),
        ("2031-01-01", "2030-12-31", False),
        ("2030-01-01", "2030-01-01", False),
        ("2025-12-09 1.3.42 / 4.1.8", "2025-12-10 1.3.41", True),
        ("2025-12-09 1.3.42", "2025-12-09 1.3.43", False),
        ("2030-06", "2030-06-15", False),
        ("2030-05-31", "2030-06", True),
        ("5.9.0", "5.10.0", True),
        ("6.0.0", "5.10.0", False),
        ("", "2030-01-01", False),
        ("2030-01-01", "", False),
        ("beta", "alpha", False),
    ],
)
def test_which_of_two_versions_is_older(version: str, in_place: str, *, older: bool):
    assert is_older(version, in_place) is older


@pytest.mark.parametrize(("count", "is_refused"), [(79, True), (80, False), (81, False)])
def test_how_much_a_release_may_shrink(count: int, *, is_refused: bool):
    assert bool(collapsed({"concepts": 100}, {"concepts": count})) is is_refused
