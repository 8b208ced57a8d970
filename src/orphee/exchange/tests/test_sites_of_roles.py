"""What leaves, and what a sheet brings in, keeps to the sites where the role that allows it is held."""

from __future__ import annotations

import pytest
from django.urls import reverse

from orphee.access.models import Membership, User
from orphee.access.queries import reader_of
from orphee.access.rules.policy import Action
from orphee.exchange.sheets.addressing import records_of
from orphee.network.actions import site_for_document
from orphee.record.intake import accept
from orphee.record.rules.submission import Channel, LocalId, PersonAsGiven, Submission

from .sheets.conftest import NOW

pytestmark = pytest.mark.django_db


def someone(name: str, site: str) -> str:
    person = PersonAsGiven(local_ids=(LocalId("1.2.3", name),), birth_name=name, birth_date="2020-02-28", sex="F")
    return accept(Submission(Channel.FORM, "test", person, (), NOW, site_codes=(site,)), now=NOW).record_key


@pytest.fixture
def user():
    """A clinician of S001 who is research staff of S002."""
    user = User.objects.create_user("a@example.org", name="A")
    for role, code in (("clinician", "S001"), ("research-staff", "S002")):
        Membership.objects.create(user=user, role=role, site=site_for_document(code))
    return user


@pytest.mark.parametrize(("site", "status"), [("S001", 200), ("S002", 404)])
def test_a_record_is_exported_where_the_role_allows_it(client, user, site, status):
    key = someone("MARTIN", site)
    client.force_login(user)
    address = reverse("export-phenopacket-file", args=[key])
    assert client.get(address).status_code == status
    chart = client.get(reverse("chart", args=[key]))
    assert chart.status_code == 200
    assert (reverse("export-phenopacket", args=[key]) in chart.content.decode()) is (status == 200)


def test_the_list_is_exported_for_the_sites_where_the_role_allows_it(client, user):
    someone("MARTIN", "S001")
    someone("DURAND", "S002")
    client.force_login(user)
    shown = client.get(reverse("worklist")).content.decode()
    assert "MARTIN" in shown
    assert "DURAND" in shown
    sheet = client.post(reverse("worklist-csv"), {}).content.decode()
    assert "MARTIN" in sheet
    assert "DURAND" not in sheet


def test_a_sheet_reaches_the_sites_where_the_role_allows_it(user):
    someone("MARTIN", "S001")
    someone("DURAND", "S002")
    found = records_of(reader_of(user).doing(Action.IMPORT_ENTRIES), {"MARTIN", "DURAND"})
    assert set(found) == {"MARTIN"}
