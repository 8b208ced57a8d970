"""Responses of hospitals: taken in for their own patients only, and a record's given out."""

import datetime as dt
import json
import uuid

import pytest
from django.test import Client
from fhir.resources.R4B.bundle import Bundle

from orphee.access.context import as_system
from orphee.access.models import Token
from orphee.access.queries import token_digest
from orphee.access.rules.policy import Reader, Scope
from orphee.datasets.interchange.fhir_names import OURS
from orphee.exchange import responses
from orphee.exchange.fhir.reading import LARGEST
from orphee.network.queries import site_by_code, site_keys
from orphee.record.intake import accept_many
from orphee.record.models import Entry, Record
from orphee.record.rules.submission import Channel, LocalId, PersonAsGiven, Submission

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def people():
    def of(number, site):
        person = PersonAsGiven(
            local_ids=(LocalId("1.2", f"IPP{number}"),), birth_name=f"ESSAI{'ABC'[number]}", first_given_name="Alix",
            birth_date=f"198{number}-01-01", sex="F",
        )  # fmt: skip
        return Submission(Channel.FORM, "hospital", person, (), NOW, site_codes=(site,))

    return [one.record_number for one in accept_many([of(0, "S001"), of(1, "S002")], now=NOW)]


@pytest.fixture
def token(people):
    with as_system("test"):
        site = site_by_code("S001")
    Token.objects.create(digest=token_digest("secret"), label="t", organisation=site.hospital, created_at=NOW)
    return "Bearer secret"


def response(subject, status="255545003", key="d1", **more):
    return {
        "resourceType": "QuestionnaireResponse",
        "identifier": {"value": key},
        "questionnaire": f"{OURS}/Questionnaire/sdm-mr/diagnosis|2025.01",
        "status": "completed",
        "subject": {"identifier": {"value": subject}},
        "item": [
            {"linkId": "status", "answer": [{"valueCoding": {"code": status}}]},
            {"linkId": "disease", "answer": [{"valueCoding": {"system": "http://www.orpha.net", "code": "513"}}]},
            {"linkId": "nowhere", "answer": [{"valueString": "x"}]},
        ],
        **more,
    }


def post(resource, token):
    content = resource if isinstance(resource, bytes) else json.dumps(resource).encode()
    return Client().post(
        "/api/fhir/QuestionnaireResponse",
        content,
        content_type="application/fhir+json",
        headers={"Authorization": token},
    )


def stored():
    with as_system("test"):
        return list(Entry.objects.filter(channel="fhir", is_current=True))


def test_a_size_is_announced_and_within_the_limit(token):
    headers = {"Authorization": token}
    for path in ("fhir/QuestionnaireResponse", "cda"):
        for length in ("", "x", "-1"):
            answer = Client().generic("POST", f"/api/{path}", headers={**headers, "Content-Length": length})
            assert answer.status_code == 411
    answer = post(b" " * (LARGEST + 1), token)
    (problem,) = answer.json()["problems"]
    assert (answer.status_code, problem["code"]) == (413, "too_large_to_keep")
    assert str(LARGEST) in problem["en"].replace(",", "").replace("\u202f", "")


def test_a_response_becomes_an_entry_and_says_what_it_could_not_read(token, people):
    answer = post(response(people[0]), token)
    assert answer.status_code == 200
    assert [one["path"] for one in answer.json()["unread"]] == ["nowhere"]
    entry = stored()[0]
    assert (entry.payload["disease"], entry.source_key) == ("ORPHA:513", "d1")
    again = post(response(people[0]), token).json()
    assert again["entries"] == {"new": 0, "revised": 0, "unchanged": 1}


@pytest.mark.parametrize(
    "resource",
    [
        b"{",
        b"[]",
        b'"x"',
        b"[" * 100_000,
        {"resourceType": "Patient"},
        {"resourceType": "QuestionnaireResponse"},
        response(""),
        response("NOBODY"),
        response("IPP0", key=""),
        {**response("IPP0"), "questionnaire": "x"},
        {**response("IPP0"), "subject": 3},
    ],
)
def test_what_cannot_be_taken_is_refused_with_what_to_do(token, resource):
    answer = post(resource, token)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["fr"]
    assert stored() == []


def test_without_a_token_nothing_enters(people):
    assert post(response(people[0]), "Bearer nothing").status_code == 401


def test_a_record_is_given_out_as_responses(token, people):
    post(response(people[0]), token)
    with as_system("test"):
        record = Record.objects.get(number=people[0])
        site = site_keys(["S001"])["S001"]
    reader = Reader("user:7", frozenset({"clinician"}), frozenset({site}), scope=Scope.SITES)
    made = responses.export_record(record.key, reader, now=NOW)
    bundle = json.loads(made.content)
    Bundle.model_validate(bundle)
    assert bundle["entry"][0]["resource"]["subject"]["identifier"]["value"] == people[0]
    assert "ESSAI" not in made.content.decode()
    with pytest.raises(LookupError):
        responses.export_record(uuid.uuid4(), reader, now=NOW)
