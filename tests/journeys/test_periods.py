"""Another period of a board: in its place with htmx, as a page of its own without JavaScript; the same either way."""

import datetime as dt

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as portal
from playwright.sync_api import Page, expect

from interior_portal.shared import clock
from tests.journeys.conftest import Person
from tests.journeys.test_accessible import ALONE, IN_TIME
from tests.scenarios import VisaOffice

pytestmark = pytest.mark.journey
LANGUAGES = ["ar", pytest.param("kmr", marks=pytest.mark.pages)]
PLACES = ["/reports/visas/", "/reports/visas/figures/visas.granted/"]


@pytest.fixture(autouse=True)
def granted(office: VisaOffice) -> None:
    office.grant(office.in_review())


def last_month() -> str:
    return f"{clock.today().replace(day=1) - dt.timedelta(days=1):%Y-%m}"


def reach(page: Page) -> None:
    """Point at the chooser, and have htmx fetched: not before."""
    assert page.evaluate("typeof htmx") == "undefined"
    with page.expect_response("**/js/htmx*.js"):
        page.locator(".chooser").hover()
    while (
        page.evaluate("typeof htmx") == "undefined"
    ):  # the policy allows no wait for a text of code
        page.wait_for_timeout(20)
    page.evaluate("window.stays = true")


def choose(page: Page, code: str) -> None:
    page.locator(f'[id="period-{code}"]').click()
    page.wait_for_url(f"**period={code}**")


def shown(page: Page) -> str:
    """What the page is about, and its first sentence: the figure in both spans."""
    return " ".join(page.locator("h1, main [data-told]").all_inner_texts())


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_another_period_takes_the_place_of_the_old_one(
    person: Person, language: str, place: str
) -> None:
    head = person("head", language=language, desk=True)
    wrong: list[str] = []
    head.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    head.on("pageerror", lambda error: wrong.append(str(error)))
    head.goto(place)
    before, title = shown(head), head.title()
    reach(head)
    choose(head, last_month())
    expect(head.locator(f'[id="period-{last_month()}"]')).to_have_attribute("aria-current", "page")
    after, new_title = shown(head), head.title()
    assert after != before
    assert head.evaluate("window.stays"), "the whole page was loaded"
    assert new_title != title
    # Whoever pressed the link stays on it, and hears what came.
    assert head.evaluate("document.activeElement.id") == f"period-{last_month()}"
    told = head.locator("body > [role=status]")
    sentence = head.locator("[data-told]").inner_text()
    expect(told).to_have_text(f"{head.locator('h1').inner_text()}. {sentence}")
    # What stands outside the new part leads back to what is shown now, too.
    assert last_month() in (head.locator("#languages [name=next]").get_attribute("value") or "")
    head.evaluate(Axe().axe_script)
    found = AxeResults(head.evaluate(IN_TIME, ALONE))
    assert found.violations_count == 0, found.generate_report()
    head.go_back()
    head.wait_for_url(f"**{place}")
    expect(head).to_have_title(title)
    assert shown(head) == before
    head.go_forward()
    expect(head).to_have_title(new_title)
    assert shown(head) == after
    assert wrong == []


def test_two_days_are_sent_in_place_and_the_heading_is_where_reading_goes_on(
    person: Person,
) -> None:
    head, today = person("head", desk=True), clock.today()
    head.goto(PLACES[0])
    reach(head)
    head.locator(".chooser-more summary").click()
    for name in ("first", "last"):
        head.locator(f"[name={name}]").fill(f"{today:%Y-%m-%d}")
    head.locator(".chooser-form button").click()
    head.wait_for_url(f"**period={today:%Y-%m-%d}&**")
    expect(head.locator("h1")).to_be_focused()
    assert str(today.day) in head.locator("h1").inner_text()
    assert head.evaluate("window.stays")
    head.locator(".chooser-more summary").click()
    head.locator("[name=first]").fill(f"{today:%Y-%m-%d}")
    head.locator(".chooser-form button").click()
    expect(head.locator("main .notice-error, main [role=alert]").first).to_be_visible()
    assert head.evaluate("window.stays")


def test_who_has_to_sign_in_again_comes_to_that_page(person: Person) -> None:
    head = person("head", desk=True)
    head.goto(PLACES[0])
    reach(head)
    head.context.clear_cookies(name=portal.SESSION_COOKIE_NAME)
    head.locator(f'[id="period-{last_month()}"]').click()
    head.wait_for_url("**next=**")
    assert last_month() in head.url
    expect(head.locator("main form [name=address], main form [name=login]").first).to_be_visible()
    assert head.locator("header [href*='/reports/']").count() == 0


@pytest.mark.parametrize("place", PLACES)
def test_without_script_the_same_links_and_the_same_form_load_pages(
    person: Person, place: str
) -> None:
    head, today = person("head", desk=True, script=False), clock.today()
    head.goto(place)
    before = shown(head)
    choose(head, last_month())
    assert shown(head) != before
    head.go_back()
    assert shown(head) == before
    head.locator(".chooser-more summary").click()
    for name in ("first", "last"):
        head.locator(f"[name={name}]").fill(f"{today:%Y-%m-%d}")
    head.locator(".chooser-form button").click()
    head.wait_for_url(f"**period={today:%Y-%m-%d}&**")
    assert str(today.day) in head.locator("h1").inner_text()
