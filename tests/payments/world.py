"""A centre with two cash desks and the people around them; every test builds its own."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.test import Client

from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.sessions import SECOND_FACTOR, SET_UP
from interior_portal.payments import actions, demo
from interior_portal.payments.models import Bill, CashSession, Currency, ExchangeRate, Fee
from interior_portal.shared import clock

HANDLER = "tests.bill_settled"
LONG_AGO = dt.date(2020, 1, 1)


class World:
    """`cashier` and `second` may take money at both desks; `payer` and `rival` are citizens."""

    def __init__(self) -> None:
        self.authority = unit("authority", Unit.Kind.AUTHORITY, None)
        self.centre = unit("centre", Unit.Kind.CENTRE, self.authority)
        self.desk = unit("desk", Unit.Kind.DESK, self.centre)
        self.other_desk = unit("other-desk", Unit.Kind.DESK, self.centre)
        self.elsewhere = unit("elsewhere", Unit.Kind.DESK, self.authority)
        self.cashier = staff("cashier", self.centre, "CASHIER")
        self.second = staff("second", self.centre, "CASHIER")
        self.payer = User.objects.create_user(email="payer@citizen.example", name="Layla Matar")
        self.rival = User.objects.create_user(email="rival@citizen.example", name="Samer Haddad")
        demo.load()

    def bill(self, *codes: str, key: str = "", subject: str = "V26-7K3M-92QX") -> Bill:
        """A bill over the fees named; by default over the one of 30 USD."""
        return actions.issue_bill(
            payer=self.payer,
            subject=subject,
            fee_codes=codes or ("entry",),
            settled_handler=HANDLER,
            key=key or f"bill:{Bill.objects.count()}",
        )

    def open(
        self,
        desk: Unit | None = None,
        by: User | None = None,
        opening: Mapping[str, Decimal] | None = None,
    ) -> CashSession:
        return actions.open_session(
            desk=desk or self.desk, opening=opening or {}, by=by or self.cashier
        )


def money(**amounts: int) -> dict[str, Decimal]:
    return {code: Decimal(amount) for code, amount in amounts.items()}


def unit(code: str, kind: str, parent: Unit | None) -> Unit:
    names = {"name_ar": f"وحدة {code}", "name_kmr": f"Yekîne {code}", "name_en": f"Unit {code}"}
    return Unit.objects.create(code=code, kind=kind, parent=parent, **names)


def staff(name: str, unit: Unit, role: str) -> User:
    user = User.objects.create_user(
        email=f"{name}@interior.example", name=f"Name of {name}", is_staff=True, language="en"
    )
    Posting.objects.create(user=user, unit=unit, role=role, starts_on=LONG_AGO)
    return user


def fee(code: str, amount: str, currency: str = "USD", **facts: Any) -> Fee:
    names = {"name_ar": f"رسم {code}", "name_kmr": f"Xerca {code}", "name_en": f"Fee {code}"}
    dates = {"since": LONG_AGO, **facts}
    return Fee.objects.create(
        code=code, amount=Decimal(amount), currency_id=currency, **names, **dates
    )


def currency(code: str, *, step: str = "0.01", is_open: bool = True) -> Currency:
    names = {"name_ar": f"عملة {code}", "name_kmr": f"Dirav {code}", "name_en": f"Money {code}"}
    return Currency.objects.create(code=code, step=Decimal(step), is_open=is_open, **names)


def rate(base: str, quote: str, value: str, since: dt.date | None = None) -> ExchangeRate:
    return ExchangeRate.objects.create(
        base_id=base, quote_id=quote, rate=Decimal(value), since=since or clock.today()
    )


def sign_in(client: Client, user: User) -> Client:
    """With a second factor, as staff have."""
    client.force_login(user)
    session = client.session
    session[SECOND_FACTOR] = SET_UP
    session.save()
    return client
