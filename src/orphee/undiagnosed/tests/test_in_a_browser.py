"""The cue and similar people in a real browser: found on the worklist, read, dealt with and undone by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from orphee.care import knowing
from orphee.care.tests.conftest import last_words
from orphee.care.tests.test_in_a_browser import browser, clinician, is_sound, open_page
from orphee.config.testing import settled
from orphee.undiagnosed import bank
from orphee.undiagnosed.tests.conftest import (
    CONFIRMED,
    MURMURING,
    SPOTS,
    contents,
    enter,
    knowledge,
    look,
    newer,
    searching,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("desk")]
__all__ = ["browser", "clinician", "contents", "knowledge", "last_words", "newer"]


def test_a_cue_is_found_read_dealt_with_and_undone(browser, live_server, clinician, knowledge, newer, monkeypatch):
    holder = knowing.Holder(lambda: newer)
    holder.wait(10)
    monkeypatch.setattr(knowing, "HOLDER", holder)
    monkeypatch.setattr(bank, "HOLDER", bank.Holder(bank.HOLDER._gathering))
    enter(entries=[searching(SPOTS)])
    enter(given="Zoé", entries=[searching(SPOTS, status=CONFIRMED, disease="ORPHA:586")])
    look(knowledge)
    look(newer)
    page = open_page(browser, live_server, clinician, width=1280, language="fr")
    page.goto("/people/")
    page.get_by_role("button", name="Les voir").press("Enter")
    expect(page.locator("tr.o-notice")).to_have_count(1)
    is_sound(page)
    page.locator("tr.o-notice a").press("Enter")
    part = page.locator("section[aria-labelledby=panel-review]")
    expect(part).to_contain_text(MURMURING)
    settled(page)
    part.locator("summary", has_text="Pourquoi ?").press("Enter")
    expect(part.locator("#cue-why")).to_contain_text("PMID:9")
    expect(page.locator("#alike")).to_contain_text("Zoé")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        is_sound(page)
    part.locator("summary", has_text="Vu").first.press("Enter")
    part.locator("input[name=words]").first.fill("ETT demandée")
    part.get_by_role("button", name="Noter comme vu").press("Enter")
    expect(part).to_contain_text("ETT demandée")
    is_sound(page)
    part.get_by_role("button", name="Annuler").press("Enter")
    expect(part).to_contain_text(MURMURING)
