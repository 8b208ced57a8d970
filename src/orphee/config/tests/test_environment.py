"""What the environment says: used when it can be, else a sentence that names the variable and never its value."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orphee.config import environment
from orphee.config.environment import HERE, Misconfigured
from orphee.foundation import key_files, sealing
from orphee.foundation.key_files import key_in_file
from orphee.foundation.postgres.roles import address
from orphee.warehouse.pseudonyms import UnableToUseKey, warehouse_key

LONG = "k" * 32
ADDRESS = "postgresql://orphee_app:{}@db:5432/orphee"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch, tmp_path):
    for name in os.environ:
        if name.startswith("ORPHEE_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("ORPHEE_DATA_DIR", str(tmp_path / "data"))


@pytest.mark.parametrize(("variable", "value"), [
    ("DATABASE_URL",                  "postgresql://orphee_app:Sup3rSecret/x@db/orphee"),
    ("DATABASE_URL",                  "postgresql://orphee_app:Sup3rSecret#x@db/orphee"),
    ("DATABASE_URL",                  "postgresql://orphee_app:Sup3rSecret@db:notaport/orphee"),
    ("DATABASE_URL",                  "postgresql://orphee_app:Sup3rSecret@[db/orphee"),
    ("DATABASE_URL",                  "postgresql://orphee_app:Sup3rSecret@db"),
    ("DATABASE_URL",                  "Sup3rSecret"),
    ("ORPHEE_OWNER_DATABASE_URL",     "sqlite:///Sup3rSecret"),
    ("ORPHEE_WAREHOUSE_DATABASE_URL", "postgresql://u:Sup3rSecret@db:99999/orphee"),
    ("ORPHEE_SECRET_KEY",             "Sup3rSecret"),
    ("ORPHEE_NIGHTLY_LOOK_AT",        "25:99"),
    ("ORPHEE_HOSTS",                  "https://orphee.example.fr"),
    ("ORPHEE_HOSTS",                  "orphee.example.fr:8000"),
    ("ORPHEE_HOSTS",                  "a.fr b.fr"),
    ("ORPHEE_HTTPS",                  "true"),
    ("ORPHEE_DATA_DIR",               "/etc/passwd"),
    ("ORPHEE_DATA_DIR",               "/proc/none"),
])  # fmt: skip
def test_what_cannot_be_used_is_one_sentence_without_the_value(monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    [said] = environment.problems()
    assert variable in said
    assert "Sup3r" not in said


def test_what_can_be_used_says_nothing(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", ADDRESS.format("a%2Fb%40c"))
    monkeypatch.setenv("ORPHEE_SECRET_KEY", LONG)
    monkeypatch.setenv("ORPHEE_HTTPS", "1")
    assert list(environment.problems()) == []
    assert environment.connection(os.environ["DATABASE_URL"])["PASSWORD"] == "a/b@c"


@pytest.mark.parametrize(("given", "names"), [
    ("", HERE),
    (" , ", HERE),
    ("a.fr, b.fr", ["a.fr", "b.fr"]),
    (".example.fr,*,[::1],localhost", [".example.fr", "*", "[::1]", "localhost"]),
])  # fmt: skip
def test_names_are_separated_by_commas_and_spaces(monkeypatch, given, names):
    monkeypatch.setenv("ORPHEE_HOSTS", given)
    assert environment.hosts() == names


@pytest.mark.parametrize(("given", "default", "found"), [
    ("", True, True), ("", False, False), ("0", True, False), ("1", False, True), (" 1 ", False, True),
])  # fmt: skip
def test_a_switch_is_1_or_0(monkeypatch, given, default, found):
    monkeypatch.setenv("ORPHEE_HTTPS", given)
    assert environment.is_on("ORPHEE_HTTPS", default=default) is found


def test_a_key_is_made_once_and_whole(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    made = environment.secret_key()
    assert made == environment.secret_key()
    assert (folder / "secret.key").stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(key_files.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        key_in_file("other.key", lambda: LONG)
    (folder / "secret.key").unlink()
    with pytest.raises(Misconfigured, match="No space left"):
        environment.secret_key()
    assert list(folder.iterdir()) == []


def failing(error):
    """A call of the system that fails."""

    def call(*_):
        raise OSError(error, os.strerror(error))

    return call


@pytest.mark.parametrize("has_links", [True, False])
def test_of_two_who_make_a_key_the_first_wins(tmp_path, monkeypatch, has_links):
    if not has_links:
        monkeypatch.setattr(key_files.os, "link", failing(errno.EPERM))

    def other_was_first():
        (tmp_path / "data" / "a.key").write_text("first")
        return "second"

    assert key_in_file("a.key", other_was_first) == "first"


@pytest.mark.parametrize("error", [errno.EPERM, errno.ENOTSUP, errno.ENOSYS])
def test_a_key_is_made_where_files_have_no_second_name(tmp_path, monkeypatch, error):
    monkeypatch.setattr(key_files.os, "link", failing(error))
    made = environment.secret_key()
    assert made == environment.secret_key()
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [one.name for one in (tmp_path / "data").iterdir()] == ["secret.key"]


def test_a_key_that_the_disk_has_no_room_for_leaves_nothing(tmp_path, monkeypatch):
    def no_link(*_):
        monkeypatch.setattr(key_files.os, "fsync", failing(errno.ENOSPC))
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(key_files.os, "link", no_link)
    with pytest.raises(Misconfigured, match="No space left"):
        environment.secret_key()
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 86, b"\x00" * 86, LONG.encode() + b"\n" + LONG.encode()])
def test_a_damaged_key_signs_nothing(tmp_path, content):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret.key").write_bytes(content)
    with pytest.raises(Misconfigured, match=r"secret\.key"):
        environment.secret_key()


@pytest.mark.parametrize(("name", "ask", "refused"), [
    ("seal.key", sealing.check_keys, sealing.UnableToUseKeys),
    ("warehouse.key", warehouse_key, UnableToUseKey),
])  # fmt: skip
def test_other_damaged_keys_are_refused_in_words(tmp_path, name, ask, refused):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).write_bytes(b"\xff" * 86)
    sealing._keys.cache_clear()
    try:
        with pytest.raises(refused, match=name):
            ask()
    finally:
        sealing._keys.cache_clear()


def test_the_doctor_and_every_command_say_it_in_json(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://orphee_app:Sup3rSecret/x@db/orphee")
    monkeypatch.setenv("ORPHEE_NIGHTLY_LOOK_AT", "25:99")
    doctor, found = run("doctor")
    assert (doctor, found["ready"]) == (3, False)
    assert [check["state"] for check in found["checks"]] == ["missing", "missing"]
    status, found = run("terminology", "status")
    assert (status, "DATABASE_URL" in found["error"]) == (3, True)


def run(*arguments: str):
    """The exit code of a command in this environment, and its object; nowhere the password or a traceback."""
    orphee = str(Path(sys.executable).with_name("orphee"))
    done = subprocess.run([orphee, *arguments, "--json"], capture_output=True, text=True, check=False)
    assert "Sup3r" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("password", ["a/b@c:d#e?f%g", "é ", "plain"])
def test_the_address_of_a_role_is_one_that_is_read(monkeypatch, password):
    monkeypatch.setenv("ORPHEE_DATABASE_PASSWORD", password)
    url = address("host=/tmp/a&b port=5433", role="orphee_app", database="o/1")
    found = environment.connection(url)
    assert (found["PASSWORD"], found["NAME"]) == (password, "o/1")
    assert (found["HOST"], found["PORT"]) == ("/tmp/a&b", "5433")
