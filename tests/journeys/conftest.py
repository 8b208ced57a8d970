"""A country of its own, made by the commands of the README, served by the real server, seen in a real browser."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from orphee.config import testing
from orphee.foundation.postgres.roles import prepare

PEOPLE = 300
expect.set_options(timeout=30_000)  # the first search of a process reads its words: seconds on a busy machine
ORPHEE = str(Path(sys.executable).with_name("orphee"))
GRANIAN = str(Path(sys.executable).with_name("granian"))
CHROMIUM_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True)
class Country:
    """A demonstration on this machine: the environment of its commands, and its accounts by role."""

    environment: dict[str, str]
    accounts: dict[str, dict[str, str]]

    def run(self, *arguments: str) -> dict:
        """Run an `orphee` command with `--json`; its answer."""
        done = subprocess.run(
            [ORPHEE, *arguments, "--json"],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.stdout, done.stderr[-3000:]
        return json.loads(done.stdout)


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """`orphee demo` on a database of its own."""
    testing.start()
    database = f"{testing.DATABASE}_country"
    prepare(testing.SUPERUSER_DSN, database, recreate=True)
    environment = {**os.environ, **testing.addresses(database)}
    environment["ORPHEE_DATA_DIR"] = str(tmp_path_factory.mktemp("country"))
    made = Country(environment, {})
    answer = made.run("demo", "--patients", str(PEOPLE), "--no-serve")
    return Country(environment, {line["role"]: line for line in answer["accounts"]})


@pytest.fixture(scope="session")
def address(country: Country) -> Iterator[str]:
    """The address of the real server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [GRANIAN, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws",
         "orphee.config.wsgi:application"],
        env=country.environment,
    )  # fmt: skip
    where = f"http://127.0.0.1:{port}"
    try:
        _wait_for(where + "/sign-in/", server)
        yield where
    finally:
        server.terminate()
        server.wait(timeout=120)


def _wait_for(url: str, server: subprocess.Popen) -> None:
    for _ in range(600):
        assert server.poll() is None, "the server stopped"
        try:
            urllib.request.urlopen(url, timeout=5)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{url} did not answer in two minutes")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, or the one Playwright keeps. Closed with its module: two loops in a thread refuse."""
    path = os.environ.get("ORPHEE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A fresh visitor who reads French."""
    visitor = browser.new_context(base_url=address, locale="fr-FR", viewport={"width": 1280, "height": 900})
    visitor.set_default_timeout(30_000)
    yield visitor
    visitor.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One page of that visitor; a script error fails the test."""
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.errors = errors
    return opened


@pytest.fixture
def signed_in(page: Page, country: Country):
    """Sign in as a role."""

    def sign_in(role: str) -> Page:
        account = country.accounts[role]
        page.context.clear_cookies()
        page.goto("/sign-in/")
        page.fill("input[type=email], input[name=email]", account["sign_in"])
        page.fill("input[type=password]", account["secret"])
        page.click("main form button")
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        page.wait_for_load_state("networkidle")
        return page

    return sign_in
