"""A form is held for as long as its own sending takes, however soon it is sent again."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

import orphee.config

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]

SCRIPT = Path(orphee.config.__file__).parent / "static" / "orphee" / "page.js"
HELD = 10_000  # milliseconds, of the script
TELL = """([form, kind]) => document.dispatchEvent(new CustomEvent(kind, {
    detail: { elt: form, requestConfig: { triggeringEvent: new Event("submit") } } }))"""


@pytest.fixture
def page():
    path = os.environ.get("ORPHEE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page()
        page.clock.install()
        page.set_content("<form><button>Enregistrer</button></form>")
        page.add_script_tag(path=SCRIPT)
        yield page
        chromium.close()


def test_a_second_sending_is_held_as_long_as_the_first(page):
    form, button = page.query_selector("form"), page.query_selector("button")

    def is_held():
        return button.get_attribute("aria-disabled") == "true"

    for kind, held in (("htmx:beforeRequest", True), ("htmx:afterRequest", False), ("htmx:beforeRequest", True)):
        page.evaluate(TELL, [form, kind])
        assert is_held() is held
        page.clock.run_for(HELD // 3)
    page.clock.run_for(HELD // 3)  # the first began longer ago than a form is held, the second did not
    assert is_held()
    page.clock.run_for(HELD)
    assert not is_held()
