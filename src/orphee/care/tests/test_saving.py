"""Saving a form: drafts, completion, two people at once, errors of entry."""

import json
import uuid

import pytest
from django.urls import reverse

from orphee.access.context import as_system
from orphee.care.models import Draft
from orphee.care.tests.conftest import DIAGNOSIS, enter, entries_of
from orphee.record.models import Record, Summary
from orphee.record.rules.submission import ConsentAsGiven

SAID = {
    "identifier": "1.2.3", "status": "2931005", "disease": "ORPHA:586", "first_signs.period": "767023003",
    "first_signs.years": "1", "first_signs.months": "2", "appraisal_on_entry": "2667000",
}  # fmt: skip


@pytest.fixture
def address(record_key):
    entry = entries_of(record_key, "diagnosis")[0]
    return reverse("entry-form", args=[record_key, "sdm-mr", "diagnosis", entry.key])


def current(record_key):
    return entries_of(record_key, "diagnosis")[0]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_form_opens(client, clinician, record_key, language):
    client.force_login(clinician)
    client.cookies["django_language"] = language
    chart = client.get(reverse("chart", args=[record_key])).content.decode()
    for instrument in ("identity", "consent", "family", "vital_status", "birth", "research"):
        address = reverse("form", args=[record_key, "sdm-mr", instrument])
        assert address in chart
        assert client.get(address).status_code == 200
    for dataset, instrument in (
        ("sdm-mr", "case_file"), ("sdm-mr", "functioning"), ("sdm-mr", "follow_up"), ("sdm-mr", "activity"),
        ("sdm-mr", "diagnosis"), ("sdm-mr", "pregnancy"), ("phenotype", "feature"),
    ):  # fmt: skip
        assert client.get(reverse("form", args=[record_key, dataset, instrument])).status_code == 200
        assert client.get(reverse("new-entry", args=[record_key, dataset, instrument]), follow=True).status_code == 200


def test_an_unchanged_form_changes_nothing(client, clinician, record_key, address):
    client.force_login(clinician)
    client.post(address, SAID | {"_stamp": "1", "_save": "complete"})
    assert current(record_key).revision == 1
    assert current(record_key).payload == DIAGNOSIS


def test_a_draft_with_problems_is_saved(client, clinician, record_key, address):
    client.force_login(clinician)
    answer = client.post(address, SAID | {"_stamp": "1", "_save": "draft", "diagnosed_on": "vers 2012"}, follow=True)
    assert current(record_key).state == "draft"
    assert current(record_key).payload["diagnosed_on"] == "vers 2012"
    assert 'href="#item-diagnosed_on"' in answer.content.decode()


def test_an_entry_with_errors_is_not_complete(client, clinician, record_key, address):
    client.force_login(clinician)
    confirmed = {key: value for key, value in SAID.items() if key != "disease"} | {"status": "255545003"}
    answer = client.post(address, confirmed | {"_stamp": "1", "_save": "complete"}, follow=True)
    assert current(record_key).state == "draft"
    assert "Un diagnostic confirmé nomme la maladie" in answer.content.decode()


