"""A form is sent once, however often its button is pressed, and going back never sends it again."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from orphee.access.context import as_system
from orphee.care.tests.conftest import entries_of
from orphee.care.tests.test_in_a_browser import browser, clinician, open_page, record_key
from orphee.record.models import Entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("desk")]
__all__ = ["browser", "clinician", "record_key"]


def posts_of(page, path):
    """What the page posts to an address, as it goes."""
    sent = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" and one.url.endswith(path) else None)
    return sent


def test_a_double_click_opens_one_record_and_back_shows_the_empty_form(browser, live_server, clinician):
    page = open_page(browser, live_server, clinician)
    path = reverse("new-person")
    page.goto(path)
    page.get_by_label("Nom de naissance").fill("Decourcy")
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.locator("#problem-list")).to_be_visible()
    assert page.locator("#item-first_given_name-problems").is_visible()
    page.get_by_label("Premier prénom").fill("Léa")
    expect(page.locator("#item-first_given_name-problems")).to_be_hidden()
    page.get_by_text("Féminin", exact=True).click()
    page.get_by_label("Date de naissance").fill("28/02/2024")
    sent = posts_of(page, path)
    page.get_by_role("button", name="Ouvrir le dossier").dblclick()
    page.wait_for_url(re.compile("/records/"))
    assert len(sent) == 1
    with as_system("test"):
        assert Entry.objects.filter(instrument="case_file").count() == 1
        assert Entry.objects.filter(instrument="follow_up").count() == 1
    page.go_back()
    expect(page.get_by_label("Nom de naissance")).to_have_value("")
    expect(page.locator("#problem-list")).to_have_count(0)


def test_a_double_click_finishes_an_entry_once(browser, live_server, clinician, record_key):
    page = open_page(browser, live_server, clinician)
    page.goto(reverse("new-entry", args=[record_key, "sdm-mr", "activity"]))
    path = re.sub(r"^https?://[^/]+", "", page.url)
    sent = posts_of(page, path)
    page.locator("#item-performed_on").fill("12/01/2024")
    page.get_by_role("button", name="Enregistrer le brouillon").dblclick()
    page.wait_for_url(re.compile(r"/activity/[0-9a-f-]{36}/$"))
    assert len(sent) == 1
    assert [one.revision for one in entries_of(record_key, "activity")] == [1]
    expect(page.locator("#conflict")).to_have_count(0)
