"""Any data set on the desk, one section a page: nothing of another section is lost, nothing computed is forged."""

import pytest
from django.urls import reverse

from orphee.access.context import as_system
from orphee.care import panels
from orphee.care.models import Attachment, Draft, FormUse, OpenForm
from orphee.care.tests import invented
from orphee.care.tests.conftest import entries_of
from orphee.datasets import catalogue

PDF = b"%PDF-1.7 invented"


@pytest.fixture
def visit(record_key, client, clinician, monkeypatch):
    """The address of the journal's form, by someone who may write."""
    invented.put(monkeypatch, invented.JOURNAL)
    client.force_login(clinician)
    return reverse("form", args=[record_key, "journal", "visit"])


def payload(record_key):
    return entries_of(record_key, "visit")[0].payload


def test_one_section_a_page(client, visit):
    first = client.get(visit).content.decode()
    assert "Section 1 sur 3" in first
    assert 'name="weight.value"' in first
    assert 'name="tired"' not in first
    assert 'name="tired"' in client.get(visit + "?section=mood").content.decode()


@pytest.mark.parametrize("section", ["nothing", "body'", "..", "s" * 500])
def test_an_unknown_section_is_not_found(client, visit, section):
    assert client.get(visit, {"section": section}).status_code == 404
    assert client.post(f"{visit}?section=body", {"_save": f"section:{section}"}).status_code == 404


def test_the_other_sections_are_kept(client, visit, record_key):
    answer = client.post(visit, {"_stamp": "0", "_save": "section:mood", "weight.value": "12,5", "weight.unit": "kg",
                                 "stamp": "S"})  # fmt: skip
    assert answer.url.endswith("?section=mood")
    assert not entries_of(record_key, "visit")
    client.post(visit + "?section=mood", {"_stamp": "0", "_save": "draft", "tired": "1", "sad": "0"})
    assert payload(record_key) == {
        "weight": {"value": 12.5, "unit": "kg"}, "stamp": "S", "tired": "1", "sad": "0", "total": 1,
    }  # fmt: skip
    client.post(visit, {"_stamp": "1", "_save": "draft", "weight.value": ""})
    assert payload(record_key) == {"tired": "1", "sad": "0", "total": 1}


def test_a_problem_of_another_section_leads_there(client, visit):
    client.post(visit, {"_stamp": "0", "_save": "draft", "weight.value": "abc"})
    page = client.get(visit + "?section=mood").content.decode()
    assert 'href="?section=body#item-weight' in page
    assert 'href="?section=body#item-seen_on"' in page


def test_a_computed_answer_cannot_be_forged(client, visit, record_key):
    answer = client.post(visit + "draft/?section=mood", {"_stamp": "0", "tired": "1", "sad": "1", "total": "99"})
    assert answer.json()["computed"] == {"total": "2"}
    client.post(visit + "?section=mood", {"_stamp": "0", "_save": "draft", "tired": "1", "total": "99"})
    assert payload(record_key) == {"tired": "1"}


def test_a_display_text_lets_no_tag_through(client, visit):
    page = client.get(visit).content.decode()
    assert "<strong>Avant</strong> la visite &lt;b&gt;" in page


def test_two_sections_of_two_people(client, visit, record_key, colleague, clinician):
    client.post(visit + "draft/?section=mood", {"_stamp": "0", "tired": "1"})
    client.force_login(colleague)
    client.post(visit, {"_stamp": "0", "_save": "draft", "stamp": "de Paul"})
    client.force_login(clinician)
    answer = client.post(visit + "?section=mood", {"_stamp": "0", "_save": "draft", "tired": "1"})
    assert answer.status_code == 409
    assert "de Paul" in answer.content.decode()
    assert payload(record_key) == {"stamp": "de Paul"}
    with as_system("test"):
        assert Draft.objects.get().author == clinician


def test_what_someone_else_typed_is_not_kept_as_mine(client, visit, colleague):
    tag = client.get(visit).context["page"].typing_tag
    client.force_login(colleague)
    answer = client.post(visit + "draft/", {"_as": tag, "stamp": "d’Anne"})
    assert (answer.status_code, answer.json()) == (409, {"someone_else": True})
    assert client.post(visit, {"_as": tag, "_save": "draft", "stamp": "d’Anne"}).status_code == 403
    with as_system("test"):
        assert not Draft.objects.exists()


def test_known_answers_are_taken_at_once_and_measured(client, visit, record_key):
    page = client.get(visit + "?section=mood").content.decode()
    assert "ORPHA:586" in page
    assert "05/2019" in page
    assert "12/05/2019" not in page.split('id="form"')[1]
    assert client.post(visit + "known/?section=mood&field=*", {"_stamp": "0"}).headers["HX-Refresh"] == "true"
    said = {"_stamp": "0", "_save": "complete", "born": "05/2019", "disease": "ORPHA:586", "tired": "1"}
    client.post(visit + "draft/", {"_stamp": "0", "seen_on": "12/05/2024", "_active": "7"})
    client.post(visit + "?section=mood", said)
    assert payload(record_key)["born"] == "2019-05"
    with as_system("test"):
        use = FormUse.objects.get()
        assert (use.dataset, use.taken, use.typed, use.seconds_active, use.retyped) == ("journal", 2, 2, 7, [])
        assert not OpenForm.objects.exists()


