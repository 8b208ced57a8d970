"""The pages of the workshop: each works, keeps what is typed at once, and tells the second of two editors."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from orphee.dossiers.models import Dossier, Version
from orphee.dossiers.rules import editing
from orphee.dossiers.tests.conftest import GROUP, TITLE, ask_something, edit, make

pytestmark = pytest.mark.django_db
VERSION_PAGES = (
    "dossier-editor", "dossier-text", "dossier-file", "dossier-losses", "dossier-people", "dossier-inclusion",
    "dossier-value-sets",
)  # fmt: skip


@pytest.fixture
def draft(manager, nomenclature):
    version = make(manager)
    return edit(manager, version, ask_something)


@pytest.fixture
def page(client, manager):
    client.force_login(manager)
    return client


def at(version, name, *more):
    return reverse(name, args=[version.dossier.key, version.version, *more])


def fresh(version):
    return Version.objects.get(pk=version.pk)


def tree(version):
    return editing.parse(fresh(version).text)


def test_every_page_of_a_draft_is_shown(page, draft):
    for name in VERSION_PAGES:
        assert page.get(at(draft, name)).status_code == 200, name
    assert page.get(at(draft, "dossier-item", "main", "depuis_quand")).status_code == 200
    assert page.get(at(draft, "dossier-value-set", "new")).status_code == 200
    assert page.get(reverse("dossiers")).status_code == 200
    assert page.get(reverse("new-dossier")).status_code == 200
    assert page.get(reverse("dossier", args=[draft.dossier.key])).status_code == 200


def test_a_dossier_of_another_network_cannot_be_told_from_none(client, stranger, draft):
    client.force_login(stranger)
    for name in VERSION_PAGES:
        assert client.get(at(draft, name)).status_code == 404, name
    assert client.get(reverse("dossier", args=[draft.dossier.key])).status_code == 404
    assert client.post(at(draft, "dossier-change"), {"do": "undo"}).status_code == 404
    assert draft.dossier.title_fr not in client.get(reverse("dossiers")).content.decode()


def test_the_national_manager_reaches_every_dossier(client, national, draft):
    client.force_login(national)
    assert client.get(at(draft, "dossier-editor")).status_code == 200


def test_a_new_dossier_begins_empty(page):
    answer = page.post(reverse("new-dossier"), {"title_fr": "Ataxies", "filiere": "filnemus", "origin": "empty"})
    made = Dossier.objects.get()
    assert answer.status_code == 302
    assert (made.key, made.title_en, made.filiere_id) == ("dossier-ataxies", "Ataxies", "filnemus")


def test_for_another_network_none_is_made(page):
    answer = page.post(reverse("new-dossier"), {"title_fr": "Ataxies", "filiere": "autre", "origin": "empty"})
    assert answer.status_code == 422
    assert not Dossier.objects.exists()


def test_a_new_dossier_begins_with_a_data_set(page):
    page.post(reverse("new-dossier"), {"title_fr": "Copie", "filiere": "filnemus", "origin": "set", "set": "phenotype"})
    version = Version.objects.get()
    assert version.imported_from == "catalogue"
    assert len(editing.forms_of(tree(version))) > 1


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("yaml", b"\x00\x01\xff\xfe binary"),
        ("yaml", "key: 'pas UTF-8 é'".encode("latin-1")),
        ("yaml", b"key: x\ninstruments: 3"),
        ("yaml", b"a: &x [1]\nb: *x"),
        ("yaml", b"[" * 1000 + b"]" * 1000),
        ("yaml", b"items:\n" + b"- {key: a, type: text}\n" * 100_000),
        ("redcap", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        ("nonsense", b"key: x"),
        ("yaml", b""),
    ],
    ids=["binary", "latin", "shape", "alias", "nested", "many", "picture", "format", "empty"],
)
def test_a_file_that_cannot_be_taken_makes_nothing_and_says_why(page, kind, content):
    file = SimpleUploadedFile("file", content)
    answer = page.post(
        reverse("new-dossier"),
        {"title_fr": "Fichier", "filiere": "filnemus", "origin": "file", "kind": kind, "file": file},
    )
    assert answer.status_code == 422
    assert "fr-alert--error" in answer.content.decode()
    assert not Dossier.objects.exists()


def change(page, version, do, **more):
    post = {"do": do, "stamp": str(fresh(version).edits), "form": "main", "section_key": "general"} | more
    return page.post(at(version, "dossier-change"), post)


def keys(version):
    return [path for path, _ in editing.items_of(tree(version), "main")]


def test_items_are_added_moved_copied_deleted_and_brought_back(page, draft):
    change(page, draft, "add-item", new_label_fr="Poids", new_label_en="Weight", new_type="quantity")
    assert keys(draft) == ["depuis_quand", "poids"]
    change(page, draft, "up:poids")
    assert keys(draft) == ["poids", "depuis_quand"]
    change(page, draft, "copy:poids")
    assert keys(draft) == ["poids", "poids_2", "depuis_quand"]
    change(page, draft, "delete:poids")
    assert keys(draft) == ["poids_2", "depuis_quand"]
    change(page, draft, "undo")
    assert keys(draft) == ["poids", "poids_2", "depuis_quand"]
    change(page, draft, "redo")
    assert keys(draft) == ["poids_2", "depuis_quand"]


def test_a_section_that_goes_leaves_its_items_to_its_neighbour(page, draft):
    change(page, draft, "add-section", new_section_fr="Suivi", new_section_en="Follow-up")
    change(page, draft, "add-item", section_key="suivi", new_label_fr="Marche", new_type="boolean")
    change(page, draft, "section-delete", section_key="suivi")
    assert {one.get("section") for _, one in editing.items_of(tree(draft), "main")} == {"general"}


def test_an_item_is_kept_with_its_condition_and_prefill(page, draft):
    change(page, draft, "add-item", new_label_fr="Âge", new_type="integer")
    values = {
        "stamp": str(fresh(draft).edits), "type": "text", "label_fr": "Dates", "label_en": "Dates", "asked": "always",
        "section": "general", "when_shown": "1", "when_mode": "all", "when_item_0": "age",
        "when_operator_0": "at_least", "when_value_0": "18", "prefill_shown": "1",
        "prefill": "sdm-mr.diagnosis.disease",
        "compute_shown": "1",
    }  # fmt: skip
    answer = page.post(at(draft, "dossier-item", "main", "depuis_quand"), values, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    one = editing.item(tree(draft), "main", "depuis_quand")
    assert one["when"] == {"item": "age", "at_least": 18}
    assert one["prefill"] == ["sdm-mr.diagnosis.disease"]
    assert one["asked"] == "always"


def test_a_key_changes_with_the_conditions_that_name_it(page, draft):
    edit_ = {"when": {"item": "depuis_quand", "answered": True}}
    change(page, draft, "add-item", new_label_fr="Suite", new_type="text")

    def point(definition):
        editing.change_item(definition, "main", "suite", edit_)

    from orphee.access.models import User

    edit(User.objects.get(email="maud@example.org"), draft, point)
    page.post(
        at(draft, "dossier-item", "main", "depuis_quand"),
        {"stamp": str(fresh(draft).edits), "type": "text", "label_fr": "Depuis quand ?", "label_en": "Since when?",
         "section": "general", "key": "debut"},
    )  # fmt: skip
    assert editing.item(tree(draft), "main", "suite")["when"] == {"item": "debut", "answered": True}


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(page, draft):
    stamp = str(fresh(draft).edits)
    first = {"do": "add-item", "stamp": stamp, "form": "main", "section_key": "general", "new_label_fr": "Un"}
    assert page.post(at(draft, "dossier-change"), first).status_code == 302
    answer = page.post(at(draft, "dossier-change"), first | {"new_label_fr": "Deux"})
    assert answer.status_code == 409
    assert "Maud" in answer.content.decode()
    assert keys(draft) == ["depuis_quand", "un"]


def test_a_list_of_answers_is_made_and_changed(page, draft):
    post = {"stamp": str(fresh(draft).edits), "title_fr": "Marche", "title_en": "Walking", "code_0": "1", "fr_0": "Oui",
            "en_0": "Yes", "fr_1": "Avec aide", "en_1": "With help", "score_1": "2"}  # fmt: skip
    page.post(at(draft, "dossier-value-set", "new"), post)
    assert tree(draft)["value_sets"]["marche"]["codes"] == [
        {"code": "1", "label": {"fr": "Oui", "en": "Yes"}},
        {"code": "avec_aide", "label": {"fr": "Avec aide", "en": "With help"}, "score": 2},
    ]
    assert page.get(at(draft, "dossier-value-set", "marche")).status_code == 200


def test_inclusion_is_chosen_by_group_and_centre(page, draft):
    post = {"stamp": str(fresh(draft).edits), "disease": [GROUP], "site": ["S901"]}
    page.post(at(draft, "dossier-inclusion"), post)
    assert tree(draft)["inclusion"] == {"diseases": [GROUP], "sites": ["S901"]}
    shown = page.get(at(draft, "dossier-inclusion")).content.decode()
    assert "2 maladies" in shown or "2 diseases" in shown


def test_faults_are_listed_with_a_link_to_the_item(page, draft):
    change(page, draft, "add-item", new_label_fr="Choix", new_type="code")
    shown = page.get(at(draft, "dossier-editor")).content.decode()
    assert at(draft, "dossier-item", "main", "choix") in shown
    assert 'id="problems"' in shown


def test_text_that_is_no_yaml_is_not_kept(page, draft):
    former = fresh(draft).text
    answer = page.post(at(draft, "dossier-text"), {"stamp": str(fresh(draft).edits), "text": "a: [\n"})
    assert answer.status_code == 422
    assert fresh(draft).text == former
    assert (
        page.post(at(draft, "dossier-text"), {"stamp": str(fresh(draft).edits), "text": former + "# x\n"}).status_code
        == 302
    )


def test_no_title_no_dossier(page):
    assert page.post(reverse("new-dossier"), {"title_fr": " ", "filiere": "filnemus"}).status_code == 422


def test_titles_are_shown_in_the_language_of_the_page(page, draft):
    page.cookies["django_language"] = "en"
    assert TITLE["en"] in page.get(reverse("dossiers")).content.decode()
