"""A server process ends with its parent, and starts again a database that died but not one that was stopped."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from orphee.cli.server import run_server
from orphee.config import keeping
from orphee.foundation.postgres.cluster import DURABLE, Cluster

# A parent that starts a child and ends at once: the child follows its parent, and is gone before it prints.
PROGRAM = """
import os, sys, time
if os.fork() == 0:
    from orphee.config import keeping
    parent = os.getppid()
    print("there", flush=True)
    keeping.EVERY = 0.01
    keeping._follow_parent(parent)
    print("still there", flush=True)
else:
    sys.stdin.read(1)
    os._exit(0)
"""

# A process that has been told its parent's number, and begins to look once all else is imported.
STARTED = """
import time
from orphee.config import keeping
keeping.EVERY = 0.01
keeping._follow_database = lambda _: None
keeping.start()
time.sleep(0.5)
"""


@pytest.fixture
def cluster(tmp_path, settings):
    """A cluster that looks as if it ran: its folder holds what the test writes there."""
    found = Cluster(tmp_path, tmp_path, None, DURABLE)
    settings.EMBEDDED, settings.DATABASE_IS_EMBEDDED = found, True
    return found


def gone() -> int:
    """The number of a process that ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


@pytest.mark.parametrize(("written", "has_died"), [
    (lambda: f"{gone()}\n/folder\n", True),
    (lambda: f"{os.getpid()}\n/folder\n", False),
    (lambda: "", False),
    (lambda: "text\n", False),
    (None, False),  # stopped: the file is gone with the server
])  # fmt: skip
def test_a_server_that_died_left_its_number(cluster, monkeypatch, written, has_died):
    started = []
    monkeypatch.setattr(Cluster, "start", lambda _: started.append(1))
    if written:
        (cluster.folder / "postmaster.pid").write_text(written())
    assert (cluster.has_died, keeping.raise_database(), bool(started)) == (has_died,) * 3


def test_a_server_of_ones_own_is_left_alone(cluster, settings):
    (cluster.folder / "postmaster.pid").write_text(str(gone()))
    settings.DATABASE_IS_EMBEDDED = False
    assert not keeping.raise_database()


def test_a_process_ends_when_its_parent_does():
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent,
    ) as parent:
        assert parent.stdout.readline() == "there\n"
        parent.communicate("x", timeout=20)  # until the child has closed what it inherited
        assert parent.returncode == 0
    assert not keeping.has_lost(os.getppid())


@pytest.mark.parametrize(("said", "ended"), [
    (lambda: str(gone()), -signal.SIGTERM),  # it ended while this one started
    (lambda: str(os.getpid()), 0),
    (lambda: "", 0),  # a server that was not started by our command
])  # fmt: skip
def test_a_parent_that_ended_before_one_looked_is_missed(said, ended):
    done = subprocess.run(
        [sys.executable, "-c", STARTED], env=os.environ | {keeping.SERVER: said()}, timeout=20, check=False
    )
    assert done.returncode == ended


def test_the_command_says_its_number_to_the_processes_of_the_server(monkeypatch):
    monkeypatch.setenv(keeping.SERVER, "1")
    monkeypatch.setattr(os, "execv", lambda *_: None)
    run_server(host="127.0.0.1", port=8000, workers=1)
    assert keeping._parent() == os.getpid()
