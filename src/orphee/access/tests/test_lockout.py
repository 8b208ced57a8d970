"""Too many failures from one address: a hospital behind it goes on working, whoever tries every account does not."""

import datetime as dt

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.urls import reverse

from orphee.access.actions import _key, _known, sign_in
from orphee.access.models import User
from orphee.access.rules.lockout import FAILURES_BEFORE_LOCK, FAILURES_PER_ADDRESS, KNOWN_FOR, LOCKED_FOR, is_tried
from orphee.foundation import counting

NOW = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)
RIGHT = "a-long-enough-password"


def attempt(password=RIGHT, *, email="anne@example.org", address="10.0.0.1", now=NOW):
    return sign_in(email=email, password=password, address=address, now=now)


@pytest.fixture
def tired(db):
    """An address from which as many passwords failed as are borne."""
    for _ in range(FAILURES_PER_ADDRESS):
        counting.one_more(_key("10.0.0.1"), seconds=LOCKED_FOR.total_seconds(), now=NOW)


@pytest.mark.parametrize(("failures", "is_known", "is_looked_at"), [
    (0,                        False, True),
    (FAILURES_PER_ADDRESS - 1, False, True),
    (FAILURES_PER_ADDRESS,     False, False),
    (FAILURES_PER_ADDRESS * 9, True,  True),
])  # fmt: skip
def test_a_password_counts_unless_its_connection_failed_too_often(failures, is_known, is_looked_at):
    assert is_tried(failures, is_known_there=is_known) is is_looked_at


def test_one_address_cannot_try_every_account(user, tired):
    assert attempt() is None
    assert attempt(address="10.0.0.2") == user
    assert attempt(now=NOW + LOCKED_FOR) == user


def test_a_colleague_who_signs_in_from_there_every_day_is_not_shut_out(user, request):
    assert attempt(now=NOW - dt.timedelta(days=1)) == user
    request.getfixturevalue("tired")
    assert attempt() == user
    for _ in range(FAILURES_BEFORE_LOCK):
        assert attempt("wrong") is None
    assert attempt() is None  # the account has its own lock, wherever it is tried from


def test_an_account_is_known_there_for_thirty_days_from_its_last_opening(user, request):
    for days in (KNOWN_FOR.days + 19, KNOWN_FOR.days - 1):  # the first is longer ago than it would be remembered
        assert attempt(now=NOW - dt.timedelta(days=days)) == user
    request.getfixturevalue("tired")
    assert attempt() == user
    assert attempt(address="10.0.0.2") == user


def test_a_shut_connection_says_so_and_nothing_of_the_account(client, user):
    counting.remember(_known(user, "127.0.0.1"), seconds=60)
    for _ in range(FAILURES_PER_ADDRESS):
        counting.one_more(_key("127.0.0.1"), seconds=60)

    def page(email):
        answer = client.post(reverse("sign-in"), {"email": email, "password": "wrong"}).content.decode()
        return answer.split('<form method="post" novalidate')[0].split("<main")[1]

    User.objects.create_user("new@example.org", RIGHT, name="Nouveau")
    assert "connexion" in page("anne@example.org")
    assert page("anne@example.org") == page("new@example.org") == page("nobody@example.org")


@pytest.mark.parametrize("email", ["anne@example.org", "new@example.org", "nobody@example.org"])
def test_one_password_is_computed_whatever_is_refused(user, tired, monkeypatch, email):
    User.objects.create_user("new@example.org", RIGHT, name="Nouveau")
    counting.remember(_known(user, "10.0.0.1"), seconds=60, now=NOW)
    computed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: computed.append(1) or encode(*given))
    assert attempt("wrong", email=email) is None
    assert len(computed) == 1


@pytest.mark.parametrize("email", ["anne@example.org", "new@example.org", "nobody@example.org"])
def test_as_much_is_counted_whether_an_account_exists_or_not(user, monkeypatch, email):
    """Each count is a connection to the database: one more for those who have an account would be heard."""
    User.objects.create_user("new@example.org", RIGHT, name="Nouveau")
    counting.remember(_known(user, "10.0.0.1"), seconds=60, now=NOW)
    monkeypatch.setattr(counting, "SWEPT_ONCE_IN", 10**9)  # a sweep, once in a while, says nothing of an account
    asked, cursor = [], counting._cursor
    monkeypatch.setattr(counting, "_cursor", lambda: asked.append(1) or cursor())
    assert attempt("wrong", email=email) is None
    assert len(asked) == 3  # is the account known there, how many failed there, one more failed
