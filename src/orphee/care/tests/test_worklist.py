"""Finding people."""

import pytest
from django.urls import reverse

from orphee.access.context import as_system
from orphee.care.presenters.worklist import filter_choices, missing_words
from orphee.care.rules.spreadsheet import as_csv, safe_cell
from orphee.care.tests.conftest import diagnosis, enter
from orphee.record.models import Record
from orphee.record.queries import PeopleFilters


@pytest.mark.parametrize(("text", "cell"), [
    ("MARTIN", "MARTIN"),
    ("=1+1", "'=1+1"),
    ("+33", "'+33"),
    ("-2", "'-2"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\tx", "'\tx"),
    ("", ""),
])  # fmt: skip
def test_no_cell_is_a_formula(text, cell):
    assert safe_cell(text) == cell


def test_a_csv_opens_in_a_french_spreadsheet():
    assert as_csv(["Nom", "Né"], [["Léa; B", "=x"]]) == '\ufeffNom;Né\r\n"Léa; B";\'=x\r\n'.encode()


@pytest.mark.parametrize(("names", "words"), [
    ((), ()),
    (("birth.weight_g", "diagnosis.status"), ("Statut actuel du diagnostic", "Poids de naissance")),
    (("birth.weight_g", "birth.length_cm", "birth.assisted_procreation"), ("Anté et néonatal (3)",)),
    (("gone.item",), ("gone.item",)),
])  # fmt: skip
def test_what_is_missing_in_words(names, words):
    assert missing_words(names, "fr") == words


@pytest.fixture
def people(sites):
    enter(name="MARTIN", given="Lina", entries=[diagnosis()])
    enter(name="DUPRÉ", given="Élie", birth="1990-01-02")


def found(client, **asked):
    page = client.post(reverse("worklist"), asked, headers={"HX-Request": "true"}).content.decode()
    return {name for name in ("MARTIN", "DUPRÉ") if name in page}


@pytest.mark.parametrize(("asked", "names"), [
    ({}, {"MARTIN", "DUPRÉ"}),
    ({"search": "mart"}, {"MARTIN"}),
    ({"search": "dupre elie"}, {"DUPRÉ"}),
    ({"search": "nobody"}, set()),
    ({"search": "02/01/1990"}, {"DUPRÉ"}),
    ({"search": "1990-01"}, {"DUPRÉ"}),
    ({"search": "elie 1990"}, {"DUPRÉ"}),
    ({"search": "lina 1990"}, set()),
    ({"search": "marttin"}, {"MARTIN"}),  # nobody has that name: who is close to it
    ({"search": "dupér élie"}, {"DUPRÉ"}),
    ({"search": "dupér 2019"}, set()),
    ({"search": "marttin", "status": "none"}, set()),
    ({"search": "dupre", "status": "2931005"}, set()),  # somebody has that name: nobody else is offered
    ({"search": "MARTIN-Lina-2019-05-12"}, {"MARTIN"}),  # a local identifier
    ({"status": "2931005"}, {"MARTIN"}),
    ({"status": "none"}, {"DUPRÉ"}),
    ({"activity": "none"}, {"MARTIN", "DUPRÉ"}),
    ({"missing": "diagnosis.status"}, {"DUPRÉ"}),
    ({"missing": "drafts"}, set()),
    ({"site_code": "S902"}, set()),
    ({"page": "999999999"}, {"MARTIN", "DUPRÉ"}),
])  # fmt: skip
def test_filters(client, clinician, people, asked, names):
    client.force_login(clinician)
    assert found(client, **asked) == names


def test_of_a_word_longer_than_any_name_the_beginning_is_looked_for(client, clinician, sites):
    enter(name="MARTINBELVEZACDOFUGHIJOKUPLYQERSWITXANVO")  # forty letters
    others = "".join(one + other for one in "bcdfghjklmn" for other in "pqrstvwxz")
    client.force_login(clinician)
    assert found(client, search="martinbelvezacdofughijokuplyqerswitxanvo" + others) == {"MARTIN"}
    assert found(client, search=others) == set()


@pytest.mark.parametrize(
    "typed",
    [
        lambda number: number,
        lambda number: number.replace("-", ""),
        lambda number: number.replace("-", " ").lower(),
        lambda number: " ".join(number.replace("-", "")),
        lambda number: number.replace("-", "\u2011") + " ",
    ],
)
def test_a_person_is_found_by_their_number_however_it_is_typed(client, clinician, people, typed):
    client.force_login(clinician)
    with as_system("test"):
        number = Record.objects.get(person__birth_name="MARTIN").number
    assert found(client, search=typed(number)) == {"MARTIN"}
    wrong = number[:-1] + ("2" if number[-1] != "2" else "3")
    assert found(client, search=typed(wrong)) == set()


def test_one_finds_the_list_again_as_one_left_it(client, clinician, people):
    client.force_login(clinician)
    found(client, search="martin", status="2931005")
    page = client.get(reverse("worklist")).content.decode()
    assert "MARTIN" in page
    assert "DUPRÉ" not in page
    assert 'value="martin"' in page
    assert "martin" not in str(dict(client.session))
    client.post(reverse("worklist"), {"clear": "yes"})
    page = client.get(reverse("worklist")).content.decode()
    assert "DUPRÉ" in page
    assert 'value="martin"' not in page


def test_what_is_posted_is_answered_with_an_address_to_come_back_to(client, clinician, people):
    client.force_login(clinician)
    answer = client.post(reverse("worklist"), {"search": "martin", "page": "1"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("worklist"))


@pytest.mark.parametrize("kept", ["", "not sealed", "gAAAAAB"])
def test_a_search_that_no_key_opens_is_forgotten(client, clinician, people, kept):
    client.force_login(clinician)
    session = client.session
    session["worklist"] = {"search": kept}
    session.save()
    assert "MARTIN" in client.get(reverse("worklist")).content.decode()


def test_an_empty_list_says_what_to_do(client, clinician):
    client.force_login(clinician)
    assert reverse("new-person") in client.get(reverse("worklist")).content.decode()


def test_the_csv_holds_what_is_on_screen(client, clinician, people):
    client.force_login(clinician)
    answer = client.post(reverse("worklist-csv"), {"search": "martin"})
    assert answer["Content-Disposition"].startswith("attachment")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "MARTIN" in lines[1]


def test_nobody_looks_for_what_the_system_writes():
    offered = {one.code for group in filter_choices(PeopleFilters(), (), "fr").missing for one in group.choices}
    assert "diagnosis.disease" in offered
    assert not {code for code in offered if code.endswith((".identifier", ".created_on", ".updated_on"))}
