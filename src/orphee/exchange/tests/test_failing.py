"""The database away: a program is told in JSON to send the same again, on every address of the web service."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from orphee.access.models import Token
from orphee.access.queries import token_digest
from orphee.exchange import responses, tokens
from orphee.network.models import Organisation

BEARER = {"Authorization": "Bearer secret"}
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize("error", [OperationalError("the words of it"), InterfaceError("closed")])
@pytest.mark.parametrize(("method", "path"), [
    ("post", "/api/cda"), ("post", "/api/rank"), ("post", "/api/read"),
    ("get", "/api/deliveries/018f0000-0000-7000-8000-000000000000"),
])  # fmt: skip
def test_a_database_that_is_away_is_answered(
    monkeypatch: pytest.MonkeyPatch, method: str, path: str, error: Exception
) -> None:
    def away(_: str) -> None:
        raise error

    monkeypatch.setattr(tokens, "live_token", away)
    answer = getattr(Client(raise_request_exception=False), method)(path, headers=BEARER)
    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (503, "application/json", "30")
    assert "words" not in answer.content.decode()


@pytest.mark.django_db
def test_half_a_character_is_no_fault_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    hospital = Organisation.objects.create(code="chu-x", kind="hospital", name="CHU", finess="750000001")
    Token.objects.create(digest=token_digest("secret"), label="t", organisation=hospital, created_at=NOW)

    def half(*_: object, **__: object) -> None:
        "\ud800".encode()

    monkeypatch.setattr(responses, "receive", half)
    client = Client(raise_request_exception=False)
    answer = client.post("/api/fhir/QuestionnaireResponse", b"{}", content_type="application/json", headers=BEARER)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/json")
