"""Whom to tell of a weakness of this installation."""

import datetime as dt

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db
ADDRESS = "/.well-known/security.txt"


@pytest.mark.parametrize(
    ("set_to", "said"),
    [
        ("securite@chu.example", "Contact: mailto:securite@chu.example"),
        ("mailto:securite@chu.example", "Contact: mailto:securite@chu.example"),
        ("https://chu.example/securite", "Contact: https://chu.example/securite"),
    ],
)
def test_an_installation_says_whom_to_tell_of_a_weakness(client, settings, set_to, said):
    settings.SECURITY_CONTACT = set_to
    answer = client.get(ADDRESS)
    contact, expires, languages = answer.text.splitlines()
    assert (answer["Content-Type"], contact, languages) == (
        "text/plain; charset=utf-8", said, "Preferred-Languages: fr, en",
    )  # fmt: skip
    until = dt.datetime.fromisoformat(expires.removeprefix("Expires: ")) - timezone.now()
    assert dt.timedelta(days=60) < until < dt.timedelta(days=365), "RFC 9116 wants less than a year"


def test_without_a_contact_there_is_no_such_page(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get(ADDRESS).status_code == 404
