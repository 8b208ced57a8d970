"""The guides as pages: reachable from everywhere, for everyone, and every link of theirs leads somewhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from orphee.access.granting import grant
from orphee.access.models import User
from orphee.config import guide
from orphee.network.models import Organisation, OrganisationKind

pytestmark = pytest.mark.django_db


def test_every_file_of_the_guide_is_a_page_and_no_other() -> None:
    assert {one.stem for one in (guide.DOCS / "guide").glob("*.md")} == guide.NAMES


@pytest.mark.parametrize("name", sorted(guide.NAMES))
def test_a_guide_is_a_page_whose_links_lead_somewhere(name: str) -> None:
    client = Client()
    shown = client.get(reverse("guide", args=[name]))
    assert shown.status_code == 200
    text = re.search(r"<article.*</article>", shown.content.decode(), re.S)
    assert text
    for address in re.findall(r'(?:href|src)="(/[^"#]*)', text.group()):
        assert client.get(address).status_code == 200, address
    for place in re.findall(r'href="#([^"]+)"', text.group()):
        assert f'id="{place}"' in text.group()
    assert f'lang="{"en" if name.endswith("-en") else "fr"}"' in text.group()


@pytest.mark.parametrize("address", ["/help/secret/", "/help/readme/", "/help/pictures/none.png", "/help/../settings/"])
def test_what_is_no_guide_is_not_found(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_the_guides_of_the_readers_work_come_first() -> None:
    Organisation.objects.create(code="chu", kind=OrganisationKind.HOSPITAL, name="CHU")
    grant(email="i@test.fr", name="I", role="integrator", organisation="chu", password="long enough to pass")
    client = Client()
    client.force_login(User.objects.get(email="i@test.fr"))
    mine, others = client.get(reverse("guides")).content.decode().split("Les autres guides")
    assert reverse("guide", args=["integrateur"]) in mine
    assert reverse("guide", args=["clinicien"]) in others
    assert reverse("guide", args=["integrateur"]) in client.get(reverse("deliveries")).content.decode()  # none yet


def test_help_is_on_every_page_signed_in_or_not() -> None:
    assert Client().get(reverse("sign-in")).content.decode().count(f'href="{reverse("guides")}"') >= 2


def test_markup_of_a_file_is_shown_and_not_obeyed(tmp_path, monkeypatch) -> None:
    (tmp_path / "guide").mkdir()
    (tmp_path / "guide" / "questions.md").write_text("# T\n<script>x</script> [a](javascript:x) [b](../../secret.md)\n")
    monkeypatch.setattr(guide, "DOCS", tmp_path)
    made = guide.html_of.__wrapped__("questions")
    assert "<script" not in made
    assert "href=" not in made
