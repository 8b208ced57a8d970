"""`orphee doctor`: not ready when it is not, and every line that is not ok says what to do."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from typer.testing import CliRunner

from orphee.access.context import as_system
from orphee.access.models import User
from orphee.cli import doctor, doctor_data, doctor_database, readiness
from orphee.cli.diagnosis import ADVICE, MISSING, OK, Diagnosis, Look
from orphee.cli.main import app
from orphee.datasets.interchange import fhir_names
from orphee.exchange.actions import deliver
from orphee.exchange.models import Delivery, State
from orphee.foundation import sealing
from orphee.network.models import Organisation, OrganisationKind, Site

NOW = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
KEY, OTHER = (base64.urlsafe_b64encode(bytes([number]) * 32).decode() for number in (1, 2))  # the same in every run
HERE = ("orphee", NOW)


def told(look: Look) -> dict[str, Diagnosis]:
    """What a look says, by what it looked at; whatever is not ok says what to do."""
    found = list(look())
    assert all(one.todo for one in found if one.state != OK)
    return {one.what: one for one in found}


@pytest.fixture(autouse=True)
def _own_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keys are read once a process: each test reads its own."""
    sealing._keys.cache_clear()
    monkeypatch.setenv("ORPHEE_SEAL_KEYS", KEY)
    yield
    sealing._keys.cache_clear()


