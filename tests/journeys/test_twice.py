"""What people do twice or at once: two tabs, a double click, the back button, two officers."""

import struct
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from interior_portal.documents.models import Paper
from interior_portal.outbox import relay
from interior_portal.payments.models import Bill
from interior_portal.workflow.models import CaseEvent
from tests.accounts.doors import said
from tests.journeys import story
from tests.journeys.conftest import Person
from tests.scenarios import VisaOffice
from visas.models import Application, Visa

pytestmark = pytest.mark.journey
SENT = "This application has been sent; its answers can no longer be changed."
STALE = "Someone acted on this case meanwhile. Look at it again before you decide."
TAKEN = "Somebody else has taken this case."
CURE = "Choose a smaller picture size in the settings of your camera or scanner"
SIDE = 30_000


def events(application: Application, transition: str) -> int:
    return CaseEvent.objects.filter(case=application.case, transition=transition).count()


def declare(page: Page, application: Application) -> None:
    page.goto(f"/visas/applications/{application.reference}/check/")
    page.locator("[name=is_true]").check()


def assert_sent_once(draft: Application) -> None:
    assert events(draft, "submit") == 1
    assert Bill.objects.filter(subject=draft.reference).count() == 1


def test_two_tabs_send_an_application_once(office: VisaOffice, person: Person) -> None:
    draft = office.fill_in(office.begin())
    first = person("traveller")
    second = first.context.new_page()
    for tab in (first, second):
        declare(tab, draft)
    for tab in (first, second):
        story.go_on(tab)
        expect(tab.locator(".letter")).to_be_visible()
    expect(second.locator(".messages")).to_contain_text(said(SENT))
    assert_sent_once(draft)


def test_the_back_button_after_sending_leads_to_the_letter(
    office: VisaOffice, person: Person
) -> None:
    draft = office.fill_in(office.begin())
    traveller = person("traveller")
    declare(traveller, draft)
    story.go_on(traveller)
    expect(traveller.locator(".letter")).to_be_visible()
    traveller.go_back()
    expect(traveller.locator(".letter")).to_be_visible()
    expect(traveller.locator(".messages")).to_contain_text(said(SENT))
    assert_sent_once(draft)


@pytest.mark.parametrize("browser", ["modern", "without script"])
def test_a_double_click_grants_one_visa(office: VisaOffice, person: Person, browser: str) -> None:
    application = office.claim(office.in_review())
    officer = person("officer", desk=True, script=browser == "modern")
    officer.goto(f"/visas/desk/{application.reference}/grant/")
    officer.locator("main form .actions button").dblclick(delay=1)
    expect(officer.locator(".notice-success")).to_be_visible()
    relay.drain()
    assert events(application, "grant") == 1
    assert Visa.objects.filter(application=application).count() == 1
    assert Paper.objects.filter(subject=application.reference).count() == 1


def test_of_two_officers_only_the_first_gets_the_case(office: VisaOffice, person: Person) -> None:
    application = office.in_review()
    first, second = person("officer", desk=True), person("second_officer", desk=True)
    for officer in (first, second):
        officer.goto(f"/visas/desk/{application.reference}/")
    for officer in (first, second):
        officer.locator(".decision-bar form button").click()
    expect(first.locator(".decision-bar a[href$='/grant/']")).to_be_visible()
    expect(second.locator(".notice-error")).to_contain_text(said(TAKEN))
    expect(second.locator(".decision-bar")).to_contain_text(office.cast.officer.name)
    expect(second.locator(".decision-bar a[href$='/grant/']")).to_have_count(0)


def test_an_officer_who_decides_on_an_old_page_is_told_so(
    office: VisaOffice, person: Person
) -> None:
    application = office.claim(office.in_review())
    first = person("officer", desk=True)
    first.goto(f"/visas/desk/{application.reference}/grant/")
    office.propose_refusal(application)
    second = person("second_officer", desk=True)
    story.take_case(second, application.reference)
    story.decide(second, "return_to_review")
    story.go_on(second)
    story.go_on(first)
    expect(first.locator("#error-summary")).to_contain_text(said(STALE))
    assert office.again(application).case.step == "review"
    assert not Visa.objects.exists()


def endless_picture() -> bytes:
    """A white PNG of 30,000 by 30,000 points in some hundred kilobytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    press = zlib.compressobj(1)
    row = b"\0" + b"\xff" * (SIDE // 8)
    points = b"".join(press.compress(row) for _ in range(SIDE)) + press.flush()
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 1, 0, 0, 0, 0)
    name = b"\x89PNG\r\n\x1a\n"
    return name + chunk(b"IHDR", header) + chunk(b"IDAT", points) + chunk(b"IEND", b"")


def test_a_picture_beyond_all_measure_is_answered_in_words(
    office: VisaOffice, person: Person, tmp_path: Path
) -> None:
    draft = office.fill_in(office.begin())
    file = tmp_path / "huge.png"
    file.write_bytes(endless_picture())
    traveller = person("traveller", language="en")
    traveller.goto(f"/visas/applications/{draft.reference}/photo/")
    traveller.locator("[name=photo]").set_input_files(file)
    story.go_on(traveller)
    expect(traveller.locator("#error-summary")).to_contain_text(CURE)
    kept = office.again(draft)
    assert (kept.photo_id, kept.surname, kept.answers) == (
        draft.photo_id,
        draft.surname,
        draft.answers,
    )
