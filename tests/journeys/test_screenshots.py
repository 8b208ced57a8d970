"""The pictures of the README, taken from the running system. `make screenshots` keeps them in docs/images."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from orphee.config.testing import settled

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("country")]
SMALLEST = 15_000  # bytes: an empty page weighs less


@pytest.fixture
def folder(tmp_path):
    return Path(os.environ["ORPHEE_SCREENSHOTS"]) if os.environ.get("ORPHEE_SCREENSHOTS") else tmp_path


def take(page, folder, name):
    path = folder / f"{name}.png"
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path)
    assert path.stat().st_size > SMALLEST, f"{name} shows nothing"


def test_the_clinicians_desk(signed_in, folder):
    page = signed_in("clinician")
    take(page, folder, "worklist")
    page.locator("main a[href^='/records/']").first.click()
    take(page, folder, "chart")
    page.get_by_role("link", name=re.compile("Ajouter un signe")).first.click()
    picker = page.locator("#item-term")
    expect(picker).to_be_visible()
    settled(page)
    picker.press_sequentially("microcep", delay=30)
    expect(page.locator("[role=option]").first).to_be_visible()
    take(page, folder, "form")


def test_the_national_figures(signed_in, folder):
    take(signed_in("national-team"), folder, "dashboard")


def test_the_desk_on_a_telephone(signed_in, folder):
    page = signed_in("clinician")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("main a[href^='/records/']").first.click()
    take(page, folder, "telephone")