def take(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    """These keys from now on."""
    monkeypatch.setenv("ORPHEE_SEAL_KEYS", keys)
    sealing._keys.cache_clear()


@pytest.mark.parametrize(("variable", "value", "what", "state"), [
    ("ORPHEE_SEAL_KEYS",     "abc",              "Keys that seal documents", MISSING),
    ("ORPHEE_SEAL_KEYS",     f"{KEY},é",         "Keys that seal documents", MISSING),
    ("ORPHEE_SEAL_KEYS",     f"{OTHER}, {KEY}",  "Keys that seal documents", OK),
    ("ORPHEE_SEAL_KEYS",     "",                 "Keys that seal documents", ADVICE),
    ("ORPHEE_WAREHOUSE_KEY", "short",            "Key of the pseudonyms",    MISSING),
    ("ORPHEE_WAREHOUSE_KEY", KEY,                "Key of the pseudonyms",    MISSING),  # seals documents too
    ("ORPHEE_WAREHOUSE_KEY", OTHER,              "Key of the pseudonyms",    OK),
])  # fmt: skip
def test_a_key_is_ok_when_it_can_be_used(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, what: str, state: str
) -> None:
    monkeypatch.setenv(variable, value)
    sealing._keys.cache_clear()
    found = told(doctor.secrets)[what]
    assert found.state == state
    assert not value or value not in f"{found.found} {found.todo}".split()


def test_a_bad_key_stops_a_command_before_it_starts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(readiness, "_start", lambda **_: pytest.fail("the database was started"))
    take(monkeypatch, "abc")
    done = CliRunner().invoke(app, ["import", "cda", str(tmp_path)])
    assert done.exit_code == 3
    assert "ORPHEE_SEAL_KEYS" in done.stderr


@pytest.mark.django_db
def test_what_is_sealed_must_open(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(doctor_data.seals)["Sealed documents"].found == "none yet"
    deliver(b"not xml", sender="command", way="command", now=NOW)
    for keys, state in ((KEY, OK), (OTHER, MISSING), (f"{OTHER},{KEY}", OK)):
        take(monkeypatch, keys)
        assert told(doctor_data.seals)["Sealed documents"].state == state


@pytest.mark.django_db
def test_what_there_is_to_work_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORPHEE_DATA_DIR", str(tmp_path))
    hospital = Organisation.objects.create(code="chu", kind=OrganisationKind.HOSPITAL, name="CHU")
    Site.objects.create(code="S1", kind="unconfirmed", name="S1", hospital=hospital, is_provisional=True)
    with as_system("test"):
        waits = {"digest": "d", "sender": "command", "way": "command", "size": 1, "received_at": NOW}
        Delivery.objects.create(state=State.RECEIVED, **waits)
    found = {what: one for look in doctor_data.LOOKS for what, one in told(look).items()}
    assert found["Directory of centres"].state == MISSING
    assert (found["Documents waiting"].state, found["Documents waiting"].found) == (ADVICE, "1")
    assert found["Knowledge of diseases"].state == found["Figures"].state == ADVICE
    Site.objects.update(is_provisional=False)
    with as_system("test"):
        Delivery.objects.update(state=State.REFUSED)
    assert told(doctor_data.directory)["Directory of centres"].state == OK
    assert told(doctor_data.deliveries)["Documents waiting"].state == OK


@pytest.mark.django_db(databases="__all__")
def test_the_roles_of_the_tests_are_as_they_should_be() -> None:
    found = told(doctor_database.database)
    assert {one.state for one in found.values()} == {OK}
    assert set(found) == {"PostgreSQL", "ORPHEE_OWNER_DATABASE_URL", "ORPHEE_WAREHOUSE_DATABASE_URL"}


@pytest.mark.parametrize(("answer", "state"), [
    (("17", *HERE, False, False, True), OK),
    (("17", "other", NOW, False, False, True), MISSING),                         # another database
    (("17", "orphee", NOW + dt.timedelta(1), False, False, True), MISSING),      # another server
    (("17", *HERE, False, True, True), MISSING),                                 # can read names
    (("17", *HERE, True, False, True), MISSING),                                 # is above every wall
    (("17", *HERE, False, False, False), MISSING),                               # cannot read entries
    (OperationalError("no such host"), MISSING),
])  # fmt: skip
def test_the_role_of_the_build_reaches_the_same_database_and_no_names(
    monkeypatch: pytest.MonkeyPatch, answer: tuple[object, ...] | Exception, state: str
) -> None:
    def ask(alias: str) -> tuple[object, ...]:
        given = answer if alias == "warehouse" else ("17", *HERE, False, True, True)
        if isinstance(given, Exception):
            raise given
        return given

    monkeypatch.setattr(doctor_database, "_told", ask)
    monkeypatch.setattr(readiness, "has_migrations_to_run", lambda: False)
    assert told(doctor_database.database)["ORPHEE_WAREHOUSE_DATABASE_URL"].state == state


def test_https_is_judged_wherever_the_answer_goes(settings: object) -> None:
    for on, state in ((True, OK), (False, ADVICE)):
        settings.IS_BEHIND_HTTPS = on
        assert told(doctor.browser)["HTTPS"].state == state


@pytest.mark.parametrize(("address", "state"), [("", ADVICE), ("securite@chu.example", OK)])
def test_somebody_is_to_be_told_of_a_weakness(settings, address: str, state: str) -> None:
    settings.SECURITY_CONTACT = address
    assert told(doctor.contact)["Security contact"].state == state


@pytest.mark.parametrize(("given", "state"), [
    ("/nonexistent", MISSING), (__file__, MISSING), (str(Path(__file__).parent), OK), ("", ADVICE),
])  # fmt: skip
def test_the_reference_directory_is_one(monkeypatch: pytest.MonkeyPatch, given: str, state: str) -> None:
    monkeypatch.setenv("ORPHEE_REFERENCE_DIR", given)
    assert told(doctor_data.reference)["Reference directory"].state == state


@pytest.mark.parametrize(("base", "state"), [
    ("not a url", MISSING),
    ("fhir.example.fr", MISSING),
    ("https://", MISSING),
    ("https://fhir.example.fr/orphee", OK),
    ("http://localhost:8000", OK),
    (fhir_names.UNSET, ADVICE),
])  # fmt: skip
def test_the_base_of_fhir_is_an_address(monkeypatch: pytest.MonkeyPatch, base: str, state: str) -> None:
    monkeypatch.setattr(fhir_names, "OURS", base)
    assert told(doctor.fhir)["FHIR base"].state == state


@pytest.mark.django_db
def test_somebody_can_sign_in() -> None:
    assert told(doctor_data.accounts)["Accounts"].state == MISSING
    user = User.objects.create_user("anne@example.org", "a-long-enough-password", name="Anne")
    assert told(doctor_data.accounts)["Accounts"].state == OK
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert told(doctor_data.accounts)["Accounts"].state == MISSING


@pytest.mark.parametrize(("file", "what"), [
    ("seal.key", "Keys that seal documents"), ("warehouse.key", "Key of the pseudonyms"),
])  # fmt: skip
def test_an_empty_file_is_no_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str, what: str) -> None:
    monkeypatch.setenv("ORPHEE_DATA_DIR", str(tmp_path))
    for variable in ("ORPHEE_SEAL_KEYS", "ORPHEE_WAREHOUSE_KEY"):
        monkeypatch.delenv(variable, raising=False)
    sealing._keys.cache_clear()
    assert told(doctor.secrets)[what].state == ADVICE
    (tmp_path / file).touch()
    assert told(doctor.secrets)[what].state == MISSING
