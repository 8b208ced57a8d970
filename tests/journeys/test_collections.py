"""Collections and their sheets: every command as a program uses it, and a clinician's two hundred rows in a browser."""

import base64
import csv
import datetime as dt
import io
import json
import os
import random
import re
import subprocess
import uuid
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from orphee.config.testing import plain, settled

from .conftest import ORPHEE
from .test_first_day import is_accessible

pytestmark = pytest.mark.xdist_group("country")

KEY = "dossier-essai-commande"
DEFINITION = f"""key: {KEY}
version: "1.0"
kind: specialty
title: {{fr: Essai de la commande, en: Trial of the command}}
source: Tests
instruments:
  - key: visit
    title: {{fr: Visite, en: Visit}}
    subject: person
    repeats: true
    source: Tests
    items:
      - {{key: seen_on, type: date, label: {{fr: Vu le, en: Seen on}}, source: Tests}}
      - {{key: weight, type: decimal, min: 0, max: 300, label: {{fr: Poids, en: Weight}}, source: Tests}}
"""
PACKET = {
    "id": "essai-commande",
    "subject": {"id": "COMMANDE-1", "sex": "FEMALE"},
    "phenotypicFeatures": [{"type": {"id": "HP:0001250", "label": "Seizure"}}],
    "metaData": {
        "created": "2026-01-05T08:00:00Z", "createdBy": "essai", "phenopacketSchemaVersion": "2.0",
        "resources": [{"id": "hp", "name": "HPO", "url": "http://purl.obolibrary.org/obo/hp.owl",
                       "version": "2026-01-01", "namespacePrefix": "HP",
                       "iriPrefix": "http://purl.obolibrary.org/obo/HP_"}],
    },
}  # fmt: skip


REDCAP = """Variable / Field Name,Form Name,Section Header,Field Type,Field Label,\
"Choices, Calculations, OR Slider Labels",Field Note,Text Validation Type OR Show Slider Number,\
Text Validation Min,Text Validation Max,Identifier?,Branching Logic (Show field only if...),Required Field?
record_id,bilan,,text,Numéro,,,,,,,,
known,bilan,Cœur,yesno,Atteinte connue,,,,,,,,y
severity,bilan,,radio,Sévérité,"1, Légère | 2, Sévère",,,,,,[known]='1',
measure,bilan,,text,Mesure,,,number,0,500,,,
score,bilan,,calc,Score,"rounddown([measure] ^ 2, 1)",,,,,,,
"""


