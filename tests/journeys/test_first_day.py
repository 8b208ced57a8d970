"""The main job of the system, in a real browser: a hospital's document becomes a record, a chart, a national figure."""

import json
import re
import urllib.error
import urllib.request
import uuid

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from orphee.config import testing
from orphee.config.testing import settled
from orphee.foundation.places import reference_directory, samples_directory
from orphee.foundation.postgres.roles import SEARCH_PATH

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
    page.get_by_label("Nom, date de naissance", exact=False).fill("decourcy")
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
    page.locator("#site").select_option("S001")
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


PART = {"HX-Request": "true"}  # how a page asks for a part of itself
FOLLOWED_ELSEWHERE = """
SELECT entry.record_id, entry.key, site.code
FROM record_entry entry JOIN record_reach reach USING (record_id) JOIN network_site site ON site.id = reach.site_id
WHERE entry.instrument = 'diagnosis' AND entry.is_current AND NOT EXISTS (
    SELECT FROM record_reach near JOIN access_membership mine USING (site_id) JOIN access_user person
        ON person.id = mine.user_id
    WHERE near.record_id = entry.record_id AND person.email = %s
)
ORDER BY entry.record_id LIMIT 1
"""


@pytest.fixture(scope="module")
def elsewhere(country):
    """The addresses of a person whom the clinician does not follow; `there` is a clinician who does."""
    database = psycopg.connect(
        testing.SUPERUSER_DSN, dbname=f"{testing.DATABASE}_country", options=f"-c search_path={SEARCH_PATH}"
    )
    with database:
        found = database.execute(FOLLOWED_ELSEWHERE, [country.accounts["clinician"]["sign_in"]]).fetchone()
    assert found, "everyone in the country is followed by the clinician"
    record, entry, site = found
    there = country.run("account", "add", "ailleurs@demo.orphee.example", "--name", "Dr Ailleurs Exemple",
                        "--role", "clinician", "--site", site)  # fmt: skip
    country.accounts["there"] = {"sign_in": there["email"], "secret": there["password"]}
    return [
        f"/records/{record}/{page}"
        for page in (
            "", "accesses/", "collections/", "leads/", "alike/", "reading/", f"entries/{entry}/",
            "forms/sdm-mr/identity/", "forms/sdm-mr/vital_status/", "forms/sdm-mr/diagnosis/",
            f"forms/sdm-mr/diagnosis/{entry}/", f"forms/sdm-mr/diagnosis/new/{uuid.uuid4()}/",
            "export/cda/", "export/phenopacket/", "export/phenopacket/file/", "export/fhir/", "export/fhir/file/",
        )
    ]  # fmt: skip


def test_nobody_reads_a_record_of_another_centre(signed_in, elsewhere):
    def answered_otherwise(role, *statuses):
        ask = signed_in(role).request.get
        found = {
            address: ask(address, max_redirects=0, headers=PART if address.endswith("/leads/") else {}).status
            for address in elsewhere
        }
        return {address: status for address, status in found.items() if status not in statuses}

    assert not answered_otherwise("there", 200), "who follows the person has every page"
    assert not answered_otherwise("clinician", 404)
    assert not answered_otherwise("national-team", 403)
