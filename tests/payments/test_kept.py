"""Nothing about money is deleted or rewritten, whoever asks: the database itself refuses."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from psycopg import sql

from interior_portal.payments import actions, models
from interior_portal.payments.models import Bill, CashCount, CashSession
from interior_portal.shared import clock
from tests.payments.world import World, money

EVERY = [getattr(models, name) for name in models.__all__]
APPEND_ONLY = [
    models.BillLine,
    models.ExchangeRate,
    models.Payment,
    models.PaymentLine,
    models.ReceiptPrint,
]


@pytest.fixture(autouse=True)
def _rows(world: World) -> None:
    """A row in every table."""
    world.open()
    payment = actions.take(bill=world.bill(), currency="USD", by=world.cashier, key="k")
    actions.print_receipt(payment=payment, paper="SLIP", by=world.cashier, key="k")


def refused(statement: str, table: str, message: str) -> None:
    with (
        pytest.raises(DatabaseError, match=message),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.SQL(statement).format(sql.Identifier(table)))


@pytest.mark.parametrize("model", EVERY)
def test_no_row_is_deleted(model: type[Model]) -> None:
    count = model._default_manager.count()
    assert count > 0
    refused("DELETE FROM {}", model._meta.db_table, "Cannot (update or )?delete")
    assert model._default_manager.count() == count


@pytest.mark.parametrize("model", EVERY)
def test_no_table_is_emptied(model: type[Model]) -> None:
    # Rows that wait for a check at the end of the transaction would refuse a TRUNCATE by themselves.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused("TRUNCATE {} CASCADE", model._meta.db_table, "Cannot truncate")


@pytest.mark.parametrize("model", APPEND_ONLY)
def test_what_happened_is_not_rewritten(model: type[Model]) -> None:
    refused("UPDATE {} SET id = id", model._meta.db_table, "Cannot update")


def test_a_bill_ends_once(world: World) -> None:
    settled, fresh = Bill.objects.get(), world.bill("entry", key="fresh")
    changes: list[dict[str, Any]] = [{"settled_at": None}, {"settled_at": clock.now()}]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            Bill.objects.filter(pk=settled.pk).update(**change)
    changes = [{"payer": world.rival}, {"reference": "P26"}, {"subject": "V26"}]
    for change in changes:
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Bill.objects.filter(pk=fresh.pk).update(**change)
    with pytest.raises(DatabaseError, match="bill_ends_one_way"), transaction.atomic():
        Bill.objects.filter(pk=fresh.pk).update(settled_at=clock.now(), cancelled_at=clock.now())
    assert Bill.objects.filter(pk=fresh.pk).update(cancelled_at=clock.now()) == 1


def test_a_closed_shift_stays_closed_and_counted(world: World) -> None:
    session = CashSession.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        CashSession.objects.update(cashier=world.second)
    with pytest.raises(DatabaseError), transaction.atomic():
        CashCount.objects.update(opening=5)
    actions.close_session(session=session, counted=money(SYP=0, USD=0), by=world.cashier)
    with pytest.raises(DatabaseError), transaction.atomic():
        CashSession.objects.update(closed_at=None, closed_by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        CashCount.objects.update(counted=30)


@pytest.mark.parametrize(
    "change", [{"closed_at": "now"}, {"closed_by": "somebody"}], ids=["no name", "no time"]
)
def test_a_shift_is_closed_by_somebody_at_some_time(
    world: World, change: dict[str, object]
) -> None:
    values = {"now": clock.now(), "somebody": world.cashier}
    columns = {name: values[str(value)] for name, value in change.items()}
    with (
        pytest.raises(DatabaseError, match="cash_session_closed_by_somebody"),
        transaction.atomic(),
    ):
        CashSession.objects.update(**columns)


@pytest.mark.parametrize(
    "change", [{"counted": 5}, {"expected": 5}, {"expected": 5, "counted": -1}]
)
def test_expected_and_counted_come_together(change: dict[str, int]) -> None:
    with (
        pytest.raises(DatabaseError, match="cash_count_expected_and_counted"),
        transaction.atomic(),
    ):
        CashCount.objects.update(**change)
