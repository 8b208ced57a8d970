"""Fetching releases from a server of our own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from orphee.terminology.models import Release
from orphee.terminology.official_releases import OFFICIAL, Published
from orphee.terminology.updating import UnableToFetch, update

pytestmark = pytest.mark.django_db

FILES = (
    Published("hp.obo", "https://example.org/hp.obo"),
    Published("phenotype.hpoa", "https://example.org/phenotype.hpoa"),
    Published("orphapacket.jsonl.gz", "https://example.org/orphapacket.jsonl.gz"),
    Published("absent.xml", "https://example.org/absent.xml", is_needed=False),
)


class Quiet(SimpleHTTPRequestHandler):
    """Serves the invented releases without a line a request."""

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


class CutShort(Quiet):
    """A server that hangs up in the middle of each file."""

    def copyfile(self, source, outputfile) -> None:
        """Send half of it."""
        outputfile.write(source.read(100))


class Elsewhere(Quiet):
    """A server that sends everyone to an unsafe address."""

    def do_GET(self) -> None:
        """Redirect."""
        self.send_response(302)
        self.send_header("Location", "http://example.org/hp.obo")
        self.end_headers()


@pytest.fixture
def serve(releases: Path) -> Iterator[object]:
    servers: list[ThreadingHTTPServer] = []

    def start(handler: type[Quiet] = Quiet) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(releases)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_update_fetches_and_loads(serve):
    report = update(base=serve(), published=FILES)
    assert {source.source: source.outcome for source in report.sources} == {
        "hpo": "loaded", "orphapacket": "loaded", "hpo-annotations": "loaded",
    }  # fmt: skip


def test_updating_twice_changes_nothing(serve):
    base = serve()
    update(base=base, published=FILES)
    assert {source.outcome for source in update(base=base, published=FILES).sources} == {"unchanged"}


def test_a_needed_file_that_is_missing_stops_everything(serve, releases: Path):
    (releases / "phenotype.hpoa").unlink()
    with pytest.raises(UnableToFetch, match="answered 404"):
        update(base=serve(), published=FILES)
    assert not Release.objects.exists()


def test_a_file_that_is_too_large_is_refused(serve):
    with pytest.raises(UnableToFetch, match="larger than"):
        update(base=serve(), published=(Published("hp.obo", "https://example.org/", most=10),))


def test_a_file_cut_short_is_refused(serve):
    with pytest.raises(UnableToFetch, match="cut off"):
        update(base=serve(CutShort), published=FILES)


def test_a_redirection_to_an_unsafe_address_is_refused(serve):
    with pytest.raises(UnableToFetch, match="https only"):
        update(base=serve(Elsewhere), published=FILES)


@pytest.mark.parametrize("base", ["http://example.org/", "ftp://127.0.0.1/", "file:///etc/"])
def test_only_https_or_this_machine(base: str):
    with pytest.raises(UnableToFetch, match="https only"):
        update(base=base, published=FILES)


def test_the_official_table():
    assert all(each.url.startswith("https://") for each in OFFICIAL)
    assert len({each.name for each in OFFICIAL}) == len(OFFICIAL)