def test_neither_of_two_people_overwrites_the_other(client, clinician, colleague, record_key, address):
    client.force_login(colleague)
    client.post(address, SAID | {"_stamp": "1", "_save": "complete", "comment": "de Paul"})
    client.force_login(clinician)
    answer = client.post(address, SAID | {"_stamp": "1", "_save": "complete", "comment": "d’Anne"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "de Paul" in page
    assert "d’Anne" in page
    assert "Dr Paul" in page
    assert current(record_key).payload["comment"] == "de Paul"
    client.post(address, SAID | {"_stamp": "2", "_save": "complete", "comment": "des deux"})
    assert current(record_key).payload["comment"] == "des deux"
    history = client.get(reverse("entry-history", args=[record_key, current(record_key).key])).content.decode()
    assert "de Paul" in history


def test_what_is_being_typed_comes_back(client, clinician, record_key, address):
    client.force_login(clinician)
    answer = client.post(address + "draft/", SAID | {"_stamp": "1", "comment": "pas fini"})
    assert answer.status_code == 200
    assert current(record_key).revision == 1
    page = client.get(address).content.decode()
    assert "pas fini" in page
    client.post(address + "draft/drop/")
    assert "pas fini" not in client.get(address).content.decode()


def test_what_is_being_typed_is_sealed(client, clinician, record_key, address):
    client.force_login(clinician)
    client.post(address + "draft/", SAID | {"_stamp": "1", "comment": "pas fini"})
    with as_system("test"):
        assert b"pas fini" not in bytes(Draft.objects.get().sealed)


def test_the_identity_form_is_never_kept_outside_the_identity_room(client, clinician, record_key):
    client.force_login(clinician)
    client.post(reverse("form-draft", args=[record_key, "sdm-mr", "identity"]), {"birth_name": "X", "_stamp": "0"})
    with as_system("test"):
        assert not Draft.objects.exists()


def test_which_questions_are_put_is_answered_at_once(client, clinician, record_key, address):
    client.force_login(clinician)
    answer = client.post(address + "draft/", {"_stamp": "1", "techniques": ["GEN-092.04.17"]})
    state = json.loads(answer.content)
    assert "other_technique" in state["shown"]
    answer = client.post(address + "draft/", {"_stamp": "1", "status": "42425007"})
    assert "disease" in json.loads(answer.content)["hidden"]


def test_a_new_entry_reloaded_is_not_two(client, clinician, record_key):
    client.force_login(clinician)
    form = client.get(reverse("new-entry", args=[record_key, "sdm-mr", "functioning"])).url
    for _ in range(2):
        client.post(form, {"_stamp": "0", "_save": "complete", "icf_code": "b117.3"})
    assert len(entries_of(record_key, "functioning")) == 1
    assert client.get(form).status_code == 302


def test_an_entry_made_in_error_can_be_brought_back(client, clinician, record_key, address):
    client.force_login(clinician)
    page = client.post(address + "withdraw/", follow=True).content.decode()
    assert current(record_key).state == "entered_in_error"
    assert "Rétablir" in page
    client.post(address + "restore/")
    assert current(record_key).state == "complete"
    assert current(record_key).payload == DIAGNOSIS


@pytest.mark.parametrize("state", ["draft", "complete"])
def test_what_is_brought_back_is_as_finished_as_it_was(client, clinician, record_key, address, state):
    client.force_login(clinician)
    client.post(address, SAID | {"_stamp": "1", "_save": "draft"})
    client.post(address, SAID | {"_stamp": "2", "_save": state})
    assert current(record_key).state == state
    client.post(address + "withdraw/")
    client.post(address + "restore/")
    assert current(record_key).state == state
    with as_system("test"):
        assert Summary.objects.get(record_id=record_key).has_drafts is (state == "draft")


def test_identity_is_written_through_the_door(client, clinician, record_key):
    client.force_login(clinician)
    address = reverse("form", args=[record_key, "sdm-mr", "identity"])
    stamp = client.get(address).context["page"].stamp
    said = {"_stamp": stamp, "_save": "complete", "birth_name": "MARTIN", "first_given_name": "Lina", "sex": "F",
            "birth_date": "12/05/2019", "used_name": "DUVAL"}  # fmt: skip
    assert client.post(address, said, follow=True).status_code == 200
    assert "DUVAL (MARTIN) Lina" in client.get(reverse("chart", args=[record_key])).content.decode()
    assert client.post(address, said).status_code == 409  # the stamp is old by now


def test_an_opposition_shows_on_the_chart(client, clinician, record_key):
    client.force_login(clinician)
    address = reverse("form", args=[record_key, "sdm-mr", "consent"])
    stamp = client.get(address).context["page"].stamp
    client.post(address, {"_stamp": stamp, "_save": "complete", "reuse_opposition": "true"})
    assert "Opposition à la réutilisation" in client.get(reverse("chart", args=[record_key])).content.decode()


def test_an_answer_known_elsewhere_is_taken(client, clinician, record_key, address):
    client.force_login(clinician)
    new = client.get(reverse("new-entry", args=[record_key, "phenotype", "feature"])).url
    client.post(new, {"_stamp": "0", "_save": "complete", "term": "HP:0001250", "excluded": "false"})
    page = client.get(address).content.decode()
    assert "Déjà dans le dossier" in page
    answer = client.post(address + "known/?field=clinical_description", SAID | {"_stamp": "1"})
    assert 'value="HP:0001250"' in answer.content.decode()


@pytest.mark.parametrize("instrument", ["identity", "consent", "header", "birth", "diagnosis"])
@pytest.mark.parametrize("what", ["withdraw", "restore"])
def test_only_one_of_several_entries_can_be_withdrawn(client, clinician, record_key, instrument, what):
    client.force_login(clinician)
    birth = reverse("form", args=[record_key, "sdm-mr", "birth"])
    client.post(birth, {"_stamp": "0", "_save": "complete", "weight_g": "3200"})
    keys = [uuid.uuid4(), *(one.key for one in entries_of(record_key, "birth"))]
    for key in keys:
        address = reverse("form", args=[record_key, "sdm-mr", instrument])
        assert client.post(f"{address}{key}/{what}/").status_code == 404
    assert entries_of(record_key, "identity") == entries_of(record_key, "consent") == []
    assert entries_of(record_key, "birth")[0].state == "complete"


@pytest.mark.parametrize("instrument", ["identity", "consent", "birth"])
def test_a_form_filled_once_has_no_address_of_an_entry(client, clinician, record_key, instrument):
    client.force_login(clinician)
    address = reverse("form", args=[record_key, "sdm-mr", instrument])
    assert client.get(f"{address}{uuid.uuid4()}/").status_code == 404
    assert client.get(f"{address}new/{uuid.uuid4()}/").status_code == 404


LINA = {"birth_name": "MARTIN", "first_given_name": "Lina", "sex": "F", "birth_date": "12/05/2019",
        "local_ids.0._was": "0", "local_ids.0.root": "1.2.250.1.999",
        "local_ids.0.value": "MARTIN-Lina-2019-05-12"}  # fmt: skip


def save_identity(client, record_key, answers):
    """Save the identity form as it stands with some answers."""
    address = reverse("form", args=[record_key, "sdm-mr", "identity"])
    stamp = client.get(address).context["page"].stamp
    return client.post(address, LINA | {"_stamp": stamp, "_save": "complete"} | answers)


def person_in(record_key):
    with as_system("test"):
        return Record.objects.get(key=record_key).person


@pytest.mark.parametrize(("wrong", "said"), [
    ({"birth_date": "12/13/2020"}, "Ce jour n’existe pas"),
    ({"birth_date": "12/05/2999"}, "dans le futur"),
    ({"birth_name": ""}, "Réponse attendue"),
    ({"relations.0.family_name": "DUPUIS"}, "Réponse attendue"),  # whose name is it?
    ({"local_ids.1.value": "42"}, "Réponse attendue"),  # whose number is it?
])  # fmt: skip
def test_an_identity_with_an_error_is_not_saved(client, clinician, record_key, wrong, said):
    client.force_login(clinician)
    answer = save_identity(client, record_key, wrong | {"used_name": "DUVAL"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Rien n’a été enregistré" in page
    assert "DUVAL" in page
    assert all(value in page for value in wrong.values())
    assert (person_in(record_key).birth_date, person_in(record_key).used_name) == ("2019-05-12", "")


def test_an_emptied_trait_is_cleared(client, clinician, record_key):
    client.force_login(clinician)
    known = {"used_name": "DUVAL", "ins": "1 85 05 78 006 084 91", "ins_system": "1.2.250.1.213.1.4.10",
             "telecoms.0.value": "+33102030405", "address.city": "Brest", "multiple_birth": "true", "birth_order": "2",
             "relations.0.role": "mother", "relations.0.family_name": "DUPUIS"}  # fmt: skip
    assert save_identity(client, record_key, known).status_code == 302
    person = person_in(record_key)
    assert person.ins == "185057800608491"
    assert (person.telecoms, person.relations, person.address) != ([], [], None)
    assert save_identity(client, record_key, {"sex": "UN", "local_ids.0.value": ""}).status_code == 422
    without = dict.fromkeys(known, "") | {"sex": "UN"}
    assert save_identity(client, record_key, without).status_code == 302
    person = person_in(record_key)
    assert (person.used_name, person.ins, person.ins_system, person.sex) == ("", "", "", "UN")
    assert (person.telecoms, person.relations, person.address, person.birth_order) == ([], [], None, None)
    assert (person.birth_name, person.birth_date) == ("MARTIN", "2019-05-12")


def test_a_local_identifier_is_never_taken_away(client, clinician, record_key):
    client.force_login(clinician)
    page = client.get(reverse("form", args=[record_key, "sdm-mr", "identity"])).content.decode()
    assert "ne se retire jamais" in page
    without = {key: "" for key in LINA if key.startswith("local_ids")}
    assert save_identity(client, record_key, without).status_code == 302
    page = client.get(reverse("chart", args=[record_key])).content.decode()
    assert "MARTIN-Lina-2019-05-12" in page
    assert "ceux que vous avez retirés restent" in page


def test_the_desk_settles_what_a_hospital_reported(client, clinician, sites):
    record_key = enter(name="OPPOSANT", consent=ConsentAsGiven(reuse_opposed=True))
    client.force_login(clinician)
    address = reverse("form", args=[record_key, "sdm-mr", "consent"])
    page = client.get(address)
    assert "règle la question" in page.content.decode()
    client.post(address, {"_stamp": page.context["page"].stamp, "_save": "complete", "reuse_opposition": "false"})
    assert "Opposition à la réutilisation" not in client.get(reverse("chart", args=[record_key])).content.decode()