def test_what_is_typed_although_known_is_counted(client, visit, record_key):
    client.get(visit)
    said = {"_stamp": "0", "_save": "section:mood", "seen_on": "12/05/2024"}
    client.post(visit, said)
    client.post(visit + "?section=mood", {"_stamp": "0", "_save": "complete", "disease": "ORPHA:586", "born": "2018"})
    with as_system("test"):
        use = FormUse.objects.get()
    assert use.retyped == ["disease"]  # the year is another one: a correction
    assert "2019" not in str(vars(use))


def test_a_form_opens_in_its_own_version(client, visit, record_key, monkeypatch):
    client.post(visit, {"_stamp": "0", "_save": "draft", "stamp": "S"})
    newer = invented.Shelf(invented.JOURNAL.replace('version: "1"', 'version: "2"').replace("key: stamp", "key: seal"))
    older = invented.Shelf(invented.JOURNAL)
    monkeypatch.setattr(newer, "versions", lambda key: ("1", "2"))
    monkeypatch.setattr(newer, "load", lambda key, version: (newer if version == "2" else older).sets[key])
    monkeypatch.setattr(catalogue, "_SOURCES", [newer])
    page = client.get(visit).content.decode()
    assert 'name="stamp"' in page
    assert 'name="seal"' not in page


def test_a_set_made_for_some_is_only_for_them(client, visit, record_key, monkeypatch):
    closed = invented.JOURNAL.replace("key: journal", "key: closed") + "inclusion: {diseases: ['ORPHA:586']}\n"
    invented.put(monkeypatch, closed)
    address = reverse("form", args=[record_key, "closed", "visit"])
    assert client.get(address).status_code == 404
    assert "closed" not in client.get(reverse("other-collections", args=[record_key])).content.decode()
    monkeypatch.setattr(panels, "_providers", [lambda view, reader: ["closed"]])
    assert client.get(address).status_code == 200
    assert address in client.get(reverse("chart", args=[record_key])).content.decode()


def test_other_collections_are_found_by_a_word(client, visit, record_key):
    address = reverse("other-collections", args=[record_key])
    assert "Carnet inventé" in client.get(address, {"q": "INVENTE visit"}).content.decode()
    assert "Carnet inventé" not in client.get(address, {"q": "zzz"}).content.decode()


def attach(client, visit, name, content, field="report"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post(visit + "attachments/", {"_field": field, "_file": SimpleUploadedFile(name, content)})


def test_a_file_is_attached_and_opened(client, visit, record_key, stranger):
    answer = attach(client, visit, "Martin_IRM.pdf", PDF)
    assert answer.status_code == 200
    with as_system("test"):
        row = Attachment.objects.get()
    assert row.name == "file.pdf"  # the name of the person is not kept
    assert PDF not in bytes(row.sealed)
    client.post(visit + "?section=files", {"_stamp": "0", "_save": "draft", "report": str(row.key)})
    assert payload(record_key)["report"] == {
        "key": str(row.key), "name": "file.pdf", "media_type": "application/pdf", "size": len(PDF),
        "digest": row.digest,
    }  # fmt: skip
    address = reverse("attachment", args=[record_key, row.key])
    opened = client.get(address)
    assert opened.content == PDF
    assert opened["Content-Disposition"].startswith("attachment")
    client.force_login(stranger)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("name", "content", "said"), [
    ("a.pdf", b"not a pdf", "n’est pas ce que dit son nom"),
    ("a.exe", b"MZ", "Seuls les fichiers"),
    ("a.pdf", b"", "vide"),
    ("a.txt", b"a\x00b", "n’est pas ce que dit son nom"),
    ("a.pdf", b"%PDF-" + b"0" * 10_000_001, "10 Mo"),
])  # fmt: skip
def test_a_file_that_is_not_taken(client, visit, name, content, said):
    answer = attach(client, visit, name, content)
    assert answer.status_code == 422
    assert said in answer.json()["problem"]
    with as_system("test"):
        assert not Attachment.objects.exists()


@pytest.mark.parametrize("field", ["weight", "nothing", "report.0.x", ""])
def test_a_file_for_what_takes_none(client, visit, field):
    assert attach(client, visit, "a.pdf", PDF, field=field).status_code == 404


@pytest.mark.parametrize("forged", ["00000000-0000-4000-8000-000000000000", "x", "{}"])
def test_a_file_cannot_be_invented(client, visit, record_key, forged):
    client.post(visit + "?section=files", {"_stamp": "0", "_save": "draft", "report": forged, "about": "1.2.3"})
    assert payload(record_key) == {"about": "1.2.3"}


def test_a_reference_is_chosen_among_the_entries(client, visit):
    assert '<option value="1.2.3"' in client.get(visit + "?section=files").content.decode()


@pytest.mark.parametrize("said", [
    {"weight.value": "9" * 400, "weight.unit": "x" * 400}, {"weight": "1"}, {"seen_on": "99/99/9999"},
    {"weight.value": "\x00", "stamp": "\x08"}, {"seen_on": ["a", "b"]}, {"_active": "9" * 50, "_typed": "x" * 500},
])  # fmt: skip
def test_the_new_types_keep_their_head(client, visit, said):
    assert client.post(visit + "draft/", {"_stamp": "0"} | said).status_code == 200
    assert client.post(visit, {"_stamp": "0", "_save": "complete"} | said).status_code == 302
    assert client.get(visit).status_code == 200


def test_the_preview_saves_nothing(client, visit, national):
    address = reverse("definition-preview", args=["journal", "visit"])
    assert 'name="tired"' in client.get(address, {"section": "mood"}).content.decode()
    assert client.get(address, {"section": "x"}).status_code == 404
    assert client.get(reverse("definition-preview", args=["x", "y"])).status_code == 404
