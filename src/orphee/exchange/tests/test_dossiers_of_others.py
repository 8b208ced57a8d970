"""Sheets and responses at the door: dossiers of others stay closed, corrections stay, hostile JSON is refused."""

import json

import pytest
from django.test import Client

from orphee.access.context import as_system, reading_as
from orphee.access.models import Token
from orphee.access.queries import reader_of, token_digest
from orphee.datasets import catalogue
from orphee.datasets.interchange.fhir_names import OURS
from orphee.dossiers.tests.conftest import (
    CONFIRMED_AT,
    DISEASE,
    NOW,
    colleague,
    manager,
    member,
    networks,
    nomenclature,
    published,
    sites,
    someone,
    stranger,
    write,
)
from orphee.exchange.sheets.importing import Import, Mode
from orphee.exchange.sheets.opening import open_file
from orphee.network.models import Organisation, Site
from orphee.record.models import Entry, Record

pytestmark = pytest.mark.django_db
__all__ = ["colleague", "manager", "networks", "nomenclature", "published", "sites", "stranger"]


@pytest.fixture
def elsewhere(networks, sites):
    """A centre of another network, in another hospital."""
    hospital = Organisation.objects.create(code="chu-b", kind="hospital", name="CHU B", finess="750000002")
    return Site.objects.create(code="S950", kind="ccmr", name="S950", hospital=hospital, filiere=networks[1])


@pytest.fixture
def followed_twice(published, elsewhere):
    """Someone followed at the dossier's centre and at a centre that does not take part in it."""
    return someone("DURAND", (DISEASE, CONFIRMED_AT), sites=("S901", "S950"))


def number_of(key):
    with as_system("test"):
        return Record.objects.get(key=key).number


def stored(dataset):
    with as_system("test"):
        return [one.payload for one in Entry.objects.filter(dataset=dataset, is_current=True)]


def post(resource, hospital):
    Token.objects.get_or_create(
        digest=token_digest(hospital.code), defaults={"label": "t", "organisation": hospital, "created_at": NOW}
    )
    return Client().post(
        "/api/fhir/QuestionnaireResponse",
        resource if isinstance(resource, bytes) else json.dumps(resource).encode(),
        content_type="application/fhir+json",
        headers={"Authorization": f"Bearer {hospital.code}"},
    )


def response(form, record, **more):
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{OURS}/Questionnaire/{form}",
        "status": "completed",
        "subject": {"identifier": {"value": number_of(record)}},
        **more,
    }


def since(published, record, year, **more):
    item = {"linkId": "depuis_quand", "answer": [{"valueString": year}]}
    return response(f"{published.dossier.key}/main|{published.version}", record, item=[item], **more)


def bring(user, published, record, year):
    dataset, reader = catalogue.dataset(published.dossier.key), reader_of(user)
    content = f"record,depuis_quand\n{number_of(record)},{year}\n".encode()
    with reading_as(reader):
        return Import(reader, dataset, open_file(content, dataset, "main"), NOW).store(Mode.GOOD)


def test_a_sheet_of_another_network_does_not_enter_a_dossier(published, followed_twice, stranger, manager):
    assert bring(stranger, published, followed_twice, "1999").bad == 1
    assert stored(published.dossier.key) == []
    assert bring(manager, published, followed_twice, "2001").new == 1
    refused = bring(stranger, published, followed_twice, "1999")
    assert (refused.bad, refused.revised, refused.unchanged) == (1, 0, 0), "nor does it tell what stands"
    assert stored(published.dossier.key) == [{"depuis_quand": "2001"}]


def test_a_hospital_that_takes_no_part_in_a_dossier_sends_none_of_its_entries(published, followed_twice, elsewhere):
    assert post(since(published, followed_twice, "1999"), elsewhere.hospital).status_code == 422
    assert stored(published.dossier.key) == []
    assert post(since(published, followed_twice, "2001"), Site.objects.get(code="S901").hospital).status_code == 200


def test_a_hospital_speaks_for_the_centre_that_works_with_the_dossier(published, sites):
    record = someone("DURAND", (DISEASE, CONFIRMED_AT), sites=("S902", "S901"))
    assert post(since(published, record, "2001"), sites[0].hospital).status_code == 200
    with as_system("test"):
        assert Entry.objects.get(dataset=published.dossier.key).site_code == "S901"


def test_an_old_response_sent_again_does_not_undo_a_correction(published, sites):
    record = someone("DURAND", (DISEASE, CONFIRMED_AT))
    old = since(published, record, "1999", authored="2026-01-01T00:00:00Z")
    post(old, sites[0].hospital)
    clinician = member("nina@example.org", "clinician", site=sites[0])
    write(clinician, record, published, site="S901", based_on=1, payload={"depuis_quand": "2001"})
    answer = post(old, sites[0].hospital)
    assert stored(published.dossier.key) == [{"depuis_quand": "2001"}]
    assert [one["code"] for one in answer.json()["problems"]] == ["said-since"]


AGE = "first_signs"
HUGE = 10**400
HOSTILE = [
    {"item": [{"linkId": AGE, "item": [{"linkId": f"{AGE}.months", "answer": {"a": 1}}]}]},
    {"item": [{"linkId": AGE, "item": [{"linkId": f"{AGE}.months", "answer": [3]}]}]},
    {"item": [{"linkId": AGE, "item": [{"linkId": f"{AGE}.months", "answer": [{"valueCoding": "x"}]}]}]},
    {"item": [{"linkId": AGE, "item": [{"linkId": f"{AGE}.months", "answer": [{"valueInteger": HUGE}]}]}]},
    {"item": [{"linkId": AGE, "item": [{"linkId": f"{AGE}.months", "answer": [{"valueInteger": float("inf")}]}]}]},
    {"item": [{"linkId": AGE, "item": 3}]},
    {"item": [{"linkId": "status", "answer": 3}]},
    {"item": [{"linkId": "status", "answer": [{"valueReference": {"identifier": "x"}}]}]},
    {"item": [{"linkId": "status", "answer": [{"valueDecimal": float("nan")}]}]},
    {"item": [{"linkId": "comment", "answer": [{"valueString": "a\x00b"}]}]},
    {"item": [{"linkId": "comment", "answer": [{"valueString": "\ud800"}]}]},
    {"identifier": {"value": "d\x00"}},
    {"identifier": {"value": "\udfff"}},
    {"subject": {"identifier": {"value": "\x00"}}},
    {"authored": "0001-01-01T00:00:00+23:59"},
]


@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_values_are_answered_and_never_an_error_of_ours(published, sites, said):
    record = someone("DURAND", (DISEASE, CONFIRMED_AT))
    answer = post(
        response("sdm-mr/diagnosis|2025.01", record, **{"identifier": {"value": "d1"}, **said}), sites[0].hospital
    )
    assert answer.status_code in (200, 422)
