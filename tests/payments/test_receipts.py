"""Receipts: one original, every later printing a marked copy that the ledger knows."""

import pytest
from django.test import Client
from django.urls import reverse

from interior_portal.audit.models import AuditEntry
from interior_portal.payments import actions, queries
from interior_portal.payments.models import Payment, ReceiptPrint
from interior_portal.shared.refusals import Refused
from tests.payments.world import World, rate, sign_in, staff


@pytest.fixture
def payment(world: World) -> Payment:
    """30 USD, paid in pounds."""
    world.open()
    rate("USD", "SYP", "12000")
    return actions.take(bill=world.bill(), currency="SYP", by=world.cashier, key="k")


def reprints() -> list[tuple[str, dict[str, object]]]:
    entries = AuditEntry.objects.filter(action="payments.receipt.reprinted").order_by("pk")
    return [(entry.subject_ref, entry.data) for entry in entries]


def test_the_first_printing_is_the_original_the_next_are_copies(
    world: World, payment: Payment
) -> None:
    first = actions.print_receipt(payment=payment, paper="SLIP", by=world.cashier, key="a")
    again = actions.print_receipt(payment=payment, paper="SLIP", by=world.cashier, key="a")
    assert (first.copy, again) == (0, first)
    assert reprints() == []
    copy = actions.print_receipt(payment=payment, paper="A4", by=world.second, key="b")
    assert (copy.copy, copy.printed_by) == (1, world.second)
    assert reprints() == [(payment.receipt_number, {"copy": 1, "paper": "A4"})]


def test_only_the_desk_that_took_the_money_prints(world: World, payment: Payment) -> None:
    stranger = staff("stranger", world.elsewhere, "CASHIER")
    auditor = staff("auditor", world.authority, "AUDITOR")
    for by in (stranger, auditor, world.payer):
        with pytest.raises(Refused):
            actions.print_receipt(payment=payment, paper="A4", by=by, key="k")
    assert not ReceiptPrint.objects.exists()


def test_who_may_look_at_a_receipt(world: World, payment: Payment) -> None:
    stranger = staff("stranger", world.elsewhere, "CASHIER")
    auditor = staff("auditor", world.authority, "AUDITOR")
    number = payment.receipt_number.lower().replace("-", " ")
    assert queries.find_payment(world.second, number) == payment
    assert queries.find_payment(auditor, number) == payment
    assert queries.find_payment(stranger, number) is None
    assert queries.find_payment(world.payer, number) is None


def test_printing_from_the_page(client: Client, world: World, payment: Payment) -> None:
    sign_in(client, world.cashier)
    page = client.get(reverse("payments:receipt", args=[payment.receipt_number]))
    key = str(page.context["print_form"]["key"].value())
    address = reverse("payments:print", args=[payment.receipt_number])
    original = client.post(address, {"key": key, "paper": "SLIP"}, follow=True)
    assert original.redirect_chain == [
        (reverse("payments:printed", args=[payment.receipt_number, 0]), 302)
    ]
    text = original.content.decode()
    assert "paper-slip" in text
    assert "paper-copy" not in text
    doubled = client.post(address, {"key": key, "paper": "SLIP"}, follow=True)
    assert doubled.redirect_chain == original.redirect_chain
    fresh = "6a1d1f1c-7f1b-4d0e-9d5e-0d3a2b1c0f00"
    copy = client.post(address, {"key": fresh, "paper": "A4"}, follow=True)
    assert copy.redirect_chain == [
        (reverse("payments:printed", args=[payment.receipt_number, 1]), 302)
    ]
    text = copy.content.decode()
    assert "paper-a4" in text
    assert "paper-copy" in text


def test_a_receipt_says_what_was_paid_for_what_and_at_which_rate(
    client: Client, world: World, payment: Payment
) -> None:
    world.payer.language = "en"
    world.payer.save()
    actions.print_receipt(payment=payment, paper="A4", by=world.cashier, key="a")
    sign_in(client, world.cashier)
    client.cookies["language"] = "ar"
    page = client.get(reverse("payments:printed", args=[payment.receipt_number, 0]))
    text = page.content.decode().replace("\u2068", "").replace("\u2069", "")
    for fact in (
        '<html lang="en" dir="ltr">',
        payment.receipt_number,
        payment.bill.reference,
        payment.bill.subject,
        "360,000",
        "30 USD at the rate of 1 USD = 12,000 SYP",
        "Fee entry",
        "Unit centre · Unit desk",
        "Name of cashier",
    ):
        assert fact in text
    assert "Layla" not in text


def test_printing_without_a_paper_prints_nothing(
    client: Client, world: World, payment: Payment
) -> None:
    sign_in(client, world.cashier)
    address = reverse("payments:print", args=[payment.receipt_number])
    response = client.post(address, {"paper": "PARCHMENT"})
    assert response.headers["Location"] == reverse(
        "payments:receipt", args=[payment.receipt_number]
    )
    assert not ReceiptPrint.objects.exists()


def test_a_colleague_elsewhere_may_look_and_not_print(
    client: Client, world: World, payment: Payment
) -> None:
    """Somebody with a desk elsewhere and an auditor's post here holds both permissions, but not at one unit."""
    auditor = staff("auditor", world.authority, "AUDITOR")
    auditor.postings.create(unit=world.elsewhere, role="CASHIER", starts_on="2020-01-01")
    sign_in(client, auditor)
    page = client.get(reverse("payments:receipt", args=[payment.receipt_number]))
    assert page.context["refusal"].code == "not_permitted_here"
    address = reverse("payments:print", args=[payment.receipt_number])
    client.post(address, {"paper": "A4", "key": "6a1d1f1c-7f1b-4d0e-9d5e-0d3a2b1c0f00"})
    assert not ReceiptPrint.objects.exists()
