"""The synthetic network: real proportions, real towns, nothing that could be taken for real."""

from collections import Counter

import pytest

from orphee.network.models import Organisation, Site
from orphee.network.rules.geography import DEPARTMENTS
from orphee.network.rules.rare_disease_networks import ERNS, FILIERES
from orphee.synthetic.network import ensure_synthetic_network
from orphee.synthetic.rules import network_plan
from orphee.synthetic.rules.network_plan import of_town, plan_network, shares
from orphee.synthetic.rules.towns import towns

PLAN = plan_network(1)


def test_proportions_are_those_of_the_labelling() -> None:
    kinds = Counter(site.kind for site in PLAN.sites)
    assert kinds["crmr-coordinator"] == 122
    assert kinds["crmr-constitutive"] + kinds["crc"] == 603
    assert kinds["ccmr"] == 1708
    assert Counter(one.kind for one in PLAN.organisations if one.kind != "hospital") == {
        "laboratory": 50,
        "pemr": 19,
        "pcom": 4,
    }


def test_every_filiere_and_department_has_a_centre() -> None:
    towns_by_hospital = {one.code: one.town for one in PLAN.organisations}
    assert {site.filiere for site in PLAN.sites} == {one.code for one in FILIERES}
    assert {ern for site in PLAN.sites for ern in site.erns} <= {one.code for one in ERNS}
    assert len({towns_by_hospital[site.hospital].department for site in PLAN.sites}) > 90


def test_each_site_stands_in_its_filiere_under_a_coordinator_of_it() -> None:
    by_code = {site.code: site for site in PLAN.sites}
    for site in PLAN.sites:
        if site.kind == "crmr-coordinator":
            assert site.coordinator == ""
        else:
            above = by_code[site.coordinator]
            assert (above.kind, above.filiere) == ("crmr-coordinator", site.filiere)


def test_nothing_can_be_taken_for_real() -> None:
    names = [one.name for one in PLAN.organisations] + [one.name for one in PLAN.sites]
    assert all("(fictif)" in name or "(fictive)" in name for name in names)
    assert all(one.finess.startswith("99") for one in PLAN.organisations)
    assert len({one.finess for one in PLAN.organisations}) == len(PLAN.organisations)


def test_the_plan_depends_on_the_seed_only() -> None:
    assert plan_network(1) == PLAN
    assert plan_network(2) != PLAN


def test_every_department_has_a_town() -> None:
    assert {town.department for town in towns()} == set(DEPARTMENTS)


@pytest.mark.parametrize(
    ("town", "said"),
    [("Lille", "de Lille"), ("Angers", "d'Angers"), ("Le Mans", "du Mans"), ("Évreux", "d'Évreux")],
)
def test_french_elides(town: str, said: str) -> None:
    assert of_town(town) == said


def test_shares_add_up_and_leave_nobody_out() -> None:
    assert shares(10, [1, 1, 98]) == [1, 1, 8]
    assert sum(shares(network_plan.COORDINATORS, [3, 7, 11])) == network_plan.COORDINATORS


@pytest.mark.django_db
def test_the_network_is_put_in_place_once() -> None:
    assert ensure_synthetic_network(seed=1) == network_plan.SITES
    assert ensure_synthetic_network(seed=1) == 0
    assert Site.objects.count() == Site.objects.filter(is_synthetic=True).count() == 2433
    assert Site.objects.filter(coordinator__isnull=True).count() == 122
    assert not Organisation.objects.exclude(is_synthetic=True).exists()


@pytest.mark.django_db
def test_a_site_that_a_document_named_takes_its_place() -> None:
    from orphee.network.actions import site_for_document

    before = site_for_document("S001", name="Named by a document").pk
    ensure_synthetic_network(seed=1)
    site = Site.objects.get(code="S001")
    assert (site.pk, site.is_synthetic, site.is_provisional, site.kind) == (before, True, False, "crmr-coordinator")
