"""From findings to a disease: at a clinician's desk, and for a physician without an account, in a real browser."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from orphee.config.testing import settled

from .test_first_day import is_accessible

pytestmark = [pytest.mark.browser, pytest.mark.reference, pytest.mark.xdist_group("country")]

WILSON = "ORPHA:905"
FINDINGS = {  # as typed, and the term that is meant: one is misspelt
    "cirrhose": "HP:0001394", "dystonie": "HP:0001332", "dysarthrie": "HP:0001260", "dépression": "HP:0000716",
    "tramblement": "HP:0001337", "élévation des transaminases": "HP:0002910",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def knowledge(country):
    """Compiled once for the country, as its operator does; each process of the server then opens it in a second."""
    country.run("knowledge", "status")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the pictures of the guide go: kept by `make screenshots`."""
    kept = os.environ.get("ORPHEE_SCREENSHOTS")
    return Path(kept) if kept else tmp_path_factory.mktemp("pictures")


def new_record(page: Page, name: str = "ORPHEE-PISTE") -> str:
    """A person without any feature; the address of their record."""
    page.goto("/people/new/")
    if page.locator("select#site").count():  # of several sites, one is chosen
        page.locator("#site").select_option("S001")
    page.locator("#item-birth_name").fill(name)
    page.locator("#item-first_given_name").fill("Aristée")
    page.locator("#item-birth_date").fill("12/03/2009")
    page.locator("#item-sex label", has_text="mascul").first.click()
    page.get_by_role("button", name="Ouvrir le dossier").click()
    page.wait_for_url(re.compile(r"/records/[0-9a-f-]+/"))
    return re.search(r"/records/[0-9a-f-]+/", page.url).group()


def choose(page: Page, picker: str, typed: str, code: str) -> None:
    """Write a word and take a term with the arrow keys."""
    box = page.locator(picker)
    box.fill(typed)  # at once: one search, so that no later answer moves the choice
    offer = page.locator(f"[role=option][data-code='{code}']").first
    expect(offer).to_be_visible()
    while "true" not in (offer.get_attribute("aria-selected") or ""):
        box.press("ArrowDown")
    box.press("Enter")


def test_six_features_a_disease_and_the_feature_that_tells(signed_in, folder):
    page = signed_in("clinician")
    page.goto(f"{new_record(page)}forms/phenotype/feature/")
    for typed, code in FINDINGS.items():
        choose(page, "#item-term", typed, code)
        expect(page.locator("#new-sign-observed")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(f"#signs [data-sign='{code}']")).to_be_visible()

    settled(page)
    first = page.locator(".o-lead").first
    expect(first).to_contain_text(WILSON)
    expect(page.locator(".o-leads")).to_contain_text("ne jamais décider sur cette seule liste")
    first.locator("summary", has_text="Pourquoi").click()
    expect(first.locator("details[open]")).to_contain_text(re.compile(r"chez \d+\s% des personnes atteintes"))
    is_accessible(page)
    page.locator("main").screenshot(path=folder / "leads.png")

    before, listed = first.locator("strong").first.inner_text(), page.locator(".o-leads__list").inner_text()
    asked = page.locator(".o-leads__next li").first
    told = asked.locator(".o-leads__feature .o-code").inner_text()
    asked.get_by_role("button", name=re.compile("^observé")).click()
    expect(page.locator(f"#signs [data-sign='{told}']")).to_be_visible()
    expect(page.locator(".o-leads__list")).not_to_have_text(listed)
    expect(first).to_contain_text(WILSON)
    expect(first.locator("strong").first).not_to_have_text(before)
    assert percent(first.locator("strong").first.inner_text()) > percent(before)


def percent(text: str) -> int:
    return int(re.search(r"\d+", text).group())


def test_a_physician_without_an_account_knows_whom_to_write_to(page, folder):
    posted, addresses = [], []
    page.on("request", lambda asked: (posted if asked.method == "POST" else addresses).append(asked.url))
    page.goto("/sign-in/")
    page.get_by_role("link", name="À quoi penser, à qui adresser").first.click()
    expect(page.locator("#q")).to_be_visible()
    is_accessible(page)
    page.locator("#q").fill("zzxqjwpk")
    expect(page.get_by_text("Rien trouvé. Essayez un autre mot")).to_be_visible()  # not for screen readers only
    for typed in ("cirrhose", "dysarthrie", "tramblement", "dépression"):
        choose(page, "#q", typed, FINDINGS[typed])
        expect(page.locator(f"[data-finding='{FINDINGS[typed]}'] [value=observed]")).to_be_checked()
    for system, code in (("Système nerveux", "HP:0001332"), ("Digestion", "HP:0002910")):
        page.locator("summary", has_text=system).click()
        page.locator(f"label[for='f-{code}-observed']").click()
    page.locator("label[for=sex-m]").click()
    page.locator("#age").fill("16")
    page.locator("#place").fill("Clermont-Ferrand")
    is_accessible(page)
    page.get_by_role("button", name="À quoi penser ?").last.click()

    first = page.locator("#thoughts li").first
    expect(first).to_contain_text(WILSON)
    expect(page.locator("main")).to_contain_text("ne jamais décider sur cette seule liste")
    expect(page.locator("main")).to_contain_text("appelez le 15")
    first.locator("summary").click()
    is_accessible(page)
    page.screenshot(path=folder / "orientation.png", full_page=True)
    centre = page.locator(".o-centre").first
    expect(centre).to_contain_text("Clermont-Ferrand")
    centre.get_by_role("button", name=re.compile("Écrire la lettre")).click()

    expect(page.locator("main")).to_contain_text("Maladies auxquelles penser")
    expect(page.locator("main")).to_contain_text("Maladie de Wilson")
    page.get_by_label(re.compile("nom et prénom")).fill("Essai Aristée")
    is_accessible(page)
    with page.expect_download() as kept:
        page.get_by_role("button", name="Télécharger le texte").click()
    text = Path(kept.value.path()).read_text(encoding="utf-8")
    assert "Maladie de Wilson" in text
    assert "Aristée" not in text

    assert all("?" not in url and "HP" not in url for url in posted)
    assert not [url for url in addresses if "q=" in url or "HP" in url]
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"csrftoken"}
