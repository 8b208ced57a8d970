"""Products of Orphanet loaded one after the other: a language or a classification does not take another's place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orphee.terminology import queries
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
