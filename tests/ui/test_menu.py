"""The header's links: one tap away on a phone and without a script, in sight on a desk."""

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Locator, expect

from interior_portal.accounts.models import User
from interior_portal.ui.navigation import ShownLink

pytestmark = pytest.mark.urls("tests.ui.urls")
ROWS = 2
ROW = 64  # the height of a row of 44 px targets, with its share of the padding


def header(chromium: Browser, site: str, width: int) -> Locator:
    """The header of a page as somebody with three links sees it."""
    links = [ShownLink(label, "/about/", current=False) for label in ("Inbox", "Figures", "Post")]
    nav = render_to_string(
        "components/account.html", {"user": User(name="Rojda Mistefa Osman"), "navigation": links}
    )
    page = chromium.new_page(viewport={"width": width, "height": 700})
    page.goto(f"{site}/about/")
    page.locator(".account-nav").evaluate("(old, nav) => { old.outerHTML = nav }", nav)
    return page.locator(".site-header-row")


def test_on_a_phone_the_header_takes_two_rows_and_a_tap_opens_the_links(
    chromium: Browser, site: str
) -> None:
    row = header(chromium, site, 360)
    box = row.bounding_box()
    assert box is not None
    assert box["height"] <= ROWS * ROW
    expect(row.get_by_role("link", name="Figures")).to_be_hidden()
    row.locator("summary").click()
    expect(row.get_by_role("link", name="Figures")).to_be_visible()


def test_on_a_desk_the_links_stand_in_the_header(chromium: Browser, site: str) -> None:
    row = header(chromium, site, 1280)
    expect(row.get_by_role("link", name="Figures")).to_be_visible()
    expect(row.locator("summary")).to_be_hidden()
