"""The story of an entry visa, told once: each test tells it in its own way (language, no script, keyboard)."""

import datetime as dt
import io
import time

import pikepdf
from playwright.sync_api import Page, expect

from interior_portal.shared import clock
from tests.journeys.conftest import reference_in
from visas.demo.history import passport_lines

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PAPER_SECONDS = 30


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


def go_on(page: Page) -> None:
    """The one primary button of the page."""
    page.locator("main form .actions button").first.click()


def fill_in(page: Page, files: dict[str, str]) -> str:
    """From the service to the last page before sending; the reference."""
    page.goto("/visas/kinds/entry/")
    page.locator("main .actions a").click()
    go_on(page)
    reference = reference_in(page.url, "V")
    base = f"/visas/applications/{reference}"
    page.goto(f"{base}/pages/passport/")
    page.locator("[name=mrz]").fill(lines().lower())
    go_on(page)
    for name, text in (
        ("name_arabic", "ليلى حداد"),
        ("father_name", "حسن"),
        ("mother_name", "سعاد"),
        ("birth_place", "برلين"),
    ):
        page.locator(f"[name={name}]").fill(text)
    go_on(page)
    page.locator("[name=photo]").set_input_files(files["photo"])
    go_on(page)
    page.goto(f"{base}/pages/journey/")
    arrival = clock.today() + dt.timedelta(days=20)
    for part in ("day", "month", "year"):
        digits = str(getattr(arrival, part)).translate(ARABIC_DIGITS)
        page.locator(f"[name=arrives_on_{part}]").fill(digits)
    page.locator("[name=stay_days]").fill("١٤")
    page.locator("[name=post]").first.check()
    page.locator("[name=purpose]").fill("زيارة العائلة")
    page.locator("[name=address]").fill("القامشلي")
    go_on(page)
    page.locator("[name=host_name]").fill("دلوفان بوزان")
    page.locator("[name=host_contact]").fill("٠٩٩٠ ٠٠٠ ١٠١")
    go_on(page)
    for answer in page.locator("input[value=no]").all():
        answer.check()
    go_on(page)
    page.locator("main a.task-link").first.click()
    page.locator("[name=file]").set_input_files(files["page"])
    go_on(page)
    return reference


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


def take_case(page: Page, reference: str) -> None:
    """Open the case as soon as it lies on the desk, and claim it."""
    for _ in range(PAPER_SECONDS * 2):
        page.goto(f"/visas/desk/{reference}/")
        if page.locator(".decision-bar form button").count():
            break
        time.sleep(0.5)
    page.locator(".decision-bar form button").first.click()


def ask_again(page: Page, reference: str) -> None:
    page.goto(f"/visas/desk/{reference}/request_document/")
    page.locator("[name=kind]").nth(1).check()
    page.locator("[name=reason]").fill("الحافة العليا مقطوعة")
    go_on(page)


def answer(page: Page, reference: str, files: dict[str, str]) -> None:
    page.goto(f"/visas/applications/{reference}/")
    page.locator("main .actions a").first.click()
    page.locator("[name=file]").set_input_files(files["page"])
    go_on(page)


def grant(page: Page, reference: str) -> None:
    page.goto(f"/visas/desk/{reference}/grant/")
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
