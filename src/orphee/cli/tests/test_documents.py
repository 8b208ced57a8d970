"""`orphee import` and `orphee watch`: nothing is said to be done that is not."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from pathlib import Path

import pytest
from django.db import OperationalError
from typer.testing import CliRunner, Result

from orphee.access.context import as_system
from orphee.cli import documents, main, network
from orphee.cli.main import app
from orphee.exchange import actions
from orphee.exchange.models import Delivery
from orphee.network.models import Organisation, OrganisationKind
from orphee.record.intake import accept
from orphee.record.rules.number import number_of
from orphee.record.rules.submission import Channel, PersonAsGiven, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database of the tests is ready, and is not the one that a command would start."""
    monkeypatch.setattr(documents, "ready", lambda **_: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one bad document, its suffix in capitals."""
    (tmp_path / "DOC.XML").write_bytes(b"not xml")
    return tmp_path


def run(*arguments: object) -> tuple[int, dict[str, object]]:
    done: Result = CliRunner().invoke(app, [*map(str, arguments), "--json"])
    return done.exit_code, json.loads(done.stdout)


def senders() -> list[str]:
    with as_system("test"):
        return list(Delivery.objects.values_list("sender", flat=True))


def test_a_suffix_in_capitals_is_a_suffix(folder: Path) -> None:
    code, found = run("import", "cda", folder)
    assert (code, found["found"], found["refused"]) == (1, 1, 1)
    (folder / "A.JSON").write_bytes(b"{")
    code, found = run("import", "phenopackets", folder)
    assert (code, found["found"], found["refused"]) == (1, 1, 1)


@pytest.mark.parametrize(("kind", "looked_for"), [("cda", ".xml"), ("phenopackets", ".jsonl")])
def test_nothing_found_is_said_with_what_was_looked_for(tmp_path: Path, kind: str, looked_for: str) -> None:
    (tmp_path / "notes.txt").write_bytes(b"")
    code, found = run("import", kind, tmp_path)
    assert code == 4
    assert looked_for in str(found["error"])


@pytest.mark.parametrize("kind", ["cda", "phenopackets"])
def test_an_organisation_that_is_not_there_sends_nothing(folder: Path, kind: str) -> None:
    code, found = run("import", kind, folder, "--sender", "chx")
    assert code == 4
    assert "--sender" in str(found["error"])
    assert senders() == []


def test_an_organisation_of_the_directory_sends(folder: Path) -> None:
    Organisation.objects.create(code="chu", kind=OrganisationKind.HOSPITAL, name="CHU")
    run("import", "cda", folder, "--sender", "chu")
    run("import", "cda", folder)
    assert sorted(senders()) == ["command", "organisation:chu"]


def test_a_folder_is_not_watched_for_an_organisation_that_is_not_there(folder: Path) -> None:
    done = CliRunner().invoke(app, ["watch", str(folder), "--sender", "chx"])
    assert done.exit_code == 4
    assert [path.name for path in folder.iterdir()] == ["DOC.XML"]


def test_what_waits_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object, **_kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr(actions, "_enter", away)
    code, found = run("import", "cda", folder)
    assert (code, found["waiting"]) == (3, 1)
    done = CliRunner().invoke(app, ["import", "cda", str(folder)])
    assert done.exit_code == 3
    assert "1 waiting" in done.stdout
    assert "DOC.XML: waiting" in done.stdout.replace("\n", "")


def test_a_database_that_goes_away_is_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise OperationalError("secret")

    monkeypatch.setattr(main, "app", fail)
    monkeypatch.setattr("sys.argv", ["orphee", "import", "cda", "x", "--json"])
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert ended.value.code == 3
    said = json.loads(capsys.readouterr().out)["error"]
    assert ("orphee doctor" in said, "secret" in said) == (True, False)


def test_an_empty_directory_is_refused_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "ready", lambda **_: None)
    (tmp_path / "directory.csv").touch()
    for _ in range(2):
        code, found = run("network", "import", tmp_path / "directory.csv")
        assert (code, found["accepted"]) == (1, False)
    assert senders() == ["command"]


@pytest.mark.parametrize("arguments", [
    ["indicator", "people", "--language", "de"],
    ["terminology", "search", "marfan", "--language", "de"],
    ["terminology", "search", "marfan", "--limit", "-1"],
    ["terminology", "search", "marfan", "--limit", "0"],
    ["rank", "--hpo", "HP:0001250", "--language", "de"],
    ["serve", "--port", "0"],
    ["demo", "--patients", "0"],
])  # fmt: skip
def test_a_value_that_means_nothing_is_refused(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_a_record_is_exported_by_its_key_or_its_number_however_it_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    now = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
    lea = PersonAsGiven(birth_name="MARTIN", first_given_name="Léa", sex="F", birth_date="2020-02-28")
    received = accept(Submission(Channel.FORM, "test", lea, (), now, site_codes=("S001",)), now=now)
    number, key = received.record_number, received.record_key
    for typed in (key, key.upper(), number, number.lower(), number.replace("-", ""), number.replace("-", " ")):
        assert run("export", "phenopacket", typed)[0] == 0, typed
    for unknown in (str(uuid.uuid4()), number_of(uuid.uuid4()), "Léa", ""):
        assert run("export", "phenopacket", unknown)[0] == 4, unknown
