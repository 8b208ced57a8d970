"""Documents too large to be read: kept sealed, whatever the way in, and without filling the memory."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from orphee.access.context import as_system
from orphee.access.models import Token
from orphee.access.queries import token_digest
from orphee.exchange import oversized
from orphee.exchange.actions import deliver
from orphee.exchange.documents import import_paths
from orphee.exchange.models import Delivery, DeliveryPart
from orphee.exchange.oversized import keep_oversized
from orphee.exchange.queries import original_of
from orphee.exchange.watching import WatchedFolder
from orphee.network.models import Organisation, OrganisationKind
from orphee.record.rules.receipt import Refused

NOW = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
LARGE = b"<secret>" + b"name " * 4_200_000
SENDER = "organisation:chu"


@pytest.fixture
def token() -> dict[str, str]:
    """The headers of a hospital's system."""
    hospital = Organisation.objects.create(code="chu", kind=OrganisationKind.HOSPITAL, name="CHU")
    Token.objects.create(digest=token_digest("secret"), label="t", organisation=hospital, created_at=NOW)
    return {"Authorization": "Bearer secret"}


@pytest.fixture
def small_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing beyond 21 MB is kept."""
    monkeypatch.setattr(oversized, "LARGEST_KEPT", 21_000_000)


@pytest.mark.django_db
def test_it_is_kept_sealed_in_parts_once() -> None:
    first = deliver(LARGE, sender=SENDER, way="http", now=NOW)
    again = keep_oversized(io.BytesIO(LARGE).read, sender=SENDER, way="http", now=NOW)
    assert (first.state, first.size, first.answer["problems"][0]["code"]) == ("refused", len(LARGE), "too_large")
    assert again.key == first.key
    assert original_of(first.key, sender=SENDER) == LARGE
    with as_system("test"):
        sealed = [bytes(part) for part in DeliveryPart.objects.values_list("sealed", flat=True)]
        assert Delivery.objects.count() == 1
    assert len(sealed) == 6
    assert not any(b"secret" in part for part in sealed)


@pytest.mark.django_db
def test_beyond_the_cap_or_cut_short_nothing_is_kept(small_cap: None) -> None:
    for content, expected, code in ((LARGE * 2, None, "too_large_to_keep"), (LARGE[:-9], len(LARGE), "cut_short")):
        with pytest.raises(Refused) as refused:
            keep_oversized(io.BytesIO(content).read, sender=SENDER, way="http", now=NOW, expected=expected)
        assert refused.value.findings[0].code == code
    with as_system("test"):
        assert not Delivery.objects.exists()
        assert not DeliveryPart.objects.exists()


@pytest.mark.django_db
def test_by_http_it_is_kept_and_answered_413(token: dict[str, str]) -> None:
    answer = Client().post("/api/cda", LARGE, content_type="application/hl7-cda+xml", headers=token)
    assert answer.status_code == 413
    assert answer.json()["problems"][0]["code"] == "too_large"
    assert original_of(UUID(answer.json()["delivery"]), sender=SENDER) == LARGE


@pytest.mark.django_db
def test_by_a_file_it_is_kept_and_answered(tmp_path: Path) -> None:
    (tmp_path / "large.xml").write_bytes(LARGE)
    summary = import_paths([tmp_path], now=NOW, sender=SENDER)
    assert (summary.found, summary.refused, dict(summary.problems)) == (1, 1, {"too_large": 1})
    with as_system("test"):
        key = Delivery.objects.values_list("key", flat=True).get()
    assert original_of(key, sender=SENDER) == LARGE


@pytest.mark.django_db
def test_in_a_watched_folder_only_its_answer_stays_in_clear(tmp_path: Path) -> None:
    folder = WatchedFolder(tmp_path, sender=SENDER, quiet_for=0)
    for _ in range(2):  # another file of the same name
        (tmp_path / "large.xml").write_bytes(LARGE)
        assert [state for _, state in folder.turn(now=NOW)] == ["refused"]
    names = sorted(path.name for path in (tmp_path / "refused").iterdir())
    assert names == ["large-2.xml.ack.json", "large.xml.ack.json"]
    answer = json.loads((tmp_path / "refused" / "large.xml.ack.json").read_text())
    assert original_of(UUID(answer["delivery"]), sender=SENDER) == LARGE


@pytest.mark.django_db
def test_a_file_beyond_the_cap_stays_where_it_can_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orphee.exchange.watching.LARGEST_KEPT", 1000)
    monkeypatch.setattr(oversized, "LARGEST_KEPT", 1000)
    folder = WatchedFolder(tmp_path, sender=SENDER, quiet_for=0)
    (tmp_path / "huge.xml").write_bytes(b"x" * 1001)
    assert [state for _, state in folder.turn(now=NOW)] == ["refused"]
    assert (tmp_path / "refused" / "huge.xml").exists()
    answer = json.loads((tmp_path / "refused" / "huge.xml.ack.json").read_text())
    assert answer["problems"][0]["code"] == "too_large_to_keep"
    assert "delivery" not in answer


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_server_keeps_a_hundred_megabytes_in_little_memory(token: dict[str, str]) -> None:
    body = os.urandom(1_000_000) * 100  # the worst case: it does not shrink within a part
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--port", str(port)]
    server = subprocess.Popen([*program, "--log-level", "warning", "orphee.config.wsgi:application"])
    try:
        status, answer = _post(port, body, token)
        beyond, _ = _post(port, b"x", token | {"Content-Length": "120000001"})
        peak = _peak_memory(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=30)
    assert (status, beyond) == (413, 413)
    assert original_of(UUID(str(answer["delivery"])), sender=SENDER) == body
    assert peak < 700_000


def _peak_memory(pid: int) -> int:
    """The most memory (kB) that a process or one of its children has held; 0 where the system does not say."""
    tree = [pid, *(int(child) for child in _children(pid))]
    peaks = [Path(f"/proc/{one}/status").read_text() for one in tree if Path(f"/proc/{one}/status").exists()]
    return max((int(found.group(1)) for text in peaks if (found := re.search(r"VmHWM:\s+(\d+)", text))), default=0)


def _children(pid: int) -> list[str]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return listed.read_text().split() if listed.exists() else []


def _post(port: int, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, object]]:
    """The answer of a server that may still be starting."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/cda", body, {**headers, "Content-Type": "application/hl7-cda+xml"}
    )
    for _ in range(240):
        try:
            with urllib.request.urlopen(request, timeout=300) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)
        except urllib.error.URLError:
            time.sleep(0.5)
    raise AssertionError("the server did not start")
