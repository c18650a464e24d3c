"""The licence of the same day: an owner on a phone, the machine, the cash desk, the paper, a checkpoint without a
network; and at a counter."""

import datetime as dt
import io
import time
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, expect

from interior_portal.shared import clock
from tests.journeys import story
from tests.journeys.conftest import Person, reference_in
from tests.processes import Worker
from tests.vehicles.office import TransportOffice
from tests.vehicles.test_licence_paper import RASTERS, rastered
from vehicles import queries
from vehicles.models import Application, Licence, Vehicle

pytestmark = pytest.mark.journey
MOST_KEYS = 6
OWNERS_PHONE = "+963990000201"
VIN = "1HGCM82633A004352"


@pytest.fixture
def ending(transactional_db: None, transport: TransportOffice) -> Vehicle:
    """A clean car of an owner who is known; its licence ends in three weeks."""
    vehicle = transport.registered()
    transport.owner_is_known()
    ends = clock.today() + dt.timedelta(days=21)
    Licence.objects.filter(vehicle=vehicle).update(
        valid_from=ends - dt.timedelta(days=364), valid_until=ends
    )
    return vehicle


@pytest.fixture
def served(ending: Vehicle, celery_worker: Worker) -> Vehicle:
    """The same, with a worker that runs from now on: before it, the work was done in the test."""
    return ending


@pytest.mark.parametrize("language", ["ar", pytest.param("kmr", marks=pytest.mark.pages)])
def test_an_owner_renews_on_a_phone_pays_and_has_the_licence(
    served: Vehicle, person: Person, chromium: Browser, tmp_path: Path, language: str
) -> None:
    owner = person("anonymous", language=language)
    owner.goto("/")
    owner.locator("a.service-link[href$='/vehicles/mine/']").first.click()
    story.sign_in(owner, "٠٩٩٠ ٠٠٠ ٢٠١", lambda: story.texted_code(OWNERS_PHONE))
    owner.locator("main a.task-link").click()
    owner.locator("main a[href$='/renewal/']").click()
    story.go_on(owner)
    reference = reference_in(owner.url, "R")
    story.go_on(owner)
    letter = owner.locator("main")
    expect(letter.locator(".letter.state-paused")).to_be_visible()
    expect(letter.locator("#asked + .tasks .state-done")).to_have_count(3)
    story.take_money(person("cashier", desk=True), reference_in(letter.inner_text(), "P"))
    pdf = download(owner, reference)
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) == 1
    application = queries.get_application(reference)
    assert application.case.outcome == "issued"
    licence = queries.current_licence(served)
    assert licence is not None
    assert licence.application == application
    assert licence.valid_until > clock.today() + dt.timedelta(days=365)
    verifier = tmp_path / "check.html"
    verifier.write_bytes(owner.request.get("/check/offline/").body())
    stopped_at_a_checkpoint(chromium, verifier, pdf)


def stopped_at_a_checkpoint(chromium: Browser, verifier: Path, pdf: bytes) -> None:
    """Two days later, without a network: the file from the portal knows the licence by a photo of it."""
    photo = verifier.with_name("photo.png")
    rastered(pdf, RASTERS["scan"])[0].convert("L").save(photo)
    context = chromium.new_context(viewport={"width": 360, "height": 780}, offline=True)
    asked: list[str] = []
    try:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.clock.set_fixed_time(clock.now() + dt.timedelta(days=2, hours=1))
        page.goto(verifier.as_uri())
        page.wait_for_selector("body[data-ready]")
        page.locator("[data-language=en]").click()
        page.set_input_files("#photo", photo)
        answer = page.locator("#answer:not([hidden])")
        expect(answer).to_have_attribute("data-code", "VALID", timeout=20_000)
        expect(answer).to_contain_text(VIN)
        expect(page.locator("#list")).to_contain_text("is 2 days old")
    finally:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []


def download(page: Page, reference: str) -> bytes:
    """The licence, as soon as the worker has made it."""
    for _ in range(story.PAPER_SECONDS * 2):
        page.goto(f"/vehicles/applications/{reference}/")
        if page.locator("a[href$='licence.pdf']").count():
            break
        time.sleep(0.5)
    answer = page.request.get(f"/vehicles/applications/{reference}/licence.pdf")
    assert answer.headers["content-disposition"].startswith("attachment")
    return bytes(answer.body())


class Counted:
    """A keyboard that counts how often a key is pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        """A key that leads to another page, whose buttons are listened for before the next one."""
        self.pressed += 1
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press(key)


def test_a_clean_renewal_at_the_counter_takes_at_most_six_keys(
    transport: TransportOffice, ending: Vehicle, person: Person
) -> None:
    clerk = person("vehicle_clerk", desk=True)
    clerk.goto("/vehicles/register/")
    expect(clerk.locator("[name=text]")).to_be_focused()
    clerk.keyboard.type("٠٠٠١")
    with clerk.expect_navigation(wait_until="load"):
        clerk.keyboard.press("Enter")
    assert clerk.url.endswith(f"/register/{ending.reference}/")
    keys = Counted(clerk)
    keys.press("r")
    keys.press("Enter")
    expect(clerk.locator(".letter.state-paused")).to_be_visible()
    application = Application.objects.latest("pk")
    assert application.case.step == "awaiting_payment"
    assert application.case.applicant == transport.cast.owner
    keys.press("n")
    expect(clerk.locator("[name=text]")).to_be_focused()
    assert keys.pressed <= MOST_KEYS
