"""Documents that cannot be stored: tried, then refused in words; never waiting for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import DataError, IntegrityError, OperationalError
from django.test import Client

from orphee.access.context import as_system
from orphee.access.models import Token
from orphee.access.queries import token_digest
from orphee.exchange import actions
from orphee.exchange.actions import MOST_ATTEMPTS, deliver, deliver_many, resume
from orphee.exchange.models import Delivery, State
from orphee.exchange.queries import original_of
from orphee.network.models import Organisation, OrganisationKind

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
Small = Callable[..., bytes]


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception, *, times: int = 1000) -> None:
    """Let the intake fail so many times."""
    real, left = actions.accept_many, [times]

    def fail(submissions: object, *, now: dt.datetime) -> object:
        left[0] -= 1
        if left[0] >= 0:
            raise error
        return real(submissions, now=now)

    monkeypatch.setattr(actions, "accept_many", fail)


def send(content: bytes) -> Delivery:
    """One document of a hospital."""
    return deliver(content, sender="organisation:chu", way="http", now=NOW)


def codes(delivery: Delivery) -> list[str]:
    """The problems of an answer."""
    return [one["code"] for one in delivery.answer["problems"]]


def test_what_the_database_refuses_is_refused_at_once(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        failing(patch, DataError("value too long: MARTIN"))
        delivery = send(small())
    assert (delivery.state, codes(delivery)) == (State.REFUSED, ["could_not_be_stored"])
    assert "renvoyez" in delivery.answer["problems"][0]["fr"]
    assert "MARTIN" not in str(delivery.answer)
    assert original_of(delivery.key, sender="organisation:chu") == small()
    assert send(small()).answer["outcome"] == "stored"  # the reason is gone: sent again, it is tried once more


def test_another_process_in_the_way_is_not_the_document_s_fault(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, IntegrityError(), times=1)
    assert send(small()).answer["outcome"] == "stored"


def test_one_bad_document_of_a_batch_is_refused_alone(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    real = actions.accept_many

    def fussy(submissions: list, *, now: dt.datetime) -> object:
        if any(one.document.set_id == "1.2.3.2" for one in submissions):
            raise DataError
        return real(submissions, now=now)

    monkeypatch.setattr(actions, "accept_many", fussy)
    contents = [small(1), small(2), small(3)]
    answers = deliver_many(contents, sender="command", way="command", now=NOW)
    assert [one.answer["outcome"] for one in answers] == ["stored", "refused", "stored"]


def test_after_the_last_attempt_it_is_refused(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, RuntimeError("secret"))
    assert send(small()).state == State.RECEIVED
    answered = [one for _ in range(MOST_ATTEMPTS) for one in resume(now=NOW)]
    (refused,) = answered
    assert (refused.state, codes(refused), refused.attempts) == (State.REFUSED, ["could_not_be_stored"], MOST_ATTEMPTS)


def test_a_document_that_kills_the_process_is_given_up(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        failing(patch, RuntimeError())
        waiting = send(small())
    with as_system("test"):
        Delivery.objects.filter(key=waiting.key).update(attempts=MOST_ATTEMPTS)
    assert [one.state for one in resume(now=NOW)] == [State.REFUSED]


def test_a_database_that_is_away_is_waited_for(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        failing(patch, OperationalError())
        assert send(small()).state == State.RECEIVED
    assert [one.answer["outcome"] for one in resume(now=NOW)] == ["stored"]


def test_the_web_service_answers_422_and_asking_again_tries_again(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital = Organisation.objects.create(code="chu", kind=OrganisationKind.HOSPITAL, name="CHU")
    Token.objects.create(digest=token_digest("secret"), label="t", organisation=hospital, created_at=NOW)
    client, headers = Client(), {"Authorization": "Bearer secret"}

    def post(content: bytes):
        return client.post("/api/cda", content, content_type="application/hl7-cda+xml", headers=headers)

    with monkeypatch.context() as patch:
        failing(patch, DataError())
        assert post(small(1)).status_code == 422
    with monkeypatch.context() as patch:
        failing(patch, RuntimeError())
        waiting = post(small(2))
        assert waiting.status_code == 202
    again = client.get(f"/api/deliveries/{waiting.json()['delivery']}", headers=headers)
    assert (again.status_code, again.json()["outcome"]) == (200, "stored")
