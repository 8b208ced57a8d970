"""A published dossier where clinicians meet it: chart, form, and the addresses someone may try."""

import pytest
from django.urls import reverse

from orphee.dossiers.tests.conftest import CONFIRMED_AT, DISEASE, OTHER, TITLE, make, member, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def page_of(client, sites):
    def ask(name, site, *args):
        user = member(
            f"{site}{len(args)}{name}@example.org", "clinician", site=next(s for s in sites if s.code == site)
        )
        client.force_login(user)
        return client.get(reverse(name, args=args))

    return ask


@pytest.mark.parametrize(
    ("disease", "followed_at", "site", "status"),
    [
        (DISEASE, ("S901",), "S901", 200),
        (DISEASE, ("S901", "S902"), "S902", 404),
        (DISEASE, ("S901", "S903"), "S903", 404),
        (OTHER, ("S901",), "S901", 404),
    ],
)
def test_the_form_opens_for_the_people_and_centres_it_concerns(published, page_of, disease, followed_at, site, status):
    record = someone("MARTIN", (disease, CONFIRMED_AT), sites=followed_at)
    assert page_of("form", site, record, published.dossier.key, "main").status_code == status
    chart = page_of("chart", site, record).content.decode()
    assert (TITLE["fr"] in chart) is (status == 200)


def test_a_draft_is_on_no_chart(manager, nomenclature, page_of):
    version = make(manager)
    record = someone("MARTIN", (DISEASE, CONFIRMED_AT))
    assert page_of("form", "S901", record, version.dossier.key, "main").status_code == 404


def test_whoever_builds_dossiers_opens_no_record(client, manager, published):
    record = someone("MARTIN", (DISEASE, CONFIRMED_AT))
    client.force_login(manager)
    assert client.get(reverse("chart", args=[record])).status_code == 403
    assert client.get(reverse("form", args=[record, published.dossier.key, "main"])).status_code == 403


def test_a_preview_shows_the_questions_and_a_draft_with_faults_has_none(client, manager, published):
    client.force_login(manager)
    place = [published.dossier.key, published.version, "main"]
    shown = client.get(reverse("dossier-preview", args=place))
    assert shown.status_code == 200
    assert "Depuis quand" in shown.content.decode()
    assert client.get(reverse("dossier-preview", args=[*place[:2], "nowhere"])).status_code == 404
    empty = make(manager, title={"fr": "Vide", "en": "Empty"})
    assert client.get(reverse("dossier-preview", args=[empty.dossier.key, "1.0", "main"])).status_code == 302
