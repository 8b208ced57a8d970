"""A picker takes an answer to what stands in its box at that moment, whoever is fast or slow."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from orphee.care.tests.conftest import entries_of
from orphee.care.tests.test_in_a_browser import browser, clinician, open_page, record_key

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("desk")]
__all__ = ["browser", "clinician", "record_key"]


class Terms:
    """A terminology that knows one term for each word asked; it answers at once, or when the test says so."""

    def __init__(self, page: Page) -> None:
        self.held: dict[str, Route] = {}
        self.is_slow = False
        self.names: dict[str, str] = {}  # by word asked: the term that answers, when it is not the word itself
        page.route(re.compile(r"/terms/\?"), self._asked)

    def _asked(self, route: Route) -> None:
        word = parse_qs(urlsplit(route.request.url).query)["q"][0]
        if self.is_slow:
            self.held[word] = route
        else:
            self._answer(route, word)

    def wait(self, page: Page, word: str) -> None:
        """Until the page has asked for a word."""
        while word not in self.held:
            page.wait_for_timeout(20)

    def answer(self, word: str) -> None:
        """The answer to a word that was held back."""
        self._answer(self.held.pop(word), word)

    def _answer(self, route: Route, word: str) -> None:
        name = parse_qs(urlsplit(route.request.url).query)["list"][0]
        term = self.names.get(word, word)
        option = f'<li role="option" id="{name}-0" aria-selected="false" data-code="T:{word}" data-label="{term}">'
        route.fulfill(body=f"{option}<span>{term}</span></li>", content_type="text/html; charset=utf-8")


@pytest.fixture
def page(browser, live_server, clinician, record_key):
    page = open_page(browser, live_server, clinician)
    entry = entries_of(record_key, "diagnosis")[0]
    page.goto(reverse("entry-form", args=[record_key, "sdm-mr", "diagnosis", entry.key]))
    return page


def parts(page):
    picker = page.locator("[data-picker]", has=page.locator("#item-clinical_description"))
    return page.locator("#item-clinical_description"), picker.locator("[role=option]"), picker.locator(".o-chip")


def test_enter_never_takes_an_answer_to_what_was_typed_before(page):
    box, options, chips = parts(page)
    before = chips.count()
    terms = Terms(page)
    box.press_sequentially("hypo")
    expect(options).to_have_attribute("aria-selected", "true")
    terms.is_slow = True
    box.press_sequentially("kaliemie")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(chips).to_have_count(before)
    options.click()  # grey: of the text before
    expect(chips).to_have_count(before)
    terms.wait(page, "hypokaliemie")
    terms.answer("hypokaliemie")
    expect(options).to_have_text("hypokaliemie")
    page.keyboard.press("Enter")
    expect(chips.last).to_contain_text("T:hypokaliemie")


def test_another_word_then_an_arrow_and_enter_takes_nothing_of_the_first(page):
    box, options, chips = parts(page)
    before = chips.count()
    terms = Terms(page)
    box.press_sequentially("mucoviscidose")
    expect(options).to_have_attribute("aria-selected", "true")
    terms.is_slow = True
    box.press("Control+a")
    box.press_sequentially("steinert")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(chips).to_have_count(before)
    terms.wait(page, "steinert")
    terms.answer("steinert")
    expect(options).to_have_text("steinert")
    page.keyboard.press("Enter")
    expect(chips.last).to_contain_text("T:steinert")


def test_an_answer_that_comes_late_is_dropped(page):
    box, options, _chips = parts(page)
    terms = Terms(page)
    terms.is_slow = True
    for word in ("marfan", "stickler"):
        box.fill(word)
        terms.wait(page, word)
    terms.answer("stickler")
    expect(options).to_have_text("stickler")
    terms.answer("marfan")
    box.fill("ehlers")
    terms.wait(page, "ehlers")
    page.keyboard.press("Tab")  # gone elsewhere: the list does not open behind
    terms.answer("ehlers")
    page.evaluate("() => new Promise((done) => setTimeout(done, 200))")
    expect(options).to_have_text("stickler")
    expect(options).to_be_hidden()


SAME = [
    ("souffle au coeur", "Souffle au cœur"),
    ("gros cœur", "Gros coeur"),
    ("caecum", "CÆCUM"),
    ("l'œdème d’Alzheimer", "Oedeme de l’alzheimer et d'Alzheimer"),
]


@pytest.mark.parametrize(("typed", "term"), SAME, ids=[typed for typed, _term in SAME])
def test_enter_takes_a_term_that_is_only_written_otherwise(page, typed, term):
    box, options, chips = parts(page)
    Terms(page).names[typed] = term
    box.fill(typed)
    expect(options).to_have_attribute("aria-selected", "true", timeout=5_000)
    page.keyboard.press("Enter")
    expect(chips.last).to_contain_text(term)


def test_enter_says_why_it_takes_nothing(page):
    box, options, chips = parts(page)
    before = chips.count()
    status = page.locator("[data-picker]", has=box).locator("[role=status]")
    Terms(page).names["scolioze"] = "Scoliose"
    box.fill("scolioze")
    expect(options).to_have_text("Scoliose")
    page.keyboard.press("Enter")
    expect(status).to_have_text("Aucune réponse ne reprend tous vos mots : choisissez avec les flèches, puis Entrée.")
    expect(status).to_be_in_viewport()
    expect(chips).to_have_count(before)
    page.keyboard.press("ArrowDown")
    expect(status).to_contain_text("flèches pour choisir")
    page.keyboard.press("Enter")
    expect(chips.last).to_contain_text("Scoliose")
