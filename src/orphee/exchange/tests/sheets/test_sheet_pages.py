"""The pages: choose, take the template, bring the file, look, import; someone else's file does not exist."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from orphee.access.context import as_system
from orphee.access.models import Membership, User
from orphee.network.queries import site_by_code
from orphee.record.models import Entry

from .conftest import workbook

pytestmark = pytest.mark.django_db
ROW = ["Confirmé", "ORPHA:513", "À la naissance", "Adéquat"]
HEAD = ("record", "entry", "status", "disease", "first_signs.period", "appraisal_on_entry")


@pytest.fixture
def signed_in(client, people):
    user = User.objects.create_user("c@example.org", "a long enough password", name="C")
    with as_system("test"):
        Membership.objects.create(user=user, role="clinician", site=site_by_code("S001"))
    client.force_login(user)
    return client


def brought(client, *rows, head=HEAD):
    file = SimpleUploadedFile("x.xlsx", workbook(diagnosis=[list(head), *map(list, rows)]))
    answer = client.post(reverse("new-import"), {"collection": "sdm-mr/diagnosis", "file": file}, follow=True)
    return answer, answer.request["PATH_INFO"]


def stored():
    with as_system("test"):
        return Entry.objects.filter(channel="sheet").count()


def test_a_good_file_is_checked_then_imported(signed_in):
    answer, address = brought(signed_in, ["IPP0", "d1", *ROW], ["IPP1", "d1", *ROW])
    page = answer.content.decode()
    assert "2 lignes" in page or "2 rows" in page
    assert stored() == 0
    done = signed_in.post(address + "start/", {"mode": "all"}, follow=True)
    assert done.status_code == 200
    assert stored() == 2


def test_bad_rows_are_shown_and_come_back_in_the_file(signed_in):
    from openpyxl import load_workbook

    _, address = brought(signed_in, ["IPP0", "d1", *ROW], ["IPP1", "d1", "=1+1", *ROW[1:]])
    signed_in.post(address + "start/", {"mode": "good"}, follow=True)
    assert stored() == 1
    file = signed_in.get(address + "problems/")
    rows = list(load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True))
    assert rows[0][-1] == "problems"
    assert rows[1][-1] is None or "formule" not in rows[1][-1]
    assert "formul" in rows[2][-1]


def test_wrong_columns_are_listed_and_nothing_is_kept_out_silently(signed_in):
    answer, _ = brought(signed_in, ["IPP0", 1], head=("record", "nothing_of_ours"))
    assert "nothing_of_ours" in answer.content.decode()
    assert stored() == 0


def test_a_sheet_of_someone_else_does_not_exist(signed_in, client):
    _, address = brought(signed_in, ["IPP0", "d1", *ROW])
    other = User.objects.create_user("d@example.org", "a long enough password", name="D")
    with as_system("test"):
        Membership.objects.create(user=other, role="clinician", site=site_by_code("S001"))
    client.force_login(other)
    assert client.get(address).status_code == 404
    assert client.get(address + "problems/").status_code == 404


@pytest.mark.parametrize("posted", [{}, {"collection": "nothing"}, {"collection": "sdm-mr"}])
def test_a_form_without_file_or_collection_says_what_to_choose(signed_in, posted):
    answer = signed_in.post(reverse("new-import"), posted)
    assert answer.status_code == 422
    assert "fr-alert--error" in answer.content.decode()


@pytest.mark.parametrize(
    "form", ["dictionary.html", "dictionary.csv", "dictionary.xlsx", "fhir.json", "redcap.csv", "orphee.yaml"]
)
def test_each_file_of_a_collection_is_handed_out(signed_in, form):
    name, extension = form.split(".")
    answer = signed_in.get(reverse("collection-file", args=["sdm-mr", "2025.01", name, extension]))
    assert answer.status_code == 200
    assert len(answer.content) > 1_000


def test_collections_are_listed_and_their_items_found(signed_in):
    assert "sdm-mr" in signed_in.get(reverse("collections")).content.decode()
    page = signed_in.get(reverse("collection", args=["sdm-mr", "2025.01"]), {"q": "status"}).content.decode()
    assert "Statut actuel du diagnostic" in page
    assert "Commentaire" not in page
    assert signed_in.get(reverse("collection", args=["sdm-mr", "1900.01"])).status_code == 404


def test_the_template_comes_back_filled(signed_in, people):
    from openpyxl import load_workbook

    file = signed_in.get(reverse("sheet-template", args=["sdm-mr", "2025.01"]), {"form": "diagnosis"})
    book = load_workbook(io.BytesIO(file.content))
    sheet = book["diagnosis"]
    place = {cell.value: cell.column for cell in sheet[1]}
    for name, value in (("record", people[0]), ("entry", "d1"), ("status", "Confirmé"), ("disease", "ORPHA:513"),
                        ("first_signs.period", "À la naissance"), ("appraisal_on_entry", "Adéquat")):  # fmt: skip
        sheet.cell(row=3, column=place[name], value=value)
    paper = io.BytesIO()
    book.save(paper)
    answer = signed_in.post(
        reverse("new-import"),
        {"collection": "sdm-mr", "file": SimpleUploadedFile("t.xlsx", paper.getvalue())},
        follow=True,
    )
    signed_in.post(answer.request["PATH_INFO"] + "start/", {"mode": "all"}, follow=True)
    assert stored() == 1
