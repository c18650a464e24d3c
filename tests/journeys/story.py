"""The stories of a visa, told once: each test tells them in its own way (language, no script, counter)."""

import datetime as dt
import io
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pikepdf
from playwright.sync_api import Page, expect

from interior_portal.shared import clock
from tests.accounts.doors import CODE, first_code, texted
from tests.journeys.conftest import reference_in
from visas.demo.history import passport_lines

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PAPER_SECONDS = 30
TRAVELLER = {
    "name_arabic": "ليلى حداد",
    "father_name": "حسن",
    "mother_name": "سعاد",
    "birth_place": "برلين",
}


def lines() -> str:
    """The lines of a passport that is valid for years."""
    return passport_lines(
        {
            "surname": "HADDAD",
            "given_names": "LAYLA",
            "document_number": "C01234567",
            "nationality": "D",
            "born_on": dt.date(1994, 8, 12),
            "document_expires_on": clock.today() + dt.timedelta(days=2000),
            "sex": "F",
        }
    )


def arrival() -> dt.date:
    return clock.today() + dt.timedelta(days=20)


def arabic(number: int) -> str:
    """As an Arabic keyboard types it."""
    return str(number).translate(ARABIC_DIGITS)


def texted_code(phone: str) -> str:
    """The code in the newest text message to that number that has one."""
    words = [text.partition("\n\n")[2] for text in texted() if text.startswith(f"To: {phone}\n")]
    return first_code([text for text in words if CODE.search(text)][-1])


# --- what citizens and clerks do ---


def go_on(page: Page) -> None:
    """The one primary button of the page."""
    page.locator("main form .actions button").first.click()


def open_service(page: Page, kind: str) -> None:
    """From the home page to the button that begins an application."""
    page.goto("/")
    page.locator(f"a.service-link[href$='/visas/kinds/{kind}/']").click()
    page.locator("main .actions a").click()


def sign_in(page: Page, address: str, code: Callable[[], str]) -> None:
    """By the code that was sent; the page that was wanted follows."""
    wanted = urlsplit(page.url).query
    assert wanted.startswith("next=")
    page.locator("[name=address]").fill(address)
    go_on(page)
    page.locator("[name=code]").fill(code())
    go_on(page)


def write(page: Page, **texts: str) -> None:
    for name, text in texts.items():
        page.locator(f"[name={name}]").fill(text)


def write_date(page: Page, name: str, day: dt.date) -> None:
    for part in ("day", "month", "year"):
        page.locator(f"[name={name}_{part}]").fill(arabic(getattr(day, part)))


def fill_in(page: Page, files: dict[str, str]) -> str:
    """An entry visa, from its beginning to the last page before sending; the reference."""
    go_on(page)
    reference = reference_in(page.url, "V")
    page.locator("main a.task-link").first.click()
    write(page, mrz=lines().lower())
    go_on(page)
    write(page, **TRAVELLER)
    go_on(page)
    _fill_in_journey(page, files, reference)
    write(page, host_name="دلوفان بوزان", host_contact="٠٩٩٠ ٠٠٠ ١٠١")
    go_on(page)
    _fill_in_papers(page, files)
    return reference


def fill_in_as_resident(page: Page, files: dict[str, str]) -> str:
    """A travel visa from the task list to the last page before sending; the reference."""
    reference = reference_in(page.url, "T")
    page.locator("main a.task-link").first.click()
    page.locator("[name=document_kind]").first.check()
    write(page, document_number="A0123456")
    write_date(page, "document_expires_on", clock.today() + dt.timedelta(days=2000))
    go_on(page)
    write(page, surname="haddad", given_names="layla", **TRAVELLER)
    write_date(page, "born_on", dt.date(1994, 8, 12))
    page.locator("[name=sex][value=F]").check()
    page.locator("[name=nationality]").select_option("SYR")
    go_on(page)
    _fill_in_journey(page, files, reference)
    _fill_in_papers(page, files)
    return reference


