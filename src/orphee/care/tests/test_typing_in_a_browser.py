"""Nothing typed is lost: a closed tab, a lost connection, an ended session, two people on one form."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from orphee.access.context import as_system
from orphee.care.models import Draft
from orphee.care.tests import invented
from orphee.care.tests.conftest import entries_of, member
from orphee.care.tests.test_in_a_browser import browser, clinician, is_sound, open_page, record_key
from orphee.config.testing import PATIENCE, settled, wait_for_truth
from orphee.network.models import Site

__all__ = ["browser", "clinician", "record_key"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("desk")]
KEPT = re.compile("Gardé")


@pytest.fixture
def visit(record_key, monkeypatch):
    invented.put(monkeypatch, invented.JOURNAL)
    return reverse("form", args=[record_key, "journal", "visit"])


def sign_in(page, live_server, user):
    """Sign in again, as another tab of the same browser would."""
    client = Client()
    client.force_login(user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


def kept_here(page):
    return page.evaluate("Object.entries(localStorage).filter(([name]) => name.startsWith('orphee:'))")


def nothing_is_kept_here(page):
    wait_for_truth(page, "!Object.keys(localStorage).some((name) => name.startsWith('orphee:'))")


@pytest.mark.parametrize(("width", "language"), [(1280, "fr"), (390, "en")])
def test_every_new_page_is_accessible(browser, live_server, clinician, visit, record_key, width, language):
    page = open_page(browser, live_server, clinician, width=width, language=language)
    addresses = [
        visit,
        visit + "?section=mood",
        visit + "?section=files",
        reverse("other-collections", args=[record_key]),
        reverse("form", args=[record_key, "phenotype", "feature"]),
        reverse("definition-preview", args=["journal", "visit"]),
    ]
    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        is_sound(page)


def test_a_closed_tab_comes_back(browser, live_server, clinician, visit):
    page = open_page(browser, live_server, clinician)
    page.goto(visit)
    page.locator("[name=stamp]").press_sequentially("presque fini")
    with page.expect_event("close"):
        page.close(run_before_unload=True)  # before the server was told
    page = open_page(browser, live_server, clinician)
    limit = time.monotonic() + PATIENCE
    while page.goto(visit) and page.locator("[name=stamp]").input_value() != "presque fini":
        assert time.monotonic() < limit, "what was typed did not come back"


def test_a_lost_connection_loses_nothing(browser, live_server, clinician, visit):
    page = open_page(browser, live_server, clinician)
    page.goto(visit)
    page.context.set_offline(True)
    page.locator("[name=stamp]").press_sequentially("hors ligne")
    expect(page.locator("#save-state")).to_contain_text("ne répond pas")
    assert page.locator("[name=stamp]").input_value() == "hors ligne"
    _name, kept = kept_here(page)[0]
    assert "hors ligne" not in kept
    is_sound(page)
    page.context.set_offline(False)
    expect(page.locator("#save-state")).to_contain_text(KEPT)
    nothing_is_kept_here(page)


def test_what_was_never_sent_is_put_back(browser, live_server, clinician, visit):
    page = open_page(browser, live_server, clinician)
    page.goto(visit)
    page.context.set_offline(True)
    page.locator("[name=stamp]").fill("jamais parti")
    expect(page.locator("#save-state")).to_contain_text("ne répond pas")
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(visit)
    expect(page.locator("#save-state")).to_contain_text("maintenant envoyé")
    expect(page.locator("[name=stamp]")).to_have_value("jamais parti")
    nothing_is_kept_here(page)


def test_an_ended_session_loses_nothing(browser, live_server, clinician, visit, record_key):
    page = open_page(browser, live_server, clinician)
    page.goto(visit)
    Session.objects.all().delete()
    page.locator("[name=stamp]").press_sequentially("session finie")
    expect(page.locator("#save-state")).to_contain_text("session est terminée")
    expect(page.locator("#save-state a")).to_have_attribute("target", "_blank")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    assert page.locator("[name=stamp]").input_value() == "session finie"
    sign_in(page, live_server, clinician)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#save-state")).to_contain_text(KEPT)
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.locator("#messages")).to_contain_text("Brouillon")
    assert entries_of(record_key, "visit")[0].payload == {"stamp": "session finie"}


def test_somebody_else_signed_in_does_not_inherit(browser, live_server, clinician, visit, record_key):
    paul = member("paul@example.org", "clinician", site=Site.objects.get())
    page = open_page(browser, live_server, clinician)
    page.goto(visit)
    sign_in(page, live_server, paul)
    page.locator("[name=stamp]").press_sequentially("d'Anne")
    expect(page.locator("#save-state")).to_contain_text("quelqu’un d’autre", ignore_case=True)
    page.goto(visit)
    expect(page.locator("[name=stamp]")).to_have_value("")
    sign_in(page, live_server, clinician)
    page.goto(visit)
    expect(page.locator("[name=stamp]")).to_have_value("d'Anne")
    with as_system("test"):
        assert {one.author_id for one in Draft.objects.all()} == {clinician.pk}


def test_two_people_are_told(browser, live_server, clinician, visit, record_key):
    paul = member("paul@example.org", "clinician", site=Site.objects.get())
    anne, other = open_page(browser, live_server, clinician), open_page(browser, live_server, paul)
    anne.goto(visit)
    anne.fill("[name=stamp]", "d’Anne")
    expect(anne.locator("#save-state")).to_contain_text(KEPT)
    other.goto(visit)
    expect(other.locator("#also-here")).to_contain_text("Dr Anne")
    other.fill("[name=stamp]", "de Paul")
    other.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(other.locator("#messages")).to_contain_text("Brouillon")
    anne.get_by_role("button", name="Suivant").click()
    expect(anne.locator("#conflict")).to_contain_text("Dr Paul")
    expect(anne.locator("main")).to_contain_text("de Paul")
    is_sound(anne)
    assert entries_of(record_key, "visit")[0].payload == {"stamp": "de Paul"}


def test_sections_with_the_keyboard(browser, live_server, clinician, visit, record_key):
    page = open_page(browser, live_server, clinician)
    page.goto(visit)
    page.locator("[name='weight.value']").fill("12,5")
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("#section-title")).to_have_text("Humeur")
    settled(page)
    page.click("label[for=item-tired-2]")
    page.click("label[for=item-sad-2]")
    expect(page.locator("[data-computed=total]")).to_have_text("2")
    page.get_by_role("button", name="Tout reprendre").click()
    expect(page.locator("#item-born")).to_have_value("05/2019")
    settled(page)
    page.keyboard.press("Control+s")
    expect(page.locator("#messages")).to_contain_text("Brouillon")
    settled(page)
    page.locator("#problem-list a", has_text="Vu le").first.click()
    expect(page.locator("#item-seen_on")).to_be_focused()
    page.fill("#item-seen_on", "12/05/2024")
    page.get_by_role("button", name="Terminer").click()
    expect(page.locator("#messages")).to_contain_text("complet")
    payload = entries_of(record_key, "visit")[0].payload
    assert payload == {"seen_on": "2024-05-12", "weight": {"value": 12.5, "unit": "kg"}, "tired": "1", "sad": "1",
                       "total": 2, "born": "2019-05", "disease": "ORPHA:586"}  # fmt: skip


def test_a_file_in_the_form(browser, live_server, clinician, visit, record_key, tmp_path):
    (tmp_path / "irm.pdf").write_bytes(b"%PDF-1.7 invented")
    page = open_page(browser, live_server, clinician)
    page.goto(visit + "?section=files")
    page.set_input_files("[data-attach]", tmp_path / "irm.pdf")
    expect(page.locator("[data-files]")).to_contain_text("irm.pdf")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.locator("#messages")).to_contain_text("Brouillon")
    assert entries_of(record_key, "visit")[0].payload["report"]["name"] == "irm.pdf"
