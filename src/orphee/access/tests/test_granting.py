"""Roles and tokens, given and taken back."""

import datetime as dt

import pytest
from django.urls import reverse

from orphee.access import granting
from orphee.access.models import Membership, User
from orphee.access.queries import live_token, reader_of
from orphee.access.rules.policy import Action, Scope
from orphee.network.actions import site_for_document
from orphee.network.models import Filiere, Site

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def site():
    return site_for_document("S001", name="Centre", finess="750803454")


def give(role="clinician", **where):
    return granting.grant(email="A@example.org", name="A", role=role, password="long enough, surely", **where)


def test_a_role_opens_its_site(site):
    assert give(site="S001")
    assert not give(role="research-staff", site="S001")
    reader = reader_of(User.objects.get())
    assert (reader.roles, reader.site_ids) == (frozenset({"clinician", "research-staff"}), frozenset({site.pk}))
    assert User.objects.get().check_password("long enough, surely")


def test_the_same_role_twice_is_one(site):
    give(site="S001")
    give(site="S001")
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "where"),
    [
        ("surgeon", {}),
        ("clinician", {}),
        ("clinician", {"site": "S999"}),
        ("integrator", {}),
        ("integrator", {"organisation": "x"}),
        ("network-data-manager", {}),
        ("network-data-manager", {"filiere": "x"}),
    ],
)
def test_what_makes_no_sense_is_refused(role, where):
    with pytest.raises(granting.UnableToGrant):
        give(role=role, **where)
    assert not User.objects.exists()


def test_a_role_without_people_gives_no_site(site):
    give(role="integrator", organisation=site.hospital.code, site="S001")
    reader = reader_of(User.objects.get())
    assert (reader.scope, reader.site_ids) == (Scope.NONE, frozenset())


@pytest.fixture
def network(site):
    network = Filiere.objects.create(code="filnemus", acronym="FILNEMUS", title="Maladies neuromusculaires")
    Site.objects.filter(pk=site.pk).update(filiere=network)
    site_for_document("S002", name="Ailleurs", finess="750803455")
    return network


def test_a_network_data_manager_reaches_the_sites_of_the_network_and_no_other(site, network):
    give(role="network-data-manager", filiere="filnemus")
    reader = reader_of(User.objects.get())
    assert (reader.scope, reader.site_ids) == (Scope.SITES, frozenset({site.pk}))
    assert reader.filieres == {"filnemus"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"role": "clinician", "site": "S001"}, {"role": "network-data-manager", "filiere": "filnemus"}),
        ({"role": "network-data-manager", "filiere": "filnemus"}, {"role": "research-staff", "site": "S001"}),
    ],
)
def test_names_and_a_whole_network_are_not_mixed_in_one_account(network, first, second):
    give(**first)
    with pytest.raises(granting.UnableToGrant, match="two accounts"):
        give(**second)


def test_an_account_that_mixes_them_anyway_keeps_to_the_sites_where_it_works(site, network):
    other = Site.objects.get(code="S002")
    give(site="S002")
    Membership.objects.create(user=User.objects.get(), role="network-data-manager", filiere=network)
    assert reader_of(User.objects.get()).site_ids == {other.pk}


def test_a_coordinator_reaches_no_site_of_their_network(network):
    give(role="network-coordinator", filiere="filnemus")
    assert reader_of(User.objects.get()).site_ids == frozenset()


def test_a_token_opens_until_it_is_revoked(site):
    number, secret = granting.issue(organisation=site.hospital.code, label="", now=NOW)
    assert live_token(secret).pk == number
    assert live_token(secret + "x") is None
    assert granting.revoke(number, now=NOW)
    assert live_token(secret) is None
    assert not granting.revoke(number, now=NOW)
    assert [(one.pk, one.organisation.code, one.revoked_at) for one in granting.tokens()] == [
        (number, site.hospital.code, NOW)
    ]


def test_sites_go_with_the_role_held_there(site):
    other = site_for_document("S002", name="Ailleurs", finess="750803455")
    give(site="S001")
    give(role="research-staff", site="S002")
    reader = reader_of(User.objects.get())
    assert reader.site_ids == {site.pk, other.pk}
    assert reader.doing(Action.EXPORT_RECORD).site_ids == {site.pk}


def test_only_who_sends_for_an_organisation_stands_for_it(site):
    give(role="data-manager", organisation=site.hospital.code)
    assert reader_of(User.objects.get()).organisation_ids == frozenset()
    give(role="integrator", organisation=site.hospital.code)
    assert reader_of(User.objects.get()).organisation_ids == {site.hospital.pk}


def test_a_closed_account_holds_nothing(site):
    give(site="S001")
    granting.close(email="a@example.org")
    reader = reader_of(User.objects.get())
    assert (reader.roles, reader.site_ids, reader.scope) == (frozenset(), frozenset(), Scope.NONE)


def test_an_account_opened_again_brings_back_neither_roles_nor_password_nor_session(client, site):
    site_for_document("S002", name="Ailleurs", finess="750803455")
    give(site="S001")
    client.force_login(User.objects.get())
    granting.close(email="a@example.org")
    opened = granting.grant(
        email="a@example.org", name="A", role="research-staff", site="S002", password="another, long enough"
    )
    user = User.objects.get()
    assert opened
    assert [(one.role, one.site.code) for one in user.memberships.all()] == [("research-staff", "S002")]
    assert user.check_password("another, long enough")
    assert client.get("/people/").status_code == 302


def test_a_former_role_of_a_closed_account_does_not_stand_in_the_way(network):
    give(site="S001")
    granting.close(email="a@example.org")
    give(role="network-data-manager", filiere="filnemus")
    assert reader_of(User.objects.get()).roles == {"network-data-manager"}


def test_a_membership_that_ends_ends_in_open_sessions_too(client, site):
    site_for_document("S002", name="Ailleurs", finess="750803455")
    give(site="S001")
    give(role="research-staff", site="S002")
    client.force_login(User.objects.get())
    assert client.get("/people/").status_code == 200
    Membership.objects.filter(role="clinician").delete()
    assert client.get(reverse("imports")).status_code == 403
    Membership.objects.all().delete()
    assert client.get("/people/").status_code == 403


def test_a_closed_account_is_out_at_the_next_page(client, site):
    give(site="S001")
    client.force_login(User.objects.get())
    assert client.get("/people/").status_code == 200
    granting.close(email="a@example.org")
    assert client.get("/people/").status_code == 302
