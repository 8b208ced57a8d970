"""The pages of data managers, and a question answered by a correction, in a real browser."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from orphee.access.context import reading_as
from orphee.access.queries import reader_of
from orphee.care import questions
from orphee.care.tests.conftest import diagnosis, enter, entries_of, member
from orphee.care.tests.test_in_a_browser import browser, is_sound, open_page
from orphee.network.models import Filiere, Organisation, Site
from orphee.record.view import entry_view

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("desk")]
__all__ = ["browser"]


@pytest.fixture
def people(transactional_db):
    """A clinician, the data manager of the network, the national data manager, and a record."""
    hospital = Organisation.objects.create(code="chu-b", kind="hospital", name="CHU", finess="750000002")
    network = Filiere.objects.create(code="filtest", acronym="FILTEST", title="Test")
    site = Site.objects.create(code="S901", kind="ccmr", name="Centre A", hospital=hospital, filiere=network)
    return {
        "clinician": member("anne@example.org", "clinician", site=site),
        "manager": member("data@example.org", "network-data-manager", filiere=network),
        "national": member("donnees@example.org", "data-manager"),
        "record": enter(entries=[diagnosis(clinical_description=["HP:0001250"])]),
    }


def ask(people, item="status"):
    entry = entry_view(entries_of(people["record"], "diagnosis")[0])
    reader = reader_of(people["manager"])
    with reading_as(reader):
        return questions.ask(reader, people["record"], entry, item, "Probable ou confirmé ?", now=timezone.now())


@pytest.mark.parametrize(("width", "language"), [(1280, "fr"), (390, "en")])
def test_every_page_of_a_data_manager_is_accessible(browser, live_server, people, width, language):
    question = ask(people)
    entry = entries_of(people["record"], "diagnosis")[0]
    page = open_page(browser, live_server, people["manager"], width=width, language=language)
    for address in (
        reverse("questions-asked"),
        reverse("question", args=[question.key]),
        reverse("entries-by-number"),
        reverse("record-entries", args=[people["record"]]),
        reverse("ask-question", args=[people["record"], entry.key]),
        reverse("completeness"),
        reverse("completeness-records"),
    ):
        page.goto(address)
        is_sound(page)
        assert "MARTIN" not in page.content()
    page.goto(reverse("ask-question", args=[people["record"], entry.key]))
    page.locator("form.o-ask button[type=submit]").click()
    expect(page.locator("#words-problem")).to_be_visible()
    is_sound(page)
    page.goto(reverse("entries-by-number"))
    page.fill("#number", "AAA-AAA-AAA-A")
    page.keyboard.press("Enter")
    expect(page.locator("#number-problem")).to_be_visible()
    is_sound(page)
    page = open_page(browser, live_server, people["national"], width=width, language=language)
    page.goto(reverse("completeness"))
    is_sound(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_question_is_found_on_the_list_and_answered_by_a_correction(browser, live_server, people, width):
    question = ask(people)
    page = open_page(browser, live_server, people["clinician"], width=width)
    page.goto(reverse("worklist"))
    is_sound(page)
    page.get_by_role("link", name="Voir les questions").click()
    expect(page.get_by_text("Probable ou confirmé ?")).to_be_visible()
    is_sound(page)
    page.goto(reverse("chart", args=[people["record"]]))
    is_sound(page)
    page.goto(reverse("record-question", args=[people["record"], question.key]))
    is_sound(page)
    page.get_by_role("link", name="Corriger la réponse dans le formulaire").click()
    expect(page.locator("[data-field=status] .o-question")).to_contain_text("Probable ou confirmé ?")
    is_sound(page)
    page.locator("[data-field=status]").get_by_text("Confirmé", exact=True).click()
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.locator("#messages")).to_contain_text("nregistré")
    page.goto(reverse("questions-to-answer"))
    expect(page.get_by_text("Aucune question ne vous attend")).to_be_visible()
    is_sound(page)
