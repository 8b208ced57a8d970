"""What a reader with fresh eyes stumbled over, in a real browser."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from orphee.care.tests.conftest import entries_of
from orphee.care.tests.test_in_a_browser import TERMS, browser, clinician, is_sound, open_page, record_key
from orphee.terminology import loading

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("desk")]
__all__ = ["browser", "clinician", "record_key"]


@pytest.fixture
def terms(tmp_path, monkeypatch):
    (tmp_path / "hp.obo").write_text(TERMS)
    monkeypatch.setattr(loading, "_refresh_statistics", lambda: None)  # the owner's work, not this test's
    loading.load([tmp_path])


def test_each_export_opens_the_page_that_says_what_it_cannot_say(browser, live_server, clinician, record_key):
    page = open_page(browser, live_server, clinician)
    page.goto(reverse("chart", args=[record_key]))
    names = page.locator(".o-summary__do a.fr-icon-download-line").all_inner_texts()
    assert len(names) == 3
    for name in names:
        page.goto(reverse("chart", args=[record_key]))
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.locator("h1")).to_be_visible()
        assert page.url.rstrip("/") != f"{live_server.url}{reverse('chart', args=[record_key])}".rstrip("/")


def test_a_term_typed_and_not_chosen_is_said_and_kept(browser, live_server, clinician, record_key, terms):
    page = open_page(browser, live_server, clinician)
    entry = entries_of(record_key, "diagnosis")[0]
    page.goto(reverse("entry-form", args=[record_key, "sdm-mr", "diagnosis", entry.key]))
    box, left = page.locator("#item-clinical_description"), page.locator("#item-clinical_description-left")
    box.fill("qqqqq")
    expect(page.get_by_text("Rien trouvé")).to_be_visible()
    box.fill("microcephaly")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(left).to_contain_text("effacez « microcephaly »")
    expect(page.locator("#save-state")).to_contain_text("Gardé")
    is_sound(page)
    page.get_by_role("button", name="Terminer").click()
    expect(box).to_be_focused()
    assert entries_of(record_key, "diagnosis")[0].revision == entry.revision
    page.reload()
    expect(box).to_have_value("microcephaly")
    expect(left).to_be_visible()
    box.fill("")
    expect(left).to_be_hidden()
    box.fill("microcephaly")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(left).to_be_hidden()
    page.get_by_role("button", name="Terminer").click()
    expect(page.locator("#messages")).to_contain_text("Enregistré")
    assert "HP:0000252" in entries_of(record_key, "diagnosis")[0].payload["clinical_description"]


def test_a_session_that_ended_is_said_by_the_picker(browser, live_server, clinician, record_key, terms):
    page = open_page(browser, live_server, clinician)
    page.goto(reverse("new-entry", args=[record_key, "sdm-mr", "diagnosis"]))
    page.context.clear_cookies()
    page.locator("#item-clinical_description").fill("microcephaly")
    expect(page.locator("#session-ended")).to_be_visible()
    expect(page.locator("#item-clinical_description-list")).to_be_empty()


def test_a_new_person_who_looks_alike_and_a_session_that_ended(browser, live_server, clinician, record_key):
    page = open_page(browser, live_server, clinician)
    page.goto(reverse("new-person"))
    for name, value in (("birth_name", "MARTIN"), ("first_given_name", "Lina"), ("birth_date", "12/05/2019")):
        page.fill(f"#item-{name}", value)
    page.locator("#item-sex label", has_text="minin").first.click()
    expect(page.locator("#looked")).to_be_visible()
    button = page.get_by_role("button", name="Ouvrir le dossier")
    button.click()
    expect(page.locator("#problem-list")).to_be_focused()
    is_sound(page)
    page.locator("#problem-list a").click()
    expect(page.locator("#looked")).to_be_focused()
    page.keyboard.press("Space")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    button.click()
    expect(page.locator("#session-ended")).to_be_visible()
    expect(page.locator("#item-birth_name")).to_have_value("MARTIN")
    page.context.add_cookies(cookies)
    button.click()
    expect(page.locator("h1")).to_contain_text("MARTIN")


def test_on_a_phone_the_search_answers_in_sight_and_back_finds_it_again(browser, live_server, clinician, record_key):
    page = open_page(browser, live_server, clinician, width=390)
    page.goto(reverse("worklist"))
    expect(page.locator("#status")).to_be_hidden()
    page.fill("#search", "mart")
    person = page.get_by_role("link", name="MARTIN Lina")
    expect(page.locator("#found")).to_have_text("1 personne")
    expect(page.get_by_role("button", name="Effacer la recherche")).to_be_visible()
    assert person.bounding_box()["y"] < 800
    is_sound(page)
    person.click()
    page.wait_for_url("**/records/**")
    page.go_back()
    expect(page.locator("#search")).to_have_value("mart")
    page.get_by_role("button", name="Effacer la recherche").click()
    expect(page.locator("#search")).to_have_value("")
