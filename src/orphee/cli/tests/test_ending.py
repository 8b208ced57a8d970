"""However a command ends: one object for programs, a documented code, a sentence without a traceback."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer

from orphee.cli import answers, main
from orphee.cli.answers import FULL, NOT_FOUND, NOT_READY, STOPPED, USAGE, full_disk, stop

ORPHEE = str(Path(sys.executable).with_name("orphee"))


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which something listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (("read", "/nonexistent/letter.txt"),                NOT_FOUND, "is no file"),
    (("import", "cda", "/nonexistent"),                  NOT_FOUND, "There is no"),
    (("knowledge", "upgrade", "--from", "/nonexistent"), NOT_FOUND, "is no folder"),
    (("serve", "--host", "192.0.2.1"),                   NOT_READY, "Nobody can listen"),
    (("serve", "--port", "{taken}"),                     NOT_READY, "already"),
    (("read", "--no-such-option"),                       USAGE,     "not understood"),
    (("no-such-command",),                               USAGE,     "not understood"),
])  # fmt: skip
def test_programs_get_one_object(taken: int, arguments: tuple[str, ...], code: int, said: str) -> None:
    given = [one.format(taken=taken) for one in arguments]
    done = subprocess.run([ORPHEE, *given, "--json"], capture_output=True, text=True, check=False)
    assert (done.returncode, said in json.loads(done.stdout)["error"]) == (code, True)
    assert done.stderr
    assert "Traceback" not in done.stderr


def missing() -> None:
    """An output whose folder is not there."""
    Path("/nonexistent/x.xml").write_bytes(b"")


def folder() -> None:
    """An output that is a folder."""
    Path("/").joinpath("tmp").write_bytes(b"")


def interrupted() -> None:
    """What a library makes of Ctrl-C."""
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        raise RuntimeError("Query interrupted") from None


def unforeseen() -> None:
    """A fault of ours."""
    raise LookupError("words of a document")


@pytest.mark.parametrize(("failing", "code", "said"), [
    (missing, NOT_FOUND, "/nonexistent/x.xml"),
    (folder, NOT_FOUND, "Is a directory"),
    (interrupted, STOPPED, "Stopped"),
    (unforeseen, NOT_READY, "LookupError"),
])  # fmt: skip
def test_what_fails_is_one_object_too(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failing: Callable[[], None],
    code: int,
    said: str,
) -> None:
    monkeypatch.setattr(main, "app", failing)
    monkeypatch.setattr(sys, "argv", ["orphee", "warehouse", "build", "--json"])
    before = signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(SystemExit) as end:
            main.run()
    finally:
        signal.signal(signal.SIGINT, before)
    found = json.loads(capsys.readouterr().out)
    assert (end.value.code, said in found["error"], "words" in found["error"]) == (code, True, False)


@pytest.mark.parametrize(("left", "is_full"), [(0, True), (FULL - 1, True), (FULL, False)])
def test_a_full_disk_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], left: int, is_full: bool
) -> None:
    monkeypatch.setattr(answers.shutil, "disk_usage", lambda _: type("Usage", (), {"free": left}))
    assert bool(full_disk()) is is_full
    with pytest.raises(typer.Exit):
        stop("The database system is in recovery mode.", as_json=True)
    assert ("make room" in json.loads(capsys.readouterr().out)["error"]) is is_full
