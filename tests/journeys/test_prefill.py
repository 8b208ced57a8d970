"""A research assistant pre-fills a record from three letters by keyboard; each answer says where it was read."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from orphee.config.testing import settled
from orphee.insight.reading.tests.small_pdf import pdf_of

from .test_first_day import is_accessible
from .test_leads import new_record

pytestmark = [pytest.mark.browser, pytest.mark.reference, pytest.mark.xdist_group("country")]

FIRST = """Centre de génétique
Paris, le 12 mars 2021

Cher confrère,
J’ai vu en consultation cette enfant née le 4 juin 2018, adressée pour une hypotonie depuis la naissance.
Les parents sont cousins germains. Sa mère a une surdité.
Examen : microcéphalie (PC à -3 DS), oreilles bas implantées. Pas de fente palatine.
On évoque un syndrome de Marfan.
"""
SECOND = (
    "Compte rendu du 3 octobre 2023",
    "Microcéphalie connue. Scoliose évolutive.",
    "Pas de cardiopathie. Gène FBN1 : variant c.763C>T.",
)
THIRD = """Consultation du 14 janvier 2025
Scoliose stable. Luxation du cristallin découverte à 6 ans.
Conclusion : syndrome de Marfan confirmé.
"""
LONGEST_LOAD = 120_000  # milliseconds: the first reading of a machine compiles its words


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the pictures of the guide go: kept by `make screenshots`."""
    kept = os.environ.get("ORPHEE_SCREENSHOTS")
    return Path(kept) if kept else tmp_path_factory.mktemp("pictures")


@pytest.fixture
def chart(signed_in):
    """The chart of a person without a feature and without a diagnosis, just entered: the cohort is another each day."""
    page = signed_in("research-staff")
    page.goto(new_record(page, "ORPHEE-LETTRE"))
    return page


def give(page):
    """Two files on the chart, then a text pasted, by keyboard."""
    page.get_by_text("Déposer ou coller des documents à lire").press("Enter")
    page.set_input_files(
        "#drop-chart-files",
        [
            {"name": "courrier-2021.txt", "mimeType": "text/plain", "buffer": FIRST.encode("cp1252", "replace")},
            {"name": "cr-2023.pdf", "mimeType": "application/pdf", "buffer": pdf_of(SECOND)},
        ],
    )
    page.locator("#drop-chart").get_by_role("button", name="Lire").press("Enter")
    page.wait_for_url(re.compile("reading/$"))
    expect(page.locator("[data-proposal]").first).to_be_visible(timeout=LONGEST_LOAD)
    expect(page.locator("#reading-progress progress")).to_have_count(0, timeout=LONGEST_LOAD)
    page.locator("summary", has_text="ajouter, ouvrir, effacer").press("Enter")
    page.locator("#drop summary").press("Enter")
    page.locator("#drop-text").focus()
    page.keyboard.insert_text(THIRD)
    page.locator("#drop").get_by_role("button", name="Lire").press("Enter")
    expect(page.locator("[data-text]")).to_have_count(3, timeout=LONGEST_LOAD)


def proposal(page, name):
    return page.locator("[data-proposal]", has=page.locator("strong", has_text=re.compile(f"^{name}"))).first


def decide(page, *keys, left):
    """Press keys on the proposal that has the keyboard, and wait until as many are left to decide."""
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator("[data-left]")).to_have_attribute("data-left", str(left))


def go_along(page, folder):
    """To the list by Tab, along it by J and K; the passage of the proposal that has the keyboard shows."""
    page.locator("#proposals-title").focus()
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-proposal]')"):
            break
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") != first
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == first
    expect(page.locator(".o-mark--now").first).to_be_visible()
    page.screenshot(path=folder / "prefill.png")


def decide_all(page, curved):
    """Accept, reject, undo, correct the curved spine, then take what is left of the group."""
    all_of_them = int(page.locator("[data-left]").get_attribute("data-left"))
    decide(page, "a", left=all_of_them - 1)
    decide(page, "r", left=all_of_them - 2)
    decide(page, "u", left=all_of_them - 1)
    expect(page.locator("[role=status].o-said-now")).to_contain_text("annulée")

    settled(page)
    curved.focus()
    page.keyboard.press("e")
    picker = curved.get_by_role("combobox")
    expect(picker).to_be_focused()
    is_accessible(page)
    picker.press_sequentially("cyphoscoliose", delay=20)
    expect(page.get_by_role("option").first).to_contain_text("HP:0002751")
    page.keyboard.press("Enter")
    expect(curved.locator("[data-picker-chips]")).to_contain_text("HP:0002751")
    decide(page, "Enter", left=all_of_them - 2)
    page.keyboard.press("Shift+A")
    expect(page.locator("#group-observed")).to_have_count(0)
    expect(page.locator("[role=status].o-said-now")).to_contain_text("brouillon")
    is_accessible(page)


def says_where_it_was_read(page, record):
    """The entry says where each of its passages stands, and leads there."""
    page.goto(f"{record}forms/phenotype/feature/")
    row = page.locator("[data-sign='HP:0002751']")
    expect(row).to_contain_text("brouillon")
    row.get_by_role("link", name=re.compile("Détails")).press("Enter")
    read_in = page.locator(".o-read-in li")
    expect(read_in).to_have_count(2)
    expect(read_in.first).to_contain_text(
        re.compile(r"lu dans «\scr-2023\.pdf\s» \(document du 03/10/2023\), passage\s: «\sScoliose\s»")
    )
    expect(read_in.last).to_contain_text("document du 14/01/2025")
    read_in.last.get_by_role("link").press("Enter")
    expect(page.locator("mark#here")).to_have_text("Scoliose")
    expect(page.locator("mark#here")).to_be_in_viewport()
    is_accessible(page)


def test_three_letters_become_drafts_that_say_where_they_were_read(chart, folder):
    page = chart
    record = page.url
    give(page)
    is_accessible(page)

    # The scoliosis of two documents is one proposal with its places; what is of the mother is not proposed.
    curved = proposal(page, "Scoliose")
    expect(curved.locator("[data-passage]")).to_have_count(2)
    expect(page.locator(".o-proposals__group", has_text="Hypoacousie")).to_have_count(0)

    go_along(page, folder)
    decide_all(page, curved)
    says_where_it_was_read(page, record)

    # Confirmed, the drafts are complete; the history keeps who accepted.
    page.goto(f"{record}reading/")
    page.get_by_role("button", name="Enregistrer comme complètes").press("Enter")
    expect(page.locator("#messages")).to_contain_text("complète")
    page.goto(f"{record}forms/phenotype/feature/")
    expect(page.locator("[data-sign='HP:0002751']")).not_to_contain_text("brouillon")
