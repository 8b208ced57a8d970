"""Looking at what an export would hold is a reading; only the file that leaves is an export."""

from __future__ import annotations

import pytest
from django.urls import reverse

from orphee.access.models import Membership, User
from orphee.foundation import audit
from orphee.network.actions import site_for_document
from orphee.record.intake import accept
from orphee.record.rules.submission import Channel, LocalId, PersonAsGiven, Submission

from .sheets.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(client):
    """A record of S001, and somebody of S001 who is signed in."""
    user = User.objects.create_user("a@example.org", name="A")
    Membership.objects.create(user=user, role="clinician", site=site_for_document("S001"))
    client.force_login(user)
    person = PersonAsGiven(local_ids=(LocalId("1.2.3", "1"),), birth_name="MARTIN", birth_date="2020-02-28", sex="F")
    return accept(Submission(Channel.FORM, "test", person, (), NOW, site_codes=("S001",)), now=NOW).record_key


@pytest.mark.parametrize("kind", ["phenopacket", "fhir"])
def test_a_preview_is_a_reading_and_the_file_an_export(client, key, kind):
    def lines():
        return [(one.action, one.detail.get("page"), one.detail.get("format")) for one in audit.of_record(key)]

    before = len(lines())
    assert client.get(reverse(f"export-{kind}", args=[key])).status_code == 200
    assert lines()[: len(lines()) - before] == [("read", "export", kind)]
    assert client.get(reverse(f"export-{kind}-file", args=[key])).status_code == 200
    assert lines()[: len(lines()) - before] == [("export", None, kind), ("read", "export", kind)]
