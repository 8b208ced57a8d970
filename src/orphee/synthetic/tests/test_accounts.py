"""Demo accounts: one a role, the same lines on every run of one installation, never on two."""

import datetime as dt
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from orphee.access.models import Membership, Role, Token, User
from orphee.access.queries import live_token
from orphee.synthetic import accounts
from orphee.synthetic.accounts import SECRETS_FILE, TOKEN, UnableToMakeAccounts, ensure_accounts
from orphee.synthetic.network import ensure_synthetic_network

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(accounts, "data_directory", lambda: tmp_path)
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield  # a slow one is for real passwords


def test_every_role_can_sign_in() -> None:
    ensure_synthetic_network()
    lines = ensure_accounts(now=NOW)
    assert [line.role for line in lines] == [*(role.value for role in Role), TOKEN]
    for line in lines[:-1]:
        user = User.objects.get(email=line.sign_in)
        assert user.check_password(line.secret)
        assert user.is_synthetic
        assert Membership.objects.filter(user=user, role=line.role).exists()


def test_the_clinician_works_at_the_site_of_the_examples() -> None:
    ensure_synthetic_network()
    ensure_accounts(now=NOW)
    clinician = User.objects.get(memberships__role=Role.CLINICIAN)
    assert clinician.memberships.filter(site__code="S001").exists()


def test_the_integrator_has_a_token_of_which_only_the_digest_is_kept() -> None:
    ensure_synthetic_network()
    secret = ensure_accounts(now=NOW)[-1].secret
    token = live_token(secret)
    assert token is not None
    assert token.organisation.is_synthetic
    assert secret not in str(Token.objects.values())


def test_a_second_run_prints_the_same_lines_and_makes_nothing() -> None:
    ensure_synthetic_network()
    first = ensure_accounts(now=NOW)
    counts = [model.objects.count() for model in (User, Membership, Token)]
    assert ensure_accounts(now=NOW) == first
    assert [model.objects.count() for model in (User, Membership, Token)] == counts


def test_a_locked_or_changed_account_opens_again() -> None:
    ensure_synthetic_network()
    line = ensure_accounts(now=NOW)[0]
    user = User.objects.get(email=line.sign_in)
    user.set_password("another")
    user.locked_until = NOW
    user.save()
    ensure_accounts(now=NOW)
    user.refresh_from_db()
    assert user.check_password(line.secret)
    assert user.locked_until is None


def test_secrets_are_readable_by_their_owner_alone_and_differ_between_installations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_synthetic_network()
    here = ensure_accounts(now=NOW)
    assert stat.S_IMODE((tmp_path / SECRETS_FILE).stat().st_mode) == 0o600
    monkeypatch.setattr(accounts, "data_directory", lambda: tmp_path / "elsewhere")
    elsewhere = ensure_accounts(now=NOW)
    assert {line.secret for line in here}.isdisjoint(line.secret for line in elsewhere)


def test_without_a_network_it_says_what_is_missing() -> None:
    with pytest.raises(UnableToMakeAccounts, match="network"):
        ensure_accounts(now=NOW)
