"""Signing in: the same answer for every failure, a pause after several, a session that ends when it sleeps."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from orphee.access.actions import sign_in
from orphee.access.idle import IDLE_FOR, LONGEST
from orphee.access.models import User
from orphee.access.rules.lockout import FAILURES_BEFORE_LOCK, LOCKED_FOR, after_failure
from orphee.access.views import network_address

NOW = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)
RIGHT = "a-long-enough-password"


def attempt(password=RIGHT, *, email="anne@example.org", address="10.0.0.1", now=NOW):
    return sign_in(email=email, password=password, address=address, now=now)


@pytest.mark.parametrize(("failures", "count", "locked"), [
    (0, 1, False),
    (FAILURES_BEFORE_LOCK - 2, FAILURES_BEFORE_LOCK - 1, False),
    (FAILURES_BEFORE_LOCK - 1, 0, True),
])  # fmt: skip
def test_the_fifth_failure_shuts_the_account(failures, count, locked):
    found, until = after_failure(failures, now=NOW)
    assert (found, until is not None) == (count, locked)


def test_the_right_password_opens(user):
    assert attempt() == user
    assert attempt(email="ANNE@example.org") == user


def test_an_account_stays_shut_for_a_while_even_to_the_right_password(user):
    for _ in range(FAILURES_BEFORE_LOCK):
        assert attempt("wrong") is None
    assert attempt(now=NOW + LOCKED_FOR - dt.timedelta(seconds=1)) is None
    assert attempt(now=NOW + LOCKED_FOR) == user


def test_an_inactive_account_does_not_open(user):
    User.objects.update(is_active=False)
    assert attempt() is None


def test_unknown_wrong_and_shut_are_answered_alike(client, user):
    def page(email, password):
        answer = client.post(reverse("sign-in"), {"email": email, "password": password})
        assert answer.status_code == 422
        return answer.content.decode().split('<form method="post" novalidate')[0].split("<main")[1]

    wrong, unknown = page("anne@example.org", "wrong"), page("nobody@example.org", "wrong")
    for _ in range(FAILURES_BEFORE_LOCK):
        page("anne@example.org", "wrong")
    assert wrong == unknown == page("anne@example.org", RIGHT)


@pytest.mark.parametrize(("wanted", "got"), [
    ("/people/", "/people/"),
    ("https://elsewhere.example/", "/home/"),
    ("//elsewhere.example/", "/home/"),
    ("", "/home/"),
])  # fmt: skip
def test_one_goes_on_to_our_own_pages_only(client, user, wanted, got):
    answer = client.post(reverse("sign-in"), {"email": user.email, "password": RIGHT, "next": wanted})
    assert answer.url == got


@pytest.mark.parametrize(("page", "onward"), [
    ("http://testserver/people/?q=a", "/people/?q=a"),
    ("https://elsewhere.example/people/", "/home/"),
    ("//testserver", "/home/"),
    ("", "/home/"),
])  # fmt: skip
def test_what_was_sent_after_the_session_ended_is_not_asked_for_as_a_page(client, db, page, onward):
    answer = client.post(reverse("worklist-csv"), {"q": "a"}, headers={"Referer": page} if page else {})
    assert answer.url == "/sign-in/?" + urlencode({"next": onward}, safe="/")


def test_a_page_is_asked_for_again(client, db):
    assert client.get("/people/?q=a").url == "/sign-in/?" + urlencode({"next": "/people/?q=a"}, safe="/")


def test_signing_in_changes_the_session_and_signing_out_ends_it(client, user):
    client.get(reverse("sign-in"))
    client.post(reverse("sign-in"), {"email": user.email, "password": RIGHT})
    assert client.session["_auth_user_id"] == str(user.pk)
    client.post(reverse("sign-out"))
    assert "_auth_user_id" not in client.session


def test_a_session_that_sleeps_ends(client, user):
    client.force_login(user)
    client.get(reverse("home"))
    session = client.session
    session["last_seen_at"] = (timezone.now() - IDLE_FOR - dt.timedelta(seconds=1)).isoformat()
    session.save()
    assert client.get(reverse("home")).url.startswith("/sign-in/")


def test_a_session_ends_however_busy_it_is(client, user):
    client.force_login(user)
    client.get(reverse("home"))
    session = client.session
    session["first_seen_at"] = (timezone.now() - LONGEST - dt.timedelta(seconds=1)).isoformat()
    session.save()
    assert client.get(reverse("home")).url.startswith("/sign-in/")


def test_the_language_switch_stays_on_the_page(client, user):
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "/sign-in/?next=/people/"})
    assert answer.url == "/sign-in/?next=/people/"
    assert "Sign in" in client.get(answer.url).content.decode()


@pytest.mark.parametrize(("behind_proxy", "forwarded", "counted"), [
    (False, "9.9.9.9", "127.0.0.1"),  # without a proxy of ours the header is whatever the visitor wrote
    (True, "6.6.6.6, 9.9.9.9", "9.9.9.9"),
    (True, "", "127.0.0.1"),
])  # fmt: skip
def test_failures_are_counted_for_the_address_that_asks(rf, settings, behind_proxy, forwarded, counted):
    settings.IS_BEHIND_HTTPS = behind_proxy
    assert network_address(rf.get("/", headers={"X-Forwarded-For": forwarded})) == counted