@pytest.fixture
def command(country):
    """Run a command; its exit code, its JSON answer, its diagnostics."""

    def run(*arguments):
        done = subprocess.run(
            [ORPHEE, *map(str, arguments), "--json"],
            env=country.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert len(done.stdout.splitlines()) <= 1, "one object on standard output"
        assert "Traceback" not in done.stderr
        return done.returncode, json.loads(done.stdout or "null"), done.stderr

    return run


@pytest.fixture
def definition(tmp_path):
    """Write a definition; its file."""

    def write(text=DEFINITION):
        path = tmp_path / f"definition-{abs(hash(text))}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_catalogue_is_listed_and_a_definition_shown(command):
    code, answer, _ = command("dataset", "list")
    found = {one["key"]: one for one in answer["datasets"]}
    assert code == 0
    assert found["sdm-mr"]["in_use"] == "2025.01"
    assert "2022.01" in found["sdm-mr"]["versions"]
    assert found["phq-9"]["items"] >= 10
    code, answer, _ = command("dataset", "show", "sdm-mr", "--version", "2024.01")
    assert (code, answer["version"], answer["status"]) == (0, "2024.01", "retired")
    assert len(answer["items"]) > 50


@pytest.mark.parametrize(
    "asked",
    [
        ("show", "nothing"),
        ("show", "sdm-mr", "--version", "1900.01"),
        ("export", "nothing", "--as", "fhir"),
        ("diff", "sdm-mr@2024.01", "nothing@1"),
    ],
)
def test_a_definition_that_does_not_exist(command, asked):
    code, answer, said = command("dataset", *asked)
    assert code == 4
    assert answer["error"] in said.replace("\n", " ")


def test_every_fault_of_a_definition_has_its_line(command, definition):
    assert command("dataset", "check", definition())[:2] == (0, {"usable": True, "faults": []})
    bad = DEFINITION.replace("type: decimal", "type: weigh").replace("fr: Vu le, ", "")
    code, answer, _ = command("dataset", "check", definition(bad))
    assert (code, answer["usable"]) == (1, False)
    assert {fault["line"] for fault in answer["faults"]} >= {13, 14}
    assert command("dataset", "check", "no-such-file.yaml")[0] == 4


def test_what_changed_is_said_between_files_and_versions(command, definition):
    more = DEFINITION.replace('"1.0"', '"1.1"').replace("max: 300", "max: 400")
    code, answer, _ = command("dataset", "diff", definition(), definition(more))
    assert code == 0
    assert [change["place"] for change in answer["changes"]] == ["visit.weight"]
    code, answer, _ = command("dataset", "diff", "sdm-mr@2024.01", "sdm-mr@2025.01")
    assert (code, bool(answer["changes"])) == (0, True)
    code, answer, _ = command("dataset", "diff", definition(), definition())
    assert (code, answer["changes"]) == (0, [])


def test_a_dossier_is_published_once(command, definition):
    for _ in range(2):
        code, answer, _ = command("dataset", "publish", definition())
        assert (code, answer) == (0, {"published": True, "key": KEY, "version": "1.0"})
    assert KEY in {one["key"] for one in command("dataset", "list")[1]["datasets"]}
    changed = definition(DEFINITION.replace("max: 300", "max: 350"))
    code, answer, _ = command("dataset", "publish", changed)
    assert (code, answer["published"]) == (1, False)
    assert answer["faults"][0]["path"] == "version"


def test_a_redcap_dictionary_becomes_a_definition(command, tmp_path):
    source, made = tmp_path / "dico.csv", tmp_path / "made.yaml"
    source.write_text(REDCAP, encoding="utf-8")
    code, answer, _ = command("dataset", "import-redcap", source, "--key", "dossier-redcap", "-o", made)
    assert (code, answer["imported"], answer["key"]) == (0, True, "dossier-redcap")
    assert "score" in " ".join(loss["path"] for loss in answer["losses"])
    assert all(loss["fr"] and loss["en"] for loss in answer["losses"])
    assert command("dataset", "check", made)[0] == 0
    source.write_text("not,a,dictionary\n1,2,3\n")
    code, answer, _ = command("dataset", "import-redcap", source)
    assert (code, answer["imported"], bool(answer["faults"])) == (1, False, True)


def test_an_xlsform_becomes_a_definition(command, tmp_path):
    source, made = tmp_path / "form.xlsx", tmp_path / "made.yaml"
    book = Workbook()
    book.active.title = "survey"
    for row in (["type", "name", "label"], ["text", "why", "Pourquoi"], ["select_one yn", "sure", "Certain"]):
        book.active.append(row)
    choices = book.create_sheet("choices")
    for row in (["list_name", "name", "label"], ["yn", "y", "Oui"], ["yn", "n", "Non"]):
        choices.append(row)
    book.save(source)
    code, answer, _ = command("dataset", "import-xlsform", source, "--key", "dossier-xls", "--title", "Essai")
    assert (code, answer["imported"]) == (0, True)
    made.write_text(answer["text"])
    assert command("dataset", "check", made)[0] == 0
    source.write_bytes(b"no workbook")
    assert command("dataset", "import-xlsform", source)[0] == 1


def test_a_questionnaire_leaves_and_comes_back(command, tmp_path):
    source, made = tmp_path / "phq.json", tmp_path / "made.yaml"
    code, answer, _ = command("dataset", "export", "phq-9", "--as", "fhir", "-o", source)
    assert (code, answer["media_type"].split(";")[0]) == (0, "application/fhir+json")
    code, answer, _ = command("dataset", "import-fhir", source, "-o", made)
    assert (code, answer["key"], answer["losses"]) == (0, "phq-9", [])
    code, answer, _ = command("dataset", "diff", "phq-9@1.0", made)
    assert (code, answer["changes"]) == (0, [])
    source.write_text("{}")
    assert command("dataset", "import-fhir", source)[0] == 1


@pytest.mark.parametrize(("form", "kind"), [("redcap", ""), ("dictionary", "html"), ("dictionary", "csv")])
def test_a_definition_is_given_out_as_text(command, form, kind):
    asked = ("--format", kind) if kind else ()
    code, answer, _ = command("dataset", "export", "phq-9", "--as", form, *asked)
    assert code == 0
    assert "phq9" in answer["content"]


def test_a_workbook_needs_a_place(command, tmp_path):
    asked = ("dataset", "export", "phq-9", "--as", "dictionary", "--format", "xlsx")
    code, answer, _ = command(*asked)
    assert code == 2
    assert "--output" in answer["error"]
    assert command(*asked, "-o", tmp_path / "dictionary.xlsx")[0] == 0
    assert (tmp_path / "dictionary.xlsx").read_bytes()[:2] == b"PK"


def record_of(command, tmp_path):
    """A record that is there, by the identifier that its packet gave it."""
    path = tmp_path / "packet.json"
    path.write_text(json.dumps(PACKET))
    command("import", "phenopackets", path)
    return json.dumps([PACKET["id"], PACKET["subject"]["id"]])


SAMPLE = ["record", "entry", "sample_id", "material", "consent_research", "sampled_on", "amount.value", "amount.unit"]


def sheet(path, *rows):
    """Write a CSV as a French spreadsheet does: record, entry, date, number."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(SAMPLE)
    for record, entry, day, amount in rows:
        writer.writerow([record, entry, entry, "Plasma", "oui", day, amount, "mL"])
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    return path


def test_rows_enter_once(command, tmp_path):
    known = record_of(command, tmp_path)
    file = sheet(tmp_path / "rows.csv", [known, "v1", "05/03/2024", "7,5"], [known, "v2", "2024-04-05", "8"])
    bring, counted = ("entries", "import", "biobank", file), ("rows", "new", "unchanged", "bad", "stored")
    code, answer, _ = command(*bring, "--dry-run")
    assert (code, [answer[name] for name in counted]) == (0, [2, 2, 0, 0, False])
    code, answer, _ = command(*bring)
    assert (code, [answer[name] for name in counted]) == (0, [2, 2, 0, 0, True])
    code, answer, _ = command(*bring)
    assert (code, [answer[name] for name in counted]) == (0, [2, 0, 2, 0, True])


def test_a_bad_row_keeps_all_out_unless_the_good_are_asked_for(command, tmp_path):
    known, returned = record_of(command, tmp_path), tmp_path / "returned.csv"
    file = sheet(tmp_path / "bad.csv", [known, "g1", "05/03/2024", "12"], [known, "g2", "05/03/24", "=1+1"],
                 ["AAA-BBB-CCC-D", "g3", "", "14"], [known, "g4", "", "beaucoup"])  # fmt: skip
    bring = ("entries", "import", "biobank", file, "--instrument", "sample")
    code, answer, _ = command(*bring, "--problems", returned)
    assert (code, answer["bad"], answer["stored"]) == (1, 3, False)
    assert sorted({one["row"] for one in answer["problems"] if one["severity"] == "error"}) == [3, 4, 5]
    rows = list(csv.reader(io.StringIO(returned.read_text(encoding="utf-8-sig"))))
    assert rows[0][-1] == "problems"
    assert all(row[-1] for row in rows[2:])
    code, answer, _ = command(*bring, "--good-rows")
    assert (code, answer["new"], answer["bad"], answer["stored"]) == (1, 1, 3, True)


def test_a_dossier_takes_rows_of_its_own_people_only(command, definition, tmp_path):
    command("dataset", "publish", definition())
    file = tmp_path / "rows.csv"
    with file.open("w", newline="") as text:
        csv.writer(text).writerows([["record", "entry", "weight"], [record_of(command, tmp_path), "v1", "12"]])
    code, answer, _ = command("entries", "import", KEY, file)
    assert (code, answer["stored"]) == (1, False)
    assert "ne concerne pas cette personne" in answer["problems"][0]["fr"]


def test_what_cannot_be_imported_says_why(command, tmp_path):
    file = sheet(tmp_path / "rows.csv", ["x", "y", "", "1"])
    assert command("entries", "import", "nothing", file)[0] == 4
    assert command("entries", "import", "sdm-mr", file, "--instrument", "nothing")[0] == 4
    code, answer, _ = command("entries", "import", "sdm-mr", file, "--instrument", "diagnosis")
    assert (code, answer["stored"]) == (1, False)
    assert "amount.value" in answer["problems"][0]["fr"]


ROWS, FIRST = 200, 3  # of the template: a line of titles, a line that says what they mean
MATERIALS = ("Sang total", "DriedWholeBlood", "Plasma", "Sérum")
WRONG = {  # row of the table: column, what is written there, what should be
    10: ("sampled_on", "10/25/2026", "2026-10-25"),  # the month first
    11: ("sampled_on", "03/04/2026", "2026-04-03"),  # either, since another row has the month first
    12: ("amount.value", "=4*2", 8),
    13: ("material", "Eau de mer", "Sérum"),
    14: ("record", "AAA-BBB-CCC-D", None),
}
LONGEST_WORK = 240_000  # milliseconds that a busy machine may take for a sheet
LARGE = 150_000  # bytes: from here on a file is worked on by a process of its own


@pytest.fixture
def pictures(tmp_path):
    """Where what the pages look like goes; kept when asked for."""
    return Path(os.environ.get("ORPHEE_SCREENSHOTS") or tmp_path)


def can_be_shown(page, pictures, name):
    """Accessible, and no wider than a desk's or a telephone's screen."""
    page.wait_for_load_state("networkidle")
    is_accessible(page)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert excess <= 0, f"{name} is {excess} px too wide at {width} px"
        page.screenshot(path=pictures / f"{name}-{width}.png", full_page=True)


def my_numbers(page):
    """The record numbers of the first page of my patients."""
    page.goto("/people/")
    found = page.locator("main .o-person .o-code").all_inner_texts()
    assert len(found) >= 5
    return [one.strip() for one in found]


def template_of(page, pictures):
    """From the menu to the template of one form, the dictionary searched on the way."""
    page.get_by_role("link", name="Recueils", exact=True).first.click()
    can_be_shown(page, pictures, "collections")
    page.get_by_label("Chercher un recueil").fill("biobanque")
    page.get_by_label("Chercher un recueil").press("Enter")
    page.get_by_role("link", name=re.compile("Set minimum biobanque")).first.click()
    expect(page.get_by_label(re.compile("Chercher un item"))).to_be_visible()
    settled(page)
    page.get_by_label(re.compile("Chercher un item")).press_sequentially("plasma", delay=20)
    expect(page.locator("#items")).to_contain_text("Type d’échantillon")
    expect(page.locator("#items")).not_to_contain_text("Température")
    can_be_shown(page, pictures, "collection")
    page.get_by_role("link", name="Importer des saisies depuis un tableur").click()
    can_be_shown(page, pictures, "imports")
    page.get_by_text("Un seul formulaire").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX Échantillon").click()
    return load_workbook(io.BytesIO(download.value.path().read_bytes()))


def answers_of(number, records, prefix):
    """One row: dates of three writings, choices by label or code, numbers with a comma."""
    day = dt.date(2026, 10, 13 + number % 15)
    return {
        "record": records[number % len(records)],
        "entry": f"{prefix}-{number}",
        "sample_id": f"Tube {number}",
        "material": MATERIALS[number % len(MATERIALS)],
        "sampled_on": (day, day.isoformat(), f"{day:%d/%m/%Y}")[number % 3],
        "amount.value": (8, "7,5", 3.25)[number % 3],
        "amount.unit": "mL",
        "consent_research": ("oui", "non")[number % 2],
    }


def written(book):
    """The bytes of a workbook."""
    paper = io.BytesIO()
    book.save(paper)
    return paper.getvalue()


def put(book, number, answers):
    """Write the answers of a row into the sheet."""
    place = {cell.value: cell.column for cell in book["sample"][1]}
    for name, value in answers.items():
        book["sample"].cell(row=FIRST + number, column=place[name], value=value)


def bring(page, content):
    """Upload a workbook; wait until every row is checked."""
    page.goto("/imports/?collection=biobank")
    page.set_input_files("#file", {"name": "tubes.xlsx", "mimeType": "", "buffer": content})
    page.get_by_role("button", name="Vérifier le fichier").click()
    expect(page.locator("main")).to_contain_text("Premières lignes", timeout=LONGEST_WORK)
    expect(page.locator("#progress")).to_have_count(0, timeout=LONGEST_WORK)


def take_in(page, words):
    """Import; wait for the end; what the page says."""
    page.get_by_role("button", name=re.compile(words)).click()
    expect(page.locator("main")).to_contain_text("Le fichier est importé", timeout=LONGEST_WORK)
    return plain(page.locator("main").inner_text())


@pytest.mark.browser
def test_two_hundred_rows_come_in_good_ones_first(signed_in, pictures):
    page = signed_in("clinician")
    records, brought = my_numbers(page), uuid.uuid4().hex[:8]
    book = template_of(page, pictures)
    for number in range(ROWS):
        put(book, number, answers_of(number, records, brought))
        if number in WRONG:
            put(book, number, {WRONG[number][0]: WRONG[number][1]})
    bring(page, written(book))
    expect(page.locator("main")).to_contain_text(f"{len(WRONG)} lignes ont un problème")
    problems = page.locator("table", has_text="Gravité").locator("tbody tr")
    refused = [one for one in problems.all_inner_texts() if "non importée" in one.lower()]
    assert [int(one.split()[0]) for one in refused] == [FIRST + number for number in WRONG]
    assert all(column in one for one, (column, _, _) in zip(refused, WRONG.values(), strict=True))
    can_be_shown(page, pictures, "sheet-checked")
    assert "Saisies nouvelles : 195" in take_in(page, "Importer les 195 bonnes lignes")
    can_be_shown(page, pictures, "sheet-imported")

    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le fichier avec ses problèmes").click()
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    heads = [cell.value for cell in book["sample"][1]]
    assert heads[-1] == "problems"
    said = {row: book["sample"].cell(row=row, column=len(heads)).value for row in range(FIRST, FIRST + ROWS)}
    assert {row - FIRST for row, words in said.items() if words} >= set(WRONG)
    for number, (column, _, right) in WRONG.items():
        put(book, number, {column: right or records[0]})
    corrected = written(book)
    bring(page, corrected)
    expect(page.locator("main")).to_contain_text("Toutes les lignes peuvent être importées")
    can_be_shown(page, pictures, "sheet-corrected")
    assert "Saisies nouvelles : 5 ; révisées : 0 ; inchangées : 195" in take_in(page, "Importer les 200 lignes")

    bring(page, corrected)
    assert "Saisies nouvelles : 0 ; révisées : 0 ; inchangées : 200" in take_in(page, "Importer les 200 lignes")
    page.goto("/imports/")
    can_be_shown(page, pictures, "imports-brought")


@pytest.mark.browser
def test_a_large_file_is_worked_on_by_a_process_of_its_own(signed_in, pictures):
    page = signed_in("clinician")
    records, noise, brought = my_numbers(page), random.Random(7), uuid.uuid4().hex[:8]
    book = template_of(page, pictures)
    for number in range(ROWS):
        long = base64.b64encode(noise.randbytes(1_200)).decode()
        put(book, number, {**answers_of(number, records, brought), "sample_id": long})
    content = written(book)
    assert len(content) > LARGE
    bring(page, content)
    assert "Saisies nouvelles : 200" in take_in(page, "Importer les 200 lignes")
