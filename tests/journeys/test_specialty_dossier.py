"""A specialty dossier, from a REDCap dictionary of 300 items to a table of the warehouse, in a real browser."""

import csv
import io
import os
import re
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import expect

from orphee.config.testing import settled

from .test_first_day import is_accessible

pytestmark = [pytest.mark.browser, pytest.mark.reference, pytest.mark.xdist_group("country")]

ITEMS = 300
A_SECTION = 15
GROUP = "ORPHA:93890"  # rare developmental defect during embryogenesis: a group, never a diagnosis of its own
TITLE, KEY = "Bilan des malformations", "dossier-bilan-des-malformations"
ORGANS = ("Cœur", "Rein", "Œil", "Oreille", "Peau", "Squelette", "Neurologie", "Digestif", "Poumon", "Endocrinien")
HEADINGS = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
    "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
    "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
    "Field Annotation",
)  # fmt: skip


def redcap_dictionary() -> bytes:
    """A data dictionary as REDCap exports it: two forms, twenty sections, branching, dates, bounds."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADINGS, restval="")
    writer.writeheader()
    writer.writerow({"Variable / Field Name": "record_id", "Form Name": "bilan", "Field Type": "text",
                     "Field Label": "Numéro d’étude"})  # fmt: skip
    for number in range(ITEMS - 1):
        organ = ORGANS[number // A_SECTION % len(ORGANS)]
        writer.writerow(
            {
                "Variable / Field Name": f"q{number:03d}",
                "Form Name": "bilan" if number < ITEMS // 2 else "suivi",
                "Section Header": organ if number % A_SECTION == 0 else "",
                **_question(number, organ),
            }
        )
    return text.getvalue().encode()


def _question(number: int, organ: str) -> dict[str, str]:
    kinds: tuple[dict[str, str], ...] = (
        {"Field Type": "yesno", "Field Label": f"{organ} : atteinte connue ({number})"},
        {
            "Field Type": "radio",
            "Field Label": f"{organ} : sévérité ({number})",
            "Choices, Calculations, OR Slider Labels": "1, Légère | 2, Modérée | 3, Sévère",
            "Branching Logic (Show field only if...)": f"[q{number - 1:03d}]='1'",
        },
        {
            "Field Type": "text",
            "Field Label": f"{organ} : mesure ({number})",
            "Text Validation Type OR Show Slider Number": "number",
            "Text Validation Min": "0",
            "Text Validation Max": "500",
        },
        {
            "Field Type": "text",
            "Field Label": f"{organ} : date du bilan ({number})",
            "Text Validation Type OR Show Slider Number": "date_dmy",
        },
        {"Field Type": "notes", "Field Label": f"{organ} : commentaire ({number})"},
    )
    return kinds[number % len(kinds)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the pictures of the guide go: kept by `make screenshots`."""
    kept = os.environ.get("ORPHEE_SCREENSHOTS")
    return Path(kept) if kept else tmp_path_factory.mktemp("pictures")


def take(page, folder, name):
    page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / f"{name}.png")


def upload(page, folder):
    """Create the draft from the dictionary, read what was lost; the address of the draft."""
    page.goto("/dossiers/new/")
    is_accessible(page)
    page.fill("#title_fr", TITLE)
    page.locator("label[for=origin-file]").click()
    page.select_option("#kind", index=0)
    page.set_input_files("#file", {"name": "dico.csv", "mimeType": "text/csv", "buffer": redcap_dictionary()})
    page.get_by_role("button", name="Créer le brouillon").click()
    page.wait_for_url(re.compile("losses/"))
    expect(page.locator("main")).to_contain_text("record_id")
    is_accessible(page)
    page.get_by_role("button", name=re.compile("J’ai lu")).click()
    page.wait_for_url(re.compile(r"/1\.0/$"))
    expect(page.locator("main")).to_contain_text("Cœur : atteinte connue (0)")
    is_accessible(page)
    take(page, folder, "dossier-editor")
    return page.url


