"""Bills: issued once, settled or cancelled once."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from interior_portal.audit.models import AuditEntry
from interior_portal.outbox.models import OutboxRow
from interior_portal.payments import actions, queries
from interior_portal.payments.models import Bill, Fee
from interior_portal.payments.rules import Money
from interior_portal.shared.refusals import Refused
from tests.payments.world import HANDLER, World


def test_a_bill_has_a_line_per_fee_and_currency(world: World) -> None:
    bill = world.bill("mixed", "entry")
    assert [(line.fee.code, line.amount, line.currency_id) for line in bill.lines.all()] == [
        ("mixed", Decimal(10), "USD"),
        ("mixed", Decimal(55000), "SYP"),
        ("entry", Decimal(30), "USD"),
    ]
    assert queries.outstanding_of(bill) == [
        Money(Decimal(40), "USD"),
        Money(Decimal(55000), "SYP"),
    ]
    assert (bill.settled_at, OutboxRow.objects.count()) == (None, 0)
    assert queries.find_bill(bill.reference) == bill


def test_the_same_key_is_the_same_bill(world: World) -> None:
    first = world.bill("entry", key="k")
    assert world.bill("paper", key="k") == first
    assert (Bill.objects.count(), first.lines.count()) == (1, 1)


@pytest.mark.parametrize(("codes", "lines"), [(["entry"], 1), (["entry", "paper", "free"], 3)])
def test_statements_of_issuing(
    world: World, codes: list[str], lines: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # reference free?; key known?; savepoint, bill, release; fees; lines
    with django_assert_num_queries(7 + 2):  # and the action's own savepoint, as tests run in one
        bill = world.bill(*codes, key="k")
    assert bill.lines.count() == lines


def test_a_bill_over_nothing_is_settled_at_once(world: World) -> None:
    bill = world.bill("free")
    assert bill.settled_at is not None
    row = OutboxRow.objects.get()
    assert (row.handler, row.payload) == (HANDLER, {"bill": bill.pk, "subject": bill.subject})


def test_a_bill_without_fees_is_settled_at_once(world: World) -> None:
    bill = actions.issue_bill(
        payer=world.payer, subject="V26", fee_codes=[], settled_handler=HANDLER, key="k"
    )
    assert bill.settled_at is not None


def test_a_fee_without_an_amount_leaves_no_bill(world: World) -> None:
    with pytest.raises(LookupError):
        world.bill("entry", "unknown")
    assert not Bill.objects.exists()


def test_a_bill_keeps_the_amount_of_its_day(world: World) -> None:
    bill = world.bill("entry")
    Fee.objects.filter(code="entry").update(name_en="Other name")
    assert queries.due(bill.lines.all()) == {"USD": Decimal(30)}


@pytest.mark.parametrize(
    "typed",
    [
        "{reference}",
        " {lower} ",
        "{spaced}",
        "{arabic}",
        "\u200f{reference}\u200f",
    ],
)
def test_a_reference_is_found_however_it_is_typed(world: World, typed: str) -> None:
    bill = world.bill()
    reference = bill.reference
    spellings = {
        "reference": reference,
        "lower": reference.lower(),
        "spaced": reference.replace("-", " "),
        "arabic": reference.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    }
    assert queries.find_bill(typed.format(**spellings)) == bill


def test_a_wrong_reference_finds_nothing(world: World) -> None:
    reference = world.bill().reference
    wrong = reference[:-1] + ("2" if reference[-1] != "2" else "3")
    assert queries.find_bill(wrong) is None
    assert queries.find_bill("") is None


def test_a_withdrawn_matter_owes_nothing_more(world: World) -> None:
    world.open()
    bill, paid = world.bill("entry"), world.bill("paper")
    actions.take(bill=paid, currency="SYP", by=world.cashier, key="k")
    assert actions.cancel_bills(subject=bill.subject, by=world.payer) == 1
    assert actions.cancel_bills(subject=bill.subject, by=world.payer) == 0
    bill.refresh_from_db()
    paid.refresh_from_db()
    assert bill.cancelled_at is not None
    assert (paid.cancelled_at, paid.settled_at is not None) == (None, True)
    with pytest.raises(Refused) as refused:
        actions.take(bill=bill, currency="USD", by=world.cashier, key="k2")
    assert refused.value.refusal.code == "bill_cancelled"
    entry = AuditEntry.objects.get(action="payments.bill.cancelled")
    assert (entry.subject_ref, entry.actor_id) == (bill.reference, world.payer.pk)


def test_a_payer_finds_own_bills_only(world: World) -> None:
    bill = world.bill()
    assert queries.find_bill_of(world.payer, bill.reference) == bill
    assert queries.find_bill_of(world.rival, bill.reference) is None
