"""Every page of the desk in a real browser: nothing that axe finds, no script error, keyboard all the way."""

import json
import os
import re
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect, sync_playwright

from orphee.care.desk_sets import DESK, is_filled_here, latest
from orphee.care.tests.conftest import diagnosis, enter, entries_of, member
from orphee.config.testing import settled
from orphee.network.models import Organisation, Site
from orphee.terminology import loading

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("desk")]

LONGEST = 30_000  # milliseconds that a busy machine may take for a page or what a page awaits
expect.set_options(timeout=LONGEST)
OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FORMS = [(key, one.key) for key in DESK for one in latest(key).instruments if is_filled_here(one) and not one.legacy]
TERMS = """format-version: 1.2
data-version: hp/releases/2030-01-01
ontology: hp

[Term]
id: HP:0000118
name: Phenotypic abnormality

[Term]
id: HP:0000252
name: Microcephaly
synonym: "Small head" EXACT []
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:0001250
name: Seizure
is_a: HP:0000118 ! Phenotypic abnormality
"""


@pytest.fixture(scope="module")
def browser():
    path = os.environ.get("ORPHEE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def clinician(transactional_db):
    hospital = Organisation.objects.create(code="chu-b", kind="hospital", name="CHU", finess="750000002")
    site = Site.objects.create(code="S901", kind="ccmr", name="Centre A", hospital=hospital)
    return member("anne@example.org", "clinician", site=site)


@pytest.fixture
def record_key(clinician):
    return enter(entries=[diagnosis(clinical_description=["HP:0001250"])])


def open_page(browser, live_server, user, *, width=1280, language="fr"):
    client = Client()
    client.force_login(user)
    context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 900}, locale="fr-FR")
    context.set_default_timeout(LONGEST)
    cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": language}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    page = context.new_page()
    page.script_errors = []
    page.on("pageerror", lambda error: page.script_errors.append(str(error)))
    return page


def is_sound(page):
    """Nothing that axe finds, no script error, nothing wider than the screen."""
    settled(page)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    told = [(one["id"], [node["html"][:200] for node in one["nodes"]][:3]) for one in found]
    assert not told, json.dumps(told, indent=1)
    assert not page.script_errors
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize(("width", "language"), [(1280, "fr"), (390, "en")])
def test_every_page_is_accessible(browser, live_server, clinician, record_key, width, language):
    page = open_page(browser, live_server, clinician, width=width, language=language)
    entry = entries_of(record_key, "diagnosis")[0]
    addresses = [
        reverse("worklist"),
        reverse("new-person"),
        reverse("chart", args=[record_key]),
        reverse("accesses", args=[record_key]),
        reverse("entry-history", args=[record_key, entry.key]),
        reverse("form", args=[record_key, "sdm-mr", "diagnosis"]),
        reverse("entry-form", args=[record_key, "sdm-mr", "diagnosis", entry.key]),
    ]
    for address in addresses:
        page.goto(address)
        is_sound(page)
    page.goto("/records/00000000-0000-4000-8000-000000000000/")
    is_sound(page)
    page.context.clear_cookies()
    page.goto(reverse("sign-in"))
    is_sound(page)


@pytest.mark.parametrize(("dataset", "instrument"), FORMS)
def test_every_form_is_accessible(browser, live_server, clinician, record_key, dataset, instrument):
    page = open_page(browser, live_server, clinician)
    repeats = latest(dataset).instrument(instrument).repeats
    page.goto(reverse("new-entry" if repeats else "form", args=[record_key, dataset, instrument]))
    for button in page.locator("[data-rows-add]").all():
        button.click()
    is_sound(page)


def test_no_link_of_the_desk_is_dead(browser, live_server, clinician, record_key):
    client = Client()
    client.force_login(clinician)
    seen, to_see = set(), [reverse("home")]
    while to_see:
        address = to_see.pop()
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        seen.add(address)
        links = re.findall(r'(?:href|hx-get)="(/[^"#?]*)', answer.content.decode()) if _is_html(answer) else []
        to_see += [one for one in dict.fromkeys(links) if one not in seen | set(to_see) and _is_page(one)]
    assert len(seen) > 15


def _is_html(answer):
    return not answer.streaming and answer["Content-Type"].startswith("text/html")


def _is_page(address):
    return not address.startswith("/static/") and not address.endswith("/new/") and "/api/" not in address


def test_a_misspelt_term_is_taken_with_the_keyboard_alone(
    browser, live_server, clinician, record_key, tmp_path, monkeypatch
):
    (tmp_path / "hp.obo").write_text(TERMS)
    monkeypatch.setattr(loading, "_refresh_statistics", lambda: None)  # the owner's work, not this test's
    loading.load([tmp_path])
    page = open_page(browser, live_server, clinician)
    page.goto(reverse("new-entry", args=[record_key, "phenotype", "feature"]))
    page.locator("#item-term").focus()
    page.keyboard.type("microcefaly", delay=20)  # it resembles what was typed: chosen with an arrow, never by itself
    offer = page.locator("[role=option][data-code='HP:0000252']")
    expect(offer).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowDown")
    expect(offer).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("[data-picker-chips]").first).to_contain_text("HP:0000252")
    expect(page.locator("#save-state")).to_contain_text("Gardé")
    page.close()

    page = open_page(browser, live_server, clinician)  # the tab was closed: what was typed comes back
    page.goto(reverse("chart", args=[record_key]))
    is_sound(page)


def test_rows_conditions_and_problems_without_a_reload(browser, live_server, clinician, record_key):
    page = open_page(browser, live_server, clinician)
    page.goto(reverse("new-entry", args=[record_key, "sdm-mr", "pregnancy"]))
    page.fill("#item-foetus_count", "1")
    add = page.locator("[data-rows='foetuses'] > [data-rows-add]")
    add.click()
    page.fill("[name='foetuses.0.local_id']", "F1")
    add.click()
    page.fill("[name='foetuses.1.local_id']", "F2")
    expect(page.locator("[data-field='foetuses.1.birth_order']")).to_be_hidden()
    page.click("label[for=item-foetuses-1-multiple_birth-true]")
    expect(page.locator("[data-field='foetuses.1.birth_order']")).to_be_visible()
    expect(page.locator("[data-field='foetuses.0.birth_order']")).to_be_hidden()
    page.get_by_role("button", name="Terminer").click()
    problem = page.locator("#problem-list a", has_text="2 fœtus décrits")
    expect(problem).to_be_visible()
    is_sound(page)
    problem.click()
    expect(page.locator("#item-foetus_count")).to_be_focused()
    page.fill("#item-foetus_count", "2")
    page.click("label[for=item-assisted_procreation-false]")
    page.get_by_role("button", name="Terminer").click()
    expect(page.locator("#messages")).to_contain_text("Enregistré")


def test_a_row_taken_away_is_gone(browser, live_server, clinician, record_key):
    page = open_page(browser, live_server, clinician)
    page.goto(reverse("new-entry", args=[record_key, "sdm-mr", "pregnancy"]))
    add = page.locator("[data-rows='foetuses'] > [data-rows-add]")
    for number, name in enumerate(("F1", "F2")):
        add.click()
        page.fill(f"[name='foetuses.{number}.local_id']", name)
    page.locator("[data-rows-remove]").first.click()
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.locator("#messages")).to_contain_text("Brouillon")
    payload = entries_of(record_key, "pregnancy")[0].payload
    assert payload["foetuses"] == [{"local_id": "F2"}]