def _fill_in_journey(page: Page, files: dict[str, str], reference: str) -> None:
    """The photo, which is looked at, and the journey."""
    page.locator("[name=photo]").set_input_files(files["photo"])
    go_on(page)
    expect(page.locator("main img")).to_be_visible()
    page.goto(f"/visas/applications/{reference}/pages/journey/")
    write_date(page, "arrives_on", arrival())
    page.locator("[name=post]").first.check()
    write(page, stay_days="١٤", purpose="زيارة العائلة", address="القامشلي")
    go_on(page)


def _fill_in_papers(page: Page, files: dict[str, str]) -> None:
    """The questions, all answered with no, and the documents."""
    for answer in page.locator("input[value=no]").all():
        answer.check()
    go_on(page)
    wanted = page.locator("main a.task-link")
    for place in range(wanted.count()):
        wanted.nth(place).click()
        page.locator("[name=file]").set_input_files(files["page"])
        go_on(page)


def send(page: Page, reference: str) -> str:
    """Check the answers, declare, send; the payment reference."""
    page.goto(f"/visas/applications/{reference}/check/")
    page.locator("[name=is_true]").check()
    go_on(page)
    return reference_in(page.locator("main").inner_text(), "P")


def take_money(page: Page, payment: str) -> None:
    page.goto("/payments/desk/")
    page.locator("main input[type=text]").first.fill(payment.lower())
    page.keyboard.press("Enter")
    page.locator(".decision-bar button").first.click()
    expect(page.locator("main")).to_contain_text(payment)


def confirm_as_host(page: Page, reference: str) -> None:
    page.goto(f"/visas/hosting/{reference}/")
    page.locator("input[value=yes]").check()
    go_on(page)


def wait_for_letter(page: Page, reference: str, state: str) -> None:
    """Until the applicant is told: no earlier than the officer can no longer undo it."""
    for _ in range(PAPER_SECONDS * 2):
        page.goto(f"/visas/applications/{reference}/")
        if page.locator(f".letter.state-{state}").count():
            return
        time.sleep(0.5)
    raise AssertionError(page.locator(".letter").inner_text())


def answer(page: Page, reference: str, files: dict[str, str]) -> None:
    wait_for_letter(page, reference, "paused")
    page.locator("main .actions a").first.click()
    page.locator("[name=file]").set_input_files(files["page"])
    go_on(page)


def download(page: Page, reference: str) -> pikepdf.Pdf:
    """The visa, as soon as the worker has made it."""
    for _ in range(PAPER_SECONDS * 2):
        page.goto(f"/visas/applications/{reference}/")
        if page.locator("a[href$='visa.pdf']").count():
            break
        time.sleep(0.5)
    answer = page.request.get(f"/visas/applications/{reference}/visa.pdf")
    assert answer.headers["content-disposition"].startswith("attachment")
    return pikepdf.open(io.BytesIO(answer.body()))


# --- what officers do ---


def take_case(page: Page, reference: str) -> None:
    """Open the case as soon as it lies on the desk, and claim it, unless it came as the next case."""
    claim, put_back = (
        page.locator(f".decision-bar form[action$='/{verb}/'] button")
        for verb in ("claim", "release")
    )
    for _ in range(PAPER_SECONDS * 2):
        page.goto(f"/visas/desk/{reference}/")
        if claim.count() or put_back.count():
            break
        time.sleep(0.5)
    if not put_back.count():
        claim.click()


def decide(page: Page, transition: str) -> None:
    """Open the form of a decision from the case that the officer holds."""
    page.locator(f".decision-bar a[href$='/{transition}/']").click()


def ask_again(page: Page) -> None:
    decide(page, "request_document")
    page.locator("[name=kind]").nth(1).check()
    write(page, reason="الحافة العليا مقطوعة")
    go_on(page)


def grant(page: Page) -> None:
    decide(page, "grant")
    go_on(page)
