"""Completeness of a collection: counted by centre and by question; the country is not shown a small group."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from orphee.access.context import as_system
from orphee.access.models import Membership, User
from orphee.datasets import catalogue
from orphee.network.models import Filiere, Organisation, Site
from orphee.record.intake import accept_many
from orphee.record.progress import Measured, Share, SiteShare
from orphee.record.rules.submission import (
    Channel,
    ConsentAsGiven,
    EntryAsGiven,
    LocalId,
    PersonAsGiven,
    Submission,
)
from orphee.record.tests.test_progress import OneSet
from orphee.steering.completeness import completeness_page

SET = "asked-trial"


@pytest.fixture(autouse=True)
def trial(monkeypatch):
    monkeypatch.setattr(catalogue, "_SOURCES", [OneSet()])


@pytest.fixture
def sites(db):
    hospital = Organisation.objects.create(code="chu-c", kind="hospital", name="CHU", finess="750000008")
    made = {}
    for code, network in (("S901", "filnemus"), ("S902", "filnemus"), ("S903", "cardiogen")):
        filiere, _ = Filiere.objects.get_or_create(code=network, defaults={"acronym": network.upper(), "title": "x"})
        made[code] = Site.objects.create(code=code, kind="ccmr", name=code, hospital=hospital, filiere=filiere)
    return made


def people(count, site, *, answers, first=0, opposed=False):
    """People of a centre with one visit each."""
    now = timezone.now()
    given = [
        Submission(
            channel=Channel.FORM, sender="test", received_at=now, site_codes=(site,),
            consent=ConsentAsGiven(reuse_opposed=opposed),
            person=PersonAsGiven(
                local_ids=(LocalId("1.2.3", f"{site}-{number}"),), birth_name=f"NOM{number}", sex="F",
                birth_date="2000-01",
            ),
            entries=(EntryAsGiven(SET, "1", "visit", answers, key="v1"),),
        )
        for number in range(first, first + count)
    ]  # fmt: skip
    with as_system("test"):
        accept_many(given, now=now)


@pytest.fixture
def country(sites):
    """25 records of one centre complete but for one form, 12 of another without a weight, 3 of another network."""
    people(25, "S901", answers={"weight": 60.0, "smokes": False})
    people(12, "S902", answers={"smokes": False})
    people(3, "S903", answers={})
    people(5, "S901", answers={}, first=100, opposed=True)
    return sites


def member(client, role, **reach):
    user = User.objects.create_user(f"{role}@example.org", name=role)
    Membership.objects.create(user=user, role=role, **reach)
    client.force_login(user)
    return client


def page_of(client, name="completeness"):
    answer = client.get(reverse(name), {"dataset": SET})
    assert answer.status_code == 200
    return answer.context["page"]


def test_the_manager_of_a_network_sees_its_centres_and_no_other(client, country):
    page = page_of(member(client, "network-data-manager", filiere_id="filnemus"))
    assert {one.key: (one.records, one.percent) for one in page.sites} == {"S901": (30, 55), "S902": (12, 33)}
    assert (page.whole.records, [one.label for one in page.networks]) == (42, ["FILNEMUS"])
    items = {one.key: (one.missing, one.percent) for one in page.items}
    assert items == {"visit.weight": (17, 59), "visit.smokes": (5, 88), "history.since": (42, 0)}
    assert page.items[0].key == "history.since"
    assert not page.hides


def test_the_country_is_shown_no_group_of_fewer_than_eleven(client, country):
    page = page_of(member(client, "data-manager"))
    shown = {one.key: one.records for one in page.networks}
    assert page.whole.records == 40  # those who opposed do not count
    assert shown == {"cardiogen": None, "filnemus": None}  # one hidden network would follow from the other
    assert {one.records for one in page.sites if one.key == "S903"} == {None}
    items = {one.key: (one.missing, one.percent) for one in page.items}
    assert items["visit.smokes"] == (None, None)  # three records
    assert items["visit.weight"] == (15, 62)
    assert page.hides


def test_the_file_says_what_the_page_says(client, country):
    member(client, "data-manager")
    answer = client.get(reverse("completeness-file"), {"dataset": SET})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert {len(row) for row in rows} == {6}
    hidden = [row for row in rows if row[1].startswith("S903")]
    assert [row[3:5] for row in hidden] == [["s", "s"]]


def test_records_are_listed_worst_first_by_number_for_who_may_open_them(client, country):
    manager = member(client, "network-data-manager", filiere_id="filnemus")
    records = manager.get(reverse("completeness-records"), {"dataset": SET}).context["records"]
    shares = [one.share.percent for one in records]
    assert (len(records), shares) == (42, sorted(shares))
    of_site = manager.get(reverse("completeness-records"), {"dataset": SET, "site": "S902"})
    assert len(of_site.context["records"]) == 12
    assert "NOM" not in of_site.content.decode()
    other = manager.get(reverse("completeness-records"), {"dataset": SET, "site": "S903"})
    assert other.context["records"] == ()


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        ("data-manager", "completeness", 200),
        ("data-manager", "completeness-records", 403),
        ("national-team", "completeness", 403),
        ("clinician", "completeness", 403),
        ("network-coordinator", "completeness-file", 403),
    ],
)
def test_who_may_look(client, sites, role, name, status):
    assert member(client, role).get(reverse(name)).status_code == status


def test_an_unknown_collection_is_not_found(client, country):
    manager = member(client, "network-data-manager", filiere_id="filnemus")
    assert manager.get(reverse("completeness"), {"dataset": "'; drop"}).status_code == 404


def test_the_sdm_mr_has_its_page_too(client, country):
    manager = member(client, "network-data-manager", filiere_id="filnemus")
    page = manager.get(reverse("completeness")).context["page"]
    assert (page.dataset, page.whole.records) == ("sdm-mr", 42)
    assert page.items


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ((30, 30), set()),
        ((30, 10), {"A", "B"}),  # the other would follow from the total
        ((30, 0), set()),  # nobody to protect
        ((11, 11), set()),
        ((10, 11, 30), {"A", "B"}),
    ],
)
def test_what_the_country_is_shown_of_centres(counts, hidden):
    sites = tuple(SiteShare(code, code, "n", Share(count, 10, 5)) for code, count in zip("ABC", counts, strict=False))
    whole = Share(sum(counts), 10, 5)
    page = completeness_page(Measured("sdm-mr", whole, sites, (), False, True))
    assert {one.key for one in page.sites if one.percent is None} == hidden
    assert {one.key for one in completeness_page(Measured("sdm-mr", whole, sites, (), False, False)).sites} == {
        one.code for one in sites
    }
    open_page = completeness_page(Measured("sdm-mr", whole, sites, (), False, False))
    assert not open_page.hides
