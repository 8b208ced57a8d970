"""Products of Orphanet loaded one after the other: a language or a classification does not take another's place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from orphee.terminology import queries
from orphee.terminology.loaders.sources import BY_KEY
from orphee.terminology.loading import LoadReport, load, status
from orphee.terminology.lookup import forget_caches
from orphee.terminology.models import Release
from orphee.terminology.search import search

pytestmark = pytest.mark.django_db
Write = Callable[[str, str | bytes], Path]


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Each test has its own database, so its own memory."""
    forget_caches()
    yield
    forget_caches()


def product1(language: str, *entities: tuple[int, str, str, int], date: str = "2030-04-04") -> str:
    """Product 1 with entities of a code, a name, a synonym and flags."""
    rows = "".join(
        f"""<Disorder id="{code}"><OrphaCode>{code}</OrphaCode><Name lang="{language}">{name}</Name>
        <DisorderFlagList count="1"><DisorderFlag id="1"><Value>{flags}</Value></DisorderFlag></DisorderFlagList>
        <SynonymList count="1"><Synonym lang="{language}">{synonym}</Synonym></SynonymList>
        <DisorderType id="21394"/><DisorderGroup id="36547"/></Disorder>"""
        for code, name, synonym, flags in entities
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?><JDBOR date="{date}" version="1">
    <DisorderList count="{len(entities)}">{rows}</DisorderList></JDBOR>"""


def product3(number: int, *pairs: tuple[int, int], date: str = "2030-04-04") -> str:
    """A classification with one pair of codes (group, member) after the other."""
    nodes = "".join(
        f"""<ClassificationNode><Disorder><OrphaCode>{group}</OrphaCode></Disorder><ClassificationNodeChildList>
        <ClassificationNode><Disorder><OrphaCode>{member}</OrphaCode></Disorder></ClassificationNode>
        </ClassificationNodeChildList></ClassificationNode>"""
        for group, member in pairs
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?><JDBOR date="{date}" version="1"><ClassificationList>
    <Classification id="{number}"><ClassificationNodeRootList>{nodes}</ClassificationNodeRootList></Classification>
    </ClassificationList></JDBOR>"""


FRENCH = product1("fr", (9101, "Maladie du grelot", "Syndrome tintant", 1))
ENGLISH = product1("en", (9101, "Bell disease", "Ringing syndrome", 1))


def outcomes(report: LoadReport) -> dict[str, str]:
    return {source.source: source.outcome for source in report.sources}


@pytest.mark.parametrize("order", [("fr", "en"), ("en", "fr")])
def test_a_language_loaded_later_takes_nothing_from_the_other(written: Write, order: tuple[str, str]) -> None:
    files = {"fr": written("fr_product1.xml", FRENCH), "en": written("en_product1.xml", ENGLISH)}
    for language in order:
        assert outcomes(load([files[language]])) == {f"orphadata-1/{language}": "loaded"}
    concept = queries.concept("ORPHA:9101")
    assert concept is not None
    assert (concept.label_fr, concept.label_en) == ("Maladie du grelot", "Bell disease")
    assert [hit.code for hit in search("syndrome tintant", "orpha")] == ["ORPHA:9101"]
    assert [hit.code for hit in search("ringing syndrome", "orpha")] == ["ORPHA:9101"]
    assert outcomes(load(files.values())) == {"orphadata-1/fr": "unchanged", "orphadata-1/en": "unchanged"}
    assert [one["title"] for one in status()["releases"]] == [
        "Orphadata product 1, nomenclature (en)", "Orphadata product 1, nomenclature (fr)",
    ]  # fmt: skip


def test_a_classification_loaded_later_takes_nothing_from_the_other(written: Write) -> None:
    load([written("146.xml", product3(146, (100, 101), (100, 102)))])
    load([written("147.xml", product3(147, (200, 101), (200, 201)))])
    assert set(queries.descendants("ORPHA:100")) == {"ORPHA:100", "ORPHA:101", "ORPHA:102"}
    load([written("146-newer.xml", product3(146, (100, 101), (100, 103), date="2031-04-04"))])
    assert set(queries.descendants("ORPHA:100")) == {"ORPHA:100", "ORPHA:101", "ORPHA:103"}
    assert set(queries.descendants("ORPHA:200")) == {"ORPHA:200", "ORPHA:101", "ORPHA:201"}


def test_a_newer_source_is_still_followed_instead_of_an_older_one(written: Write, releases: Path) -> None:
    load([releases / "orphapacket.jsonl.gz"])
    load([written("146.xml", product3(146, (100, 9001), date="2031-04-04"))])
    assert queries.ancestors("ORPHA:9001") == ["ORPHA:9001", "ORPHA:100"]


def test_what_was_loaded_as_one_gives_way_only_to_all_of_it(written: Write) -> None:
    files = [written("fr_product1.xml", FRENCH), written("en_product1.xml", ENGLISH)]
    load(files[:1])
    Release.objects.update(source="orphadata-1", files=[path.name for path in files])
    (refused,) = load(files[1:]).refused
    assert "fr_product1.xml, en_product1.xml" in refused.problem
    assert set(outcomes(load(files)).values()) == {"loaded"}
    assert set(Release.objects.filter(is_current=True).values_list("source", flat=True)) == {
        "orphadata-1/fr", "orphadata-1/en",
    }  # fmt: skip


def product1_of(language: str, count: int, date: str) -> str:
    """Product 1 with so many entities, each with a name and a synonym of its language."""
    entities = [(9400 + one, f"Name {one} {language}", f"Synonym {one} {language}", 1) for one in range(count)]
    return product1(language, *entities, date=date)


def load_as_one(*files: Path) -> None:
    """Load the languages as they were before the parts of a source were kept apart."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(BY_KEY, "orphadata-1", replace(BY_KEY["orphadata-1"], part=None))
        assert outcomes(load(files)) == {"orphadata-1": "loaded"}


@pytest.mark.parametrize("order", [("fr", "en"), ("en", "fr")])
@pytest.mark.parametrize(
    ("second", "said"),
    [
        (lambda language: product1_of(language, 10, "2031-04-04")[:-200], "not complete XML"),
        (lambda language: product1_of(language, 10, "2029-04-04"), "2030-04-04 1 is in place, and newer"),
        (lambda language: product1_of(language, 2, "2031-04-04"), "names: 12 instead of 20"),
    ],
    ids=["damaged", "older", "much smaller"],
)
def test_a_part_that_is_refused_leaves_what_was_loaded_as_one(
    written: Write, order: tuple[str, str], second: Callable[[str], str], said: str
) -> None:
    first, last = (written(f"{language}.xml", product1_of(language, 10, "2030-04-04")) for language in order)
    load_as_one(first, last)
    first.write_text(product1_of(order[0], 10, "2031-04-04"))
    last.write_text(second(order[1]))
    report = load([first, last])
    assert set(outcomes(report).values()) == {"refused"}
    assert said in " ".join(source.problem for source in report.sources)
    assert list(Release.objects.filter(is_current=True).values_list("source", flat=True)) == ["orphadata-1"]
    for language in order:
        assert [hit.code for hit in search(f"synonym 7 {language}", "orpha", "fr", 1)] == ["ORPHA:9407"]


def test_what_is_forced_takes_the_place_of_what_was_loaded_as_one(written: Write) -> None:
    files = [written(f"{language}.xml", product1_of(language, 10, "2030-04-04")) for language in ("fr", "en")]
    load_as_one(*files)
    files[1].write_text(product1_of("en", 2, "2029-04-04"))
    assert set(outcomes(load(files, force=True)).values()) == {"loaded"}


# What the newest whole release leaves out

MANY = tuple((9200 + number, f"Maladie numéro {number}", f"Mal {number}", 1) for number in range(20))


def statuses(*codes: int) -> list[str]:
    return [concept.status if (concept := queries.concept(f"ORPHA:{code}")) else "" for code in codes]


def test_a_code_that_the_newest_whole_release_leaves_out_is_withdrawn(written: Write) -> None:
    gone = (9301, "Maladie retirée", "Grelot ancien", 1)
    load([written("fr.xml", product1("fr", *MANY, gone))])
    english = written("en.xml", product1("en", *MANY, date="2031-04-04"))
    changes = load([english]).sources[0].changes
    assert changes.counts() == {"added": 20, "withdrawn": 1}
    assert changes.examples == {"withdrawn": ("ORPHA:9301",)}
    assert statuses(9301, 9200) == ["withdrawn", "active"]
    assert search("grelot ancien", "orpha") == []
    (hit,) = search("9301", "orpha")
    assert (hit.code, hit.label, hit.status) == ("ORPHA:9301", "Maladie retirée", "withdrawn")
    english.write_text(product1("en", *MANY, gone, date="2032-04-04"))
    load([english])
    assert statuses(9301) == ["active"]


def test_a_code_that_something_newer_mentions_stays(written: Write) -> None:
    load([written("fr.xml", product1("fr", *MANY, date="2030-04-04"))])
    named = "\n".join(f"ORPHA:{code}\tNew\t\tHP:1\tx\tTAS\t\t\t\t\tP\tx" for code in (9301,))
    header = (
        "database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex\tmodifier\taspect\tb"
    )
    for version, expected in (("2031-01-01", "active"), ("2030-01-01", "withdrawn")):
        load([written("x.hpoa", f"#version: {version}\n{header}\n{named}\n")], force=True)
        assert statuses(9301) == [expected]


def test_an_extract_withdraws_nothing(written: Write) -> None:
    load([written("fr.xml", product1("fr", *MANY))])
    load([written("en.xml", product1("en", *MANY[:15], date="2031-04-04"))])
    assert statuses(9219) == ["active"]


def test_a_release_that_leaves_out_a_whole_level_says_nothing_of_it(written: Write) -> None:
    start, _group, end = product1("fr", *MANY, (9301, "Groupe", "Ensemble", 1)).rpartition("36547")
    load([written("fr.xml", f"{start}36540{end}")])
    load([written("en.xml", product1("en", *MANY, date="2031-04-04"))])
    assert statuses(9301) == ["active"]


def test_a_code_that_came_back_has_no_replacement_and_no_old_status_in_its_label(written: Write) -> None:
    old = product1("fr", *MANY, (9301, "OBSOLETE : Maladie du va-et-vient", "Retour", 8208)).replace(
        "9301</OrphaCode>",
        """9301</OrphaCode><DisorderDisorderAssociationList><DisorderDisorderAssociation><TargetDisorder>
        <OrphaCode>9200</OrphaCode></TargetDisorder><DisorderDisorderAssociationType id="21471"/>
        </DisorderDisorderAssociation></DisorderDisorderAssociationList>""",
    )
    load([written("fr.xml", old)])
    concept = queries.concept("ORPHA:9301")
    assert concept is not None
    assert (concept.status, concept.replaced_by) == ("obsolete", "ORPHA:9200")
    load([written("en.xml", product1("en", *MANY, (9301, "Return disease", "Coming back", 1), date="2031-04-04"))])
    concept.refresh_from_db()
    assert (concept.status, concept.replaced_by, concept.label_fr) == ("active", "", "Maladie du va-et-vient")
    assert [(hit.code, hit.label) for hit in search("va-et-vient", "orpha")] == [
        ("ORPHA:9301", "Maladie du va-et-vient"),
    ]  # fmt: skip
