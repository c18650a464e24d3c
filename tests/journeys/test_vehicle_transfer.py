"""A vehicle changes hands: the seller on one phone, the buyer on another, the cash desk, the new licence."""

import datetime as dt
import io
import re
import time
from urllib.parse import urlsplit

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.accounts.doors import texted
from tests.journeys import story
from tests.journeys.conftest import Person, reference_in
from tests.processes import Worker
from tests.vehicles.office import TransportOffice
from vehicles import queries
from vehicles.models import Vehicle

pytestmark = pytest.mark.journey
SELLERS_PHONE, BUYERS_PHONE = "+963990000201", "+963990000202"
LINK = re.compile(r"https?://\S+")
BUYER = {
    "name_arabic": "مريم جورج حنا",
    "given_names": "Maryam George",
    "surname": "Hanna",
    "document_number": "020-0000002",
    "phone": "٠٩٩٠ ٠٠٠ ٢٠٢",
}


@pytest.fixture
def sold(transactional_db: None, transport: TransportOffice) -> Vehicle:
    """A clean car whose owner wants to sell it; what there is to do is done before the worker runs."""
    vehicle = transport.registered()
    transport.owner_is_known()
    return vehicle


@pytest.fixture
def served(sold: Vehicle, celery_worker: Worker) -> Vehicle:
    return sold


@pytest.mark.parametrize("language", ["ar", pytest.param("kmr", marks=pytest.mark.pages)])
def test_seller_and_buyer_agree_on_their_own_phones_and_the_buyer_has_the_licence(
    served: Vehicle, person: Person, language: str
) -> None:
    seller = person("anonymous", language=language)
    reference = offer(seller)
    agree(seller)
    buyer = person("anonymous", language=language)
    buyer.goto(urlsplit(link_sent_to(BUYERS_PHONE, reference)).path)
    story.sign_in(buyer, "٠٩٩٠ ٠٠٠ ٢٠٢", lambda: story.texted_code(BUYERS_PHONE))
    agree(buyer)
    expect(seller.locator("main a[href$='licence.pdf']")).to_have_count(0)
    payment = reference_in(buyer.locator("main").inner_text(), "P")
    story.take_money(person("cashier", desk=True), payment)
    assert len(pikepdf.open(io.BytesIO(licence(buyer))).pages) == 1
    assert seller.request.get(f"/vehicles/transfers/{reference}/side/licence.pdf").status == 404
    transfer = queries.get_application(reference)
    assert transfer.case.outcome == "issued"
    owners = [(str(own.person), own.shares) for own in queries.owners_of(served)]
    assert owners == [("Maryam George Hanna", 2400)]
    fitted = queries.current_licence(served)
    assert fitted is not None
    assert fitted.application == transfer


def offer(seller: Page) -> str:
    """From the home page to the question that goes to both; the reference."""
    seller.goto("/")
    seller.locator("a.service-link[href$='/vehicles/mine/']").first.click()
    story.sign_in(seller, "٠٩٩٠ ٠٠٠ ٢٠١", lambda: story.texted_code(SELLERS_PHONE))
    seller.locator("main a.task-link").click()
    seller.locator("main a[href$='/transfer/']").click()
    story.go_on(seller)
    reference = reference_in(seller.url, "R")
    seller.locator("main a[href$='/buyers/add/']").click()
    story.write(seller, **BUYER)
    story.write_date(seller, "born_on", dt.date(1990, 5, 4))
    seller.locator("[name=document_kind][value=IDENTITY_CARD]").check()
    story.go_on(seller)
    expect(seller.locator("main")).to_contain_text(re.compile("Hanna|حنا"))
    story.go_on(seller)
    assert seller.url.endswith(f"/transfers/{reference}/side/")
    return reference


def agree(page: Page) -> None:
    """One side says yes, and cannot say it twice."""
    yes = page.locator("main button[name=answer][value=agree]")
    yes.click()
    expect(yes).to_have_count(0)


def link_sent_to(phone: str, reference: str) -> str:
    """Where the message to that number about this transfer leads, as soon as the worker has sent it."""
    for _ in range(story.PAPER_SECONDS * 2):
        words = " ".join(text for text in texted() if text.startswith(f"To: {phone}\n"))
        links: list[str] = LINK.findall(words)
        if found := [link for link in links if reference in link]:
            return found[0]
        time.sleep(0.5)
    raise AssertionError(f"no message to {phone}")


def licence(buyer: Page) -> bytes:
    """The licence, as soon as the worker has made it."""
    link = buyer.locator("main a[href$='licence.pdf']")
    for _ in range(story.PAPER_SECONDS * 2):
        buyer.reload()
        if link.count():
            break
        time.sleep(0.5)
    return bytes(buyer.request.get(str(link.first.get_attribute("href"))).body())
