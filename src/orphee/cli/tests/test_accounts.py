"""`orphee token`: the number to revoke is found in a list, which never shows what opens the door."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from orphee.access.models import Token
from orphee.cli import accounts
from orphee.cli.main import app
from orphee.network.models import Organisation, OrganisationKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "ready", lambda **_: None)


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, ["token", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_tokens_are_listed_without_what_opens_the_door() -> None:
    Organisation.objects.create(code="CHU-1", name="CHU", kind=OrganisationKind.HOSPITAL)
    issued = json.loads(run("issue", "CHU-1", "--label", "laboratory", "--json"))
    assert f"token {issued['token']}: CHU-1, laboratory, never used" in run("list")
    run("revoke", issued["token"])
    said = run("list", "--json")
    (found,) = json.loads(said)["tokens"]
    assert (found["token"], found["organisation"], found["last_used"]) == (issued["token"], "CHU-1", None)
    assert found["revoked"]
    assert issued["secret"] not in said
    assert Token.objects.get().digest not in said
