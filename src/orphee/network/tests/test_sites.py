"""Sites: a place for every document received."""

import datetime as dt

import pytest

from orphee.network.actions import UnableToNameSite, import_network, site_for_document
from orphee.network.models import Organisation, Site
from orphee.network.queries import site_by_code, site_keys

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
DIRECTORY = """code,kind,name,coordinator,filiere,finess,hospital,city,department
C1,crmr-coordinator,One,,OSCAR,,Hospital,Paris,75
C2,crmr-constitutive,Two,C1,OSCAR,,Hospital,Paris,75
C3,ccmr,Three,C2,OSCAR,,Hospital,Paris,75
D1,crmr-coordinator,Four,,MHEMO,,Hospital,Lyon,69
"""

pytestmark = pytest.mark.django_db


def test_sites_are_found_by_code() -> None:
    import_network(DIRECTORY, now=NOW)
    assert site_by_code("nowhere") is None
    assert set(site_keys(["C1", "C2", "nowhere"])) == {"C1", "C2"}


def test_a_document_finds_its_site() -> None:
    import_network(DIRECTORY, now=NOW)
    assert not site_for_document("C1", name="Another name").is_provisional
    assert Site.objects.get(code="C1").name == "One"


def test_an_unknown_site_is_made_once_and_marked_provisional() -> None:
    sites = {site_for_document("S777", name="  Centre\n de  X ", finess="1750803447").pk for _ in range(2)}
    assert len(sites) == 1
    site = Site.objects.get(pk=sites.pop())
    assert (site.name, site.kind, site.is_provisional) == ("Centre de X", "unconfirmed", True)
    assert (site.hospital.finess, site.hospital.is_provisional) == ("750803447", True)


@pytest.mark.parametrize("code", ["S" * 90, "S 1/é", "<script>"])
def test_any_code_is_taken(code: str) -> None:
    assert site_for_document(code).code == site_for_document(code).code
    assert Site.objects.count() == 1


def test_without_code_the_hospital_stands_for_the_site() -> None:
    assert site_for_document("", finess="750803447").code == "FINESS-750803447"
    with pytest.raises(UnableToNameSite):
        site_for_document("")


def test_the_directory_confirms_a_provisional_site() -> None:
    site_for_document("C1", finess="")
    report = import_network(DIRECTORY, now=NOW)
    assert report.accepted
    assert not Site.objects.get(code="C1").is_provisional
    assert Organisation.objects.filter(is_provisional=True).count() == 1  # nobody says what it was
