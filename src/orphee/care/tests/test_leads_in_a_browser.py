"""“What could it be?” in a real browser: loaded after the chart, opened, set aside, put back, by keyboard."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from orphee.care import knowing
from orphee.care.tests.conftest import diagnosis, enter
from orphee.care.tests.test_in_a_browser import browser, clinician, is_sound, open_page
from orphee.config.testing import settled
from orphee.insight.ranking.tests.conftest import FOCAL, SPOTS, contents, knowledge

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("desk")]
__all__ = ["browser", "clinician", "contents", "knowledge"]


@pytest.mark.parametrize(("width", "language", "words"), [
    (1280, "fr", ("Pourquoi ?", "Pas celle-ci", "1 écartée")), (390, "en", ("Why?", "Not this one", "1 set aside")),
])  # fmt: skip
def test_a_candidate_is_read_set_aside_and_put_back(
    browser, live_server, clinician, knowledge, monkeypatch, width, language, words
):
    why, not_this_one, one_aside = words
    holder = knowing.Holder(lambda: knowledge)
    holder.wait(10)
    monkeypatch.setattr(knowing, "HOLDER", holder)
    record = enter(entries=[diagnosis(clinical_description=[FOCAL, SPOTS])])
    page = open_page(browser, live_server, clinician, width=width, language=language)
    for address in (reverse("form", args=[record, "phenotype", "feature"]), reverse("chart", args=[record])):
        page.goto(address)
        first = page.locator(".o-lead").first
        expect(first).to_contain_text("OMIM:100001")
        settled(page)
        first.locator("summary", has_text=why).press("Enter")
        expect(first).to_contain_text("PMID:1")
        is_sound(page)
    first.locator("summary", has_text=not_this_one).press("Enter")
    first.locator("select").select_option("tested")
    is_sound(page)
    first.locator("button[type=submit]").press("Enter")
    expect(page.locator("#leads-aside summary")).to_have_text(one_aside)
    expect(page.locator("#leads-title")).to_be_focused()
    expect(page.locator(".o-leads__list")).not_to_contain_text("OMIM:100001")
    page.locator("#leads-aside summary").press("Enter")
    is_sound(page)
    page.locator("#leads-aside button").press("Enter")
    expect(page.locator(".o-lead").first).to_contain_text("OMIM:100001")
