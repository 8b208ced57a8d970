"""kill -9 in the middle of an import, and documents that arrive at the same moment: whole documents only."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections
from django.db.models import Count

from orphee.access.context import as_system
from orphee.config.testing import clients, wait_for_clients
from orphee.exchange.actions import deliver
from orphee.exchange.documents import import_paths
from orphee.exchange.models import Delivery, State
from orphee.record.models import Document, Entry, Record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOW = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
PEOPLE = 24
PROGRAM = """
import datetime as dt, sys
from pathlib import Path
import django
django.setup()
from orphee.exchange.actions import deliver
from orphee.exchange.documents import import_paths
now = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
import_paths([Path(sys.argv[1])], now=now, batch=int(sys.argv[2]), progress=lambda one: print(one.found, flush=True))
"""


def whole() -> tuple[int, int, int]:
    """Records, documents and entries; fails when any document is there without its entries."""
    with as_system("test"):
        counts = Document.objects.count(), Entry.objects.count()
        per_record = Record.objects.annotate(n=Count("documents")).values_list("n", flat=True)
        assert set(per_record) <= {1}
        assert counts[1] == 2 * counts[0]
        return Record.objects.count(), *counts


@pytest.mark.parametrize(("batch", "after"), [(1, 3), (4, 8), (4, 0)])
def test_a_killed_import_leaves_whole_documents_and_resumes(
    batch: int, after: int, tmp_path: Path, small: Callable[..., bytes]
) -> None:
    for person in range(PEOPLE):
        (tmp_path / f"{person:03}.xml").write_bytes(small(person + 1))
    known = clients()
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path), str(batch)],
        stdout=subprocess.PIPE,
        env=dict(os.environ),
        text=True,
    )
    assert program.stdout is not None
    for line in program.stdout:
        if int(line) >= after:
            program.send_signal(signal.SIGKILL)
            break
    program.wait(timeout=30)
    wait_for_clients(known)
    records, documents, _ = whole()
    assert records == documents
    with as_system("test"):
        assert Delivery.objects.filter(state=State.ACCEPTED).count() == documents
    summary = import_paths([tmp_path], now=NOW)
    assert summary.found == PEOPLE
    assert summary.refused == summary.waiting == 0
    assert whole() == (PEOPLE, PEOPLE, 2 * PEOPLE)


def test_documents_sent_at_the_same_moment_enter_once(small: Callable[..., bytes]) -> None:
    contents = [small(1), small(1), small(1, 2), small(1, 3), small(2), small(1, 3)] * 2
    with ThreadPoolExecutor(max_workers=4) as pool:
        answers = list(pool.map(_send, contents))
    assert set(answers) <= {"stored", "unchanged", "superseded"}
    with as_system("test"):
        assert Delivery.objects.count() == 4
        assert Record.objects.count() == 2
        assert Document.objects.get(set_id="1.2.3.1", is_current=True).version == 3


def _send(content: bytes) -> str:
    try:
        return str(deliver(content, sender="organisation:chu", way="http", now=NOW).answer["outcome"])
    finally:
        connections.close_all()
