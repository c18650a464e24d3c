"""What the payer sees, and nobody else."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from interior_portal.documents import barcodes
from interior_portal.payments import actions
from interior_portal.payments.models import Bill
from tests.payments.world import World, sign_in


def address(bill: Bill, page: str = "bill") -> str:
    return reverse(f"payments:{page}", args=[bill.reference])


@pytest.fixture
def payer(client: Client, world: World) -> Client:
    client.force_login(world.payer)
    client.cookies["language"] = "en"
    return client


def page(client: Client, bill: Bill, name: str = "bill") -> str:
    response = client.get(address(bill, name))
    assert response.status_code == 200
    return response.content.decode().replace("\u2068", "").replace("\u2069", "")


def test_a_bill_says_how_much_the_reference_and_where(payer: Client, world: World) -> None:
    world.open(world.other_desk)
    bill = world.bill()
    shown = page(payer, bill)
    for fact in (bill.reference, bill.subject, "Fee entry", "30 USD", "330,000", "Unit desk"):
        assert fact in shown
    assert shown.count("Open now") == 1
    assert shown.count("Closed now") == 1
    assert "Unit elsewhere" not in shown


def test_a_reference_in_small_letters_is_the_same_bill(payer: Client, world: World) -> None:
    bill = world.bill()
    url = reverse("payments:bill", args=[bill.reference.lower()])
    assert payer.get(url).status_code == 200


def test_a_paid_bill_shows_its_receipt(payer: Client, world: World) -> None:
    world.open()
    bill = world.bill()
    payment = actions.take(bill=bill, currency="SYP", by=world.cashier, key="k")
    shown = page(payer, bill)
    for fact in (payment.receipt_number, "330,000 SYP", "Unit centre · Unit desk", "Fee entry"):
        assert fact in shown
    assert "cash office" not in shown
    assert "Name of cashier" not in shown


def test_a_withdrawn_bill_asks_for_nothing(payer: Client, world: World) -> None:
    bill = world.bill()
    actions.cancel_bills(subject=bill.subject, by=world.payer)
    shown = page(payer, bill)
    assert "Do not pay it." in shown
    assert "How to pay" not in shown


def test_the_slip_carries_the_reference_as_a_code_that_scans(payer: Client, world: World) -> None:
    bill = world.bill()
    shown = page(payer, bill, "slip")
    assert bill.reference in shown
    assert barcodes.data_uri(barcodes.qr(bill.reference).svg()) in shown


@pytest.mark.parametrize(("asked", "paper"), [("A4", "a4"), ("SLIP", "slip"), ("<b>", "slip")])
def test_the_slip_fits_both_papers(payer: Client, world: World, asked: str, paper: str) -> None:
    response = payer.get(address(world.bill(), "slip"), {"paper": asked})
    assert f'class="paper paper-{paper}"' in response.content.decode()


def test_there_is_no_slip_for_what_is_not_owed(payer: Client, world: World) -> None:
    bill = world.bill()
    assert payer.get(address(bill, "slip")).status_code == 200
    actions.cancel_bills(subject=bill.subject, by=None)
    assert payer.get(address(bill, "slip")).status_code == 404


@pytest.mark.parametrize("name", ["bill", "slip"])
def test_nobody_else_sees_a_bill(client: Client, world: World, name: str) -> None:
    bill = world.bill()
    client.force_login(world.payer)
    assert client.get(address(bill, name)).status_code == 200
    for other in (world.rival, world.cashier):
        sign_in(client, other)
        assert client.get(address(bill, name)).status_code == 404
    client.logout()
    response = client.get(address(bill, name))
    assert response.status_code == 302
    assert reverse("account_login") in response.headers["Location"]


def test_another_ones_bill_and_none_at_all_look_alike(client: Client, world: World) -> None:
    bill = world.bill()
    client.force_login(world.rival)
    missing = reverse("payments:bill", args=["P26-0000-0000"])
    answers = [client.get(url) for url in (address(bill), missing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    bodies = [answer.content.decode().replace(answer.wsgi_request.path, "") for answer in answers]
    tokens = [body.split('name="csrfmiddlewaretoken"')[0] for body in bodies]
    assert tokens[0] == tokens[1]


@pytest.mark.parametrize("codes", [["entry"], ["entry", "entry", "entry"]])
def test_queries_of_a_bill_that_is_owed(
    payer: Client,
    world: World,
    codes: list[str],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    bill = world.bill(*codes)
    payer.get(address(bill))
    # session, user; bill, lines, fees; settled; currencies, rates; offices
    with django_assert_num_queries(9):
        payer.get(address(bill))


@pytest.mark.parametrize("codes", [["entry"], ["entry", "paper", "mixed"]])
def test_queries_of_a_bill_that_is_paid(
    payer: Client,
    world: World,
    codes: list[str],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    world.open()
    bill = world.bill(*codes)
    actions.take(bill=bill, currency="USD", by=world.cashier, key="k")
    payer.get(address(bill))
    # session, user; bill, lines, fees; payments, their lines
    with django_assert_num_queries(7):
        payer.get(address(bill))
