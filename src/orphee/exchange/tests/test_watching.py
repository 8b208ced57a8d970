"""A watched folder goes on: past a file that the disk refuses, a database that is away, another watcher."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from typer.testing import CliRunner

from orphee.cli import documents as commands
from orphee.cli.main import app
from orphee.exchange import watching
from orphee.exchange.documents import import_paths
from orphee.exchange.watching import AlreadyWatched, WatchedFolder, watch

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
Small = Callable[..., bytes]


def watched(folder: Path) -> WatchedFolder:
    """The folder of one hospital, whose files are whole at once."""
    return WatchedFolder(folder, sender="organisation:chu", quiet_for=0)


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, OSError], None]:
    """Make one file refuse to be opened (whoever runs the tests may be allowed to read everything)."""
    given = Path.open

    def refuse_one(name: str, error: OSError) -> None:
        def opened(path: Path, *args: Any, **kwargs: Any) -> Any:
            if path.name == name:
                raise error
            return given(path, *args, **kwargs)

        monkeypatch.setattr(Path, "open", opened)

    return refuse_one


@pytest.mark.parametrize("name", ["n" * 246 + ".xml", "é" * 123 + ".XML"], ids=["letters", "of two bytes"])
def test_a_long_name_is_shortened_and_answered(tmp_path: Path, small: Small, name: str) -> None:
    (tmp_path / name).write_bytes(b"not xml")
    (tmp_path / "z.xml").write_bytes(small())
    assert sorted(state for _, state in watched(tmp_path).turn(now=NOW)) == ["accepted", "refused"]
    [answer] = (tmp_path / "refused").iterdir()
    assert answer.name.startswith(name[:40])
    assert answer.name.endswith(name[-4:] + ".ack.json")


def test_two_long_names_that_become_one_both_stay(tmp_path: Path) -> None:
    for last in "ab":
        (tmp_path / ("n" * 245 + last + ".xml")).write_bytes(last.encode())
    assert len(list(watched(tmp_path).turn(now=NOW))) == len(list((tmp_path / "refused").iterdir())) == 2


def test_a_file_that_may_not_be_read_is_refused_and_the_next_one_goes_on(
    tmp_path: Path, small: Small, refuse: Callable[[str, OSError], None]
) -> None:
    (tmp_path / "a.xml").write_bytes(small())
    (tmp_path / "b.xml").write_bytes(small())
    refuse("a.xml", PermissionError(13, "Permission denied"))
    handled = {path.name: state for path, state in watched(tmp_path).turn(now=NOW)}
    assert handled == {"a.xml": "refused", "b.xml": "accepted"}
    answer = json.loads((tmp_path / "refused" / "a.xml.ack.json").read_bytes())
    assert [one["code"] for one in answer["problems"]] == ["no_file"]
    assert (tmp_path / "refused" / "a.xml").exists()  # nothing of it was kept elsewhere


def test_what_the_disk_refuses_is_said_once_and_tried_again(
    tmp_path: Path, small: Small, refuse: Callable[[str, OSError], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xml").write_bytes(small())
    refuse("a.xml", OSError(5, "Input/output error"))
    folder = watched(tmp_path)
    assert [state for _, state in folder.turn(now=NOW)] == ["waiting (Input/output error)"]
    assert list(folder.turn(now=NOW)) == []
    monkeypatch.undo()
    assert [state for _, state in folder.turn(now=NOW)] == ["accepted"]


@pytest.mark.parametrize("error", [OperationalError("shutting down"), InterfaceError("connection already closed")])
def test_a_database_that_is_away_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    looks = itertools.count()
    told: list[str] = []
    away: list[int] = []

    def turn(_: WatchedFolder, *, now: dt.datetime) -> Iterator[tuple[Path, str]]:
        if next(looks) < 2:
            raise error
        yield Path("a.xml"), "accepted"

    monkeypatch.setattr(WatchedFolder, "turn", turn)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    watch(
        tmp_path, sender="organisation:chu", clock=lambda: NOW, every=0, until=lambda: bool(told),
        tell=lambda path, state: told.append(state), away=lambda: away.append(1),
    )  # fmt: skip
    assert (told, len(away)) == (["accepted"], 2)


def test_a_folder_has_one_watcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def again() -> bool:
        with pytest.raises(AlreadyWatched):
            watch(tmp_path, sender="s", clock=lambda: NOW, tell=print)
        return True

    watch(tmp_path, sender="s", clock=lambda: NOW, tell=print, until=again)
    monkeypatch.setattr(commands, "ready", lambda: None)
    monkeypatch.setattr(commands, "_sender_key", lambda _: "s")
    with watching._watching_alone(tmp_path):
        done = CliRunner().invoke(app, ["watch", str(tmp_path), "--sender", "s"])
    assert (done.exit_code, "watched already" in " ".join(done.stderr.split())) == (3, True)


def test_an_import_answers_for_the_files_beside_one_that_may_not_be_read(
    tmp_path: Path, small: Small, refuse: Callable[[str, OSError], None]
) -> None:
    (tmp_path / "a.xml").write_bytes(small())
    (tmp_path / "b.xml").write_bytes(small())
    refuse("a.xml", PermissionError(13, "Permission denied"))
    summary = import_paths([tmp_path, tmp_path / "gone.xml"], now=NOW)
    assert (summary.found, summary.stored, summary.refused) == (3, 1, 2)
    assert summary.problems["no_file"] == 2
