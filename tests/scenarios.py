"""Cases that stand somewhere, brought there by the real actions: what a test needs to have a page of.

`scenario` makes them all for one test. The people are those of `tests.cast`.
"""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from interior_portal.documents import demo as documents
from interior_portal.payments import actions as payments
from interior_portal.payments import demo as money
from interior_portal.payments.models import CashSession, Payment, ReceiptPrint
from interior_portal.shared.ids import new_token
from interior_portal.workflow import demo as calendar
from tests.cast import Cast
from visas import actions, queries
from visas.demo import catalogue
from visas.demo.history import History
from visas.models import Application, ApplicationDocument, VisaKind

ENTRY, TRAVEL = "entry", "travel"


@dataclass(frozen=True)
class Scenario:
    """Entry visas of the traveller's, the sent ones naming the host; `counter_draft` was begun by
    the clerk for somebody else. `payment` is for the one under review, taken in `shift`.
    """

    cast: Cast
    draft: Application
    unpaid: Application
    under_review: Application
    returned: Application
    granted: Application
    counter_draft: Application
    shift: CashSession
    payment: Payment
    receipt: ReceiptPrint

    def document_of(self, application: Application) -> ApplicationDocument:
        """The first document that was sent with it."""
        found = application.documents.order_by("pk").first()
        assert found is not None
        return found


@pytest.fixture
def scenario(cast: Cast) -> Scenario:
    """Everything at once; a test that needs little calls the functions below itself."""
    fill_catalogue()
    shift = payments.open_session(
        desk=cast.unit("visas-qamishlo-desk"), opening={"USD": Decimal(100)}, by=cast.cashier
    )
    history = History()
    paid = sent(history, cast)
    history.pay(paid)
    returned = sent(history, cast)
    history.pay(returned)
    history.lead(returned, "awaiting_applicant")
    granted = sent(history, cast)
    history.pay(granted)
    history.lead(granted, "granted")
    payment = Payment.objects.get(bill=queries.bill_of(paid))
    return Scenario(
        cast=cast,
        draft=begun(history, cast),
        unpaid=sent(history, cast),
        under_review=queries.get_application(paid.reference),
        returned=queries.get_application(returned.reference),
        granted=queries.get_application(granted.reference),
        counter_draft=begun_at_counter(cast),
        shift=shift,
        payment=payment,
        receipt=payments.print_receipt(
            payment=payment, paper=ReceiptPrint.Paper.SLIP, by=cast.cashier, key=new_token()
        ),
    )


def fill_catalogue() -> None:
    """Money, working days, keys, visa kinds: what the directorates need before a first case."""
    for part in (calendar, money, documents, catalogue):
        part.load()


def kind(code: str = ENTRY) -> VisaKind:
    return VisaKind.objects.get(code=code)


def begun(history: History, cast: Cast) -> Application:
    """A full draft of the traveller's."""
    return history.apply(cast.traveller, kind(), is_sent=False)


def sent(history: History, cast: Cast) -> Application:
    """A declared one of the traveller's, its bill unpaid."""
    return history.apply(cast.traveller, kind(), is_sent=True)


def begun_at_counter(cast: Cast) -> Application:
    application = actions.begin_at_counter(
        kind=kind(),
        category=None,
        by=cast.clerk,
        phone="+963990000199",
        name="سعاد",
        key=new_token(),
    )
    return queries.get_application(application.reference)
