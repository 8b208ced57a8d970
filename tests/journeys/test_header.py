"""The header that every page has, at the moments when scripts change it."""

import pytest
from playwright.sync_api import Page, expect

from orphee.config.testing import wait_for_truth

from .test_first_day import is_accessible

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("country")]

TELEPHONE = {"width": 390, "height": 844}


def test_a_page_whose_scripts_have_not_run_is_accessible(page: Page):
    page.route("**/*.js", lambda route: route.abort())
    page.goto("/sign-in/")
    is_accessible(page)


def test_on_a_telephone_the_menu_is_a_dialog_with_a_name(signed_in):
    page = signed_in("clinician")
    page.set_viewport_size(TELEPHONE)
    page.get_by_role("button", name="Menu").click()
    menu = page.get_by_role("dialog", name="Menu")
    expect(menu).to_be_visible()
    wait_for_truth(page, "document.querySelector('#menu-panel').getAnimations().length === 0")
    is_accessible(page)
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
