"""The cash desk, by its pages."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import User
from interior_portal.payments import actions
from interior_portal.payments.models import CashCount, CashSession, Currency, Payment
from interior_portal.payments.views import shifts
from tests.payments.world import World, currency, money, rate, sign_in, staff

Response = Any  # the test client adds its context and the redirects to it

DESK = "/payments/desk/"
OPEN = "/payments/desk/open/"
TAKE = "/payments/desk/take/"


@pytest.fixture
def cashier(client: Client, world: World) -> Client:
    client.cookies["language"] = "en"
    return sign_in(client, world.cashier)


def text(response: Response) -> str:
    assert response.status_code == 200
    content: str = response.content.decode()
    return content.replace("\u2068", "").replace("\u2069", "")


def find(client: Client, reference: str) -> Response:
    return client.get(DESK, {"reference": reference})


def press(client: Client, response: Response, number: int = 0) -> Response:
    """Press the button of that number on the page of a bill."""
    form = response.context["bill"]["buttons"][number].form
    return client.post(TAKE, {field.name: field.value() for field in form}, follow=True)


def messages(response: Response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# --- opening ---


def test_without_a_shift_the_desk_leads_to_opening_one(cashier: Client) -> None:
    assert cashier.get(DESK).headers["Location"] == OPEN


def test_opening_a_shift(cashier: Client, world: World) -> None:
    assert "Unit desk · Unit centre" in text(cashier.get(OPEN))
    posted = {"desk": world.desk.pk, "amount_USD": "١٠٠", "amount_SYP": "1,500,000"}
    response = cashier.post(OPEN, posted)
    assert response.headers["Location"] == DESK
    counts = CashCount.objects.values_list("currency_id", "opening")
    assert list(counts) == [("SYP", Decimal(1500000)), ("USD", Decimal(100))]
    assert cashier.get(OPEN).headers["Location"] == DESK
    assert cashier.post(OPEN, posted).headers["Location"] == DESK
    assert CashSession.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"amount_USD": ""}, "Where there is none, write 0."),
        ({"amount_USD": "10,50"}, "Write the amount in digits"),
        ({"amount_USD": "-5"}, "Write the amount in digits"),
        ({"desk": "0"}, "Choose another one."),
    ],
)
def test_an_opening_that_is_wrong_says_so_and_keeps_the_answers(
    cashier: Client, world: World, change: dict[str, str], sentence: str
) -> None:
    posted = {"desk": str(world.desk.pk), "amount_USD": "5", "amount_SYP": "77"}
    shown = text(cashier.post(OPEN, posted | change))
    assert sentence in shown
    assert 'value="77"' in shown
    assert not CashSession.objects.exists()


def test_a_desk_that_was_taken_meanwhile_is_not_offered(cashier: Client, world: World) -> None:
    world.open(by=world.second)
    posted = {"desk": world.desk.pk, "amount_USD": "0", "amount_SYP": "0"}
    assert "Choose another one." in text(cashier.post(OPEN, posted))


# --- taking ---


def test_from_the_reference_to_the_receipt(cashier: Client, world: World) -> None:
    world.open()
    bill = world.bill()
    found = find(cashier, bill.reference.lower().replace("-", " "))
    shown = text(found)
    for fact in (bill.reference, bill.subject, "Fee entry", "Take 30 USD", "Take 330,000 SYP"):
        assert fact in shown
    assert "Layla" not in shown
    done = press(cashier, found)
    payment = Payment.objects.get()
    assert done.redirect_chain == [(f"{DESK}?taken={payment.receipt_number}", 302)]
    assert "The money is taken and the bill is paid." in text(done)
    assert payment.receipt_number in text(cashier.get(DESK))


def test_the_same_button_twice_takes_once(cashier: Client, world: World) -> None:
    world.open()
    found = find(cashier, world.bill().reference)
    first, second = press(cashier, found), press(cashier, found)
    assert first.redirect_chain == second.redirect_chain
    assert Payment.objects.count() == 1


def test_a_bill_that_was_paid_meanwhile(cashier: Client, world: World) -> None:
    world.open()
    bill = world.bill()
    found = find(cashier, bill.reference)
    world.open(world.other_desk, by=world.second)
    actions.take(bill=bill, currency="USD", by=world.second, key="k")
    late = press(cashier, found)
    assert messages(late) == ["This bill is paid already. Take no money for it."]
    assert late.context["bill"]["buttons"] == []
    assert Payment.objects.count() == 1


def test_a_rate_that_changed_meanwhile_takes_nothing(cashier: Client, world: World) -> None:
    world.open()
    found = find(cashier, world.bill().reference)
    rate("USD", "SYP", "12000")
    again = press(cashier, found, 1)
    assert messages(again) == [
        "The amount is not what it was when the page was shown. Look at it again, then take it."
    ]
    assert not Payment.objects.exists()
    assert "Take 360,000 SYP" in text(again)
    press(cashier, again, 1)
    assert Payment.objects.count() == 1


def test_a_withdrawn_case_has_no_button(cashier: Client, world: World) -> None:
    world.open()
    bill = world.bill()
    actions.cancel_bills(subject=bill.subject, by=None)
    found = find(cashier, bill.reference)
    assert "This matter was withdrawn" in text(found)
    assert found.context["bill"]["buttons"] == []


def test_a_way_without_a_rate_says_why(cashier: Client, world: World) -> None:
    world.open()
    currency("EUR")
    found = find(cashier, world.bill().reference)
    refusals = [
        choice.refusal and choice.refusal.code for choice in found.context["bill"]["buttons"]
    ]
    assert refusals == [None, "no_rate", None]
    assert "No exchange rate between USD and EUR is in force." in text(found)


def test_no_open_currency_is_said(cashier: Client, world: World) -> None:
    world.open()
    Currency.objects.update(is_open=False)
    found = find(cashier, world.bill().reference)
    assert "No currency is taken at the desks today." in text(found)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("P26-7K3M-92Q0", "A letter or a digit of this payment reference is wrong."),
        ("hello", "A letter or a digit of this payment reference is wrong."),
        ("P26-0000-0000", "There is no bill with this payment reference."),
        ("", "Fill in “Payment reference”."),
    ],
)
def test_a_reference_that_names_no_bill(
    cashier: Client, world: World, typed: str, sentence: str
) -> None:
    world.open()
    assert sentence in text(find(cashier, typed))


@pytest.mark.parametrize(
    "posted", [{}, {"reference": "P26-0000-0000"}, {"reference": "x" * 99, "key": "no"}]
)
def test_a_form_that_is_not_ours_takes_nothing(
    cashier: Client, world: World, posted: dict[str, str]
) -> None:
    world.open()
    response = cashier.post(TAKE, posted, follow=True)
    assert messages(response) == ["Nothing was taken. Find the bill again."]
    assert not Payment.objects.exists()


# --- closing, and looking ---


def test_closing_shows_the_expected_only_afterwards(cashier: Client, world: World) -> None:
    session = world.open(opening=money(USD=100))
    press(cashier, find(cashier, world.bill().reference))
    page = f"/payments/shifts/{session.reference}/"
    assert "130" not in text(cashier.get(f"{page}close/"))
    closed = cashier.post(f"{page}close/", {"amount_USD": "128", "amount_SYP": "0"}, follow=True)
    assert closed.redirect_chain == [(page, 302)]
    (pounds, dollars) = closed.context["counts"]
    assert (pounds.is_right, dollars.is_right) == (True, False)
    shown = text(closed)
    for fact in ("130 USD", "128 USD", "-2"):
        assert fact in shown
    again = cashier.post(f"{page}close/", {"amount_USD": "130", "amount_SYP": "0"})
    assert again.headers["Location"] == page
    assert CashCount.objects.get(currency="USD").counted == 128


def test_a_count_that_is_missing_closes_nothing(cashier: Client, world: World) -> None:
    session = world.open()
    page = cashier.post(f"/payments/shifts/{session.reference}/close/", {"amount_USD": "128"})
    assert "Where there is none, write 0." in text(page)
    session.refresh_from_db()
    assert session.closed_at is None


def test_a_colleague_sees_a_shift_and_cannot_close_it(client: Client, world: World) -> None:
    session = world.open()
    sign_in(client, world.second)
    page = f"/payments/shifts/{session.reference}/"
    assert client.get(page).status_code == 200
    closing = client.post(f"{page}close/", {"amount_USD": "0", "amount_SYP": "0"})
    assert closing.context["refusal"].code == "not_your_shift"
    session.refresh_from_db()
    assert session.closed_at is None


def test_an_auditor_reads_and_handles_nothing(client: Client, world: World) -> None:
    session = world.open()
    payment = actions.take(bill=world.bill(), currency="USD", by=world.cashier, key="k")
    sign_in(client, staff("auditor", world.authority, "AUDITOR"))
    for path in ("shifts/", f"shifts/{session.reference}/", f"receipts/{payment.receipt_number}/"):
        assert client.get(f"/payments/{path}").status_code == 200
    for path in (DESK, OPEN, TAKE):
        assert client.get(path).status_code == 403


def test_who_has_no_post_here_sees_nothing(client: Client, world: World) -> None:
    session = world.open()
    payment = actions.take(bill=world.bill(), currency="USD", by=world.cashier, key="k")
    paths = (f"shifts/{session.reference}/", f"receipts/{payment.receipt_number}/")
    sign_in(client, world.second)
    assert [client.get(f"/payments/{path}").status_code for path in paths] == [200, 200]
    sign_in(client, staff("stranger", world.elsewhere, "CASHIER"))
    assert [client.get(f"/payments/{path}").status_code for path in paths] == [404, 404]
    assert list(client.get("/payments/shifts/").context["shifts"]) == []
    sign_in(client, world.payer)
    assert [client.get(f"/payments/{path}").status_code for path in paths] == [403, 403]


@pytest.mark.parametrize("page", ["shifts/{}/", "shifts/{}/close/", "receipts/{}/", "bills/{}/"])
def test_an_address_with_a_character_that_no_database_takes(
    cashier: Client, world: World, page: str
) -> None:
    assert cashier.get("/payments/" + page.format("S26-%00-0000")).status_code == 404
    assert cashier.get("/payments/shifts/", {"before": "\x00"}).status_code == 200


def test_shifts_continue_page_by_page(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shifts, "PAGE", 2)
    made = []
    for _number in range(3):
        session = world.open()
        actions.close_session(session=session, counted=money(SYP=0, USD=0), by=world.cashier)
        made.append(session)
    sign_in(client, world.cashier)
    first = client.get("/payments/shifts/")
    assert list(first.context["shifts"]) == [made[2], made[1]]
    second = client.get("/payments/shifts/", {"before": first.context["older"]})
    assert (list(second.context["shifts"]), second.context["older"]) == ([made[0]], "")


# --- what it costs ---


@pytest.mark.parametrize("payments", [1, 3])
def test_queries_of_the_desk_with_a_bill(
    cashier: Client,
    world: World,
    payments: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    world.open()
    for number in range(payments):
        actions.take(bill=world.bill(), currency="USD", by=world.cashier, key=str(number))
    reference = world.bill("mixed", "entry", "paper").reference
    find(cashier, reference)
    # session, user, postings; shift; bill, lines, fees; settled; currencies, rates; payments, their lines
    with django_assert_num_queries(12):
        find(cashier, reference)


@pytest.mark.parametrize("payments", [1, 3])
def test_queries_of_a_shift(
    cashier: Client,
    world: World,
    payments: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    session = world.open()
    for number in range(payments):
        actions.take(bill=world.bill(), currency="USD", by=world.cashier, key=str(number))
    url = f"/payments/shifts/{session.reference}/"
    cashier.get(url)
    # session, user, postings; shift; payments, their lines; counts
    with django_assert_num_queries(7):
        cashier.get(url)


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_shifts(
    cashier: Client,
    world: World,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _shift in range(number):
        session = world.open()
        actions.close_session(session=session, counted=money(SYP=0, USD=0), by=world.cashier)
    cashier.get("/payments/shifts/")
    with django_assert_num_queries(4):
        cashier.get("/payments/shifts/")


def test_the_header_leads_to_what_one_may_do(client: Client, world: World) -> None:
    def links(user: User) -> set[str]:
        sign_in(client, user)
        page = client.get(reverse("notices:inbox"))
        return {link.href for link in page.context["navigation"]}

    auditor = staff("auditor", world.authority, "AUDITOR")
    assert {DESK, "/payments/shifts/"} <= links(world.cashier)
    assert DESK not in links(auditor)
    assert "/payments/shifts/" in links(auditor)
    assert links(world.payer).isdisjoint({DESK, "/payments/shifts/"})
