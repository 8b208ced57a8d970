"""kill -9 in the middle of an import: whole documents only, and the next run goes on."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db.models import Count

from orphee.access.context import as_system
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
    records, documents, _ = whole()
    assert records == documents
    with as_system("test"):
        assert Delivery.objects.filter(state=State.ACCEPTED).count() == documents
    summary = import_paths([tmp_path], now=NOW)
    assert summary.found == PEOPLE
    assert summary.refused == summary.waiting == 0
    assert whole() == (PEOPLE, PEOPLE, 2 * PEOPLE)
