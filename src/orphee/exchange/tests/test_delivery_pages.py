"""The pages of deliveries: who sees an answer, and who the original."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from orphee.access.context import as_system
from orphee.access.granting import grant
from orphee.access.models import User
from orphee.exchange.actions import deliver
from orphee.exchange.models import Delivery
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


def test_a_list_tells_documents_and_hospitals_apart() -> None:
    Organisation.objects.create(code="chu", kind=OrganisationKind.HOSPITAL, name="CHU de Fontevraud")
    client = signed_in("integrator", "chu")
    keys = [deliver(text, sender="organisation:chu", way="http", now=NOW).key for text in (b"one", b"two")]
    answer = {"record": "7KX-AAA-BBB-1", "document": {"id": "1.2.3^A9"}, "problems": []}
    with as_system("test"):
        Delivery.objects.filter(key=keys[0]).update(state="accepted", answer=answer)
    shown = client.get("/deliveries/").content.decode()
    for said in ("1.2.3^A9", "7KX-AAA-BBB-1", f"Envoi {str(keys[1])[:8]}", "CHU de Fontevraud"):
        assert said in shown
    assert "organisation:chu" not in shown
    assert "Acceptées" not in shown  # that is of proposals, in another room


@pytest.mark.parametrize(("state", "said"), [
    ("refused", "Tous les documents reçus"), ("accepted", "Aucun document accepté"),
    ("received", "Aucun document n’attend sa réponse"),
])  # fmt: skip
def test_each_filter_looks_chosen_and_says_when_it_is_empty(state: str, said: str) -> None:
    Organisation.objects.create(code="chu", kind=OrganisationKind.HOSPITAL, name="CHU")
    client = signed_in("integrator", "chu")
    deliver(b"not xml", sender="organisation:chu", way="http", now=NOW)
    shown = client.get("/deliveries/", {"state": state}).content.decode()
    assert f'href="?state={state}" aria-current="page"' in shown
    assert (said in shown) == (state != "refused")