def adapt(page, draft):
    """Make of a free text a rare disease, known from the diagnosis."""
    page.goto(draft + "items/bilan/q004/")
    page.fill("#label_fr", "Maladie du dossier")
    page.fill("#label_en", "Disease of the record")
    page.select_option("#type", "code")
    page.select_option("[name=system]", "orpha")
    known = page.locator("details", has_text="Déjà connu")
    known.locator("summary").click()
    known.locator("input[name=q]").fill("maladie rare")  # at once: no later answer draws the boxes again
    expect(known.locator("input[value='sdm-mr.diagnosis.disease']")).to_be_attached()
    settled(page)
    known.locator("input[value='sdm-mr.diagnosis.disease']").check(force=True)
    is_accessible(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer").first.click()
    expect(page.locator("input[name=prefill][value='sdm-mr.diagnosis.disease']")).to_be_checked()


def include(page, draft, sites):
    """The people of a group of diseases at two of these centres, those of the network; their codes."""
    page.goto(draft + "inclusion/")
    page.locator("#q").fill(GROUP)  # at once: no later answer draws the boxes again
    expect(page.locator(f"input[name=disease][value='{GROUP}']").first).to_be_attached()
    settled(page)
    page.locator(f"input[name=disease][value='{GROUP}']").first.check(force=True)
    page.locator("details", has_text="centres").locator("summary").click()
    ours = [site for site in sites if page.locator(f"#site-{site}").count()][:2]
    for site in ours:
        page.locator(f"label[for='site-{site}']").click()
    page.get_by_role("button", name="Enregistrer").first.click()
    expect(page.locator("main")).to_contain_text("il concerne")
    is_accessible(page)
    return ours


def included_record(page):
    """The first of my patients whose chart offers the dossier."""
    page.goto("/people/")
    for address in [one.get_attribute("href") for one in page.locator("main a[href^='/records/']").all()]:
        page.goto(address)
        if page.locator(f"a[href*='forms/{KEY}/bilan']").count():
            return address
    raise AssertionError("nobody on the first page has a diagnosis of the group at these centres")


def sites_of(page):
    """The codes of my sites, as the filter of the worklist offers them."""
    page.goto("/people/")
    found = page.locator("select[name=site_code] option").evaluate_all("all => all.map(one => one.value)")
    return sorted(code for code in found if code)


def test_a_dictionary_becomes_a_dossier_and_a_table(country, signed_in, folder):
    mine = sites_of(signed_in("clinician"))
    ours = publish(signed_in, mine, folder)
    third_site = next(site for site in mine if site not in ours)
    page = signed_in("clinician")
    record = included_record(page)
    fill(page, record, folder)

    third = country.run("account", "add", "troisieme@demo.orphee.example", "--name", "Dr Tiers Exemple",
                        "--role", "clinician", "--site", third_site)  # fmt: skip
    country.accounts["third"] = {"sign_in": third["email"], "secret": third["password"]}
    page = signed_in("third")
    people = [one.get_attribute("href") for one in page.locator("main a[href^='/records/']").all()]
    assert people
    for address in people[:6]:
        assert page.goto(f"{address}forms/{KEY}/bilan/").status == 404
        page.goto(address)
        expect(page.locator(f"a[href*='{KEY}']")).to_have_count(0)

    country.run("warehouse", "build")
    tables = Path(country.environment["ORPHEE_DATA_DIR"]).rglob(f"{KEY}__bilan.parquet")
    latest = max(tables, key=lambda path: path.stat().st_mtime)
    rows = duckdb.connect().execute("SELECT q002, q004 FROM read_parquet(?)", [str(latest)]).fetchall()
    assert [(value, disease[:6]) for value, disease in rows] == [(42.0, "ORPHA:")]


def publish(signed_in, sites, folder):
    """One person makes and submits the dossier, another reads and publishes it; the two sites that take part."""
    page = signed_in("network-data-manager")
    draft = upload(page, folder)
    adapt(page, draft)
    ours = include(page, draft, sites)
    page.goto(draft + "../")
    page.get_by_role("button", name="Soumettre").click()
    expect(page.locator("main")).to_contain_text("en relecture")
    page = signed_in("data-manager")
    page.goto(draft + "../")
    page.get_by_role("button", name="Publier").click()
    expect(page.locator("main")).to_contain_text("Publié")
    is_accessible(page)
    return ours


def fill(page, record, folder):
    """Take what is known, close the tab in the middle, come back, complete."""
    form = f"{record}forms/{KEY}/bilan/"
    tab = page.context.new_page()
    tab.goto(form)
    known = tab.locator("[data-field=q004]")
    expect(known).to_contain_text("Déjà dans le dossier")
    tab.screenshot(path=folder / "dossier-form.png")
    known.get_by_role("button", name="Reprendre").click()
    expect(known.locator("[data-picker-chips]")).to_contain_text("ORPHA:")
    with tab.expect_response(lambda one: one.ok and "q002=42" in (one.request.post_data or "")):
        tab.locator("#item-q002").fill("42")
    expect(tab.locator("#save-state")).to_contain_text("Gardé à")
    tab.close()

    page.goto(form)
    expect(page.locator("#item-q002")).to_have_value("42")
    is_accessible(page)
    page.get_by_role("button", name="Terminer").click()
    expect(page.locator("main")).to_contain_text("Enregistré, complet")
