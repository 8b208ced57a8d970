"""The main job of the system, in a real browser: a hospital's document becomes a record, a chart, a national figure."""

import json
import re
import urllib.error
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from orphee.config.testing import settled
from orphee.foundation.places import reference_directory, samples_directory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("country")]

MISSPELT = "microcefalie" if reference_directory() else "microcephally"
MICROCEPHALY = "HP:0000252"
LONGEST_BUILD = 240_000  # milliseconds, on a busy machine


def is_accessible(page: Page) -> None:
    """No violation that axe can find, on the page once it has come whole."""
    settled(page)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert not found, json.dumps(
        [(one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in found], indent=1
    )
    assert not page.errors


def send(address: str, token: str, content: bytes) -> tuple[int, dict]:
    """What a hospital's system does: POST /api/cda with its token."""
    request = urllib.request.Request(
        address + "/api/cda",
        data=content,
        method="POST",
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/xml"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


def people_counted(page: Page) -> int:
    """The number of people on the national dashboard."""
    text = page.locator("main").inner_text()
    found = re.search(r"Personnes suivies\s+([\d\s\u202f\u00a0]+)\n", text)
    assert found, text[:400]
    return int(re.sub(r"\D", "", found.group(1)))


def refresh_figures(page: Page) -> None:
    """Ask for new figures and wait until the build has ended; the page then loads itself again."""
    with page.expect_event("load", timeout=LONGEST_BUILD):
        page.get_by_role("button", name="Actualiser les chiffres").click()
    expect(page.locator("#build-progress")).to_have_count(0)
    expect(page.get_by_role("button", name="Actualiser les chiffres")).to_be_visible()


@pytest.mark.samples
def test_from_a_hospitals_document_to_a_national_figure(country, address, signed_in):
    sample = (samples_directory() / "cda" / "SDM-MR_2024.01_nouveau-ne.xml").read_bytes()
    status, answer = send(address, country.accounts["integrator-token"]["secret"], sample)
    assert status == 200
    assert answer["outcome"] in ("stored", "unchanged"), answer  # another journey may have sent it
    again = send(address, country.accounts["integrator-token"]["secret"], sample)
    assert again[0] == 200

    page = signed_in("clinician")
    is_accessible(page)
    page.get_by_label("Nom, numéro de dossier", exact=False).fill("decourcy")
    page.get_by_role("link", name=re.compile("DECOURCY")).first.click()
    expect(page.locator("main")).to_contain_text("Opposition à la réutilisation")
    expect(page.locator("main")).to_contain_text("ORPHA:513")
    expect(page.locator("main")).to_contain_text("Documents reçus")
    is_accessible(page)

    page.get_by_role("link", name="Ajouter un signe").first.click()
    picker = page.locator("#item-term")
    expect(picker).to_be_visible()
    settled(page)
    picker.fill(MISSPELT)  # at once: one search, so that no later answer moves the choice
    offer = page.locator(f"[role=option][data-code='{MICROCEPHALY}']").first
    expect(offer).to_be_visible()
    is_accessible(page)
    while "true" not in (offer.get_attribute("aria-selected") or ""):
        picker.press("ArrowDown")
    picker.press("Enter")
    expect(page.locator("#term")).to_contain_text(MICROCEPHALY)
    expect(page.locator("#new-sign-observed")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#signs")).to_contain_text(MICROCEPHALY)
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name=re.compile("DECOURCY")).first.click()
    expect(page.locator("main")).to_contain_text(MICROCEPHALY)

    page.get_by_role("link", name=re.compile("Qui l")).click()
    expect(page.locator("main")).to_contain_text("Dr Camille Exemple")
    is_accessible(page)


def test_a_new_person_moves_the_national_figure(signed_in):
    page = signed_in("national-team")
    is_accessible(page)
    refresh_figures(page)
    before = people_counted(page)

    page = signed_in("clinician")
    page.goto("/people/new/")
    page.locator("#item-birth_name").fill("ORPHEE-ESSAI")
    page.locator("#item-first_given_name").fill("Eurydice")
    page.locator("#item-birth_date").fill("12/03/2019")
    page.locator("#item-sex label", has_text="minin").first.click()
    is_accessible(page)
    page.get_by_role("button", name="Ouvrir le dossier").click()
    page.wait_for_url(re.compile(r"/records/[0-9a-f-]+/"))
    expect(page.locator("main")).to_contain_text("ORPHEE-ESSAI")

    page = signed_in("national-team")
    refresh_figures(page)
    assert people_counted(page) == before + 1


@pytest.mark.parametrize(
    ("role", "home"),
    [
        ("clinician", "/people/"),
        ("research-staff", "/people/"),
        ("network-coordinator", "/steering/"),
        ("network-data-manager", "/dossiers/"),
        ("data-manager", "/deliveries/"),
        ("national-team", "/steering/"),
        ("integrator", "/deliveries/"),
    ],
)
def test_each_role_arrives_where_it_works(signed_in, role, home):
    page = signed_in(role)
    assert page.url.endswith(home)
    is_accessible(page)


def test_the_language_stays_on_the_page(signed_in):
    page = signed_in("clinician")
    page.get_by_role("button", name="EN").click()
    expect(page.locator("h1")).to_have_text("My patients")
    assert page.url.endswith("/people/")


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(signed_in, width):
    page = signed_in("clinician")
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/people/")
    first = page.locator("a[href^='/records/']").first.get_attribute("href")
    for path in ("/people/", "/people/new/", first, "/steering/"):
        page.goto(path)
        excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert excess <= 0, f"{path} is {excess} px too wide at {width} px"


def test_nobody_reads_a_record_of_another_centre(signed_in, country):
    page = signed_in("clinician")
    unknown = "/records/00000000-0000-4000-8000-000000000000/"
    assert page.goto(unknown).status == 404
    page = signed_in("national-team")
    assert page.goto(unknown).status in (403, 404)
