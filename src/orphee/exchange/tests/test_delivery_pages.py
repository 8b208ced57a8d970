"""The pages of deliveries: who sees an answer, and who the original."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from orphee.access.granting import grant
from orphee.access.models import User
from orphee.exchange.actions import deliver
from orphee.network.models import Organisation, OrganisationKind

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)


def signed_in(role: str, organisation: str = "") -> Client:
    """Someone of this role."""
    grant(email=f"{role}@test.fr", name=role, role=role, organisation=organisation, password="long enough to pass")
    client = Client()
    client.force_login(User.objects.get(email=f"{role}@test.fr"))
    return client


@pytest.mark.parametrize(("role", "sender", "content", "page", "original"), [
    ("integrator",   "organisation:chu", b"not xml", 200, 200),
    ("integrator",   "command",          b"not xml", 404, 404),
    ("data-manager", "organisation:chu", b"not xml", 200, 404),  # it names a person
    ("data-manager", "command",          b"not xml", 200, 404),
    ("integrator",   "organisation:chu", b"",        200, 404),  # there is nothing in it
])  # fmt: skip
def test_the_original_is_for_its_own_organisation(
    role: str, sender: str, content: bytes, page: int, original: int
) -> None:
    Organisation.objects.create(code="chu", kind=OrganisationKind.HOSPITAL, name="CHU")
    client = signed_in(role, "chu" if role == "integrator" else "")
    address = f"/deliveries/{deliver(content, sender=sender, way='http', now=NOW).key}/"
    shown, had = client.get(address), client.get(f"{address}original/")
    assert (shown.status_code, had.status_code) == (page, original)
    if page == 200:
        assert (f"{address}original/" in shown.content.decode()) == (original == 200)
    if original == 200:
        assert had.content == content
