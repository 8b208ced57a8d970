"""Words where people expect words: sites by their town and name, and no identifier among the answers."""

from __future__ import annotations

import pytest
from django.urls import reverse

from orphee.care.rules.telling import differences
from orphee.datasets import catalogue
from orphee.network.models import Site
from orphee.record.rules.submission import EntryAsGiven

from .conftest import enter, entries_of

pytestmark = pytest.mark.django_db


def test_the_list_names_the_town_of_a_site_and_gives_its_name(client, clinician, record_key):
    site = Site.objects.get(code="S901")
    site.hospital.city = "Nantes"
    site.hospital.save()
    client.force_login(clinician)
    page = client.get(reverse("worklist")).content.decode()
    assert f'Nantes <abbr class="o-code" title="{site.name}">S901</abbr>' in page


def test_a_difference_says_which_question_it_is_about():
    form = catalogue.dataset("sdm-mr").instrument("diagnosis")
    found = differences(form, {"identifier": "2.25.1"}, {}, "fr", str)
    assert [(one.path, one.mine) for one in found] == [("identifier", "2.25.1")]


def test_a_history_keeps_identifiers_out_of_the_answers(client, clinician, record_key):
    client.force_login(clinician)
    entry = entries_of(record_key, "diagnosis")[0]
    page = client.get(reverse("entry-history", args=[record_key, entry.key])).content.decode()
    label = catalogue.dataset("sdm-mr").instrument("diagnosis").item("identifier").label.fr
    assert f'<th scope="row">{label}</th>' not in page
    assert (f"<summary>{label}</summary>" in page) == bool(entry.payload.get("identifier"))


def test_a_site_known_elsewhere_is_named(client, clinician):
    follow_up = EntryAsGiven("sdm-mr", "2025.01", "follow_up", {"site": "S901", "included_on": "2020-01-02"}, key="1")
    record_key = enter(entries=[follow_up])
    client.force_login(clinician)
    page = client.get(reverse("new-entry", args=[record_key, "sdm-mr", "diagnosis"]), follow=True).content.decode()
    known = page[page.index("Déjà dans le dossier") :][:600]
    assert "Centre A (S901)" in known
    assert ", S901" not in known
